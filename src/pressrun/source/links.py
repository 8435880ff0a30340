"""Which addresses a text may name. The list says what is allowed, never what is forbidden."""

import re
import unicodedata
from typing import Final
from urllib.parse import urlsplit

from pressrun.errors import quoted

_SCHEME: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
# What browsers drop or show as nothing: controls, and format characters such as U+202E.
_INVISIBLE: Final = frozenset({"Cc", "Cf"})


def link_fault(target: str) -> str:
    """Return why a link may not lead to ``target``; empty where it may.

    Allowed are http and https with a host, mailto with an address, paths and fragments.
    """
    if not target or target != target.strip():
        return "it is empty" if not target.strip() else "it begins or ends with a space"
    if any(unicodedata.category(character) in _INVISIBLE for character in target):
        return "it holds an invisible character"
    if "\\" in target:
        return "it holds a backslash"
    if target.startswith("//"):
        return "it names a host without a scheme"
    scheme = _SCHEME.match(target)
    if scheme is None:
        return "its first part holds a colon" if ":" in re.split("[/?#]", target)[0] else ""
    return _scheme_fault(scheme[1].lower(), target[scheme.end() :], target)


def picture_fault(source: str) -> str:
    """Return why a picture may not come from ``source``; empty where it may.

    Allowed are http and https with a host, and a file beside the text.
    """
    if fault := link_fault(source):
        return fault
    if source[0] in "/?#" or source.lower().startswith("mailto:"):
        return "it is neither a file beside the text nor a web address"
    return ""


def is_outside(target: str) -> bool:
    """Tell whether an allowed ``target`` is an absolute address, not a path."""
    return bool(_SCHEME.match(target))


def _scheme_fault(scheme: str, rest: str, target: str) -> str:
    if scheme == "mailto":
        return "" if "@" in rest.strip("@") else "it names no address"
    if scheme not in {"http", "https"}:
        return f"readers cannot follow {quoted(scheme + ':')}"
    try:
        host = urlsplit(target).hostname if rest.startswith("//") else None
    except ValueError:
        host = None
    return "" if host else "it names no host"
