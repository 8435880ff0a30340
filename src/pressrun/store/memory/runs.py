"""Press runs, their faces and their books, in memory (port Runs)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from pressrun.errors import Conflict
from pressrun.model.audience import DIGESTS, Cadence, SubscriptionState
from pressrun.model.delivery import (
    PACE_LEAST,
    Accounts,
    DeliveryState,
    Face,
    PressRun,
    RunState,
    SkipReason,
)
from pressrun.model.issue import IssueKey, IssueState
from pressrun.model.language import best
from pressrun.model.privatefeed import each_a_line, topic_key
from pressrun.ports import Clock
from pressrun.store.instant import exact
from pressrun.store.memory.shelf import Entry, Shelf


class MemoryRuns:
    """Runs, as one transaction sees them."""

    def __init__(self, shelf: Shelf, clock: Clock) -> None:
        self._shelf, self._clock = shelf, clock

    def freeze(self, run: PressRun, faces: Iterable[Face]) -> None:
        if run.issue in self._shelf.runs or run.issue not in self._shelf.issues:
            raise Conflict(f"issue {run.issue} has a press run already, or is not armed")
        self._shelf.runs[run.issue] = replace(
            run,
            date_at=exact(run.date_at),
            state=RunState.FROZEN,
            frozen=0,
            topics=each_a_line(run.topics),
        )
        for face in faces:
            self._shelf.faces[face.issue, face.digest] = face

    def find(self, issue: IssueKey) -> PressRun | None:
        return self._shelf.runs.get(issue)

    def unfinished(self) -> Sequence[PressRun]:
        return [
            run
            for run in self._shelf.runs.values()
            if run.state is not RunState.CLOSED
            and self._shelf.issues[run.issue].state is IssueState.SENDING
        ]

    def faces(self, issue: IssueKey) -> Sequence[Face]:
        return sorted(
            (face for face in self._shelf.faces.values() if face.issue == issue),
            key=lambda face: (face.language, face.variant, face.digest),
        )

    def open(self, issue: IssueKey, *, list: str, faces: Mapping[str, str]) -> int:
        run = self.find(issue)
        if run is None or any((issue, face) not in self._shelf.faces for face in faces.values()):
            raise Conflict(f"issue {issue} has no press run with these faces")
        if run.state is not RunState.FROZEN:
            return run.frozen
        audience = [
            reader
            for reader in self._shelf.readers(list)
            if reader.subscription.state is SubscriptionState.CONFIRMED
            and reader.subscription.cadence is Cadence.EACH
            and reader.suppressed is None
        ]
        now, offered = exact(self._clock.now()), {topic_key(topic) for topic in run.topics}
        for reader in audience:
            subscription = reader.subscription
            face = faces[best(reader.subscriber.language, faces)]
            entry = Entry(issue=issue, subscriber=subscription.subscriber, face=face)
            chosen = {topic_key(topic) for topic in subscription.topics}
            if chosen and offered.isdisjoint(chosen):
                reason = SkipReason.TOPIC.value
                entry = replace(entry, state=DeliveryState.SKIPPED, reason=reason, settled_at=now)
            self._shelf.write(entry)
        self._shelf.runs[issue] = replace(run, state=RunState.OPEN, frozen=len(audience))
        self._shelf.run_lists[issue] = list
        self._owe(run, list)
        return len(audience)

    def _owe(self, run: PressRun, list: str) -> None:
        """Have readers of digests lack this run, also who chose one since it was frozen."""
        for reader in self._shelf.readers(list):
            held, since = reader.subscription, run.date_at - timedelta(milliseconds=1)
            if held.cadence in DIGESTS and held.owed_since and held.owed_since > since:
                self._shelf.subscribe(replace(held, owed_since=since))

    def accounts(self, issue: IssueKey) -> Accounts:
        run = self.find(issue)
        return Accounts(
            frozen=run.frozen if run else 0,
            by_state=Counter(entry.state for entry in self._shelf.entries(issue)),
        )

    def paces(self) -> Mapping[str, float]:
        closed = (
            run
            for run in reversed(self._shelf.runs.values())
            if run.state is RunState.CLOSED and run.frozen >= PACE_LEAST
        )
        last = next(closed, None)
        settled = defaultdict[str, list[datetime]](list)
        for entry in self._shelf.entries(last.issue) if last else ():
            first = entry.state is DeliveryState.ACCEPTED and entry.attempt <= 1
            if first and entry.relay and entry.settled_at:
                settled[entry.relay].append(entry.settled_at)
        lasted = {
            relay: (len(at), (max(at) - min(at)).total_seconds()) for relay, at in settled.items()
        }
        return {
            relay: (number - 1) / lasted_s
            for relay, (number, lasted_s) in lasted.items()
            if number >= PACE_LEAST and lasted_s
        }

    def close(self, issue: IssueKey) -> bool:
        run = self.find(issue)
        if run is None or run.state is RunState.FROZEN:
            return False
        if run.state is RunState.CLOSED:
            return True
        armed = self._shelf.issues[issue]
        closable = armed.state in {IssueState.SENDING, IssueState.CANCELLED}
        if not closable or not self.accounts(issue).complete:
            return False
        if armed.state is IssueState.SENDING:
            self._shelf.issues[issue] = replace(armed, state=IssueState.SENT, reason="")
        self._shelf.runs[issue] = replace(run, state=RunState.CLOSED)
        return True
