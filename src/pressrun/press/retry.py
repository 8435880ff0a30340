"""Retry: deliveries that have ended, or that nobody knows the end of, are queued again."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from pressrun.errors import Refused
from pressrun.model.delivery import DeliveryState
from pressrun.model.issue import Issue, IssueState
from pressrun.ports import Clock, Store

OUTBOX: Final = "outbox"  # what the ledger calls the relay of mail that was written to files


class Which(StrEnum):
    """Which deliveries of an issue to try again."""

    FAILED = "failed"  # refused by a relay, or given up after the retry schedule
    UNKNOWN = "unknown"  # those may then have two copies
    OUTBOX = "outbox"  # written to files and to nobody


_STATES: Final = {
    Which.FAILED: (DeliveryState.REFUSED, DeliveryState.EXPIRED),
    Which.UNKNOWN: (DeliveryState.UNKNOWN,),
    Which.OUTBOX: (DeliveryState.ACCEPTED,),
}
_BEGUN: Final = frozenset({IssueState.SENDING, IssueState.PAUSED, IssueState.SENT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Retried:
    """How many deliveries were queued again, or would be, and how the issue stands then."""

    which: Which
    count: int
    state: IssueState


def retry(store: Store, issue: Issue, which: Which, *, clock: Clock, commit: bool) -> Retried:
    """Queue deliveries of an issue again; who has left meanwhile is skipped when it is their turn.

    Without ``commit`` only say how many. A second time there are none.

    Raises:
        Refused: It has not gone out, or was cancelled.
    """
    with store.unit(write=commit) as unit:
        armed = unit.issues.find(issue.key)
        state = armed.state if armed else IssueState.DRAFT
        if state not in _BEGUN:
            raise _refused(issue, state)
        count = unit.deliveries.retry(
            issue.key,
            states=_STATES[which],
            relay=OUTBOX if which is Which.OUTBOX else "",
            now=clock.now(),
            commit=commit,
        )
        if count and state is IssueState.SENT:
            state = IssueState.SENDING
    return Retried(which=which, count=count, state=state)


def believe(store: Store, issue: Issue, *, clock: Clock, commit: bool) -> int:
    """Call unknown deliveries accepted on the editor's word, and close the run if that was all.

    Return how many; without ``commit`` only say so.
    """
    with store.unit(write=commit) as unit:
        count = unit.deliveries.believe(issue.key, now=clock.now(), commit=commit)
        if commit and count:
            unit.runs.close(issue.key)
    return count


def _refused(issue: Issue, state: IssueState) -> Refused:
    if state is IssueState.CANCELLED:
        return Refused(
            f"issue {issue.number} was cancelled, and a cancelled issue never starts again",
            code="RTY001",
            help='make a new one: pressrun new issue "SUBJECT"',
        )
    return Refused(
        f"issue {issue.number} is {state}: nothing of it has gone out yet",
        code="RTY002",
        help=f"pressrun status {issue.number}",
    )
