"""The few values of a message that differ per person, and how a face names them.

A face is rendered once; where a personal value belongs it carries the slot's mark, an address
under ``.invalid`` (RFC 2606 §2), which Jinja, MJML and the CSS inliner pass through as they
would any link. ``mail/slots.py`` turns marks into places in a byte template.
"""

import re
from enum import StrEnum
from typing import Final


class Slot(StrEnum):
    """A personal value. To add one: a line here, and its value in ``press/deliver.py``."""

    NAME = "name"
    ADDRESS = "address"
    UNSUBSCRIBE_URL = "unsubscribe-url"


MARK_HOST: Final = "slot.invalid"
MARK: Final = re.compile(r"https://slot\.invalid/(" + "|".join(Slot) + r")/")


def mark(slot: Slot) -> str:
    """Return what stands in a face for ``slot``."""
    return f"https://{MARK_HOST}/{slot}/"
