"""Feeds and entries in Atom's words (RFC 4287), and the memory of what was published.

``item`` and ``channel`` are RSS's names and stay inside ``render/rss.py``.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from pressrun.model.publication import Content

# Of every format that feeds are published in; what makes them stands in render/formats.py.
MEDIA_TYPES: Final[Mapping[str, str]] = {
    ".rss": "application/rss+xml",
    ".atom": "application/atom+xml",
    ".json": "application/feed+json",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """A file that belongs to an entry (RFC 4287 §4.2.7.2); here its lead picture.

    Width and height are CSS pixels, 0 where they are not known.
    """

    url: str
    media_type: str
    size_octets: int
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One article or issue as feeds show it. ``title`` and ``summary`` are plain text.

    ``content_html`` has absolute addresses only. ``scheme`` is the IRI of the set that ``tags``
    are of. Instants are aware, UTC, whole seconds.
    """

    id: str
    url: str
    title: str
    content_html: str
    published_at: datetime
    updated_at: datetime
    authors: tuple[str, ...]
    language: str
    summary: str = ""
    tags: tuple[str, ...] = ()
    scheme: str = ""
    image: Enclosure | None = None


@dataclass(frozen=True, slots=True)
class FeedAddress:
    """Where a feed's document is, in every format: ``base``, a format's suffix, ``query``."""

    base: str
    query: str = ""

    def ending(self, suffix: str) -> str:
        """Return the address of the document in the format with this suffix."""
        return f"{self.base}{suffix}{self.query}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tombstone:
    """An entry that was withdrawn (RFC 6721)."""

    id: str
    withdrawn_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """What a feed's document says of itself; its entries are set apart and put between.

    ``id`` is an IRI that never changes; ``home_url`` the page a person reads instead.
    ``updated_at`` comes from the content, never from the clock. ``hubs`` are WebSub's. With
    ``current`` the document is an archive (RFC 5005 §4) of the feed there; ``previous`` is the
    archive before it; ``following`` the next page of a paged feed (RFC 5005 §3). A ``private``
    feed is one reader's own.
    """

    name: str
    id: str
    title: str
    address: FeedAddress
    home_url: str
    language: str
    author: str
    updated_at: datetime
    description: str = ""
    rights: str = ""
    hubs: tuple[str, ...] = ()
    current: FeedAddress | None = None
    previous: FeedAddress | None = None
    following: FeedAddress | None = None
    deleted: tuple[Tombstone, ...] = ()
    private: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """A document without its entries: they go between ``head`` and ``tail``."""

    head: bytes
    tail: bytes
    between: bytes = b""

    def around(self, fragments: Iterable[bytes]) -> bytes:
        """Return the whole document."""
        return b"".join((self.head, self.between.join(fragments), self.tail))


@dataclass(frozen=True, slots=True)
class FeedLink:
    """A document of a feed as pages name it; ``page_url`` is the page that tells of the feed."""

    title: str
    url: str
    media_type: str
    page_url: str


class FeedKind(StrEnum):
    """What a feed gathers. The value is the folder of those that there are many of."""

    MAIN = "main"
    ISSUES = "issues"
    TAG = "tags"
    AUTHOR = "authors"
    LANGUAGE = "languages"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedView:
    """What the page of a feed tells of it.

    ``subject`` is the tag, author or language it is about, ``documents`` are one a format,
    ``content`` is how much of each entry they carry, ``latest`` are (title, address, first
    publication) of the newest.
    """

    title: str
    description: str
    kind: FeedKind
    subject: str
    documents: tuple[FeedLink, ...]
    content: Content
    latest: tuple[tuple[str, str, datetime], ...]
    page_url: str


class Group(StrEnum):
    """What there may be a feed for each of, as pressrun.toml says it."""

    TAG = "tag"
    AUTHOR = "author"
    LANGUAGE = "language"

    @property
    def kind(self) -> FeedKind:
        """Return what such a feed gathers."""
        return FeedKind[self.name]


# Publications are dated by whole seconds.
_SECOND: Final = timedelta(seconds=1)


class RecordKind(StrEnum):
    ARTICLE = "article"
    ISSUE = "issue"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One line of ``feeds/entries.json``: what was published under which id (design §4 item 1).

    ``id`` is the minted part (an article's or issue's id); ``sequence`` is the order of first
    publication, from 1; ``digest`` is that of its words, so that ``updated_at`` moves only when
    they do; ``withdrawn_at`` ends it. ``paths`` are the addresses it has had below the site, the
    present one last. What was ``taken_over`` had its readers before it came here, and no schedule
    mails it.
    """

    id: str
    kind: RecordKind
    language: str
    sequence: int
    published_at: datetime
    updated_at: datetime
    digest: str
    withdrawn_at: datetime | None = None
    paths: tuple[str, ...] = ()
    taken_over: bool = False

    @property
    def is_corrected(self) -> bool:
        """Tell whether its words were others when it was published first."""
        return self.updated_at > self.published_at

    def revised(self, digest: str, at: datetime | None) -> datetime:
        """Return when the entry was updated last, if this is the digest of its words now.

        ``at`` is the instant of this publication, None where nothing may be remembered. It is a
        whole second, and of two publications in the same one the later must not look like the
        former: readers tell by this instant whether they have the text (RFC 4287 §4.2.15).
        """
        if at is None or not self.digest or self.digest == digest:
            return self.updated_at
        return max(at, self.updated_at + _SECOND)


@dataclass(frozen=True, slots=True)
class Closed:
    """An archive document that is full (RFC 5005 §4).

    It holds the entries of its feed up to this ``sequence``, from that of the one before; what
    was corrected after ``closed_at`` stands in the current document instead.
    """

    sequence: int
    closed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What ids and addresses were made of when they were last published."""

    authority: str
    year: int
    language: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """All of ``feeds/entries.json``: records in order of first publication, closed archives by
    the name of their feed, and the identity under which they were published (None before)."""

    records: tuple[Record, ...] = ()
    archives: Mapping[str, tuple[Closed, ...]] = field(default_factory=dict)
    identity: Identity | None = None


def documents(name: str) -> Iterator[str]:
    """Yield the site paths of a feed's documents, one a format."""
    return (f"feeds/{name}{suffix}" for suffix in MEDIA_TYPES)
