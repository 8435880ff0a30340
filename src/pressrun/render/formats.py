"""The formats a feed is published in. A new one is a file beside this and a line here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from pressrun.model.feed import Feed
from pressrun.render import atom, jsonfeed, rss


@dataclass(frozen=True, slots=True)
class Format:
    """``suffix`` begins with a dot; ``render`` is pure: the same feed gives the same octets."""

    suffix: str
    media_type: str
    render: Callable[[Feed], bytes]


FORMATS: Final[Mapping[str, Format]] = MappingProxyType(
    {
        "rss": Format(rss.SUFFIX, rss.MEDIA_TYPE, rss.render_rss),
        "atom": Format(atom.SUFFIX, atom.MEDIA_TYPE, atom.render_atom),
        "json": Format(jsonfeed.SUFFIX, jsonfeed.MEDIA_TYPE, jsonfeed.render_json),
    }
)
