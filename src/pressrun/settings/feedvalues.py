"""Values of the table [feeds] into what they mean."""

import re
from collections.abc import Callable
from enum import StrEnum
from typing import Any, Final

from pressrun.model.feed import MEDIA_TYPES, FeedKind
from pressrun.model.shelfmark import shelfmark
from pressrun.settings.readers import Wrong, read_url

FORMATS: Final = tuple(suffix.removeprefix(".") for suffix in MEDIA_TYPES)

_LANGUAGE: Final = re.compile(r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*")


def choices(kind: type[StrEnum]) -> Callable[[Any], Any]:
    """Return a reader of a list of words out of those of ``kind``, none if need be."""

    def read(value: Any) -> tuple[StrEnum, ...] | Wrong:
        known = set(kind)
        if isinstance(value, list) and all(isinstance(v, str) and v in known for v in value):
            return tuple(kind(word) for word in dict.fromkeys(value))
        listed = ", ".join(f'"{word}"' for word in kind)
        return Wrong(f"a list of none or some of {listed}", f"[{listed}]")

    return read


def read_flag(value: Any) -> bool | Wrong:
    """Read true or false."""
    return value if isinstance(value, bool) else Wrong("true or false", "true")


def read_format(value: Any) -> str | Wrong:
    """Read the name of a feed format."""
    if isinstance(value, str) and value in FORMATS:
        return value
    known = ", ".join(f'"{name}"' for name in FORMATS)
    return Wrong(f"one of {known}", '"atom"')


def read_hubs(value: Any) -> tuple[str, ...] | Wrong:
    """Read the addresses of WebSub hubs; one may stand without brackets."""
    example = '["https://hub.example.org/"]'
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, list) or not all(isinstance(item, str) for item in values):
        return Wrong("a list of addresses", example)
    for item in values:
        if isinstance(wrong := read_url(item), Wrong):
            return Wrong(wrong.must_be, example)
    return tuple(dict.fromkeys(values))


def is_feed(name: str) -> bool:
    """Tell whether a feed may have this name, with what it gathers filed as ``shelfmark`` does."""
    group, _, item = name.partition("/")
    if not item:
        return name in {FeedKind.MAIN, FeedKind.ISSUES}
    if group == FeedKind.LANGUAGE:
        return bool(_LANGUAGE.fullmatch(item)) and item == item.lower()
    return group in {FeedKind.TAG, FeedKind.AUTHOR} and shelfmark(item) == item
