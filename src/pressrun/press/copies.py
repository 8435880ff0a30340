"""Copies for reading: articles and issues with all that rules want to know of them."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from pressrun.model.article import Article, PublishRule
from pressrun.model.document import Document
from pressrun.model.issue import Issue
from pressrun.model.parts import blocks_in, targets_in
from pressrun.model.publication import Publication
from pressrun.ports import Folder, Reading
from pressrun.press.lightmeter import LightMeter
from pressrun.press.shelf import Shelf, references
from pressrun.render.lint.anchors import anchors
from pressrun.render.lint.ownpages import page_name, site_path
from pressrun.render.lint.script import Script
from pressrun.render.lint.subjects import ArticleCopy, IssueCopy, Mention, Page


class Copyist:
    """Makes copies of what lies in a folder.

    ``public`` are the ids of what readers can open now, ``paths`` all addresses below the site
    that it has had; ``meter`` measures pictures, where somebody wants that.
    """

    def __init__(
        self,
        folder: Folder,
        publication: Publication,
        shelf: Shelf,
        public: Iterable[str],
        meter: LightMeter | None = None,
        *,
        paths: Iterable[str] = (),
    ) -> None:
        self._folder, self._publication, self._shelf = folder, publication, shelf
        self._public, self._meter = frozenset(public), meter
        self._paths = frozenset(paths)

    def article(self, article: Article, reading: Reading) -> ArticleCopy:
        """Return the copy of an article that was read.

        Raises:
            ContentError: Its file is gone.
        """
        return ArticleCopy(
            article=article,
            document=reading.document,
            script=self.script(article.path),
            publication=self._publication,
            pictures={picture.source: picture for picture in reading.pictures},
            tones=self._meter.tones(reading.pictures) if self._meter else {},
            mentions=self._mentioned(reading.document),
            pages=self._pages(reading.document),
            headings=self._headings(reading.document, article.language),
            former=self._former(reading.document, article.site_path),
        )

    def issue(self, issue: Issue, reading: Reading, due_at: datetime | None) -> IssueCopy:
        """Return the copy of one ``issue.md``, or of a translation of it, that was read.

        Raises:
            ContentError: Its file is gone.
        """
        return IssueCopy(
            issue=issue,
            document=reading.document,
            script=self.script(issue.path),
            publication=self._publication,
            pictures={picture.source: picture for picture in reading.pictures},
            tones=self._meter.tones(reading.pictures) if self._meter else {},
            mentions=self._mentioned(reading.document),
            pages=self._pages(reading.document),
            headings=self._headings(reading.document, issue.language or self._publication.language),
            former=self._former(reading.document, issue.site_path),
            carried=self.known(issue.references),
            due_at=due_at,
        )

    def script(self, path: str) -> Script:
        """Return a file's text.

        Raises:
            ContentError: There is no such file.
        """
        return Script(path, self._folder.octets(path).decode("utf-8", "replace"))

    def names(self, document: Document) -> list[str]:
        """Return all by which a document may mean other articles: references, and addresses that
        look like those of their pages."""
        return [*(reference for reference, _ in references(document)), *_addresses(document)]

    def _mentioned(self, document: Document) -> Mapping[str, Mention]:
        return self.known(reference for reference, _ in references(document))

    def known(self, names: Iterable[str]) -> dict[str, Mention]:
        """Return the articles that there are of those that may be meant, by name."""
        found = {name: self._find(name) for name in names}
        return {name: self._mention(name, article) for name, article in found.items() if article}

    def _find(self, name: str) -> Article | None:
        return self._shelf.find(page_name(name) or name.partition("#")[0])

    def _pages(self, document: Document) -> dict[str, Page]:
        found = {address: self._find(address) for address in _addresses(document)}
        return {
            address: Page(
                slug=article.slug,
                file=article.path.rpartition("/")[2],
                draft=article.draft and article.id not in self._public,
            )
            for address, article in found.items()
            if article
        }

    def _former(self, document: Document, page: str) -> frozenset[str]:
        """Return the addresses in a document, read on ``page``, at which there has been a page."""
        url = self._publication.address(page)
        paths = {a: site_path(self._publication, url, a) for a in _addresses(document)}
        return frozenset(
            a for a, path in paths.items() if path and f"{path.rstrip('/')}/" in self._paths
        )

    def _headings(self, document: Document, language: str) -> dict[str, tuple[str, ...]]:
        """Return the headings of articles that are led to at one, in the same language: readers
        may get a translation of others."""
        found = {name: self._find(name) for name, _ in references(document) if "#" in name}
        return {
            name: anchors(self._shelf.reading(article).document)
            for name, article in found.items()
            if article and article.language == language and self._shelf.reading(article).sound
        }

    def _mention(self, name: str, article: Article) -> Mention:
        moment = article.publish.at if article.publish.rule is PublishRule.MOMENT else None
        return Mention(
            title=article.title,
            path=article.path,
            slug=article.slug,
            draft=article.draft,
            public=article.id in self._public,
            public_at=moment,
            digest=article.digest if "#" in name else "",
        )


def _addresses(document: Document) -> Iterator[str]:
    """Yield what looks like the address of an article's page in a document."""
    for block in blocks_in(document):
        for target in targets_in(block):
            if not target.partition("#")[0].endswith(".md") and page_name(target):
                yield target
