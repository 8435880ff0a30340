"""Files for programs that look around: robots.txt, sitemaps and security.txt."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from html import escape
from typing import Final
from urllib.parse import urlsplit

from pressrun.model.manifest import Line
from pressrun.model.publication import Publication
from pressrun.model.served import address

ROBOTS: Final = "robots.txt"
SECURITY: Final = ".well-known/security.txt"
SITEMAP: Final = "sitemap.xml"
# The protocol takes so many addresses a file, and 50 MB of them: ours are far shorter.
PER_SITEMAP: Final = 50_000

_LISTED: Final = ("articles/", "issues/", "archive/", "topics/", "authors/", "privacy/")
# What belongs to one reader, or is made anew for whoever asks.
_NOT_FOR_ROBOTS: Final = (
    "api/",
    "confirm/",
    "feeds/private/",
    "preferences/",
    "search",
    "subscribe/",
    "undo/",
    "unsubscribe/",
    "vote/",
)
_XMLNS: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'


def signposts(
    publication: Publication, now: datetime, files: Mapping[str, Line], gone: frozenset[str]
) -> Iterator[tuple[str, bytes, datetime | None]]:
    """Yield all of them: path, octets, and the instant of the last change, None for the first."""
    yield ROBOTS, robots(publication), None
    yield SECURITY, security(publication, now), None
    yield from sitemaps(publication, files, gone)


def robots(publication: Publication) -> bytes:
    """Return robots.txt (RFC 9309): everything may be read but what is one reader's own."""
    base = urlsplit(publication.url).path.rstrip("/")
    rows = ["User-agent: *"]
    rows += [f"Disallow: {base}/{path}" for path in _NOT_FOR_ROBOTS]
    rows += ["", f"Sitemap: {address(publication, SITEMAP)}"]
    return "".join(f"{row}\n" for row in rows).encode()


def security(publication: Publication, now: datetime) -> bytes:
    """Return security.txt (RFC 9116), valid for half a year to a year.

    Its end is the first of a January or July, so that the file is the same until half a year has
    passed.
    """
    now = now.astimezone(UTC)
    ends = datetime(now.year + 1, 7 if now.month > 6 else 1, 1, tzinfo=UTC)
    contact = publication.security_contact or f"mailto:{publication.lists[0].sender_address}"
    rows = (
        f"Contact: {contact}",
        f"Expires: {ends:%Y-%m-%dT%H:%M:%SZ}",
        f"Preferred-Languages: {publication.language}",
        f"Canonical: {address(publication, SECURITY)}",
    )
    return "".join(f"{row}\n" for row in rows).encode()


def sitemaps(
    publication: Publication, files: Mapping[str, Line], gone: frozenset[str]
) -> Iterator[tuple[str, bytes, datetime]]:
    """Yield each sitemap with its path and when something in it changed last.

    Listed are the pages that people look for; of what was withdrawn nothing is. One file holds
    all; where that is too many, it lists others that do.
    """
    pages = [
        (path.removesuffix("index.html"), line.modified_at)
        for path, line in sorted(files.items())
        if path.endswith("index.html") and (path == "index.html" or path.startswith(_LISTED))
    ]
    pages = [(path, at) for path, at in pages if path not in gone]
    parts = [pages[start : start + PER_SITEMAP] for start in range(0, len(pages), PER_SITEMAP)]
    if len(parts) <= 1:
        yield _sitemap(SITEMAP, pages, publication)
        return
    listed = []
    for number, part in enumerate(parts, 1):
        path, octets, at = _sitemap(f"sitemap-{number}.xml", part, publication)
        listed.append((path, at))
        yield path, octets, at
    yield _sitemap(SITEMAP, listed, publication, whole="sitemapindex", each="sitemap")


def _sitemap(
    path: str,
    rows: Sequence[tuple[str, datetime]],
    publication: Publication,
    *,
    whole: str = "urlset",
    each: str = "url",
) -> tuple[str, bytes, datetime]:
    lines = "".join(
        f"<{each}><loc>{escape(address(publication, listed))}</loc>"
        f"<lastmod>{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}</lastmod></{each}>\n"
        for listed, at in rows
    )
    text = f'{_HEAD}<{whole} xmlns="{_XMLNS}">\n{lines}</{whole}>\n'
    beginning = datetime(publication.year, 1, 1, tzinfo=UTC)
    return path, text.encode(), max((at for _, at in rows), default=beginning)
