"""When something becomes public next: until then, what is published may be used again."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from pressrun.model.article import Article, PublishRule
from pressrun.model.delivery import RunState
from pressrun.model.recurrence import next_after
from pressrun.model.schedule import Schedule
from pressrun.ports import Clock, Folder, Store

# An article that has not become public this long after its moment waits for a person.
_GIVEN_UP: Final = timedelta(hours=1)
# Until the issue of a schedule is made and armed, its moment stands for it.
_BEING_MADE: Final = timedelta(minutes=1)


def next_issue(store: Store, clock: Clock) -> datetime | None:
    """Return when the next armed issue is due: this instant if one is being published."""
    with store.unit(write=False) as unit:
        if any(run.state is RunState.FROZEN for run in unit.runs.unfinished()):
            return clock.now()
        return unit.issues.next_due()


class Occasions:
    """Knows the next moment of any schedule that publishes; digests are mail alone."""

    def __init__(self, schedules: Iterable[Schedule], clock: Clock) -> None:
        self._schedules = tuple(each for each in schedules if each.cadence is None)
        self._clock = clock
        self._from: datetime | None = None
        self._next: datetime | None = None

    def next_at(self) -> datetime | None:
        """Return the next moment; for a minute after it, while its issue is made, that one."""
        after = self._clock.now() - _BEING_MADE
        current = self._from is not None and self._from <= after
        if not current or (self._next is not None and self._next <= after):
            self._from = after
            found = (self._next_of(schedule, after) for schedule in self._schedules)
            self._next = min((at for at in found if at is not None), default=None)
        return self._next

    def _next_of(self, schedule: Schedule, after: datetime) -> datetime | None:
        found = next_after(
            schedule.rule,
            schedule.zone,
            after,
            skip=schedule.skip,
            skip_at=schedule.skip_at,
            extra=schedule.extra,
        )
        return found.at if found else None


def next_article(folder: Folder, clock: Clock) -> datetime | None:
    """Return the next moment of an article that is not public yet.

    It lies in the past while the article is about to be published. Reads the whole folder.
    """
    public = {record.id for record in folder.memory().records}
    return _earliest(folder.contents().articles, public, after=clock.now() - _GIVEN_UP)


def _earliest(articles: Iterable[Article], public: set[str], *, after: datetime) -> datetime | None:
    moments = (
        article.publish.at
        for article in articles
        if article.publish.rule is PublishRule.MOMENT
        and article.publish.at is not None
        and article.publish.at > after
        and not article.draft
        and article.id not in public
    )
    return min(moments, default=None)
