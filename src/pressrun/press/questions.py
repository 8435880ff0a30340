"""Where questions come from: the articles and issues that are public, each parsed once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock

from pressrun.errors import ContentError
from pressrun.model.article import Article
from pressrun.model.document import Document, Poll, Quiz
from pressrun.model.feed import Record
from pressrun.model.issue import Issue
from pressrun.model.manifest import PATH as MANIFEST_PATH
from pressrun.model.memory import PATH as MEMORY_PATH
from pressrun.model.parts import blocks_in
from pressrun.model.question import Question
from pressrun.press.desk import Desk
from pressrun.press.shelf import Shelf, references
from pressrun.render.links import Links


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and where its words lead; ``edition`` counts publications as they are seen."""

    question: Question
    links: Links
    edition: int


@dataclass(frozen=True, slots=True)
class _Generation:
    """What was public at one publication, and the questions of it that somebody asked for."""

    number: int
    stamp: tuple[str | None, ...]
    shelf: Shelf
    owners: Mapping[str, Article | Issue]
    asked: dict[str, Mapping[str, Asked]]


class Questions:
    """The questions of what is public; may be used by several threads.

    Files are looked at again when something was published. Until then a question is found without
    reading or parsing anything, and so is that there is none.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._generation: _Generation | None = None
        self._lock = Lock()

    def find(self, owner: str, question: str) -> Asked | None:
        """Return a question of an article or issue; None where nothing public asks it.

        Raises:
            ContentError: The memory of what is public does not load.
        """
        with self._lock:
            generation = self._current()
            if owner not in generation.owners:
                return None
            return self._asked(generation, owner).get(question)

    def all(self) -> Sequence[Question]:
        """Return every question, articles by path and then issues by number.

        Raises:
            ContentError: The memory of what is public does not load.
        """
        with self._lock:
            generation = self._current()
            owners = generation.owners
            generation.shelf.open(item for item in owners.values() if isinstance(item, Article))
            return [
                asked.question
                for owner in owners
                for asked in self._asked(generation, owner).values()
            ]

    def _current(self) -> _Generation:
        """Return what is public now."""
        paths = (MANIFEST_PATH, MEMORY_PATH)
        stamps = self._desk.folder.stamps(paths)
        stamp = tuple(stamps.get(path) for path in paths)
        if self._generation is None or self._generation.stamp != stamp:
            before = self._generation.number if self._generation else 0
            self._generation = self._read(before + 1, stamp)
        return self._generation

    def _read(self, number: int, stamp: tuple[str | None, ...]) -> _Generation:
        folder = self._desk.folder
        contents, memory = folder.contents(), folder.memory()
        public: dict[str, Record] = {r.id: r for r in memory.records if r.withdrawn_at is None}
        shelf = Shelf(
            contents,
            folder=folder,
            publication=self._desk.publication,
            records=public,
            withdrawn={record.id for record in memory.records} - public.keys(),
        )
        owners: dict[str, Article | Issue] = {
            article.id: article for article in contents.originals if article.id in public
        }
        owners |= {issue.key: issue for issue in contents.issues if issue.key in public}
        return _Generation(number, stamp, shelf, owners, {})

    def _asked(self, generation: _Generation, owner: str) -> Mapping[str, Asked]:
        if owner not in generation.asked:
            found = generation.owners[owner]
            if isinstance(found, Article):
                asked = self._of_article(found, generation)
            else:
                asked = self._of_issue(found, generation)
            generation.asked[owner] = {each.question.id: each for each in asked}
        return generation.asked[owner]

    def _of_article(self, article: Article, generation: _Generation) -> Iterator[Asked]:
        try:
            piece = generation.shelf.piece(article)
        except ContentError:  # `check` and `build` tell of it
            return
        links = Links.of(piece, self._desk.publication.url)
        for block in _questions_in(piece.document):
            question = Question(
                owner=article.id,
                title=article.title,
                url=piece.url,
                language=article.language,
                block=block,
            )
            yield Asked(question, links, generation.number)

    def _of_issue(self, issue: Issue, generation: _Generation) -> Iterator[Asked]:
        """Yield what the editor's own words in an issue ask."""
        reading, publication = self._desk.folder.words(issue), self._desk.publication
        if not reading.sound:
            return
        links = Links(
            url=publication.address(issue.site_path),
            base=publication.url,
            anchor=f"{issue.folder}--",
            pictures={picture.source: picture for picture in reading.pictures},
            targets=generation.shelf.targets(name for name, _ in references(reading.document)),
            owner=issue.key,
        )
        for block in _questions_in(reading.document):
            question = Question(
                owner=issue.key,
                title=issue.subject,
                url=links.url,
                language=publication.language,
                block=block,
            )
            yield Asked(question, links, generation.number)


def _questions_in(document: Document) -> Iterator[Quiz | Poll]:
    return (block for block in blocks_in(document) if isinstance(block, Quiz | Poll))
