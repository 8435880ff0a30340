"""Audit: whether a run's books balance, whose end nobody knows, and who might have two copies.

It writes nothing and takes no lock: it can be read while mail goes out, and after a crash before
anybody has recovered from it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from pressrun.model.audience import SubscriberId
from pressrun.model.delivery import ENDS, Accounts, Delivery, DeliveryState
from pressrun.model.issue import IssueKey
from pressrun.model.mark import Mark
from pressrun.ports import Journals, Store, Unit

_PAGE: Final = 1000
_HELD: Final = (DeliveryState.CLAIMED, DeliveryState.SUBMITTING)
_UNKNOWN: Final = (DeliveryState.UNKNOWN,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsure:
    """Somebody whose last attempt has an end that nobody knows (RFC 1047).

    ``said`` is what was heard last, verbatim; ``next_at`` is None for one that is held.
    """

    subscriber: SubscriberId
    address: str
    since: datetime | None
    attempt: int
    relay: str
    said: str
    next_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubtful:
    """Somebody who might have two copies or more, or will once it has gone out again.

    ``copies`` is how many at most; all of them have the same Message-ID.
    """

    subscriber: SubscriberId
    address: str
    copies: int
    state: DeliveryState
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnderWay:
    """A message whose final dot a living sender has announced; ``said`` is the answer, if any."""

    subscriber: SubscriberId
    address: str
    sender: str
    said: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """What the books of a run say, and what a sender's journal adds to them.

    ``answered`` are ends that a dead sender read and did not bring into the ledger: they are
    known, and the next sender writes them down. ``open_doubts`` counts the ends that nobody knows.
    """

    issue: IssueKey
    accounts: Accounts
    unknown: tuple[Unsure, ...] = ()
    maybe_twice: tuple[Doubtful, ...] = ()
    under_way: tuple[UnderWay, ...] = ()
    answered: tuple[UnderWay, ...] = ()
    open_doubts: int = 0

    @property
    def balanced(self) -> bool:
        return self.accounts.balanced


@dataclass(slots=True)
class _Marks:
    """The marks of one issue that are still true, by subscriber."""

    dead: dict[SubscriberId, tuple[str, Mark]] = field(default_factory=dict)
    living: dict[SubscriberId, tuple[str, Mark]] = field(default_factory=dict)


def audit(store: Store, journals: Journals, issue: IssueKey) -> Audit:
    """Return what is known of everybody an issue went to, and what is not.

    Raises:
        StoreError: The books cannot be read.
    """
    # Journals first: a mark that was settled meanwhile is told by the row's fence, while a row
    # read first would look as if nothing had been under way.
    living, dead = frozenset(journals.alive()), frozenset(journals.dead())
    marks = {sender: journals.marks(sender) for sender in sorted(living | dead)}
    with store.unit(write=False) as unit:
        rows = {row.subscriber: row for row in _rows(unit, issue, states=_HELD)}
        true = _Marks()
        for sender, theirs in marks.items():
            for mark in theirs:
                row = rows.get(mark.subscriber)
                if mark.issue == issue and row is not None and row.fence == mark.fence:
                    into = true.living if sender in living else true.dead
                    into[mark.subscriber] = (sender, mark)
        accounts = unit.runs.accounts(issue)
        unknown = tuple(_unsure(row) for row in _rows(unit, issue, states=_UNKNOWN))
        doubted = {row.subscriber: row for row in _rows(unit, issue, doubted=True)}
    strange = {
        subscriber: row
        for subscriber, row in rows.items()
        if row.sender not in living | dead and row.sender
    }
    lost = {
        subscriber: rows[subscriber]
        for subscriber, (_, mark) in true.dead.items()
        if mark.receipt is None
    }
    return Audit(
        issue=issue,
        accounts=accounts,
        unknown=unknown,
        maybe_twice=_doubtful(doubted, lost, strange),
        under_way=_told(true.living, rows),
        answered=_told({s: m for s, m in true.dead.items() if s not in lost}, rows),
        open_doubts=len(unknown) + len(lost) + len(strange),
    )


def _rows(
    unit: Unit, issue: IssueKey, *, states: Iterable[DeliveryState] = (), doubted: bool = False
) -> Iterator[Delivery]:
    """Yield rows of a run in order of subscriber, a page to a query."""
    after = SubscriberId(0)
    while True:
        page = unit.deliveries.rows(issue, states=states, doubted=doubted, after=after, limit=_PAGE)
        yield from page
        if len(page) < _PAGE:
            return
        after = page[-1].subscriber


def _doubtful(
    doubted: Mapping[SubscriberId, Delivery],
    lost: Mapping[SubscriberId, Delivery],
    strange: Mapping[SubscriberId, Delivery],
) -> tuple[Doubtful, ...]:
    found = []
    for subscriber, row in sorted({**doubted, **strange, **lost}.items()):
        if subscriber in lost:
            why = "its sender ended after announcing the final dot, and no answer was read"
        elif subscriber in strange:
            why = "its sender left no journal here; it may have sent it"
        else:
            why = f"the answer to {_times(row.doubts)} was never read"
        copies = row.doubts + (subscriber in lost or subscriber in strange) + _last_copy(row)
        if copies > 1:
            found.append(
                Doubtful(
                    subscriber=subscriber,
                    address=row.address,
                    copies=copies,
                    state=row.state,
                    why=why,
                )
            )
    return tuple(found)


def _last_copy(row: Delivery) -> int:
    """Return 1 if a copy is certain or may yet go out, beside those in doubt."""
    if row.state not in ENDS:
        return 1
    # Without a reply of the relay it is called accepted on somebody's word: no copy more.
    return int(row.state is DeliveryState.ACCEPTED and 200 <= row.code < 300)


def _times(number: int) -> str:
    return "one attempt" if number == 1 else f"{number} attempts"


def _unsure(row: Delivery) -> Unsure:
    return Unsure(
        subscriber=row.subscriber,
        address=row.address,
        since=row.settled_at,
        attempt=row.attempt,
        relay=row.relay,
        said=f"{row.code or ''} {row.reply or row.reason}".strip(),
        next_at=row.next_at,
    )


def _told(
    marks: Mapping[SubscriberId, tuple[str, Mark]], rows: Mapping[SubscriberId, Delivery]
) -> tuple[UnderWay, ...]:
    return tuple(
        UnderWay(
            subscriber=subscriber,
            address=rows[subscriber].address,
            sender=sender,
            said=f"{mark.receipt.code} {mark.receipt.text}".strip() if mark.receipt else "",
        )
        for subscriber, (sender, mark) in sorted(marks.items())
    )
