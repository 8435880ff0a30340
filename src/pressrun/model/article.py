"""What an editor writes: one article, and what a face needs to show it."""

import base64
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final, NewType

from pressrun.model.document import Correction, Document

ArticleId = NewType("ArticleId", str)

# Ten base32 characters (RFC 4648 §6, lower case): 50 bits, typed by nobody, read by everybody.
ID: Final = re.compile(r"[a-z2-7]{10}")
SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
SLUG_LIMIT: Final = 80
# Names that Windows keeps for devices; a publication's folder may be cloned there.
RESERVED: Final = frozenset({"con", "prn", "aux", "nul"}) | {
    f"{name}{digit}" for name in ("com", "lpt") for digit in range(1, 10)
}


class PublishRule(StrEnum):
    """When an article becomes public (design §4 item 1)."""

    ISSUE = "issue"  # when the first issue that carries it goes out
    NOW = "now"  # with the next build
    MOMENT = "moment"  # at an instant of its own


@dataclass(frozen=True, slots=True)
class Publish:
    """``at`` is an aware UTC instant with rule ``moment``, else None."""

    rule: PublishRule = PublishRule.ISSUE
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One Markdown file, light: front matter, file and digest; its Document is read on demand.

    ``path`` is relative to the publication's folder; ``digest`` is SHA-256 of the file's octets
    in hexadecimal; ``language`` is a BCP 47 tag, the publication's own where the file is silent.
    ``image`` is the lead picture's file as written, a key of ``Piece.pictures``. ``section``,
    ``weight`` (the heavier, the earlier) and ``pinned`` are for the rules of schedules.
    ``original`` is the id of the article that it is a translation of, empty for one that is none:
    its own id is then that one's, a colon and its language.
    """

    id: ArticleId
    slug: str
    title: str
    path: str
    digest: str
    language: str
    summary: str = ""
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    publish: Publish = Publish()
    draft: bool = False
    image: str = ""
    image_alt: str = ""
    corrections: tuple[Correction, ...] = ()
    section: str = ""
    weight: int = 0
    pinned: bool = False
    original: str = ""

    @property
    def work(self) -> ArticleId:
        """Return the id that an article and its translations share: its original's."""
        return ArticleId(self.original or self.id)

    @property
    def site_path(self) -> str:
        """Return the path of its page below the publication's address."""
        return f"articles/{self.slug}/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture beside an article, and where it is published.

    ``source`` is as written; ``path`` is the file below the publication's folder; ``site_path``
    is ``media/<16 hexadecimal digits of its SHA-256>.<ext>``; width and height in CSS pixels.
    """

    source: str
    path: str
    site_path: str
    media_type: str
    width: int
    height: int
    size_octets: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where a reference to another article leads; ``url`` is empty while it is not public.

    ``title`` is empty once the article was withdrawn.
    """

    title: str
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortening:
    """Where a face stops giving an article: after ``kept`` of the ``blocks`` of its body.

    ``line`` is that of the first block left out, 0 where nobody knows it.
    """

    kept: int
    blocks: int
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """An article ready for a face: parsed, with absolute addresses for what it mentions.

    ``pictures`` is keyed by the source as written, ``targets`` by the reference as written
    (an article's id or slug, or a relative link to its file). ``aliases`` are further names that
    an issue's words may call it by: its original's, where it is a translation. ``published_at``
    is None before the article is public. ``left_out`` tells that the document is not here, to
    travel lighter: whoever has not kept what it made of it must ask for it. ``featured``
    gives it whole where others are given in short. ``shortened`` says where its document was
    cut, None for a whole one.
    """

    article: Article
    document: Document
    url: str
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    targets: Mapping[str, Target] = field(default_factory=dict)
    published_at: datetime | None = None
    updated_at: datetime | None = None
    left_out: bool = False
    featured: bool = False
    aliases: tuple[str, ...] = ()
    shortened: Shortening | None = None


def id_of(octets: bytes) -> str:
    """Return the id that ten random octets make: 50 of their bits (RFC 4648 §6)."""
    return base64.b32encode(octets).decode().lower()[:10]


def is_slug(text: str) -> bool:
    """Tell whether ``text`` is safe as one folder name on every system and in every address."""
    return bool(SLUG.fullmatch(text)) and len(text) <= SLUG_LIMIT and text not in RESERVED


def slug_of(title: str) -> str:
    """Return a slug made from a title; ``untitled`` where nothing of it can be kept."""
    ascii_only = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", ascii_only.lower())
    slug = "-".join(words)[:60].rstrip("-")
    return slug if is_slug(slug) else f"{slug}-article".lstrip("-") if slug else "untitled"
