"""Names that are safe in a path and in an address, made from words that are not."""

import base64
import hashlib
import re
import unicodedata
from typing import Final

_PLAIN: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST: Final = 60


def shelfmark(words: str) -> str:
    """Return the name under which a tag, an author or a language is filed.

    It depends on these words alone, so that a new tag never moves another. Words that differ
    only in case and spaces share one; of words that cannot be told apart by a-z, 0-9 and hyphens
    a part of their SHA-256 tells: ``C++`` is filed as ``c-…``.
    """
    folded = " ".join(unicodedata.normalize("NFC", words).casefold().split())
    dashed = folded.replace(" ", "-")
    if _PLAIN.fullmatch(dashed) and len(dashed) <= _LONGEST:
        return dashed
    digest = hashlib.sha256(folded.encode("utf-8", "surrogatepass")).digest()
    mark = base64.b32encode(digest).decode().lower()[:10]
    latin = unicodedata.normalize("NFKD", folded).encode("ascii", "ignore").decode()
    readable = "-".join(re.findall(r"[a-z0-9]+", latin))[:_LONGEST].strip("-")
    return f"{readable}-{mark}" if readable else mark
