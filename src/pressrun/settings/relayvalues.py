"""Values of the tables [relays.NAME] into what they mean."""

import re
from typing import Any, Final

from pressrun.errors import suggest
from pressrun.model.relay import Mechanism, RelayKind
from pressrun.settings.profiles import PROFILES, Profile
from pressrun.settings.readers import Reader, Wrong, read_host, read_text

WARM_UP_LIMIT_DAYS: Final = 366
DAY_LIMIT: Final = 10**9

_LITERAL: Final = re.compile(r"\[(?:IPv6:)?[0-9A-Fa-f:.]+\]")
_MECHANISMS: Final = {mechanism.value.lower(): mechanism for mechanism in Mechanism}


def read_kind(value: Any) -> RelayKind | Wrong:
    """Read which kind of relay it is."""
    if isinstance(value, str) and value in set(RelayKind):
        return RelayKind(value)
    return Wrong(" or ".join(RelayKind), f'"{RelayKind.SMTP}"')


def read_profile(value: Any) -> Profile | Wrong:
    """Read the name of a provider that Pressrun knows."""
    if isinstance(value, str) and value in PROFILES:
        return PROFILES[value]
    must_be = "the name of a provider that Pressrun knows"
    return Wrong(must_be, help=suggest(str(value), PROFILES))


def read_mechanism(value: Any) -> Mechanism | Wrong:
    """Read how to log in."""
    if isinstance(value, str) and value.lower() in _MECHANISMS:
        return _MECHANISMS[value.lower()]
    first, *between, last = (f'"{word}"' for word in _MECHANISMS)
    return Wrong(f"{', '.join([first, *between])} or {last}", first)


def read_client_name(value: Any) -> str | Wrong:
    """Read what we call ourselves: a name, or an address in brackets (RFC 5321 §4.1.3)."""
    text = read_text(value)
    if isinstance(text, Wrong) or _LITERAL.fullmatch(text):
        return text
    if isinstance(read_host(text), Wrong) or ":" in text:
        return Wrong("this machine's name, or its address in brackets", '"press.example.org"')
    return text


def rate(high: int, example: str) -> Reader:
    """Return a reader of how many messages there may be in a unit of time; 0 is no limit."""

    def read(value: Any) -> float | Wrong:
        if type(value) in {int, float} and (value == 0 or 0.001 <= value <= high):
            return float(value)
        return Wrong(f"a number from 0.001 to {high}, or 0 for no limit", example)

    return read


def limit(high: int, example: str) -> Reader:
    """Return a reader of a number of things; 0 is no limit."""

    def read(value: Any) -> int | Wrong:
        if type(value) is int and 0 <= value <= high:
            return value
        return Wrong(f"a whole number from 1 to {high}, or 0 for no limit", example)

    return read


def read_share(value: Any) -> float | Wrong:
    """Read by how much of itself a pause may be longer or shorter."""
    if type(value) in {int, float} and 0 <= value <= 0.5:
        return float(value)
    return Wrong("a number from 0 to 0.5", "0.2")


def read_warm_up(value: Any) -> tuple[int, ...] | Wrong:
    """Read how many messages there may be on the first day, the second and so on."""
    days = value if isinstance(value, list) else []
    sound = 0 < len(days) <= WARM_UP_LIMIT_DAYS and all(
        type(day) is int and 0 < day <= DAY_LIMIT for day in days
    )
    if sound and days == sorted(days):
        return tuple(days)
    must_be = "a list of messages a day that rises, one number a day"
    return Wrong(must_be, "[50, 100, 500, 1000, 5000, 10000]")
