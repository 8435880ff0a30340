"""Taking letters for sending and what becomes of it, in SQL; there are few, so one by one."""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from pressrun.model.audience import SubscriberId
from pressrun.model.delivery import ENDS, Claimed, DeliveryState, OnUnknown, Outcome, SkipReason
from pressrun.model.letter import LETTERS, Letter, LetterKind
from pressrun.model.mark import Mark
from pressrun.store.driver import Driver
from pressrun.store.instant import from_ms, to_ms
from pressrun.store.outcomes import HELD, may_follow, settled
from pressrun.store.recovery import fate

_S = DeliveryState

COLUMNS: Final = """letter.kind, letter.list, letter.address, letter.face, letter.slots,
    letter.dedupe, letter.message_id, letter.created_at, letter.subscriber"""
# Every statement on open rows names their state: see ``ix_delivery_open`` in ``tables``.
_DUE: Final = """
    SELECT letter.id, letter.fence, letter.attempt,
        (subscriber.id IS NOT NULL AND subscriber.address_key IS NULL) OR (
            letter.kind IN ('welcome', 'already') AND (
                EXISTS (SELECT 1 FROM subscription WHERE subscription.list = letter.list
                    AND subscription.subscriber = letter.subscriber
                    AND subscription.state = 'ended')
                OR EXISTS (SELECT 1 FROM suppression
                    WHERE suppression.address_hash = subscriber.address_hash)
            )
        ), COLUMNS
    FROM letter INDEXED BY ix_letter_open
    LEFT JOIN subscriber ON subscriber.id = letter.subscriber
    WHERE letter.state = 'queued' ORDER BY letter.next_at, letter.id LIMIT ?
""".replace("COLUMNS", COLUMNS)
_WAITING: Final = (
    _DUE,
    *(
        _DUE.replace("= 'queued'", f"= '{state}' AND letter.next_at <= ?")
        for state in ("deferred", "unknown")
    ),
)
_TAKE: Final = """
    UPDATE letter SET state = 'claimed', sender = ?, fence = fence + 1, next_at = NULL,
        lease_ends_at = ?
    WHERE id = ?
"""
_SKIP: Final = """
    UPDATE letter SET state = 'skipped', reason = ?, next_at = NULL, settled_at = ?, slots = '{}'
    WHERE id = ?
"""
_STANDS: Final = "SELECT state, fence FROM letter WHERE id = ?"
_SETTLE: Final = """
    UPDATE letter SET state = ?, attempt = attempt + ?, next_at = ?, relay = ?, code = ?,
        reply = ?, reason = ?, doubts = doubts + ?, settled_at = ?, lease_ends_at = NULL,
        sender = ''
    WHERE id = ?
"""
_EMPTY: Final = "UPDATE letter SET slots = '{}' WHERE id = ?"
_SENDERS: Final = """
    SELECT DISTINCT sender FROM letter INDEXED BY ix_letter_open
    WHERE state = 'claimed' ORDER BY sender
"""
_CLAIMS: Final = """
    SELECT id, fence FROM letter INDEXED BY ix_letter_open WHERE state = 'claimed' AND sender = ?
"""
_LAPSED: Final = """
    SELECT id, sender FROM letter INDEXED BY ix_letter_open
    WHERE state = 'claimed' AND lease_ends_at <= ?
"""
_GIVE_UP: Final = """
    UPDATE letter SET state = ?, next_at = ?, doubts = doubts + ?, settled_at = ?,
        lease_ends_at = NULL, sender = ''
    WHERE id = ?
"""
# The fence rises: a sender that lives after all is refused.
_ANSWER: Final = """
    UPDATE letter SET state = ?, attempt = attempt + 1, relay = ?, code = ?, reply = ?,
        settled_at = ?, fence = fence + 1, lease_ends_at = NULL, sender = ''
    WHERE id = ?
"""


def take_due(
    driver: Driver, *, sender: str, limit: int, now: datetime, lease: timedelta
) -> list[Claimed]:
    """Claim what is due and skip what is nobody's any more; see port Letters."""
    now_ms, held = to_ms(now), (sender, to_ms(now + lease))
    taken: list[Claimed] = []
    for query in _WAITING:
        times = () if query is _DUE else (now_ms,)
        # Who is skipped does not count.
        while len(taken) < limit and (rows := driver.rows(query, (*times, limit - len(taken)))):
            taken += _take(driver, rows, held, now_ms)
    return taken


def _take(driver: Driver, rows: list[Any], held: tuple[str, int], now_ms: int) -> list[Claimed]:
    taken, skips = [], []
    for number, fence, attempt, is_nobodys, *columns in rows:
        letter = letter_of(columns)
        if is_nobodys or not letter.address:
            skips.append((SkipReason.UNSUBSCRIBED.value, now_ms, number))
            continue
        taken.append(
            Claimed(
                issue=LETTERS,
                subscriber=SubscriberId(-number),
                fence=fence + 1,
                attempt=attempt,
                face=letter.face,
                address=letter.address,
                name="",
                subscription_handle="",
                letter=letter,
                unclaimed=to_ms(letter.created_at),
            )
        )
    driver.run_each(_SKIP, skips)
    driver.run_each(_TAKE, [(*held, -claimed.subscriber) for claimed in taken])
    return taken


def letter_of(columns: Sequence[Any]) -> Letter:
    """Return the letter in a row's :data:`COLUMNS`."""
    kind, list_key, address, face, slots, dedupe, message_id, created_ms, subscriber = columns
    return Letter(
        kind=LetterKind(kind),
        list=list_key,
        address=address,
        face=face,
        slots=json.loads(slots),
        dedupe=dedupe,
        message_id=message_id,
        created_at=from_ms(created_ms),
        subscriber=None if subscriber is None else SubscriberId(subscriber),
    )


def settle(driver: Driver, outcomes: Iterable[Outcome]) -> Sequence[Outcome]:
    """Write outcomes down and return those refused; see port Letters."""
    stood: dict[SubscriberId, DeliveryState] = {}
    written, ended, refused = [], [], []
    for outcome in outcomes:
        whose = outcome.claimed.subscriber
        found = driver.row(_STANDS, (-whose,))
        if found is None or found[1] != outcome.claimed.fence:
            refused.append(outcome)
            continue
        state = stood.get(whose) or DeliveryState(found[0])
        if state is outcome.state and state not in HELD:
            continue  # its commit was done, though it was told to have failed
        if state in ENDS:
            raise ValueError(f"a letter that is {state} has no words left to be sent")
        if not may_follow(state, outcome.state):
            refused.append(outcome)
            continue
        stood[whose] = outcome.state
        written.append((*settled(outcome), -whose))
        if outcome.state in ENDS:
            ended.append((-whose,))
    driver.run_each(_SETTLE, written)
    driver.run_each(_EMPTY, ended)
    return refused


def senders(driver: Driver) -> Sequence[str]:
    """Return who holds claims."""
    return [sender for (sender,) in driver.rows(_SENDERS)]


def recover(
    driver: Driver, sender: str, marks: Iterable[Mark], *, now: datetime, on_unknown: OnUnknown
) -> Mapping[DeliveryState, int]:
    """Give up every claim of a sender; see port Letters."""
    marked = {(-mark.subscriber, mark.fence): mark for mark in marks if mark.issue == LETTERS}
    now_ms = to_ms(now)
    came: Counter[DeliveryState] = Counter()
    for number, fence in driver.rows(_CLAIMS, (sender,)):
        mark = marked.get((number, fence))
        state = fate(mark)
        came[state] += 1
        if state is _S.UNKNOWN or mark is None or mark.receipt is None:
            _give_up(driver, state, number, now_ms, on_unknown)
            continue
        receipt = mark.receipt
        answer = (state.value, mark.relay, receipt.code, receipt.text, now_ms)
        driver.run(_ANSWER, (*answer, number))
        if state in ENDS:
            driver.run(_EMPTY, (number,))
    return came


def expire_leases(
    driver: Driver, *, alive: Collection[str], now: datetime, on_unknown: OnUnknown
) -> int:
    """Call claims unknown whose lease has ended; see port Letters."""
    now_ms = to_ms(now)
    rows = driver.rows(_LAPSED, (now_ms,))
    lapsed = [number for number, sender in rows if sender not in alive]
    for number in lapsed:
        _give_up(driver, _S.UNKNOWN, number, now_ms, on_unknown)
    return len(lapsed)


def _give_up(
    driver: Driver, state: DeliveryState, number: int, now_ms: int, on_unknown: OnUnknown
) -> None:
    unknown = state is _S.UNKNOWN
    next_ms = now_ms if unknown and on_unknown is OnUnknown.RETRY else None
    driver.run(_GIVE_UP, (state.value, next_ms, int(unknown), now_ms, number))
