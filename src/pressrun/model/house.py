"""What articles are set with, and what they are set to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from pressrun.model.feed import FeedLink
from pressrun.model.finding import Findable
from pressrun.model.publication import Content, Publication, Theme


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What every article of a publication is set with.

    ``contents`` are how much of an entry some feed carries; ``scheme`` is the IRI of the set that
    tags are of; ``links`` are the feeds that every page names.
    """

    publication: Publication
    theme: Theme
    contents: tuple[Content, ...]
    scheme: str
    links: tuple[FeedLink, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPiece:
    """A page, and an entry by (suffix of the format, how much of it), with the digest of its
    words and the instant at which they changed last, and what search finds it by."""

    page: bytes
    fragments: Mapping[tuple[str, Content], bytes]
    digest: str
    updated_at: datetime
    findable: Findable
