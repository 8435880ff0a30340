"""Bundling by hand: which articles an issue carries, and in which order."""

from collections.abc import Sequence

from pressrun.app.wiring import Wiring
from pressrun.errors import Place, UsageError
from pressrun.model.article import Article
from pressrun.model.issue import Issue
from pressrun.press.prospects import Prospect, prospects
from pressrun.press.shelf import Shelf
from pressrun.source.bundle import add_articles, feature_article, move_article, remove_articles


class Bundling:
    """Edits the list of articles in an ``issue.md`` and nothing else of it."""

    def __init__(self, wiring: Wiring) -> None:
        self._wiring = wiring

    def add(
        self, issue: Issue, names: Sequence[str], *, section: str, dry_run: bool
    ) -> list[Article]:
        """Add articles at the end of a section; return those that the issue did not carry.

        Raises:
            UsageError: A name is no article's.
        """
        shelf = self._shelf()
        carried = {found.id for ref in issue.references if (found := shelf.find(ref))}
        fresh: dict[str, Article] = {}
        for name in names:
            article = shelf.find(name)
            if article is None:
                problem = shelf.missing(name, Place(path=issue.path))
                raise UsageError(problem.what, code=problem.code, help=problem.help)
            if article.id not in carried:
                fresh[article.id] = article
        slugs = [article.slug for article in fresh.values()]
        self._rewrite(issue, add_articles(self._text(issue), slugs, section), dry_run=dry_run)
        return list(fresh.values())

    def remove(self, issue: Issue, names: Sequence[str], *, dry_run: bool) -> list[str]:
        """Take articles out; return the references that went.

        Raises:
            UsageError: The issue does not carry one of them.
        """
        gone = [self._reference(issue, name) for name in names]
        text = remove_articles(self._text(issue), gone)
        if self._features(issue, gone):
            text = feature_article(text, "")
        self._rewrite(issue, text, dry_run=dry_run)
        return gone

    def move(self, issue: Issue, name: str, *, to: int, dry_run: bool) -> str:
        """Move an article to a position counted from 1 among all; return its reference.

        Raises:
            UsageError: The issue does not carry it, or has no such position.
        """
        reference = self._reference(issue, name)
        if not 1 <= to <= len(issue.references):
            last = len(issue.references)
            raise UsageError(
                f"issue {issue.number} has no place {to}",
                code="ISS012",
                help=f"its places are 1 to {last}: pressrun queue {issue.number}",
            )
        self._rewrite(issue, move_article(self._text(issue), reference, to), dry_run=dry_run)
        return reference

    def feature(self, issue: Issue, name: str, *, dry_run: bool) -> str:
        """Have an article stand first and whole; return its reference. Empty for none.

        Raises:
            UsageError: The issue does not carry it.
        """
        reference = self._reference(issue, name) if name else ""
        self._rewrite(issue, feature_article(self._text(issue), reference), dry_run=dry_run)
        return reference

    def carried(self, issue: Issue) -> list[tuple[str, str, Article | None]]:
        """Return (section, reference, article) of what an issue carries, in order."""
        shelf = self._shelf()
        return [
            (section.title, reference, shelf.find(reference))
            for section in issue.sections
            for reference in section.articles
        ]

    def prospects(self) -> tuple[Prospect, ...]:
        """Return what the next issue of each schedule would be now."""
        desk, store = self._wiring.desk, self._wiring.store if self._wiring.is_press else None
        return prospects(desk, store, desk.folder.contents())

    def _features(self, issue: Issue, references: Sequence[str]) -> bool:
        """Tell whether what an issue features is one of these."""
        shelf = self._shelf()
        feature = shelf.find(issue.featured) if issue.featured else None
        return feature is not None and any(shelf.find(ref) is feature for ref in references)

    def _reference(self, issue: Issue, name: str) -> str:
        shelf = self._shelf()
        wanted = shelf.find(name)
        for reference in issue.references:
            if reference == name or (wanted and shelf.find(reference) is wanted):
                return reference
        raise UsageError(
            f"issue {issue.number} does not carry {name!r}",
            code="ISS011",
            help=f"it carries: {', '.join(issue.references) or 'nothing'}",
        )

    def _shelf(self) -> Shelf:
        desk = self._wiring.desk
        return Shelf(
            desk.folder.contents(), folder=desk.folder, publication=desk.publication, records={}
        )

    def _text(self, issue: Issue) -> str:
        return self._wiring.desk.folder.octets(issue.path).decode("utf-8")

    def _rewrite(self, issue: Issue, text: str, *, dry_run: bool) -> None:
        if not dry_run:
            self._wiring.outlet.write([{issue.path: text.encode("utf-8")}])


__all__ = ["Bundling", "Prospect"]
