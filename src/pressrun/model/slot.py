"""The few values of a message that differ per person, and how a face names them.

A face is rendered once; where a personal value belongs it carries the slot's mark, an address
under ``.invalid`` (RFC 2606 §2), which Jinja, MJML and the CSS inliner pass through as they
would any link. ``mail/slots.py`` turns marks into places in a byte template.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Slot(StrEnum):
    """A personal value. To add one: a line here, and its value in ``mail/person.py``.

    The field of a person that holds it has the same name, in lower case.
    """

    NAME = "name"
    ADDRESS = "address"
    UNSUBSCRIBE_URL = "unsubscribe-url"
    PREFERENCES_URL = "preferences-url"
    WEB_URL = "web-url"  # this very message in a browser
    ACTION_URL = "action-url"  # letters alone: the link that a letter is about
    CODE = "code"  # letters alone: six digits
    VOTE_URL = "vote-url"  # ends in a slash; a face adds ``<quiz or poll id>/<number of a choice>``


IN_LETTERS: Final = frozenset({Slot.ACTION_URL, Slot.CODE})
"""Slots of letters alone: no copy of an issue has a value for them."""

IN_ISSUES: Final = tuple(slot for slot in Slot if slot not in IN_LETTERS)

ANSWERED: Final[frozenset[Slot]] = frozenset(
    {
        Slot.NAME,
        Slot.ADDRESS,
        Slot.UNSUBSCRIBE_URL,
        Slot.PREFERENCES_URL,
        Slot.WEB_URL,
        Slot.VOTE_URL,
    }
)
"""Slots that a face may show: templates are given nothing for the others.

No face links to what does not answer yet, so the page that answers a slot adds it here.
"""

# Where the addresses of a reader's own lead, and how many characters of secret end each: a handle
# is 16 octets in base64url, a token 36 (design §4 item 9).
_PATHS: Final[Mapping[Slot, tuple[str, int, str]]] = {
    Slot.UNSUBSCRIBE_URL: ("unsubscribe/", 22, ""),
    Slot.PREFERENCES_URL: ("preferences/", 48, ""),
    Slot.ACTION_URL: ("confirm/", 48, ""),
    Slot.VOTE_URL: ("vote/", 48, "/"),
}
_LONG: Final = 64
_CODE_LENGTH: Final = len("123 456")


def longest(service_url: str, web_url: str) -> dict[str, str]:
    """Return a value for every slot: as long as a reader's own may be, of letters alone.

    Names and addresses have 64 characters: few have more. ``service_url`` is where forms are
    answered, with a final slash; ``web_url`` is the page of the message.
    """
    own: dict[str, str] = {
        slot: f"{service_url}{path}{'m' * secret}{end}"
        for slot, (path, secret, end) in _PATHS.items()
    }
    name, domain = "m" * _LONG, "@m.example.org"
    return {
        Slot.NAME: name,
        Slot.ADDRESS: name[len(domain) :] + domain,
        Slot.WEB_URL: web_url,
        Slot.CODE: "0" * _CODE_LENGTH,
        **own,
    }


MARK_HOST: Final = "slot.invalid"
MARK: Final = re.compile(r"https://slot\.invalid/(" + "|".join(Slot) + r")/")


def mark(slot: Slot) -> str:
    """Return what stands in a face for ``slot``."""
    return f"https://{MARK_HOST}/{slot}/"


# Where an address begins: with a vote's in the midst of it, it would tell strangers who reads it.
_VOTE: Final = re.compile(rf'(?:(?<=href=")|(?<!\S)){re.escape(mark(Slot.VOTE_URL))}')


def holds_mark(text: str, *, votes: bool = Slot.VOTE_URL in ANSWERED) -> bool:
    """Tell whether ``text`` names the host of marks; with ``votes``, links to votes are ours."""
    # ASCII is told apart for speed: this reads every word of an issue.
    folded = str.lower(text) if text.isascii() else str.casefold(text)
    return MARK_HOST in folded and (not votes or MARK_HOST in _VOTE.sub("", folded))
