"""Feeds and entries in Atom's words (RFC 4287), and the memory of what was published.

``item`` and ``channel`` are RSS's names and stay inside ``render/rss.py``.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """A file that belongs to an entry (RFC 4287 §4.2.7.2); here its first picture."""

    url: str
    media_type: str
    size_octets: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One article or issue as feeds show it. ``title`` and ``summary`` are plain text.

    ``content_html`` has absolute addresses only. Instants are aware, UTC, whole seconds.
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
    image: Enclosure | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A named sequence of entries, newest first.

    ``name`` is its file name without a suffix; ``id`` an IRI that never changes; ``base_url``
    the address of its files without a suffix; ``home_url`` the page a person reads instead.
    ``updated_at`` comes from the content, never from the clock.
    """

    name: str
    id: str
    title: str
    base_url: str
    home_url: str
    language: str
    author: str
    updated_at: datetime
    entries: tuple[Entry, ...]
    description: str = ""
    rights: str = ""


class RecordKind(StrEnum):
    ARTICLE = "article"
    ISSUE = "issue"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One line of ``feeds/entries.json``: what was published under which id (design §4 item 1).

    ``id`` is the minted part (an article's or issue's id); ``sequence`` is the order of first
    publication, from 1; ``digest`` is that of its words, so that ``updated_at`` moves only when
    they do; ``withdrawn_at`` ends it.
    """

    id: str
    kind: RecordKind
    language: str
    sequence: int
    published_at: datetime
    updated_at: datetime
    digest: str
    withdrawn_at: datetime | None = None
