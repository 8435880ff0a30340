"""Foresight: what issues would carry, one after another, if nobody writes anything more."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from pressrun.model.agenda import Item, Standing
from pressrun.model.article import Article, ArticleId, PublishRule
from pressrun.model.audience import DIGESTS, Cadence
from pressrun.model.feed import Record
from pressrun.model.issue import IssueKey, IssueState
from pressrun.model.schedule import Schedule
from pressrun.ports import Contents
from pressrun.press.choosing import Stock, carried_by, choose
from pressrun.press.desk import Desk
from pressrun.press.shelf import names


class Foresight:
    """Is asked of items in the order of their moments, and remembers what went into each.

    What can be chosen changes only when an issue takes something or an article's own moment
    comes: in between nobody is asked again, so that a year of empty moments costs nothing.

    Args:
        states: Issues that are armed or have been.
        since: When the press first saw each schedule.
        unseen: What readers of digests lack now, by list and cadence.
    """

    def __init__(
        self,
        desk: Desk,
        contents: Contents,
        records: Mapping[str, Record],
        *,
        states: Mapping[IssueKey, IssueState],
        since: Mapping[str, datetime],
        unseen: Mapping[tuple[str, Cadence], tuple[ArticleId, ...]],
        now: datetime,
    ) -> None:
        self._desk, self._records, self._since, self._now = desk, records, since, now
        self._contents, self._states = contents, states
        self._issues = {issue.key: issue for issue in contents.issues}
        self._articles = contents.originals
        self._titles = {article.id: article.title for article in contents.articles}
        self._carried: dict[str, dict[ArticleId, str]] = {}
        self._open: dict[str, list[Article]] = {}
        self._lacked = {key: dict.fromkeys(ids) for key, ids in unseen.items()}
        self._asked: dict[str, tuple[int, int]] = {}
        self._moments = sorted(
            article.publish.at
            for article in self._articles
            if article.publish.rule is PublishRule.MOMENT and article.publish.at is not None
        )
        self._by_name: dict[str, Article] = {
            name: article for article in self._articles for name in names(article)
        }

    def fill(self, item: Item, schedule: Schedule | None) -> Item:
        """Return an item with the titles of what it carries."""
        if item.cadence is not None:
            return self._digest(item, schedule)
        if item.issue is not None and item.issue in self._issues:
            ids = self._named(item.issue)
        elif schedule is not None and item.standing in {Standing.PLANNED, Standing.CLAIMED}:
            ids = self._chosen(item, schedule)
        else:
            return item
        if item.standing is not Standing.DRAFT:
            self._owe(item.list, ids)
        empty = not ids and schedule is not None and item.issue is None
        if_empty = schedule.if_empty.value if empty and schedule else ""
        return replace(item, carries=self._said(ids), if_empty=if_empty)

    def _digest(self, item: Item, schedule: Schedule | None) -> Item:
        if item.standing in {Standing.EMPTY, Standing.SKIPPED, Standing.MISSED}:
            return item
        key = (item.list, item.cadence or Cadence.WEEKLY)
        ids = tuple(self._lacked.get(key, {}))
        if item.standing is not Standing.DRAFT:
            self._lacked[key] = {}
        if_empty = schedule.if_empty.value if not ids and schedule else ""
        return replace(item, carries=self._said(ids), if_empty=if_empty)

    def _named(self, key: IssueKey) -> tuple[ArticleId, ...]:
        """Return what an issue names, of what is there."""
        references = self._issues[key].references
        found = (
            self._by_name.get(name) or self._by_name.get(name.rpartition("/")[2])
            for name in references
        )
        return tuple(article.id for article in found if article is not None)

    def _chosen(self, item: Item, schedule: Schedule) -> tuple[ArticleId, ...]:
        at, carried = item.at or self._now, self._carried_by(item.list)
        since = self._since.get(schedule.name, self._now)
        state = (len(carried), bisect_right(self._moments, at))
        if self._asked.get(schedule.name) == state:
            return ()  # it was empty then, and is now
        stock = Stock(
            articles=self._fresh(item.list, carried),
            carried=carried,
            records=self._records,
            since_at=since,
            at=at,
            zone=self._desk.publication.zone,
        )
        chosen = choose(schedule, stock).articles
        if not chosen:
            self._asked[schedule.name] = state
        day = at.date().isoformat()
        carried |= {article.id: f"in {schedule.name} of {day}" for article in chosen}
        return tuple(article.id for article in chosen)

    def _fresh(self, list: str, carried: Mapping[ArticleId, str]) -> Sequence[Article]:
        """Return the articles that some issue of a list may yet take; most never will be."""
        first = min((*self._since.values(), self._now))
        if list not in self._open:
            self._open[list] = [
                article
                for article in self._articles
                if not article.draft
                and (
                    (record := self._records.get(article.id)) is None
                    or (record.withdrawn_at is None and record.published_at >= first)
                )
            ]
        self._open[list] = [one for one in self._open[list] if one.id not in carried]
        return self._open[list]

    def _carried_by(self, list: str) -> dict[ArticleId, str]:
        if list not in self._carried:
            self._carried[list] = carried_by(
                self._contents.issues,
                self._states,
                self._articles,
                list=list,
                publication=self._desk.publication,
            )
        return self._carried[list]

    def _owe(self, list: str, ids: tuple[ArticleId, ...]) -> None:
        """Let readers of digests lack what goes to the others."""
        for cadence in DIGESTS:
            self._lacked.setdefault((list, cadence), {}).update(dict.fromkeys(ids))

    def _said(self, ids: tuple[ArticleId, ...]) -> tuple[str, ...]:
        return tuple(self._titles.get(one, one) for one in ids)
