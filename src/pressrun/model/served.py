"""How published files are served, by this program or by a static host: the rules of both."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import quote, urlsplit

from pressrun.model.feed import MEDIA_TYPES as FEED_TYPES
from pressrun.model.manifest import MEDIA_TYPES
from pressrun.model.publication import Publication

FEEDS: Final = "feeds/"
ARCHIVE: Final = "feeds/archive/"
MEDIA: Final = "media/"

STYLE: Final = "style-"  # and a digest of what the style sheet says
# What no page of another site may have in it; pictures and feeds are there for that.
PAGES_ONLY: Final[Mapping[str, str]] = {"Cross-Origin-Resource-Policy": "same-origin"}

_STAY_S: Final = 365 * 24 * 3600
_SENSORS: Final = ", ".join(
    f"{name}=()"
    for name in (
        "accelerometer",
        "camera",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "payment",
        "usb",
    )
)
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
    if path.startswith(MEDIA) or is_style(path):
        return Lasting.EVER
    if path.startswith(ARCHIVE) and is_feed(path):
        return Lasting.DAY
    return Lasting.MOMENT


def is_feed(path: str) -> bool:
    """Tell whether a document of a feed lies at a site path, its archives included."""
    return path.startswith(FEEDS) and path.endswith(tuple(FEED_TYPES))


def is_style(path: str) -> bool:
    """Tell whether a style sheet lies at a site path; its name is that of its octets."""
    return path.startswith(STYLE) and path.endswith(".css")


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


def policy(publication: Publication, *, scripts: bool = False) -> str:
    """Return the Content-Security-Policy of every answer: nothing inline, nothing from elsewhere.

    ``scripts`` allows the files of ours that a page asks for, and none in the page. Style sheets
    and pictures come from the site, and forms go to the service, when readers reach either by
    another name.
    """
    site, service = origin(publication.url), origin(publication.service_address())
    targets = " ".join(dict.fromkeys(("'self'", site, service)))
    rules = [
        "default-src 'none'",
        f"style-src 'self' {site}",
        f"img-src 'self' {site}",
        f"form-action {targets}",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
    if scripts:
        rules.insert(1, "script-src 'self'")
    return "; ".join(rules)


def quiet(publication: Publication) -> Mapping[str, str]:
    """Return what every answer carries: no script, nothing from elsewhere, no frame, no sensor.

    https, once readers have come by it, is what they stay with (RFC 6797).
    """
    fields = {
        "Content-Security-Policy": policy(publication),
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": _SENSORS,
    }
    if "https:" in (publication.url[:6], publication.service_url[:6]):
        fields["Strict-Transport-Security"] = f"max-age={_STAY_S}"
    return fields


def origin(url: str) -> str:
    """Return scheme and host of an address (RFC 6454)."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
