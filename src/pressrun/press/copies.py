"""Copies for reading: articles and issues with all that rules want to know of them."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from pressrun.model.article import Article, PublishRule
from pressrun.model.document import Document
from pressrun.model.issue import Issue
from pressrun.model.publication import Publication
from pressrun.ports import Folder, Reading
from pressrun.press.shelf import Shelf, references
from pressrun.render.lint.script import Script
from pressrun.render.lint.subjects import ArticleCopy, IssueCopy, Mention


class Copyist:
    """Makes copies of what lies in a folder.

    ``public`` are the ids of what readers can open now.
    """

    def __init__(
        self, folder: Folder, publication: Publication, shelf: Shelf, public: Iterable[str]
    ) -> None:
        self._folder, self._publication, self._shelf = folder, publication, shelf
        self._public = frozenset(public)

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
            mentions=self._mentioned(reading.document),
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
            mentions=self._mentioned(reading.document),
            carried=self.known(issue.references),
            due_at=due_at,
        )

    def script(self, path: str) -> Script:
        """Return a file's text.

        Raises:
            ContentError: There is no such file.
        """
        return Script(path, self._folder.octets(path).decode("utf-8", "replace"))

    def _mentioned(self, document: Document) -> Mapping[str, Mention]:
        return self.known(reference for reference, _ in references(document))

    def known(self, names: Iterable[str]) -> dict[str, Mention]:
        found = {name: self._shelf.find(name.partition("#")[0]) for name in names}
        return {name: self._mention(article) for name, article in found.items() if article}

    def _mention(self, article: Article) -> Mention:
        moment = article.publish.at if article.publish.rule is PublishRule.MOMENT else None
        return Mention(
            title=article.title,
            path=article.path,
            draft=article.draft,
            public=article.id in self._public,
            public_at=moment,
        )
