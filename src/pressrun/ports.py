"""What the core asks of the world, as narrow protocols.

Each docstring is the contract; a contract suite under ``tests/contract`` is its proof and runs
against every implementation.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from pressrun.errors import Problem
from pressrun.model.article import Article, Picture
from pressrun.model.audience import (
    Consent,
    ListCount,
    Newcomer,
    Reader,
    Standing,
    SubscriberId,
    SuppressionReason,
)
from pressrun.model.delivery import (
    Accounts,
    Claimed,
    Delivery,
    DeliveryState,
    Face,
    Note,
    Outcome,
    Outgoing,
    PressRun,
)
from pressrun.model.document import Document
from pressrun.model.feed import Record
from pressrun.model.issue import ArmedIssue, Issue, IssueKey, IssueState
from pressrun.model.publication import Theme

# ---- time and chance


class Clock(Protocol):
    """Tells the time; tests hold it still."""

    def now(self) -> datetime:
        """Return the present instant, aware and in UTC."""
        ...


class Entropy(Protocol):
    """Makes ids and secrets; tests make it repeat itself."""

    def octets(self, count: int) -> bytes:
        """Return ``count`` octets that nobody can guess."""
        ...


# ---- the publication's folder


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a folder holds: everything sound, and a problem for everything that is not.

    Articles are sorted by path, issues by number. An issue whose references do not resolve is
    still here; whoever binds it finds out.
    """

    articles: tuple[Article, ...]
    issues: tuple[Issue, ...]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A parsed body. ``pictures`` are those found, by source; ``problems`` tell the rest."""

    document: Document
    pictures: tuple[Picture, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def sound(self) -> bool:
        """Tell whether no problem is an error."""
        return not any(problem.severity == "error" for problem in self.problems)


class Folder(Protocol):
    """Reads a publication's folder. Never writes."""

    def contents(self) -> Contents:
        """Return all articles and issues; faults are problems in it, never exceptions."""
        ...

    def read(self, article: Article) -> Reading:
        """Parse the body of ``article`` and find its pictures."""
        ...

    def read_many(self, articles: Sequence[Article]) -> list[Reading]:
        """Parse bodies as ``read`` does, side by side; readings in the order of the articles."""
        ...

    def words(self, issue: Issue) -> Reading:
        """Parse the editor's words of ``issue``."""
        ...

    def records(self) -> tuple[Record, ...]:
        """Return the memory of what is published; empty where nothing ever was.

        Raises:
            ContentError: The memory exists and does not load.
        """
        ...

    def octets(self, path: str) -> bytes:
        """Return a regular file of the folder; links out of the folder are refused.

        Raises:
            ContentError: There is no such file, or it leads outside.
        """
        ...

    def picture(self, path: str) -> Picture:
        """Return the picture at a path below the folder, under the rules of articles' pictures.

        Its ``source`` is ``path``.

        Raises:
            ContentError: There is no such file, or it is no picture that may be published.
        """
        ...

    def theme(self) -> Theme:
        """Return the built-in templates, shadowed file by file by the publication's own."""
        ...


@dataclass(frozen=True, slots=True)
class Written:
    """What an outlet did."""

    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


class Outlet(Protocol):
    """Writes a mapping of paths to octets into the publication's folder."""

    def write(
        self, stages: Sequence[Mapping[str, bytes]], *, remove: Iterable[str] = ()
    ) -> Written:
        """Write every stage in turn, then remove; only what differs is touched.

        Each file is whole, old or new, at every instant, a crash included. Paths are relative,
        with forward slashes, and may not leave the folder. Removing what is absent is no error.

        Raises:
            OutletError: A file could not be written; files of earlier stages stay written.
        """
        ...


class Isolate(Protocol):
    """Runs a pure function of ``source`` or ``render`` in a child process with limits."""

    def call(self, function: str, *arguments: Any, limit_s: float = 30.0) -> Any:
        """Return what ``function`` (``"pressrun.render.email:render_issue"``) returns.

        Raises:
            PressrunError: Whatever the function itself raised on purpose.
            IsolateError: It took too long or too much memory, or the child died.
        """
        ...


# ---- the store


class People(Protocol):
    """Subscribers, consent and suppressions."""

    def hash_key(self) -> bytes:
        """Return the key of address hashes; it never rotates."""
        ...

    def join(
        self,
        newcomer: Newcomer,
        *,
        list: str,
        evidence: str,
        at: datetime,
        batch: int | None = None,
    ) -> Standing:
        """Subscribe someone who consented, confirmed, with a line in the consent log.

        Nothing changes for an address that is on the list, that left it, or that is suppressed;
        the answer says which.
        """
        ...

    def standing(self, address_key: str, address_hash: str, *, list: str) -> Standing:
        """Return what :meth:`join` would answer, and change nothing."""
        ...

    def count(self, list: str) -> ListCount:
        """Return how many people the list has, by state."""
        ...

    def readers(self, list: str, *, after: SubscriberId, limit: int) -> Sequence[Reader]:
        """Return up to ``limit`` readers of a list with ids above ``after``, in order of id."""
        ...

    def find(self, address_key: str, *, list: str) -> Reader | None:
        """Return the reader with this address."""
        ...

    def by_handle(self, subscription_handle: str) -> Reader | None:
        """Return the reader whose subscription has this handle."""
        ...

    def leave(self, subscription_handle: str, *, evidence: str, at: datetime) -> bool:
        """End a subscription with a line in the consent log; False when it had ended before."""
        ...

    def consent(self, subscriber: SubscriberId) -> Sequence[Consent]:
        """Return the lines of the consent log about someone, the oldest first."""
        ...

    def suppress(self, address_hash: str, *, reason: SuppressionReason, at: datetime) -> None:
        """Never mail this address again, whatever lists it is on. Idempotent."""
        ...

    def open_batch(self, *, list: str, file: str, digest: str, evidence: str, at: datetime) -> int:
        """Open an import batch and return its number; joins that name it can be told apart."""
        ...


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

        Cancelling skips every delivery that is not being submitted.

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

    def open(self, issue: IssueKey, *, list: str, face: str) -> int:
        """Freeze the audience: one queued delivery for everyone confirmed and not suppressed.

        Returns how many. A run that is open already keeps its audience and its number.

        Raises:
            Conflict: The issue has no run, or the run no such face.
        """
        ...

    def accounts(self, issue: IssueKey) -> Accounts:
        """Return the books of a run."""
        ...

    def close(self, issue: IssueKey) -> bool:
        """Close the run and call the issue sent if its books are complete; else change nothing.

        Returns whether the run is closed, now or since before.
        """
        ...


class Deliveries(Protocol):
    """The ledger: one row for each subscriber of each run."""

    def claim(
        self, issue: IssueKey, *, limit: int, now: datetime, lease: timedelta
    ) -> Sequence[Claimed]:
        """Take up to ``limit`` deliveries that are queued, or deferred or unknown and due.

        Suppression and consent are checked again here: who left meanwhile is skipped with the
        reason, and not returned. Two claims never return the same delivery while its lease runs.
        """
        ...

    def intend(self, claimed: Iterable[Claimed]) -> Sequence[Claimed]:
        """Mark claims as submitting; return those that were no longer ours and must not go."""
        ...

    def settle(self, outcomes: Iterable[Outcome]) -> Sequence[Outcome]:
        """Write outcomes down; return those refused: another claim came between, or theirs was
        given up.

        Raises:
            ValueError: A state cannot follow the row's own; see ``model.delivery.NEXT``.
        """
        ...

    def release(
        self, issue: IssueKey, *, now: datetime, all: bool = False
    ) -> Mapping[DeliveryState, int]:
        """Give up claims whose lease has ended (every claim with ``all``, when no sender lives).

        ``claimed`` becomes queued; ``submitting`` becomes unknown and due at once. Returns how
        many of each were given up.
        """
        ...

    def next_at(self, issue: IssueKey) -> datetime | None:
        """Return when the next deferred or unknown delivery is due, or the next lease ends."""
        ...

    def rows(
        self,
        issue: IssueKey,
        *,
        states: Iterable[DeliveryState] = (),
        after: SubscriberId,
        limit: int,
    ) -> Sequence[Delivery]:
        """Return rows of a run in order of subscriber, all states where none is named."""
        ...


@dataclass(frozen=True, slots=True)
class Instance:
    """Which database this is (design §4 item 3)."""

    id: str
    nonce: str


class Unit(Protocol):
    """One transaction. Its rooms are used inside ``with store.unit() as unit`` and nowhere else."""

    @property
    def people(self) -> People: ...

    @property
    def issues(self) -> Issues: ...

    @property
    def runs(self) -> Runs: ...

    @property
    def deliveries(self) -> Deliveries: ...

    def instance(self) -> Instance:
        """Return this database's identity."""
        ...


class Store(Protocol):
    """Remembers people, issues, runs and deliveries. Synchronous; one writer at a time."""

    def unit(self, *, write: bool = True) -> AbstractContextManager[Unit]:
        """Open a transaction: committed when the block ends, undone when it raises.

        Raises:
            StoreBusy: Another writer held the database for too long.
            StoreError: The database cannot be read or written.
        """
        ...

    def close(self) -> None:
        """Close every connection."""
        ...


# ---- the wire and the clock


class Transport(Protocol):
    """Hands finished messages to a relay (design §4 item 12)."""

    @property
    def name(self) -> str:
        """Return what the ledger writes as ``relay``."""
        ...

    async def run(
        self,
        take: Callable[[], Awaitable[Outgoing | None]],
        note: Callable[[Note], Awaitable[None]],
    ) -> None:
        """Submit what ``take`` yields until it yields None.

        ``take`` is called when a connection is free, by several connections at once. For every
        message there is an Intent before its final dot and then exactly one of Answered and Lost;
        a message refused or lost before its dot has no Intent. ``note`` is awaited: Intent has
        returned before the dot is sent, Answered before that connection takes again.

        Raises:
            RelayUnavailable: No session could be had; every message taken has been noted.
            LoginRefused: The relay does not accept our credentials.
        """
        ...


class Alarm(Protocol):
    """Wakes the tick; decides nothing."""

    def start(self, work: Callable[[], Awaitable[None]], *, every_s: float) -> None:
        """Call ``work`` at once and then every ``every_s`` seconds, never twice at a time."""
        ...

    def wake_at(self, at: datetime | None) -> None:
        """Call ``work`` at this instant as well, instead of any instant set before."""
        ...

    def stop(self) -> None:
        """Call no more."""
        ...
