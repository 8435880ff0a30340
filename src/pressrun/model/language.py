"""Names of languages as every face writes them."""

import posixpath
import re
from collections.abc import Iterable
from typing import Final

# The same in every language that there is, as (language, address), the original first.
Alternates = tuple[tuple[str, str], ...]

_TAG: Final = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
_FILE: Final = re.compile(r"(?P<stem>.+)\.(?P<tag>[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)\.md")


def language_tag(text: str) -> str | None:
    """Return a BCP 47 tag in its usual case (RFC 5646 §2.1.1), None for what is not one.

    Only its shape is looked at, not the registry: ``pt-br`` becomes ``pt-BR``.
    """
    if not _TAG.fullmatch(text):
        return None
    primary, *rest = text.lower().split("-")
    case = {2: str.upper, 4: str.title}
    return "-".join([primary, *(case.get(len(part), str)(part) for part in rest)])


def best(wanted: str, offered: Iterable[str]) -> str:
    """Return the language somebody gets who reads ``wanted``, of those there are, in order.

    The very same tag, then one with the same primary subtag, then the first that is offered.
    """
    tags = list(offered)
    asked = wanted.casefold()
    primary = _primary(wanted)
    same = (tag for tag in tags if tag.casefold() == asked)
    plain = (tag for tag in tags if tag.casefold() == primary)
    near = (tag for tag in tags if _primary(tag) == primary)
    first = tags[0]
    found = next(same, None) or next(plain, None) or next(near, None)
    return found if asked and found else first


def language_of_file(path: str) -> str:
    """Return the language that a file of words is a translation into, empty for an original.

    Its name says it: ``piece.fr.md``.
    """
    found = _FILE.fullmatch(posixpath.basename(path))
    return language_tag(found["tag"]) or "" if found else ""


def path_of_original(path: str) -> str:
    """Return the path of the file that a translation stands beside: ``piece.md``."""
    found = _FILE.fullmatch(posixpath.basename(path))
    name = f"{found['stem']}.md" if found else posixpath.basename(path)
    return posixpath.join(posixpath.dirname(path), name)


def fitting(wanted: str, offered: Iterable[str], *, own: str) -> str:
    """Return the language of those offered that somebody may get; empty where there is none.

    Nobody gets another's language for want of their own or of ``own``, which everybody may get
    and who names none reads.
    """
    tags = sorted(offered, key=lambda tag: (tag != own, tag))
    if not tags:
        return ""
    found = best(wanted or own, tags)
    is_theirs = _primary(found) == _primary(wanted or own)
    return found if is_theirs or found == own else ""


def _primary(tag: str) -> str:
    return tag.casefold().partition("-")[0]
