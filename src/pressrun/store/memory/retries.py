"""What somebody decides about deliveries that have ended, or may have, in memory."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from pressrun.model.delivery import DeliveryState, RunState
from pressrun.model.issue import IssueKey, IssueState
from pressrun.store.memory.shelf import Entry, Shelf
from pressrun.store.retriable import ANEW, retriable


def retry(
    shelf: Shelf,
    issue: IssueKey,
    states: Iterable[DeliveryState],
    relay: str,
    now: datetime,
    commit: bool,
) -> int:
    """Queue deliveries again; see port Deliveries."""
    wanted, armed = retriable(states, relay), shelf.issues.get(issue)
    begun = {IssueState.SENDING, IssueState.PAUSED, IssueState.SENT}
    if armed is None or armed.state not in begun:
        return 0
    chosen = [
        entry
        for entry in shelf.entries(issue)
        if entry.state in wanted
        and relay in {"", entry.relay}
        and (entry.state in ANEW or entry.next_at is None or entry.next_at > now)
    ]
    if commit and chosen:
        for entry in chosen:
            shelf.write(_again(entry, now))
        if armed.state is IssueState.SENT:
            shelf.issues[issue] = replace(armed, state=IssueState.SENDING, reason="")
        shelf.runs[issue] = replace(shelf.runs[issue], state=RunState.OPEN)
    return len(chosen)


def believe(shelf: Shelf, issue: IssueKey, now: datetime, commit: bool) -> int:
    """Call unknown deliveries accepted; see port Deliveries."""
    unknown = [entry for entry in shelf.entries(issue) if entry.state is DeliveryState.UNKNOWN]
    for entry in unknown if commit else ():
        shelf.write(
            replace(
                entry,
                state=DeliveryState.ACCEPTED,
                next_at=None,
                fence=entry.fence + 1,
                settled_at=now,
            )
        )
    return len(unknown)


def _again(entry: Entry, now: datetime) -> Entry:
    if entry.state not in ANEW:
        return replace(entry, next_at=now, settled_at=now)
    return replace(
        entry,
        state=DeliveryState.QUEUED,
        attempt=0,
        next_at=None,
        reason="",
        settled_at=now,
    )
