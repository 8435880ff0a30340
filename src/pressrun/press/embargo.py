"""Articles with a moment of their own: published when it has come."""

from collections.abc import Callable
from datetime import datetime

from pressrun.errors import PressrunError, Problem
from pressrun.model.article import PublishRule
from pressrun.ports import Contents
from pressrun.press.desk import Desk
from pressrun.press.publish import publish
from pressrun.press.record import Release, has_come


class Embargo:
    """Knows when the next article comes, so that the folder is read only then or after a change."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._known = False
        self.next_at: datetime | None = None

    def lift(
        self, now: datetime, read: Callable[[], Contents], *, stirred: bool
    ) -> tuple[bool, tuple[Problem, ...]]:
        """Publish articles whose moment has come since the last time.

        Return whether anything was published, and why it could not be: then the next call tries
        again. ``read`` returns the folder's contents, ``stirred`` says that articles may have
        changed since the last call.
        """
        if self._known and not stirred and (self.next_at is None or self.next_at > now):
            return False, ()
        self._known = False
        contents = read()
        public = {record.id for record in self._desk.folder.memory().records}
        waiting = [
            article
            for article in contents.articles
            if article.publish.rule is PublishRule.MOMENT
            and article.id not in public
            and not article.draft
        ]
        ahead = (a.publish.at for a in waiting if a.publish.at and a.publish.at > now)
        self.next_at = min(ahead, default=None)
        come = [a for a in waiting if has_come(a, now) and self._desk.folder.read(a).sound]
        if come:
            release = Release(at=now.replace(microsecond=0))
            try:
                publish(self._desk, contents=contents, release=release)
            except PressrunError as error:
                return False, error.problems
        self._known = True
        return bool(come), ()
