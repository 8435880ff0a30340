"""What a relay said, in one line for people, without the addresses in it."""

import re
from typing import Final

from pressrun.model.delivery import Receipt

_ADDRESS: Final = re.compile(r"\S+@\S+")


def told(receipt: Receipt, *, unasked: bool = False) -> str:
    """Return a reply and the command that it answered, its line ends taken out."""
    words = anonymous(" ".join(receipt.text.split("\n"))).strip()
    where = "unasked" if unasked else f"at {receipt.command}"
    return f"{receipt.code} {where}" + (f": {words}" if words else "")


def anonymous(text: str) -> str:
    """Return a text with an ellipsis for every word that has an at sign in it."""
    return _ADDRESS.sub("…", text)
