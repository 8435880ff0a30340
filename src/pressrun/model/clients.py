"""Mail clients by family and platform, as their readers may be counted.

Source: the platforms that Can I email tests; ``render/lint/clients`` has what each can do.
"""

from collections.abc import Mapping
from typing import Final

_EVERYWHERE: Final = ("android", "desktop-webmail", "ios")
_WEB: Final = ("desktop-webmail",)

CLIENTS: Final[Mapping[str, tuple[str, ...]]] = {
    "gmail": (*_EVERYWHERE, "mobile-webmail"),
    "outlook": ("android", "ios", "macos", "outlook-com", "windows", "windows-mail"),
    "yahoo": _EVERYWHERE,
    "apple-mail": ("ios", "macos"),
    "aol": _EVERYWHERE,
    "thunderbird": ("macos", "windows"),
    "samsung-email": ("android",),
    "sfr": _EVERYWHERE,
    "orange": _EVERYWHERE,
    "protonmail": _EVERYWHERE,
    "hey": _WEB,
    "mail-ru": _WEB,
    "fastmail": _WEB,
    "laposte": _EVERYWHERE,
    "t-online-de": _WEB,
    "free-fr": _WEB,
    "gmx": _EVERYWHERE,
    "web-de": _EVERYWHERE,
    "ionos-1and1": ("android", "desktop-webmail"),
    "rainloop": _WEB,
    "wp-pl": _WEB,
}

# ``gmail`` for a family, ``outlook.windows`` for one of its platforms.
NAMES: Final = frozenset(CLIENTS) | {
    f"{family}.{platform}" for family, platforms in CLIENTS.items() for platform in platforms
}
