"""The front matter of many files, read again only when a file's octets change.

The press looks at the whole folder several times a minute; what it keeps is light: values and
their problems, never a body.
"""

import hashlib
import posixpath
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Generic, TypeVar

from pressrun.errors import ContentError, Place, Problem
from pressrun.model.article import Article
from pressrun.model.issue import Issue
from pressrun.source.article import parse_article
from pressrun.source.fields import SourceFile
from pressrun.source.files import read_file
from pressrun.source.frontmatter import read_source
from pressrun.source.issue import parse_issue
from pressrun.source.twins import Claim

TEXT_LIMIT_OCTETS: Final = 4 * 2**20

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Front(Generic[T]):
    """What a file's front matter came to, and what it claims to be alone in."""

    found: T | None = None
    problems: tuple[Problem, ...] = ()
    claims: tuple[Claim, ...] = ()


class Fronts(Generic[T]):
    """Front matter of one kind of file below ``root``; a subclass parses it."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._known: dict[str, tuple[bytes, Front[T]]] = {}

    def read(self, paths: Sequence[str]) -> list[Front[T]]:
        """Return the front of each file in turn; what is known of any other file is forgotten."""
        fronts = [self._front(path) for path in paths]
        for gone in self._known.keys() - set(paths):
            del self._known[gone]
        return fronts

    def parse(self, source: SourceFile) -> Front[T]:
        """Give the fields of one file their meaning."""
        raise AssertionError("a subclass says what its files hold")

    def _front(self, path: str) -> Front[T]:
        try:
            octets = read_file(self._root, path, limit_octets=TEXT_LIMIT_OCTETS)
        except ContentError as error:
            return Front(problems=error.problems)
        digest = hashlib.sha256(octets).digest()
        known = self._known.get(path)
        if known is not None and known[0] == digest:
            return known[1]
        source, faults = read_source(octets, path=path)
        front: Front[T] = self.parse(source) if source is not None else Front()
        front = replace(front, problems=(*faults, *front.problems))
        self._known[path] = (digest, front)
        return front


class ArticleFronts(Fronts[Article]):
    """The articles' front matter."""

    def __init__(self, root: Path, *, language: str, zone: str) -> None:
        super().__init__(root)
        self._language, self._zone = language, zone

    def parse(self, source: SourceFile) -> Front[Article]:
        article, faults = parse_article(source, language=self._language, zone=self._zone)
        if article is None:
            return Front(problems=faults)
        claims = (_claim("id", article.id, source), _claim("slug", article.slug, source))
        return Front(article, faults, claims)


class IssueFronts(Fronts[Issue]):
    """The front matter of every ``issue.md``."""

    def parse(self, source: SourceFile) -> Front[Issue]:
        folder = posixpath.basename(posixpath.dirname(source.path))
        issue, faults = parse_issue(source, folder=folder)
        if issue is None:
            return Front(problems=faults)
        claims = (_claim("id", issue.key, source), _claim("number", str(issue.number), source))
        return Front(issue, faults, claims)


def _claim(kind: str, value: str, source: SourceFile) -> Claim:
    node = source.table.find(kind)
    place = node.place if node else Place(path=source.path)
    return Claim(kind=kind, value=value, path=source.path, place=place)
