"""The articles of a publication set side by side, those that changed alone."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Any, Final

from pressrun.errors import ContentError, Place, PressrunError, Problem, RenderError
from pressrun.model.article import Article, Piece
from pressrun.model.feed import Record
from pressrun.model.house import SetPiece
from pressrun.model.lent import Lent
from pressrun.ports import Catalogued
from pressrun.press.desk import Desk
from pressrun.press.entries import (
    FINDABLE,
    FRAGMENTS,
    ROOM,
    Known,
    article_mark,
    fragment_name,
    full_mark,
    pack_known,
    unpack_known,
)
from pressrun.press.feeds import Masthead
from pressrun.press.shelf import Shelf, references
from pressrun.press.subjects import Surroundings

_PARSE: Final = "pressrun.source.markdown:parse_source"
_SET: Final = "pressrun.render.setting:set_article"
# Articles with pictures or references are parsed here before they are set: so many at a time.
_TOGETHER: Final = 64
# In a body without any of these nothing leads to another file.
_LEADING: Final = (b".md", b":::", b"![")


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A public article that needs nothing: it is as it was set last. ``known`` only where it
    has pictures or mentions others."""

    article: Article
    mark: str
    known: Known | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A public article to be set. ``octets`` are its file's where nothing in it leads elsewhere,
    else ``piece`` is complete."""

    article: Article
    record: Record
    octets: bytes = b""
    piece: Piece | None = None
    known: Known


class Setter:
    """Tells what stands from what must be set, and has it set.

    Args:
        house: What all articles are set with, under a key that changes when it does.
        hung: How what is public hangs together.
        at: The instant of this publication, None where nothing may be remembered.
    """

    def __init__(
        self,
        desk: Desk,
        shelf: Shelf,
        masthead: Masthead,
        house: Lent,
        hung: Surroundings,
        *,
        at: datetime | None,
    ) -> None:
        self._desk, self._shelf, self._masthead = desk, shelf, masthead
        self._hung = hung
        self._house, self._at = house, at
        self._marks = desk.keep.marks(ROOM)
        self._fragments: list[tuple[str, str, bytes]] = []
        self._rows: list[tuple[str, str, bytes]] = []
        self._findable: list[tuple[str, str, bytes]] = []
        self.problems: list[Problem] = []

    def standing(self, article: Article, record: Record) -> Standing | None:
        """Return the article as it stands, None where it must be set again."""
        mark, kept = article_mark(article, record, self._house.key), self._marks.get(article.id)
        if kept is None or not kept.startswith(mark):
            return None
        if kept == mark:
            return Standing(article=article, mark=mark)
        octets = self._desk.keep.find(ROOM, [article.id]).get(article.id)
        if octets is None:
            return None
        known = unpack_known(octets)
        paths = [picture.path for picture in known.pictures]
        stamps = self._desk.folder.stamps(paths)
        if tuple(stamps.get(path, "") for path in paths) != known.stamps:
            return None
        targets = self._shelf.targets(known.references, article.language)
        if kept != full_mark(mark, targets, known.pictures):
            return None
        return Standing(article=article, mark=kept, known=known)

    def set_all(
        self, articles: Iterable[tuple[Article, Record]]
    ) -> Iterator[tuple[Order, SetPiece, str]]:
        """Yield each article that can be set, as it is set, with its mark; tell of the others.

        Raises:
            RenderError: A template does not work.
        """
        articles = iter(articles)
        while some := list(islice(articles, _TOGETHER * 16)):
            plain, others = self._orders(some)
            yield from self._set((_PARSE, _SET), plain, self._from_octets)
            for begin in range(0, len(others), _TOGETHER):
                complete = self._complete(others[begin : begin + _TOGETHER])
                yield from self._set((_SET,), complete, self._from_piece)
        self.remember()

    def _orders(
        self, articles: Sequence[tuple[Article, Record]]
    ) -> tuple[list[Order], list[tuple[Article, Record]]]:
        plain, others = [], []
        for article, record in articles:
            octets = self._octets(article)
            if octets is None:
                continue
            if article.image or article.corrections or any(m in octets for m in _LEADING):
                others.append((article, record))
                continue
            known = Known(catalogued=self._catalogued(article, record))
            plain.append(Order(article=article, record=record, octets=octets, known=known))
        return plain, others

    def _octets(self, article: Article) -> bytes | None:
        try:
            octets = self._desk.folder.octets(article.path)
        except ContentError as error:
            self.problems += error.problems
            return None
        if hashlib.sha256(octets).hexdigest() == article.digest:
            return octets
        self.problems.append(
            Problem(
                code="SRC022",
                what="this file changed while it was being read",
                place=Place(path=article.path),
                help="run the command again",
            )
        )
        return None

    def _complete(self, articles: Sequence[tuple[Article, Record]]) -> Iterator[Order]:
        self._shelf.open(article for article, _ in articles)
        for article, record in articles:
            try:
                piece = self._shelf.piece(article)
            except ContentError as error:
                self.problems += error.problems
                continue
            pictures = tuple(piece.pictures.values())
            paths = [picture.path for picture in pictures]
            stamps = self._desk.folder.stamps(paths)
            known = Known(
                catalogued=self._catalogued(article, record),
                references=tuple(reference for reference, _ in references(piece.document)),
                pictures=pictures,
                stamps=tuple(stamps.get(path, "") for path in paths),
            )
            yield Order(article=article, record=record, piece=piece, known=known)
        self._shelf.close(article for article, _ in articles)

    def _set(
        self, functions: Sequence[str], orders: Iterable[Order], row: Any
    ) -> Iterator[tuple[Order, SetPiece, str]]:
        sent: list[Order] = []

        def rows() -> Iterator[Any]:
            for order in orders:
                sent.append(order)
                yield row(order)

        for outcome in self._desk.isolate.map(functions, rows()):
            order = sent.pop(0)
            if isinstance(outcome, RenderError):
                raise outcome
            if isinstance(outcome, PressrunError):
                self._tell(order.article, outcome)
                continue
            yield order, outcome, self._keep(order, outcome)

    def _from_octets(self, order: Order) -> tuple[tuple[Any, ...], ...]:
        piece = Piece(
            article=order.article,
            document=(),
            url=self._desk.publication.address(order.article.site_path),
        )
        return (order.octets, order.article.path), self._given(order, piece)

    def _from_piece(self, order: Order) -> tuple[tuple[Any, ...], ...]:
        if order.piece is None:
            raise AssertionError(f"{order.article.path} was not parsed")
        piece = replace(order.piece, document=())
        return (((order.piece.document, ()), *self._given(order, piece)),)

    def _given(self, order: Order, piece: Piece) -> tuple[Any, ...]:
        article = order.article
        links = self._masthead.of_article(article.tags, article.authors, article.language)
        told = self._hung.told_of(article)
        return piece, order.record, self._at, links, self._house, *told

    def _keep(self, order: Order, made: SetPiece) -> str:
        """Keep an entry's parts and what it was set from; return that."""
        article, record = order.article, replace(order.record, updated_at=made.updated_at)
        self._fragments += (
            (fragment_name(article.id, suffix, content), "", octets)
            for (suffix, content), octets in made.fragments.items()
        )
        mark = article_mark(article, record, self._house.key)
        targets = self._shelf.targets(order.known.references, article.language)
        mark = full_mark(mark, targets, order.known.pictures)
        known = replace(order.known, catalogued=self._catalogued(article, record))
        self._rows.append((article.id, mark, pack_known(known)))
        self._findable.append((article.id, mark, made.findable.dump()))
        if len(self._rows) >= _TOGETHER:
            self.remember()
        return mark

    def remember(self) -> None:
        """Write down what was set: its parts first, so that nothing is known without them."""
        self._desk.keep.put(FRAGMENTS, self._fragments)
        self._desk.keep.put(FINDABLE, self._findable)
        self._desk.keep.put(ROOM, self._rows)
        self._fragments, self._findable, self._rows = [], [], []

    def _catalogued(self, article: Article, record: Record) -> Catalogued:
        """Return what readers' own feeds choose an article by: topics are its original's."""
        original = self._shelf.find(article.original) if article.original else None
        return Catalogued(
            id=article.id,
            sequence=record.sequence,
            language=article.language,
            tags=(original or article).tags,
            authors=article.authors,
            published_at=record.published_at,
            updated_at=record.updated_at,
        )

    def _tell(self, article: Article, error: PressrunError) -> None:
        for problem in error.problems:
            place = problem.place or Place(path=article.path)
            self.problems.append(replace(problem, place=place))
