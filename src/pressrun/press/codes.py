"""The six digits of a letter: made, read as people type them, and compared."""

import hmac
import unicodedata
from typing import Final

from pressrun.model.wish import TRIES
from pressrun.ports import Entropy, Unit

_DIGITS: Final = 6
_LONGEST: Final = 40  # characters in which somebody may write them


def new_code(entropy: Entropy) -> str:
    """Return six digits that nobody can guess."""
    return f"{int.from_bytes(entropy.octets(8)) % 10**_DIGITS:0{_DIGITS}}"


def code_hash(unit: Unit, handle: str, code: str) -> str:
    """Return a keyed hash of a wish's code, which is worth nothing with another wish."""
    return hmac.digest(unit.people.hash_key(), f"code {handle} {code}".encode(), "sha256").hex()


def matches(unit: Unit, handle: str, code: str) -> bool:
    """Tell whether six digits are those of a wish's letter, and count it if they are not.

    After ``TRIES`` wrong ones none is right any more until another letter is written.
    """
    wish = unit.wishes.find(handle)
    is_right = hmac.compare_digest(code_hash(unit, handle, code), wish.code_hash if wish else "")
    if wish is None:
        return False
    if is_right and wish.tries < TRIES:
        return True
    unit.wishes.miss(handle)
    return False


def digits_of(text: str) -> str | None:
    """Return six digits as people type and paste them, in any script; None for anything else."""
    typed = text.replace("-", "").split() if len(text) <= _LONGEST else []
    values = [unicodedata.decimal(c, None) for c in "".join(typed)]
    digits = "".join(str(value) for value in values if value is not None)
    return digits if len(digits) == len(values) == _DIGITS else None
