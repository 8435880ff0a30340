"""The articles at hand: found by name, parsed once, with what is public about each."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from difflib import get_close_matches
from functools import cached_property, lru_cache
from pathlib import PurePosixPath

from pressrun.errors import ContentError, Place, Problem
from pressrun.model.article import Article, Piece, Target
from pressrun.model.document import Document, Related
from pressrun.model.feed import Record
from pressrun.model.issue import Issue
from pressrun.model.language import best
from pressrun.model.parts import blocks_in, targets_in
from pressrun.model.publication import Publication
from pressrun.ports import Contents, Folder, Reading


class Shelf:
    """Articles by id, slug and file name, and their parsed bodies.

    Args:
        records: What is public, by minted id; a reference to anything else carries no address.
        withdrawn: The ids of what was; a reference to it carries no title either.
    """

    def __init__(
        self,
        contents: Contents,
        *,
        folder: Folder,
        publication: Publication,
        records: Mapping[str, Record],
        withdrawn: Collection[str] = (),
    ) -> None:
        self.contents, self.publication, self.records = contents, publication, records
        self._folder, self._withdrawn = folder, withdrawn
        self._readings: dict[str, Reading] = {}

    @cached_property
    def _by_name(self) -> dict[str, Article]:
        return {name: article for article in self.contents.articles for name in names(article)}

    @cached_property
    def _translations(self) -> dict[str, dict[str, Article]]:
        """Return what is public of each article's translations, by original and language."""
        found: dict[str, dict[str, Article]] = {}
        for article in self.contents.articles:
            if article.original and article.id in self.records:
                found.setdefault(article.original, {})[article.language] = article
        return found

    def pairs(self) -> Iterator[tuple[Article, Article]]:
        """Yield every public translation with its original, if that is public."""
        for work, translations in self._translations.items():
            original = self.find(work)
            if original is not None and work in self.records:
                yield from ((article, original) for article in translations.values())

    def translated(self, article: Article, language: str) -> Article:
        """Return an article as those get it who read ``language``: what is public of it in that.

        The very same tag goes before one with the same primary subtag, and that before the
        original; for an empty language it is ``article`` itself.
        """
        if not language or article.work not in self._translations:
            return article
        original = self.find(article.work) or article
        offered = {original.language: original, **self._translations[article.work]}
        return offered[best(language, offered)]

    def languages_of(self, issue: Issue) -> tuple[str, ...]:
        """Return the languages, beside the publication's, in which something public of it is."""
        found = (self.find(reference) for reference in issue.references)
        works = [article.work for article in found if article is not None]
        tags = {tag for work in works for tag in self._translations.get(work, ())}
        tags |= {text.language for text in issue.texts}
        own = self.publication.language.casefold()
        return tuple(sorted(tag for tag in tags if tag.casefold() != own))

    def find(self, reference: str) -> Article | None:
        """Return the article called ``reference``: its id, slug, file name or path."""
        return self._by_name.get(reference) or self._by_name.get(
            reference.rpartition("/")[2] if reference.endswith(".md") else reference
        )

    def missing(self, reference: str, place: Place) -> Problem:
        """Return the problem of a reference that leads to no sound article."""
        for problem in self.contents.problems:
            if problem.place is None or problem.severity != "error":
                continue
            file = PurePosixPath(problem.place.path)
            if reference in {str(file), file.name, file.stem, bare_stem(file.stem)}:
                return Problem(
                    code="ISS002",
                    what=f"article {reference!r} does not load",
                    place=place,
                    help=f"mend {problem.place} first: {problem.what}",
                )
        near = get_close_matches(reference, self._by_name, n=1)
        return Problem(
            code="ISS001",
            what=f"there is no article {reference!r}",
            place=place,
            help=f"did you mean {near[0]!r}?"
            if near
            else "name an article by its slug, as `pressrun queue` lists them",
        )

    def reading(self, article: Article) -> Reading:
        """Return the parsed body of ``article``."""
        if article.path not in self._readings:
            self._readings[article.path] = self._folder.read(article)
        return self._readings[article.path]

    def open(self, articles: Iterable[Article]) -> None:
        """Parse the bodies of ``articles`` together: one by one takes a press with cores longer."""
        new = [article for article in articles if article.path not in self._readings]
        for article, reading in zip(new, self._folder.read_many(new), strict=True):
            self._readings[article.path] = reading

    def close(self, articles: Iterable[Article]) -> None:
        """Put bodies away: whoever wants one again has it read again."""
        for article in articles:
            self._readings.pop(article.path, None)

    def piece(self, article: Article) -> Piece:
        """Return ``article`` ready for a face.

        Raises:
            ContentError: Its body does not load.
        """
        reading = self.reading(article)
        if not reading.sound:
            raise ContentError.of(p for p in reading.problems if p.severity == "error")
        record = self.records.get(article.id)
        return Piece(
            article=article,
            document=(*reading.document, *article.corrections),
            url=self.publication.address(article.site_path),
            pictures={picture.source: picture for picture in reading.pictures},
            targets=self.targets(
                (reference for reference, _ in references(reading.document)), article.language
            ),
            published_at=record.published_at if record else None,
            updated_at=record.updated_at if record else None,
        )

    def targets(self, references: Iterable[str], language: str = "") -> dict[str, Target]:
        """Return where references to other articles lead now, from words in ``language``.

        The name of an original leads to what is public of it in that language.
        """
        return dict(self._targets(references, language))

    def _targets(self, references: Iterable[str], language: str) -> Iterator[tuple[str, Target]]:
        for reference in references:
            name, _, heading = reference.partition("#")
            article = self.find(name)
            if article is not None and not article.original:
                article = self.translated(article, language)
            if article is None:
                # A name that leads nowhere stays words: no face links to what is not there.
                if not is_outside(reference):
                    yield reference, Target(title=reference)
                continue
            if article.id in self._withdrawn:
                yield reference, Target(title="")
                continue
            public = article.id in self.records
            # A heading's id on a page begins with its article's slug (render/links.py).
            anchor = f"#{article.slug}--{heading}" if heading else ""
            url = self.publication.address(article.site_path) + anchor if public else ""
            yield reference, Target(title=article.title, url=url)


def names(article: Article) -> set[str]:
    """Return every name an article answers to."""
    file = article.path.rpartition("/")[2]
    return {article.id, article.slug, article.path, file, file.removesuffix(".md")}


def bare_stem(stem: str) -> str:
    """Return a file's stem without the date that may lead it."""
    head, tail = stem[:11], stem[11:]
    dated = len(head) == 11 and head.replace("-", "").isdigit() and head.endswith("-")
    return tail if dated and tail else stem


def is_outside(reference: str) -> bool:
    """Tell whether a reference is an address of its own and no article's name."""
    return ":" in reference


@lru_cache(maxsize=512)
def references(document: Document) -> tuple[tuple[str, int], ...]:
    """Return what a document says of other articles, each with its line.

    That is related items, and links to ``.md`` files, perhaps to a heading in them.
    """
    return tuple(_references(document))


def _references(document: Document) -> Iterator[tuple[str, int]]:
    for block in blocks_in(document):
        if isinstance(block, Related):
            yield from ((item.ref, item.line or block.line) for item in block.items)
        for target in targets_in(block):
            if target.partition("#")[0].endswith(".md"):
                yield target, block.line
