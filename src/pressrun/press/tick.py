"""The tick: whatever is due, done once, also after a restart."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pressrun.errors import PressrunError, Problem
from pressrun.model.article import PublishRule
from pressrun.model.delivery import RunState
from pressrun.model.issue import LATEST, ArmedIssue, IssueKey, IssueState
from pressrun.ports import Contents, Store
from pressrun.press.desk import Desk
from pressrun.press.lockup import freeze
from pressrun.press.publish import publish
from pressrun.press.record import Release, has_come
from pressrun.press.release import release

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticked:
    """What a tick did. ``mailing`` are issues with mail to deliver; ``problems`` need a person."""

    started: tuple[IssueKey, ...] = ()
    missed: tuple[IssueKey, ...] = ()
    mailing: tuple[IssueKey, ...] = ()
    published: bool = False
    problems: tuple[Problem, ...] = ()


def tick(desk: Desk, store: Store, *, only: IssueKey | None = None) -> Ticked:
    """Freeze, publish and open every issue that is due; publish articles whose moment has come.

    Safe to repeat at any instant: each step is one transaction or can be done again. What goes
    wrong with one issue is told and stops no other. ``only`` looks at one issue and no moments.
    """
    now = desk.clock.now()
    contents = desk.folder.contents()
    problems: list[Problem] = []
    with store.unit(write=False) as unit:
        due = [armed for armed in unit.issues.due(now) if only in (None, armed.key)]
    missed = [armed for armed in due if now - armed.due_at > LATEST]
    for armed in missed:
        _miss(store, armed)
    started = []
    for armed in due:
        if armed in missed:
            continue
        outcome = freeze(desk, store, armed, contents)
        if isinstance(outcome, Problem):
            problems.append(outcome)
        else:
            started.append(armed.key)
            log.info("issue.sending", extra={"issue": armed.key})
    problems += _release_all(desk, store, contents, only)
    published = only is None and _publish_moments(desk, contents, now, problems)
    with store.unit(write=False) as unit:
        mailing = [run.issue for run in unit.runs.unfinished() if run.state is RunState.OPEN]
    return Ticked(
        started=tuple(started),
        missed=tuple(armed.key for armed in missed),
        mailing=tuple(mailing),
        published=published,
        problems=tuple(problems),
    )


def _miss(store: Store, armed: ArmedIssue) -> None:
    hours = int(LATEST.total_seconds() // 3600)
    reason = f"nothing sent it within {hours} hours of its time"
    with store.unit() as unit:
        unit.issues.move(armed.key, expected=IssueState.ARMED, to=IssueState.MISSED, reason=reason)
    log.warning("issue.missed", extra={"issue": armed.key})


def _release_all(
    desk: Desk, store: Store, contents: Contents, only: IssueKey | None
) -> Sequence[Problem]:
    problems: list[Problem] = []
    with store.unit(write=False) as unit:
        frozen = [
            run
            for run in unit.runs.unfinished()
            if run.state is RunState.FROZEN and only in (None, run.issue)
        ]
    for run in frozen:
        try:
            release(desk, store, run, contents)
        except PressrunError as error:
            problems += error.problems
            log.warning("issue.not-published", extra={"issue": run.issue})
    return problems


def _publish_moments(
    desk: Desk, contents: Contents, now: datetime, problems: list[Problem]
) -> bool:
    """Publish articles with a moment of their own that has come since the last time."""
    public = {record.id for record in desk.folder.memory().records}
    come = [
        article
        for article in contents.articles
        if article.publish.rule is PublishRule.MOMENT
        and article.id not in public
        and has_come(article, now)
        and desk.folder.read(article).sound
    ]
    if not come:
        return False
    try:
        publish(desk, contents=contents, release=Release(at=now.replace(microsecond=0)))
    except PressrunError as error:
        problems += error.problems
        return False
    return True
