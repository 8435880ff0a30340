"""What every store promises about letters."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from contract.stores import (
    LEASE,
    MINUTE,
    NOW,
    SENDER,
    STORES,
    S,
    complain,
    join,
    leave,
    mark,
    outcome,
)
from doubles import StoppedClock
from pressrun.errors import Conflict
from pressrun.model.audience import SubscriberId
from pressrun.model.delivery import Claimed, DeliveryState, OnUnknown, Outcome, Receipt
from pressrun.model.issue import IssueKey
from pressrun.model.letter import LETTERS, Letter, LetterKind
from pressrun.model.mark import Mark
from pressrun.ports import Store

OCTETS = b"Please say yes: \x00"
DIGEST = hashlib.sha256(OCTETS).hexdigest()
OTHER = "5" * 16


@pytest.fixture(params=STORES, name="store")
def _store(request: pytest.FixtureRequest, clock: StoppedClock, tmp_path: Path) -> Iterator[Store]:
    store = STORES[request.param](tmp_path, clock)
    yield store
    store.close()


def letter(
    name: str = "ada",
    *,
    kind: LetterKind = LetterKind.CONFIRM,
    subscriber: int | None = None,
    created_at: datetime = NOW,
) -> Letter:
    return Letter(
        kind=kind,
        list="main",
        address=f"{name}@example.org",
        face=DIGEST,
        slots={"action-url": f"https://example.org/confirm/{name}", "code": "123456"},
        dedupe=f"{kind}-{name}",
        message_id=f"{name}@news.example.org",
        created_at=created_at,
        subscriber=None if subscriber is None else SubscriberId(subscriber),
    )


def queue(store: Store, *letters: Letter) -> list[bool]:
    with store.unit() as unit:
        unit.letters.keep_face(DIGEST, OCTETS)
        return [unit.letters.queue(each) for each in letters]


def claim(
    store: Store, *, limit: int = 100, now: datetime = NOW, sender: str = SENDER
) -> list[Claimed]:
    with store.unit() as unit:
        return list(unit.letters.claim(sender=sender, limit=limit, now=now, lease=LEASE))


def settle(store: Store, *outcomes: Outcome) -> list[Outcome]:
    with store.unit() as unit:
        return list(unit.letters.settle(outcomes))


def recover(
    store: Store, *marks: Mark, now: datetime = NOW, on_unknown: OnUnknown = OnUnknown.RETRY
) -> dict[DeliveryState, int]:
    with store.unit() as unit:
        came = unit.letters.recover(SENDER, marks, now=now, on_unknown=on_unknown)
        return {state: count for state, count in came.items() if count}


def expire_leases(store: Store, *, now: datetime, alive: Sequence[str] = ()) -> int:
    with store.unit() as unit:
        return unit.letters.expire_leases(alive=alive, now=now, on_unknown=OnUnknown.RETRY)


def counts(store: Store) -> dict[DeliveryState, int]:
    with store.unit(write=False) as unit:
        return dict(unit.letters.counts())


def waiting(store: Store) -> int:
    with store.unit(write=False) as unit:
        return unit.letters.waiting()


def next_at(store: Store) -> datetime | None:
    with store.unit(write=False) as unit:
        return unit.letters.next_at()


def test_a_face_is_kept_octet_for_octet_and_once(store: Store) -> None:
    with store.unit() as unit:
        unit.letters.keep_face(DIGEST, OCTETS)
        unit.letters.keep_face(DIGEST, OCTETS)

    with store.unit(write=False) as unit:
        assert unit.letters.face(DIGEST) == OCTETS
        assert unit.letters.face("0" * 64) is None


def test_a_letter_is_claimed_as_it_was_written(store: Store) -> None:
    join(store, "ada")
    written = letter(subscriber=1, created_at=NOW + timedelta(microseconds=7))

    assert queue(store, written) == [True]
    (claimed,) = claim(store)

    assert claimed.letter == replace(written, created_at=NOW)  # the store keeps milliseconds
    assert claimed.issue == LETTERS
    assert claimed.subscriber < 0
    assert (claimed.address, claimed.face) == (written.address, DIGEST)
    assert claim(store) == []


def test_a_letter_with_the_words_of_an_earlier_one_is_not_written(store: Store) -> None:
    assert queue(store, letter(), replace(letter("bob"), dedupe=letter().dedupe)) == [True, False]

    settle(store, outcome(*claim(store), S.ACCEPTED))

    assert queue(store, letter()) == [False]
    assert counts(store) == {S.ACCEPTED: 1}


def test_a_letter_without_its_face_is_refused(store: Store) -> None:
    with pytest.raises(Conflict), store.unit() as unit:
        unit.letters.queue(letter())

    assert counts(store) == {}


def test_the_oldest_letter_goes_first_and_what_is_deferred_after_what_has_waited(
    store: Store,
) -> None:
    queue(store, letter("ada"), letter("bob"))
    (ada,) = claim(store, limit=1)
    settle(store, outcome(ada, S.DEFERRED, next_at=NOW - MINUTE))
    queue(store, letter("cyd"))

    claimed = claim(store)

    assert [each.address[:3] for each in claimed] == ["bob", "cyd", "ada"]
    assert [each.attempt for each in claimed] == [0, 0, 1]


def test_what_is_deferred_is_not_claimed_before_its_time(store: Store) -> None:
    queue(store, letter())
    settle(store, outcome(*claim(store), S.DEFERRED, next_at=NOW + MINUTE))

    assert claim(store, now=NOW) == []
    assert next_at(store) == NOW + MINUTE
    assert len(claim(store, now=NOW + MINUTE)) == 1


@pytest.mark.parametrize("end", [S.ACCEPTED, S.REFUSED, S.EXPIRED, S.SKIPPED])
def test_what_has_ended_forgets_its_slots_and_is_never_sent_again(
    store: Store, end: DeliveryState
) -> None:
    join(store, "ada")
    queue(store, letter(subscriber=1))
    (claimed,) = claim(store)

    assert settle(store, outcome(claimed, end)) == []

    with store.unit(write=False) as unit:
        ((kept, state),) = unit.letters.of(SubscriberId(1))
    assert (state, kept.slots) == (end, {})
    assert claim(store, now=NOW + LEASE) == []
    assert next_at(store) is None
    with pytest.raises(ValueError, match="no words left"):
        settle(store, outcome(claimed, S.QUEUED))


def test_what_waits_again_keeps_its_slots(store: Store) -> None:
    queue(store, letter())
    (claimed,) = claim(store)

    settle(store, outcome(claimed, S.QUEUED))

    (again,) = claim(store)
    assert again.letter == letter()
    assert again.fence == claimed.fence + 1


def test_an_outcome_of_an_older_claim_is_refused(store: Store) -> None:
    queue(store, letter())
    (old,) = claim(store)
    settle(store, outcome(old, S.QUEUED))
    (new,) = claim(store, sender=OTHER)
    stale = outcome(old, S.ACCEPTED)

    assert settle(store, stale) == [stale]
    assert settle(store, outcome(new, S.ACCEPTED)) == []
    assert settle(store, outcome(new, S.ACCEPTED)) == []  # it is in there already
    assert counts(store) == {S.ACCEPTED: 1}


def test_a_number_used_again_is_another_letter_to_whoever_held_the_first(store: Store) -> None:
    queue(store, letter())
    (old,) = claim(store)
    expire_leases(store, now=NOW + LEASE)
    with store.unit() as unit:
        assert unit.letters.forget_mailbox("ada@example.org") == 1
    queue(store, letter("bob", created_at=NOW + LEASE))
    (new,) = claim(store, sender=OTHER)
    late = outcome(old, S.ACCEPTED)

    assert new.subscriber == old.subscriber
    assert settle(store, late) == [late]
    assert counts(store) == {S.CLAIMED: 1}


def test_a_letter_to_somebody_erased_is_skipped_and_no_other(store: Store) -> None:
    join(store, "ada", "bob")
    queue(store, letter("ada", subscriber=1), letter("bob", subscriber=2), letter("cyd"))
    with store.unit() as unit:
        unit.people.erase(SubscriberId(1), evidence="form", at=NOW)

    assert [each.address[:3] for each in claim(store)] == ["bob", "cyd"]
    assert counts(store) == {S.SKIPPED: 1, S.CLAIMED: 2}
    with store.unit(write=False) as unit:
        ((kept, _),) = unit.letters.of(SubscriberId(1))
    assert kept.slots == {}


@pytest.mark.parametrize("no", [leave, complain])
@pytest.mark.parametrize("kind", [LetterKind.WELCOME, LetterKind.ALREADY])
def test_who_has_said_no_since_is_not_told_that_they_are_on_the_list(
    store: Store, kind: LetterKind, no: Callable[[Store, str], object]
) -> None:
    join(store, "ada", "bob")
    queue(
        store,
        letter("ada", subscriber=1, kind=kind),
        letter("bob", subscriber=2, kind=kind),
        letter("ada", subscriber=1, kind=LetterKind.EXPORT),
    )
    no(store, "ada")

    assert [each.address[:3] for each in claim(store)] == ["bob", "ada"]
    assert counts(store) == {S.SKIPPED: 1, S.CLAIMED: 2}


@pytest.mark.parametrize(
    ("receipt", "came"),
    [
        (None, S.UNKNOWN),
        (Receipt(250, "taken"), S.ACCEPTED),
        (Receipt(451, "later"), S.QUEUED),
        (Receipt(550, "no"), S.REFUSED),
    ],
)
def test_a_claim_of_a_dead_sender_becomes_what_its_journal_says(
    store: Store, receipt: Receipt | None, came: DeliveryState
) -> None:
    queue(store, letter(), letter("bob"))
    marked, _ = claim(store)

    by_state = recover(store, mark(marked, receipt, relay="smtp"))

    expected = {S.QUEUED: 2} if came is S.QUEUED else {came: 1, S.QUEUED: 1}
    assert by_state == expected == counts(store)
    again = {each.address[:3]: each for each in claim(store)}
    assert ("ada" in again) == (came in {S.UNKNOWN, S.QUEUED})
    if "ada" in again:
        assert again["ada"].letter == letter()  # the same Message-ID, and its words


def test_marks_of_an_issue_or_of_the_past_say_nothing_of_a_letter(store: Store) -> None:
    queue(store, letter())
    (claimed,) = claim(store)
    past = Mark(LETTERS, claimed.subscriber, claimed.fence - 1, Receipt(250))
    other = Mark(IssueKey("heron4lamp"), claimed.subscriber, claimed.fence, Receipt(250))

    assert recover(store, past, other) == {S.QUEUED: 1}


def test_a_recovery_leaves_the_claims_of_others_alone(store: Store) -> None:
    queue(store, letter())
    claim(store, sender=OTHER)

    with store.unit(write=False) as unit:
        assert unit.letters.senders() == [OTHER]
    assert recover(store) == {}
    assert counts(store) == {S.CLAIMED: 1}


def test_a_lease_that_ended_leaves_a_letter_unknown_and_due(store: Store) -> None:
    queue(store, letter())
    (claimed,) = claim(store)

    assert next_at(store) == NOW + LEASE
    assert expire_leases(store, now=NOW + LEASE - MINUTE) == 0
    assert expire_leases(store, now=NOW + LEASE, alive=[SENDER]) == 0
    assert expire_leases(store, now=NOW + LEASE) == 1
    assert counts(store) == {S.UNKNOWN: 1}
    (again,) = claim(store, now=NOW + LEASE, sender=OTHER)
    assert again.letter == claimed.letter


def test_what_may_go_is_told_with_its_time(store: Store) -> None:
    assert next_at(store) is None
    assert waiting(store) == 0

    queue(store, letter(created_at=NOW - MINUTE), letter("bob"))

    assert next_at(store) == NOW - MINUTE
    assert waiting(store) == 2
    settle(store, *(outcome(each, S.ACCEPTED) for each in claim(store)))
    assert next_at(store) is None
    assert waiting(store) == 0


def test_what_ended_long_ago_is_forgotten_with_its_face(store: Store) -> None:
    queue(store, letter("ada"))
    settle(store, outcome(*claim(store), S.ACCEPTED))
    queue(store, letter("bob"))

    def forget(before: datetime) -> tuple[int, bool]:
        with store.unit() as unit:
            return unit.letters.forget(before=before), unit.letters.face(DIGEST) is not None

    assert forget(NOW) == (0, True)
    assert forget(NOW + MINUTE) == (1, True)  # the other one needs its face
    assert counts(store) == {S.QUEUED: 1}
    settle(store, outcome(*claim(store), S.REFUSED))
    assert forget(NOW + MINUTE) == (1, False)
    assert counts(store) == {}


def test_a_letter_knows_how_often_it_was_claimed(store: Store) -> None:
    queue(store, letter())
    claims = []
    for _ in range(3):
        (claimed,) = claim(store)
        claims.append(claimed.claims)
        settle(store, outcome(claimed, S.QUEUED))

    assert claims == [1, 2, 3]


def test_a_mailbox_is_forgotten_and_what_is_under_way_is_emptied(store: Store) -> None:
    queue(store, letter("ada"))
    (claimed,) = claim(store)
    queue(store, letter("ada", kind=LetterKind.EXPORT), letter("bob"))

    with store.unit() as unit:
        assert unit.letters.forget_mailbox("ada@example.org") == 2
        assert unit.letters.forget_mailbox("nobody@example.org") == 0

    assert counts(store) == {S.CLAIMED: 1, S.QUEUED: 1}
    settle(store, outcome(claimed, S.DEFERRED, next_at=NOW))
    assert [each.address for each in claim(store)] == ["bob@example.org"]
    assert counts(store) == {S.SKIPPED: 1, S.CLAIMED: 1}


def test_letters_about_somebody_are_forgotten_whatever_mailbox_they_went_to(store: Store) -> None:
    join(store, "ada", "bob")
    queue(store, letter("new", subscriber=1))
    (held,) = claim(store)
    queue(
        store,
        letter("old", subscriber=1, kind=LetterKind.MOVED),
        letter("old", kind=LetterKind.CONFIRM),  # somebody else has this mailbox now
        letter("bob", subscriber=2),
    )

    with store.unit() as unit:
        assert unit.letters.forget_person(SubscriberId(1)) == 2
        assert [each.address for each, _ in unit.letters.of(SubscriberId(1))] == [""]

    settle(store, outcome(held, S.DEFERRED, next_at=NOW))
    assert {each.address for each in claim(store)} == {"old@example.org", "bob@example.org"}


def test_letters_to_somebody_are_told_in_order(store: Store) -> None:
    join(store, "ada", "bob")
    queue(
        store,
        letter("ada", subscriber=1),
        letter("bob", subscriber=2),
        letter("ada", subscriber=1, kind=LetterKind.WELCOME),
    )

    with store.unit(write=False) as unit:
        found = [(each.kind, state) for each, state in unit.letters.of(SubscriberId(1))]
    assert found == [(LetterKind.CONFIRM, S.QUEUED), (LetterKind.WELCOME, S.QUEUED)]
