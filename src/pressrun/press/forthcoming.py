"""When something becomes public next: until then, what is published may be used again."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from pressrun.model.article import Article, PublishRule
from pressrun.model.delivery import RunState
from pressrun.ports import Clock, Folder, Store

# An article that has not become public this long after its moment waits for a person.
_GIVEN_UP: Final = timedelta(hours=1)


def next_issue(store: Store, clock: Clock) -> datetime | None:
    """Return when the next armed issue is due: this instant if one is being published."""
    with store.unit(write=False) as unit:
        if any(run.state is RunState.FROZEN for run in unit.runs.unfinished()):
            return clock.now()
        return unit.issues.next_due()


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
