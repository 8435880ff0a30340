"""Which coding of a file a client is sent, by its Accept-Encoding (RFC 9110 §12.5.3)."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from pressrun.model.manifest import CODINGS

IDENTITY: Final = ""
# Clients send a handful of different fields; one that is longer than these is nobody's.
_USUAL_OCTETS: Final = 256
_MEMBER: Final = re.compile(
    r"[ \t]*(?P<coding>[!#$%&'*+.^_`|~0-9A-Za-z-]+)[ \t]*"
    r"(?:;[ \t]*[qQ]=(?P<weight>0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)[ \t]*)?"
)
_OTHER_NAMES: Final = {"x-gzip": "gzip", "identity": IDENTITY}
# What is acceptable without having been named: after everything that was.
_UNNAMED: Final = 0.0001


def choose(field: bytes | None, available: Iterable[str]) -> str | None:
    """Return the coding to send, of those available and none (``""``); None if none will do.

    The heaviest wins, among equals the one that Pressrun prefers. Without the field nothing is
    coded: such a client may not know that it can happen.
    """
    if field is None:
        return IDENTITY
    weights = (_usual if len(field) <= _USUAL_OCTETS else _weights)(field)
    best, heaviest = None, 0.0
    for coding in (*(name for name in CODINGS if name in available), IDENTITY):
        weight = _weight(coding, weights)
        if weight > heaviest:
            best, heaviest = coding, weight
    return best


def _weight(coding: str, weights: dict[str, float]) -> float:
    if coding in weights:
        return weights[coding]
    if coding == IDENTITY:
        return 0.0 if weights.get("*") == 0.0 else _UNNAMED
    return weights.get("*", 0.0)


def _weights(field: bytes) -> dict[str, float]:
    """Return the weight of every coding that is named; a member that makes no sense is not."""
    weights: dict[str, float] = {}
    for member in field.decode("latin-1").split(","):
        found = _MEMBER.fullmatch(member)
        if found is not None:
            name = found["coding"].lower()
            weights.setdefault(_OTHER_NAMES.get(name, name), float(found["weight"] or 1))
    return weights


_usual = lru_cache(maxsize=256)(_weights)
