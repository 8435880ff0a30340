"""The front matter of many files, read again only when a file changes.

The press looks at the whole folder several times a minute; what it keeps is light: values and
their problems, never a body. What is sound is kept from one process to the next as well.
"""

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Generic, TypeVar

from pressrun.errors import ContentError, Place, PressrunError, Problem
from pressrun.model.article import Article
from pressrun.model.issue import Issue, IssueText
from pressrun.ports import Isolate, Keep
from pressrun.source.article import parse_article
from pressrun.source.fields import SourceFile
from pressrun.source.files import read_file, stamped
from pressrun.source.frontmatter import read_source
from pressrun.source.frontrow import (
    Spot,
    Spots,
    pack_front,
    pack_issue,
    place_of,
    unpack_front,
    unpack_issue,
)
from pressrun.source.issue import parse_issue
from pressrun.source.twins import Claim

TEXT_LIMIT_OCTETS: Final = 4 * 2**20
# So many files are worth the start of a child process or two.
_MANY: Final = 200
# So many are worth keeping what they said: reading this many takes a tenth of a second.
_SOME: Final = 40

T = TypeVar("T", bound=Article | Issue | IssueText)


@dataclass(frozen=True, slots=True)
class Front(Generic[T]):
    """What a file's front matter came to, and where it says what it claims to be alone in."""

    found: T | None = None
    problems: tuple[Problem, ...] = ()
    spots: Spots = ()

    @property
    def claims(self) -> tuple[Claim, ...]:
        """Return what the file claims to be alone in."""
        if self.found is None or isinstance(self.found, IssueText):
            return ()
        path = self.found.path
        return tuple(
            Claim(kind=spot[0], value=spot[1], path=path, place=place_of(spot, path))
            for spot in self.spots
        )


class Fronts(Generic[T]):
    """Front matter of one kind of file below ``root``; a subclass parses it."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._known: dict[str, tuple[str, Front[T]]] = {}

    def read(self, paths: Sequence[str]) -> list[Front[T]]:
        """Return the front of each file in turn; what is known of any other file is forgotten."""
        stamps = dict(stamped(self._root, paths))
        new = [p for p in paths if p not in stamps or self._known.get(p, ("",))[0] != stamps[p]]
        found = self._fronts(new, stamps)
        for path in new:
            if path in stamps:
                self._known[path] = (stamps[path], found[path])
        fronts = [found[path] if path in found else self._known[path][1] for path in paths]
        for gone in self._known.keys() - set(paths):
            del self._known[gone]
        return fronts

    def parse(self, source: SourceFile) -> Front[T]:
        """Give the fields of one file their meaning."""
        raise AssertionError("a subclass says what its files hold")

    def _fronts(self, paths: Sequence[str], stamps: Mapping[str, str]) -> dict[str, Front[T]]:
        return {path: self._front(path) for path in paths}

    def _front(self, path: str) -> Front[T]:
        try:
            octets = _octets(self._root, path)
        except ContentError as error:
            return Front(problems=error.problems)
        source, faults = read_source(octets, path=path)
        front: Front[T] = self.parse(source) if source is not None else Front()
        return replace(front, problems=(*faults, *front.problems))


class KeptFronts(Fronts[T]):
    """Front matter that is kept from one process to the next, where there is much of it.

    Args:
        room: Which of the keep's rooms it is kept in.
        given: What its values depend on beside the files: another one, and nothing is believed.
    """

    def __init__(self, root: Path, *, keep: Keep | None, room: str, given: str) -> None:
        super().__init__(root)
        self._keep, self._room, self._given, self._begun = keep, room, given, False

    def read(self, paths: Sequence[str]) -> list[Front[T]]:
        """Return the front of each file in turn; what is known of any other file is forgotten."""
        if not self._begun and self._keep is not None:
            self._begun = True
            for path, (mark, octets) in self._keep.all(self._room).items():
                stamp, _, given = mark.partition("|")
                if given == self._given:
                    self._known[path] = (stamp, self.unpack(octets))
        forgotten = self._known.keys() - set(paths)
        fronts = super().read(paths)
        if self._keep is not None:
            self._keep.drop(self._room, forgotten)
        return fronts

    def pack(self, found: T, spots: Spots) -> bytes:
        """Return what a file came to as octets."""
        raise AssertionError("a subclass says how its files are kept")

    def unpack(self, octets: bytes) -> Front[T]:
        """Return the front that :meth:`pack` was given."""
        raise AssertionError("a subclass says how its files are kept")

    def _fronts(self, paths: Sequence[str], stamps: Mapping[str, str]) -> dict[str, Front[T]]:
        fronts = super()._fronts(paths, stamps) if len(paths) < _MANY else self._many(paths)
        if self._keep is not None and len(stamps) >= _SOME:
            rows = (
                (path, f"{stamps[path]}|{self._given}", self.pack(front.found, front.spots))
                for path, front in fronts.items()
                if front.found is not None and not front.problems and path in stamps
            )
            self._keep.put(self._room, rows)
        return fronts

    def _many(self, paths: Sequence[str]) -> dict[str, Front[T]]:
        return {path: self._front(path) for path in paths}


class ArticleFronts(KeptFronts[Article]):
    """The articles' front matter.

    Args:
        isolate: Reads many files side by side.
        keep: Where it is kept from one process to the next.
    """

    def __init__(
        self, root: Path, *, isolate: Isolate, language: str, zone: str, keep: Keep | None = None
    ) -> None:
        super().__init__(root, keep=keep, room="fronts", given=f"{language} {zone}")
        self._isolate, self._language, self._zone = isolate, language, zone

    def parse(self, source: SourceFile) -> Front[Article]:
        return article_front(source, language=self._language, zone=self._zone)

    def pack(self, found: Article, spots: Spots) -> bytes:
        return pack_front(found, spots)

    def unpack(self, octets: bytes) -> Front[Article]:
        found, spots = unpack_front(octets)
        return Front(found, (), spots)

    def _many(self, paths: Sequence[str]) -> dict[str, Front[Article]]:
        """Read many files side by side. What a child cannot read is read here, to be told well."""
        rows = (
            ((octets, path, self._language, self._zone),) for path, octets in self._texts(paths)
        )
        function = "pressrun.source.front:read_article_front"
        found = zip(paths, self._isolate.map([function], rows), strict=True)
        return {
            path: self._front(path) if isinstance(front, PressrunError) else front
            for path, front in found
        }

    def _texts(self, paths: Sequence[str]) -> Iterator[tuple[str, bytes]]:
        for path in paths:
            try:
                yield path, _octets(self._root, path)
            except ContentError:
                yield path, b""  # which is no article, and so is read again


def read_article_front(octets: bytes, path: str, language: str, zone: str) -> Front[Article]:
    """Return the front of one article's file. Called by name, in a child process.

    Raises:
        ContentError: There is something to tell.
    """
    source, faults = read_source(octets, path=path)
    front = article_front(source, language=language, zone=zone) if source else Front[Article]()
    problems = (*faults, *front.problems)
    if problems:
        raise ContentError.of(problems)
    return front


def article_front(source: SourceFile, *, language: str, zone: str) -> Front[Article]:
    """Return what an article's front matter comes to."""
    article, faults = parse_article(source, language=language, zone=zone)
    if article is None:
        return Front(problems=faults)
    spots = (_spot("id", article.id, source), _spot("slug", article.slug, source))
    return Front(article, faults, spots)


class IssueFronts(KeptFronts[Issue]):
    """The front matter of every ``issue.md``."""

    def __init__(self, root: Path, *, keep: Keep | None = None) -> None:
        super().__init__(root, keep=keep, room="issuefronts", given="")

    def pack(self, found: Issue, spots: Spots) -> bytes:
        return pack_issue(found, spots)

    def unpack(self, octets: bytes) -> Front[Issue]:
        found, spots = unpack_issue(octets)
        return Front(found, (), spots)

    def parse(self, source: SourceFile) -> Front[Issue]:
        folder = posixpath.basename(posixpath.dirname(source.path))
        issue, faults = parse_issue(source, folder=folder)
        if issue is None:
            return Front(problems=faults)
        spots = (_spot("id", issue.key, source), _spot("number", str(issue.number), source))
        return Front(issue, faults, spots)


def _octets(root: Path, path: str) -> bytes:
    return read_file(root, path, limit_octets=TEXT_LIMIT_OCTETS)


def _spot(kind: str, value: str, source: SourceFile) -> Spot:
    node = source.table.find(kind)
    place = node.place if node else Place(path=source.path)
    return kind, value, place.line, place.column, place.text, place.width
