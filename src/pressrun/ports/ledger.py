"""Issues, press runs and deliveries."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from pressrun.model.audience import SubscriberId
from pressrun.model.delivery import (
    Accounts,
    Claimed,
    Delivery,
    DeliveryState,
    Face,
    OnUnknown,
    Outcome,
    PressRun,
)
from pressrun.model.heartbeat import Pulse
from pressrun.model.issue import ArmedIssue, IssueKey, IssueState
from pressrun.model.mark import Mark


class Issues(Protocol):
    """Issues that are armed or have been."""

    def find(self, key: IssueKey) -> ArmedIssue | None:
        """Return an issue's row; a draft has none."""
        ...

    def all(self) -> Sequence[ArmedIssue]:
        """Return every row, by ``due_at``."""
        ...

    def arm(self, armed: ArmedIssue) -> bool:
        """Write or rewrite the row; False, and no change, once it is sending or has ended.

        Raises:
            ValueError: The state it carries is not ``armed``.
        """
        ...

    def disarm(self, key: IssueKey) -> bool:
        """Return an armed, held or missed issue to draft; False when it was none of these."""
        ...

    def move(
        self, key: IssueKey, *, expected: IssueState, to: IssueState, reason: str = ""
    ) -> bool:
        """Move from ``expected`` to ``to``; False when it stood elsewhere.

        Cancelling skips every delivery that no sender holds; a sender gives up its own.

        Raises:
            ValueError: ``to`` cannot follow ``expected``; see ``model.issue.NEXT``.
        """
        ...

    def due(self, now: datetime) -> Sequence[ArmedIssue]:
        """Return armed issues whose moment has come, the earliest first."""
        ...

    def next_due(self) -> datetime | None:
        """Return when the next armed issue is due."""
        ...


class Runs(Protocol):
    """Press runs, their frozen faces and their books."""

    def freeze(self, run: PressRun, faces: Iterable[Face]) -> None:
        """Write a run in state ``frozen`` with its faces. One run an issue.

        Raises:
            Conflict: The issue has a run already, or no row.
        """
        ...

    def find(self, issue: IssueKey) -> PressRun | None:
        """Return the run of an issue."""
        ...

    def unfinished(self) -> Sequence[PressRun]:
        """Return runs that are not closed and whose issue is sending, the oldest first."""
        ...

    def faces(self, issue: IssueKey) -> Sequence[Face]:
        """Return the frozen faces of an issue, octets included."""
        ...

    def open(self, issue: IssueKey, *, list: str, faces: Mapping[str, str]) -> int:
        """Freeze the audience: everyone confirmed who is not suppressed and reads each issue.

        ``faces`` are digests of faces by language, the publication's own first: a reader gets the
        one that ``model.language.best`` finds for theirs.

        Each has a delivery, queued, or skipped for whoever chose topics of which none is among the
        run's (``model.privatefeed.topic_key`` compares; an issue without tags has none of them).
        Returns how many. A run that is open already keeps its audience and its number.

        Raises:
            Conflict: The issue has no run, or the run no such face.
        """
        ...

    def accounts(self, issue: IssueKey) -> Accounts:
        """Return the books of a run."""
        ...

    def paces(self) -> Mapping[str, float]:
        """Return how many messages a second each relay took of the last run that was closed.

        Of runs and relays with fewer than ``model.delivery.PACE_LEAST`` messages nothing is said;
        counted are messages that were accepted the first time, from the first to the last.
        """
        ...

    def close(self, issue: IssueKey) -> bool:
        """Close the run if its books are complete; else change nothing.

        A sending issue is called sent, a cancelled one stays so. Returns whether the run is
        closed, now or since before.
        """
        ...


class Deliveries(Protocol):
    """The ledger: one row for each subscriber of each run."""

    def claim(
        self, issue: IssueKey, *, sender: str, limit: int, now: datetime, lease: timedelta
    ) -> Sequence[Claimed]:
        """Take up to ``limit`` deliveries that are queued, or deferred or unknown and due.

        Suppression and consent are checked again here: who left, paused or took to a feed
        meanwhile is skipped with the reason, and not returned. Two claims never return the same
        delivery while its lease runs. Nothing is claimed of an issue that is not sending.
        """
        ...

    def settle(self, outcomes: Iterable[Outcome]) -> Sequence[Outcome]:
        """Write outcomes down; return those refused: another claim came between, or theirs was
        given up.

        One that is in the ledger already is left as it stands, so that whoever was told of a
        failure that was none may settle again.

        Raises:
            ValueError: A state cannot follow the row's own; see ``model.delivery.NEXT``.
        """
        ...

    def pulse(self, issue: IssueKey) -> Pulse:
        """Return what a sender must know after a commit; cheap, whatever the list's size."""
        ...

    def changed(self, since: tuple[int, int]) -> frozenset[SubscriberId] | None:
        """Return who may have left or changed since a pulse said so of ``people``.

        None says that it may be anybody.
        """
        ...

    def recheck(self, claimed: Iterable[Claimed]) -> Sequence[Claimed]:
        """Skip, with the reason, claims whose reader left, paused, or is suppressed; return them.

        Who has another address by now gets their copy there, somewhat later; they are returned as
        well, and so are claims that are no longer ours, which are not changed.
        """
        ...

    def recover(
        self, sender: str, marks: Iterable[Mark], *, now: datetime, on_unknown: OnUnknown
    ) -> Mapping[DeliveryState, int]:
        """Give up every claim of a sender that lives no more.

        A claim with an answer in its mark is settled as that answer says (a transient one is
        queued), one with a mark alone becomes unknown and due at once, or held; the others are
        queued, or skipped if their issue is cancelled. Marks with another fence than the row's
        are of the past and change nothing. Returns how many came into each state.
        """
        ...

    def senders(self) -> Sequence[str]:
        """Return who holds claims."""
        ...

    def expire_leases(self, *, alive: Iterable[str], now: datetime, on_unknown: OnUnknown) -> int:
        """Call claims unknown whose lease has ended, but for those of senders known to live.

        So end claims of a sender on another machine, or whose journal is gone: what it had sent
        nobody can know. Returns how many.
        """
        ...

    def retry(
        self,
        issue: IssueKey,
        *,
        states: Iterable[DeliveryState],
        relay: str = "",
        now: datetime,
        commit: bool = True,
    ) -> int:
        """Queue deliveries in these states again, all that went through ``relay`` if it is given.

        Refused and expired ones begin their attempts anew; unknown ones become due. A closed run
        is open again, and its issue sending. Returns how many; nothing changes without ``commit``.
        """
        ...

    def believe(self, issue: IssueKey, *, now: datetime, commit: bool = True) -> int:
        """Call unknown deliveries accepted, on somebody's word; return how many."""
        ...

    def next_at(self, issue: IssueKey) -> datetime | None:
        """Return when the next deferred or unknown delivery is due, or the next lease ends."""
        ...

    def find(self, issue: IssueKey, subscriber: SubscriberId) -> Delivery | None:
        """Return one row."""
        ...

    def rows(
        self,
        issue: IssueKey,
        *,
        states: Iterable[DeliveryState] = (),
        doubted: bool = False,
        after: SubscriberId,
        limit: int,
    ) -> Sequence[Delivery]:
        """Return rows of a run in order of subscriber, all states where none is named.

        With ``doubted``, only those that were unknown once and may have had more than one copy.
        """
        ...

    def by_relay(self, issue: IssueKey) -> Mapping[str, Mapping[DeliveryState, int]]:
        """Return how many deliveries stand where, by the relay that was asked last, "" for none."""
        ...

    def by_domain(
        self, issue: IssueKey, *, states: Iterable[DeliveryState], limit: int
    ) -> Sequence[tuple[str, int, str]]:
        """Return recipient domains, how many are in these states, and one of their replies.

        The domain with most comes first.
        """
        ...
