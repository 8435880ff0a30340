"""A snapshot: the folder as it was when something of it was first asked for."""

from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import replace
from datetime import datetime

from pressrun.model.article import Article, Picture
from pressrun.model.feed import Memory
from pressrun.model.issue import Issue
from pressrun.model.publication import Theme
from pressrun.ports import Contents, Folder, Reading, Watch


class Snapshot:
    """Reads every file of a folder once (port Folder), so that what is made twice is the same.

    An editor saves at any time: what is checked and what is frozen must come of the same octets,
    or one of them could be of an article as it was a moment before. Threads may share it: of two
    that read a file at once, both get what the first one found.
    """

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._contents: list[Contents] = []
        self._themes: list[Theme] = []
        self._memories: list[Memory] = []
        self._readings: dict[tuple[str, str], Reading] = {}
        self._words: dict[tuple[str, str], Reading] = {}
        self._octets: dict[str, bytes] = {}
        self._pictures: dict[str, Picture] = {}
        self._dated_at: datetime | None = None

    def dated(self, at: datetime) -> "Snapshot":
        """Return this very snapshot in which all that is public became so at one instant.

        What it has read, and will, both know.
        """
        other = copy(self)
        other._dated_at = at
        return other

    def contents(self) -> Contents:
        if not self._contents:
            self._contents.append(self._folder.contents())
        return self._contents[0]

    def read(self, article: Article) -> Reading:
        [reading] = self.read_many([article])
        return reading

    def read_many(self, articles: Sequence[Article]) -> list[Reading]:
        unread = {_key(article): article for article in articles}
        unread = {key: each for key, each in unread.items() if key not in self._readings}
        found = self._folder.read_many(list(unread.values())) if unread else []
        for key, reading in zip(unread, found, strict=True):
            self._readings.setdefault(key, reading)
        return [self._readings[_key(article)] for article in articles]

    def words(self, issue: Issue) -> Reading:
        # A digest has other articles for every set of readers, and one text.
        key = issue.path, issue.digest
        if key not in self._words:
            self._words.setdefault(key, self._folder.words(issue))
        return self._words[key]

    def memory(self) -> Memory:
        if not self._memories:
            self._memories.append(self._folder.memory())
        memory, at = self._memories[0], self._dated_at
        if at is None:
            return memory
        dated = (replace(each, published_at=at, updated_at=at) for each in memory.records)
        return replace(memory, records=tuple(dated))

    def octets(self, path: str) -> bytes:
        if path not in self._octets:
            self._octets.setdefault(path, self._folder.octets(path))
        return self._octets[path]

    def picture(self, path: str) -> Picture:
        if path not in self._pictures:
            self._pictures.setdefault(path, self._folder.picture(path))
        return self._pictures[path]

    def stamps(self, paths: Iterable[str]) -> dict[str, str]:
        return self._folder.stamps(paths)

    def theme(self) -> Theme:
        if not self._themes:
            self._themes.append(self._folder.theme())
        return self._themes[0]

    def watch(self) -> Watch:
        return self._folder.watch()

    def text_of(self, issue: Issue) -> bytes:
        return self._folder.text_of(issue)


def _key(article: Article) -> tuple[str, str]:
    return article.path, article.digest
