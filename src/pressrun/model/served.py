"""How published files are served, by this program or by a static host: the rules of both."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import quote

from pressrun.model.feed import MEDIA_TYPES as FEED_TYPES
from pressrun.model.manifest import MEDIA_TYPES
from pressrun.model.publication import Publication

FEEDS: Final = "feeds/"
ARCHIVE: Final = "feeds/archive/"
MEDIA: Final = "media/"

# What shrinks when it is coded; pictures are packed already.
PACKED: Final = frozenset(
    suffix for suffix, media_type in MEDIA_TYPES.items() if "charset=" in media_type
)
# What programs of other sites may read: feeds and the list of them are there for that.
SHARED: Final = (*FEED_TYPES, ".opml")


class Lasting(StrEnum):
    """For how long an answer may be used again without asking.

    ``MOMENT``: until something is published, and minutes at most; an answer may change by a build
    that nobody scheduled. ``DAY``: archive documents are closed, only a withdrawal or a move of the
    domain changes them, and neither is known beforehand. ``EVER``: the name is that of the octets.
    """

    MOMENT = "moment"
    DAY = "day"
    EVER = "ever"


def lasting(path: str) -> Lasting:
    """Return for how long what lies at a site path may be used again."""
    if path.startswith(MEDIA):
        return Lasting.EVER
    if path.startswith(ARCHIVE) and is_feed(path):
        return Lasting.DAY
    return Lasting.MOMENT


def is_feed(path: str) -> bool:
    """Tell whether a document of a feed lies at a site path, its archives included."""
    return path.startswith(FEEDS) and path.endswith(tuple(FEED_TYPES))


def is_packed(path: str) -> bool:
    """Tell whether what lies at a site path may lie there in codings, too."""
    return PurePosixPath(path).suffix in PACKED


def is_shared(path: str) -> bool:
    """Tell whether pages of other sites may read what lies there (Fetch, ``CORS protocol``)."""
    return path.endswith(SHARED)


def link_field(publication: Publication, hubs: Iterable[str], path: str) -> str:
    """Return the Link field (RFC 8288) of what lies at a site path, empty for none.

    A feed names itself and, where somebody may subscribe to it, the hubs of WebSub (§4 there
    looks here before it looks into the document). An archive is closed: nothing is pushed.
    """
    if not is_feed(path):
        return ""
    links = [f'<{address(publication, path)}>; rel="self"']
    if not path.startswith(ARCHIVE):
        links += [f'<{hub}>; rel="hub"' for hub in hubs]
    return ", ".join(links)


def address(publication: Publication, path: str) -> str:
    """Return the address of a site path as it stands in a header field: in ASCII."""
    return publication.address(quote(path, safe="/~!$&'()*+,;=:@-._"))


def quiet(origin: str) -> Mapping[str, str]:
    """Return what every answer carries: no script, nothing from elsewhere, no frame.

    ``origin`` is where published pictures are, when readers reach the site by another name.
    """
    return {
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline';"
        f" img-src 'self' {origin}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }
