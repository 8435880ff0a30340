"""Articles and issues reviewed side by side, those alone that changed since the last time."""

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import cached_property
from itertools import islice
from typing import Final

from pressrun.errors import ENDLESS, ContentError, PressrunError, Problem
from pressrun.model.article import Article
from pressrun.model.excuse import may_excuse
from pressrun.model.feed import Memory, Record
from pressrun.model.issue import Issue
from pressrun.model.publication import Welcome
from pressrun.ports import Contents
from pressrun.press.copies import Copyist
from pressrun.press.deadends import dead_ends
from pressrun.press.desk import Desk
from pressrun.press.entries import short
from pressrun.press.housecopy import SETTINGS
from pressrun.press.lightmeter import LightMeter
from pressrun.press.mailproof import MailProof, prove_mail
from pressrun.press.reviewed import Reviewed, Reviews
from pressrun.press.shelf import Shelf
from pressrun.render.readingtime import reading_minutes

_LOOK: Final = "pressrun.render.lint.registry:look_at"
# So many articles are in memory at once.
_TOGETHER: Final = 64
_ISSUES_TOGETHER: Final = 24
# What letters and answering pages are kept under: no file has this name.
_HOUSE: Final = "//house"

Moment = Callable[[Issue], datetime | None]


class Review:
    """One look at a folder.

    Args:
        moment: When an issue goes out, as far as anybody has said so.
    """

    def __init__(
        self, desk: Desk, contents: Contents, memory: Memory, *, moment: Moment = lambda _: None
    ) -> None:
        self._desk, self._contents, self._moment = desk, contents, moment
        self._records = {record.id: record for record in memory.records}
        public = {k: record for k, record in self._records.items() if record.withdrawn_at is None}
        self._shelf = Shelf(contents, folder=desk.folder, publication=desk.publication, records={})
        meter = LightMeter(desk.folder, desk.isolate)
        paths = {path for record in public.values() for path in record.paths}
        self._copyist = Copyist(
            desk.folder, desk.publication, self._shelf, public, meter, paths=paths
        )
        self._reviews = Reviews(desk.keep)
        self._house = short(repr(desk.publication))
        # Of an article: what it was when it was reviewed, all that it leads to included.
        self._states: dict[str, str] = {}

    def all(
        self, articles: Sequence[Article], issues: Sequence[Issue]
    ) -> Iterator[tuple[str, Reviewed]]:
        """Yield what ``articles`` and ``issues`` do, an issue soon after what it carries.

        So that what was parsed for the one is still at hand for the other.
        """
        left = {article.path: article for article in articles}
        waiting = iter(issues)
        while some := list(islice(waiting, _ISSUES_TOGETHER)):
            carried = {a.path: a for issue in some for a in self.carried(issue)}
            asked = [left.pop(path) for path in carried if path in left]
            yield from self.articles(asked)
            yield from self.issues(some)
        yield from self.articles(list(left.values()))

    def articles(self, articles: Sequence[Article]) -> Iterator[tuple[str, Reviewed]]:
        """Yield the path of each article, and what a review of it comes to."""
        pending: list[Article] = []
        for article, kept in self._kept(articles):
            if kept is None:
                pending.append(article)
            else:
                yield article.path, self._known(article, kept)
        waiting = iter(pending)
        while some := list(islice(waiting, _TOGETHER)):
            yield from self._read(some)

    def issues(self, issues: Sequence[Issue]) -> Iterator[tuple[str, Reviewed]]:
        """Yield the path of each issue, and what a review of it comes to as it would go out now.

        One that has gone out is only loaded: its faces are frozen.
        """
        carried = {article.path: article for issue in issues for article in self.carried(issue)}
        unknown = [article for path, article in carried.items() if path not in self._states]
        for _ in self.articles(unknown):
            pass
        theme = self._theme()
        pending: list[tuple[Issue, str]] = []
        for issue in issues:
            mark = self._issue_mark(issue, theme)
            kept = self._reviews.find(issue.path, mark)
            made_of = (self._stamps(kept.pictures), self._mentions(kept.mentions)) if kept else ()
            if kept is None or made_of != (kept.pictures, kept.mentions):
                pending.append((issue, mark))
            else:
                yield issue.path, kept
        # The first alone: what is wrong with a template for all of them is told by one.
        endless = False
        for issue, mark in pending[:1]:
            reviewed = self._issue(issue, mark)
            endless = any(problem.code == ENDLESS for problem in reviewed.problems)
            yield issue.path, reviewed
        if not endless and len(pending) > 1:
            with ThreadPoolExecutor(os.cpu_count()) as pool:
                found = pool.map(lambda row: self._issue(*row), pending[1:])
                yield from zip((issue.path for issue, _ in pending[1:]), found, strict=True)

    def house(self, look: Callable[[], Iterable[Problem]]) -> Reviewed:
        """Return what is wrong with letters and pages that no text of an editor's is part of.

        ``look`` finds it where it is not known.
        """
        settings = self._stamps([SETTINGS])  # places in it are told
        mark = f"{self._house} {self._theme()} {short(repr(settings))}"
        kept = self._reviews.find(_HOUSE, mark)
        if kept is not None:
            return kept
        reviewed = Reviewed(mark=mark, problems=tuple(look()))
        # A welcome that carries an issue is made of more than this.
        if all(one.welcome is not Welcome.ISSUE for one in self._desk.publication.lists):
            self._reviews.put(_HOUSE, reviewed)
        return reviewed

    def close(self) -> None:
        """Keep what was found, for the next time."""
        names = {article.path for article in self._contents.articles}
        names |= {issue.path for issue in self._contents.issues}
        self._reviews.close(frozenset({*names, _HOUSE}))

    def _kept(self, articles: Sequence[Article]) -> Iterator[tuple[Article, Reviewed | None]]:
        found = [(a, self._reviews.find(a.path, self._article_mark(a))) for a in articles]
        paths = {path for _, kept in found if kept for path in kept.pictures}
        stamps = self._desk.folder.stamps(paths) if paths else {}
        for article, kept in found:
            if kept is not None:
                now = {path: stamps.get(path, "") for path in kept.pictures}
                if now != kept.pictures or self._mentions(kept.mentions) != kept.mentions:
                    kept = None
            yield article, kept

    def _known(self, article: Article, reviewed: Reviewed) -> Reviewed:
        made_of = (
            reviewed.mark,
            sorted(reviewed.mentions.items()),
            sorted(reviewed.pictures.items()),
        )
        self._states[article.path] = short(repr(made_of))
        return reviewed

    def _article_mark(self, article: Article) -> str:
        record = self._records.get(article.id)
        public = record is not None and record.withdrawn_at is None
        # What a translation leaves to its original stands in another file.
        lent = (
            *(article.language, article.authors, article.tags, article.image, article.original),
            *(article.draft, article.publish, article.section),
        )
        return f"{article.digest} {short(repr((public, lent)))} {self._house}"

    def _mentions(self, names: Iterable[str]) -> dict[str, str]:
        """Return what other articles are now, by the reference as written."""
        known = self._copyist.known(names)
        return {name: repr(known.get(name)) for name in names}

    def _stamps(self, paths: Collection[str]) -> dict[str, str]:
        found = self._desk.folder.stamps(paths) if paths else {}
        return {path: found.get(path, "") for path in paths}

    def _read(self, articles: Sequence[Article]) -> Iterator[tuple[str, Reviewed]]:
        self._shelf.open(articles)
        readings = [self._shelf.reading(article) for article in articles]
        copies = [
            self._copyist.article(article, reading)
            for article, reading in zip(articles, readings, strict=True)
        ]
        looked = self._desk.isolate.map([_LOOK], ((([copy],),) for copy in copies))
        for article, reading, copy, found in zip(articles, readings, copies, looked, strict=True):
            problems = list(reading.problems)
            problems += dead_ends(self._shelf, reading, copy.script)
            problems += found.problems if isinstance(found, PressrunError) else found
            names = self._copyist.names(reading.document)
            reviewed = Reviewed(
                mark=self._article_mark(article),
                problems=tuple(problems),
                mentions=self._mentions(names),
                pictures=self._stamps([picture.path for picture in reading.pictures]),
                excusing=may_excuse(copy.script.text),
                minutes=reading_minutes(reading.document, article.language),
            )
            self._reviews.put(article.path, reviewed)
            yield article.path, self._known(article, reviewed)
        self._shelf.close(articles)

    def carried(self, issue: Issue) -> list[Article]:
        """Return the articles that an issue names, and their translations."""
        found = [self._shelf.find(reference) for reference in issue.references]
        if issue.erratum_of:
            found.append(self._shelf.find(issue.erratum_of))
        works = dict.fromkeys(article.work for article in found if article is not None)
        return [article for work in works for article in self._by_work[work]]

    @cached_property
    def _by_work(self) -> dict[str, list[Article]]:
        """Return every article with its translations, by the id that they share."""
        found: dict[str, list[Article]] = {}
        for article in self._contents.articles:
            found.setdefault(article.work, []).append(article)
        return found

    def _issue_mark(self, issue: Issue, theme: str) -> str:
        carried = [
            (a.path, a.draft, self._states.get(a.path), self._public(self._records.get(a.id)))
            for a in self.carried(issue)
        ]
        texts = [text.digest for text in issue.texts]
        made_of = (texts, carried, issue.key in self._records, self._moment(issue))
        return f"{issue.digest} {short(repr(made_of))} {self._house} {theme}"

    def _public(self, record: Record | None) -> str:
        return repr(record) if record else ""

    def _theme(self) -> str:
        """Return what tells the templates from themselves after a change."""
        try:
            return short(repr((self._desk.theme(), self._desk.checking, self._desk.feeds)))
        except ContentError:
            return "broken"

    def _issue(self, issue: Issue, mark: str) -> Reviewed:
        problems: list[Problem] = []
        pictures: list[str] = []
        names: list[str] = []
        proof = MailProof()
        gone_out, excusing = issue.key in self._records, False
        for said in (issue, *map(issue.translated, issue.texts)):
            reading = self._desk.folder.words(said)
            problems += reading.problems
            pictures += (picture.path for picture in reading.pictures)
            if not gone_out:
                copy = self._copyist.issue(said, reading, self._moment(issue))
                excusing |= may_excuse(copy.script.text)
                names += self._copyist.names(reading.document)
                problems += dead_ends(self._shelf, reading, copy.script)
                (found,) = self._desk.isolate.map([_LOOK], [(([copy],),)])
                problems += found.problems if isinstance(found, PressrunError) else found
        if not gone_out:
            proof = prove_mail(self._desk, issue, self._contents, self._copyist.script)
            problems += proof.problems
        reviewed = Reviewed(
            mark=mark,
            problems=tuple(dict.fromkeys(problems)),
            mentions=self._mentions(names),
            pictures=self._stamps(pictures),
            excusing=excusing,
            weights=proof.weights,
            minutes=proof.minutes.get(self._desk.publication.language, 0),
            lines=proof.lines,
        )
        self._reviews.put(issue.path, reviewed)
        return reviewed
