"""What is known of public articles and issues from the last time they were set."""

import hashlib
import pickle
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pressrun.model.article import Article, Picture, Target
from pressrun.model.feed import Record
from pressrun.model.publication import Content
from pressrun.ports import Catalogued, Keep

ROOM: Final = "entries"
FRAGMENTS: Final = "fragments"
FINDABLE: Final = "findable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What an entry mentions, and what feeds choose it by.

    ``references`` are those to other articles; ``pictures`` come with the stamps of their files.
    """

    catalogued: Catalogued
    references: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()
    stamps: tuple[str, ...] = ()


def article_mark(article: Article, record: Record, house: str) -> str:
    """Return what an article without pictures and references is set from, as one word."""
    dates = f"{record.published_at:%Y%m%d%H%M%S} {record.updated_at:%Y%m%d%H%M%S}"
    mark = f"{article.digest} {article.slug} {record.sequence} {dates} {house}"
    if not article.original:
        return mark
    # What a translation leaves to its original stands in another file.
    lent = (article.language, article.authors, article.tags, article.image)
    return f"{mark} {short(repr(lent))}"


def full_mark(
    mark: str,
    targets: Mapping[str, Target],
    pictures: Sequence[Picture],
) -> str:
    """Return the same of one that has some."""
    if not targets and not pictures:
        return mark
    return f"{mark} {short(repr((sorted(targets.items()), pictures)))}"


def short(text: str) -> str:
    """Return a digest that tells one text from another."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:24]


def pack_known(known: Known) -> bytes:
    """Return what is known as octets, for the same Pressrun to read."""
    return pickle.dumps(known, pickle.HIGHEST_PROTOCOL)


def unpack_known(octets: bytes) -> Known:
    """Return what :func:`pack_known` was given."""
    known: Known = pickle.loads(octets)  # noqa: S301  # our own file, of this very Pressrun
    return known


def fragment_name(id: str, suffix: str, content: Content) -> str:
    """Return the name under which an entry's part of a document is kept."""
    return f"{id}{suffix} {content}"


class KeptCatalogue:
    """Public articles as they were last set (port Catalogue)."""

    def __init__(self, keep: Keep) -> None:
        self._keep = keep

    def articles(self) -> Sequence[Catalogued]:
        """Return every public article, in order of first publication."""
        rows = self._keep.all(ROOM).values()
        found = (unpack_known(octets).catalogued for _, octets in rows)
        return sorted(found, key=lambda entry: entry.sequence)

    def fragments(self, ids: Sequence[str], *, suffix: str, content: Content) -> list[bytes]:
        """Return the entries of these articles in the format with this suffix, in this order."""
        names = [fragment_name(each, suffix, content) for each in ids]
        found = self._keep.find(FRAGMENTS, names)
        return [found[name] for name in names if name in found]


def forget(keep: Keep, ids: Iterable[str], suffixes: Iterable[str]) -> None:
    """Forget entries that are no longer public, and every word of them."""
    gone = list(ids)
    keep.drop(ROOM, gone)
    keep.drop(FINDABLE, gone)
    parts = [fragment_name(i, s, c) for i in gone for s in suffixes for c in Content]
    keep.drop(FRAGMENTS, parts)
