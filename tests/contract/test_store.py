"""What every store promises about people, issues and transactions."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from contract.stores import (
    ISSUE,
    LEASE,
    MINUTE,
    NOW,
    SENDER,
    START,
    STORES,
    S,
    armed,
    complain,
    join,
    leave,
    newcomer,
    open_run,
    states,
)
from doubles import StoppedClock
from pressrun.model.audience import (
    Consent,
    ConsentKind,
    ListCount,
    Standing,
    SubscriberId,
    SubscriptionState,
    SuppressionReason,
)
from pressrun.model.issue import NEXT, IssueKey, IssueState
from pressrun.ports import Store


@pytest.fixture(params=STORES, name="store")
def _store(request: pytest.FixtureRequest, clock: StoppedClock, tmp_path: Path) -> Iterator[Store]:
    store = STORES[request.param](tmp_path, clock)
    yield store
    store.close()


def test_a_store_keeps_its_identity_and_its_hash_key(store: Store) -> None:
    with store.unit() as unit:
        first, key = unit.instance(), unit.people.hash_key()

    with store.unit(write=False) as unit:
        assert unit.instance() == first
        assert unit.people.hash_key() == key
    assert first.id != first.nonce
    assert len(key) == 32


def test_who_joins_is_confirmed_and_found_by_address_and_by_handle(store: Store) -> None:
    with store.unit() as unit:
        standing = unit.people.join(newcomer("ada"), list="main", evidence="form", at=NOW)

    with store.unit(write=False) as unit:
        reader = unit.people.find("ada@example.org", list="main")
        assert unit.people.by_handle("main-ada") == reader
        assert unit.people.find("bob@example.org", list="main") is None
        assert unit.people.by_handle("main-bob") is None
    assert standing is Standing.ADDED
    assert reader is not None
    assert reader.subscriber.address == "Ada@example.org"
    assert reader.subscriber.name == "Ada Sample"
    assert reader.subscription.state is SubscriptionState.CONFIRMED
    assert reader.subscription.changed_at == NOW
    assert reader.suppressed is None


def test_who_is_on_the_list_joins_without_a_change(store: Store) -> None:
    join(store, "ada")

    with store.unit() as unit:
        again = replace(newcomer("ada"), name="Other", subscription_handle="other")
        standing = unit.people.join(again, list="main", evidence="csv", at=NOW + MINUTE)

    with store.unit(write=False) as unit:
        reader = unit.people.find("ada@example.org", list="main")
        assert reader is not None
        assert reader.subscriber.name == "Ada Sample"
        assert reader.subscription.handle == "main-ada"
        assert len(unit.people.consent(reader.subscriber.id)) == 1
    assert standing is Standing.ALREADY


def test_who_left_does_not_come_back_by_an_import(store: Store) -> None:
    join(store, "ada")
    leave(store, "ada")

    with store.unit() as unit:
        standing = unit.people.join(newcomer("ada"), list="main", evidence="csv", at=NOW)

    with store.unit(write=False) as unit:
        assert unit.people.count("main") == ListCount(ended=1)
    assert standing is Standing.LEFT


def test_who_is_suppressed_joins_no_list(store: Store) -> None:
    complain(store, "ada")

    with store.unit() as unit:
        standing = unit.people.join(newcomer("ada"), list="main", evidence="csv", at=NOW)

    with store.unit(write=False) as unit:
        assert unit.people.find("ada@example.org", list="main") is None
    assert standing is Standing.SUPPRESSED


def test_a_second_list_adds_a_subscription_to_the_same_person(store: Store) -> None:
    join(store, "ada", list="main")

    join(store, "ada", list="extra")

    with store.unit(write=False) as unit:
        main = unit.people.find("ada@example.org", list="main")
        extra = unit.people.find("ada@example.org", list="extra")
    assert main is not None
    assert extra is not None
    assert main.subscriber == extra.subscriber
    assert (main.subscription.handle, extra.subscription.handle) == ("main-ada", "extra-ada")


def test_leaving_ends_one_subscription_and_no_other(store: Store) -> None:
    join(store, "ada", list="main")
    join(store, "ada", list="extra")

    leave(store, "ada", list="main")

    with store.unit(write=False) as unit:
        assert unit.people.count("main") == ListCount(ended=1)
        assert unit.people.count("extra") == ListCount(confirmed=1)


def test_leaving_twice_or_with_an_unknown_handle_changes_nothing(store: Store) -> None:
    join(store, "ada")

    left = [leave(store, "ada"), leave(store, "ada"), leave(store, "nobody")]

    with store.unit(write=False) as unit:
        assert len(unit.people.consent(SubscriberId(1))) == 2
    assert left == [True, False, False]


def test_the_consent_log_tells_what_was_given_and_withdrawn(store: Store) -> None:
    with store.unit() as unit:
        batch = unit.people.open_batch(
            list="main", file="people.csv", digest="d", evidence="fair 2026", at=NOW
        )
        unit.people.join(newcomer("ada"), list="main", evidence="fair 2026", at=NOW, batch=batch)
    leave(store, "ada")

    with store.unit(write=False) as unit:
        lines = unit.people.consent(SubscriberId(1))

    given = Consent(
        subscriber=SubscriberId(1),
        list="main",
        kind=ConsentKind.GIVEN,
        evidence="fair 2026",
        at=NOW,
        batch=batch,
    )
    withdrawn = replace(given, kind=ConsentKind.WITHDRAWN, evidence="link", batch=None)
    assert list(lines) == [given, withdrawn]


def test_import_batches_are_told_apart(store: Store) -> None:
    with store.unit() as unit:
        numbers = [
            unit.people.open_batch(list="main", file="a.csv", digest="d", evidence="e", at=NOW)
            for _ in range(2)
        ]

    assert len(set(numbers)) == 2


def test_a_suppression_holds_on_every_list_and_keeps_its_first_reason(store: Store) -> None:
    join(store, "ada", "bob", list="main")
    join(store, "ada", list="extra")

    complain(store, "ada")
    with store.unit() as unit:
        unit.people.suppress("hash-of-ada", reason=SuppressionReason.BOUNCE, at=NOW)

    with store.unit(write=False) as unit:
        reader = unit.people.find("ada@example.org", list="extra")
        assert reader is not None
        assert reader.suppressed is SuppressionReason.COMPLAINT
        assert unit.people.count("main") == ListCount(confirmed=2, suppressed=1)
        assert unit.people.count("main").mailable == 1


def test_who_left_and_is_suppressed_is_not_counted_twice(store: Store) -> None:
    join(store, "ada")
    leave(store, "ada")
    complain(store, "ada")

    with store.unit(write=False) as unit:
        assert unit.people.count("main") == ListCount(ended=1)


def test_standing_answers_as_join_would_and_changes_nothing(store: Store) -> None:
    join(store, "ada", "bob", "cyd")
    leave(store, "bob")
    complain(store, "cyd")

    with store.unit() as unit:
        standings = [
            unit.people.standing(f"{name}@example.org", f"hash-of-{name}", list="main")
            for name in ("ada", "bob", "cyd", "dee")
        ]
        count = unit.people.count("main")

    assert standings == [Standing.ALREADY, Standing.LEFT, Standing.SUPPRESSED, Standing.ADDED]
    assert count == ListCount(confirmed=2, ended=1, suppressed=1)


def test_readers_come_page_by_page_in_order_of_id(store: Store) -> None:
    join(store, "ada", "bob", "cyd")
    join(store, "eve", list="extra")

    with store.unit(write=False) as unit:
        first = unit.people.readers("main", after=START, limit=2)
        second = unit.people.readers("main", after=first[-1].subscriber.id, limit=2)

    names = [reader.subscriber.name for reader in (*first, *second)]
    assert names == ["Ada Sample", "Bob Sample", "Cyd Sample"]


def test_an_armed_issue_is_found_as_it_was_armed(store: Store) -> None:
    with store.unit() as unit:
        written = unit.issues.arm(armed())

    with store.unit(write=False) as unit:
        assert unit.issues.find(ISSUE) == armed()
        assert unit.issues.find(IssueKey("other")) is None
    assert written


def test_arming_again_rewrites_the_row_and_ends_a_hold(store: Store) -> None:
    with store.unit() as unit:
        unit.issues.arm(armed())
        unit.issues.move(ISSUE, expected=IssueState.ARMED, to=IssueState.HELD, reason="no words")
    later = armed(due_at=NOW + MINUTE)

    with store.unit() as unit:
        written = unit.issues.arm(later)

    with store.unit(write=False) as unit:
        assert unit.issues.find(ISSUE) == later
    assert written


@pytest.mark.parametrize(
    "path",
    [
        [IssueState.SENDING],
        [IssueState.SENDING, IssueState.PAUSED],
        [IssueState.SENDING, IssueState.SENT],
        [IssueState.CANCELLED],
    ],
    ids=lambda path: path[-1],
)
def test_an_issue_that_went_out_or_ended_is_neither_armed_nor_disarmed(
    store: Store, path: list[IssueState]
) -> None:
    with store.unit() as unit:
        unit.issues.arm(armed())
        for before, after in zip([IssueState.ARMED, *path], path, strict=False):
            unit.issues.move(ISSUE, expected=before, to=after)

    with store.unit() as unit:
        answers = unit.issues.arm(armed(due_at=NOW + MINUTE)), unit.issues.disarm(ISSUE)

    with store.unit(write=False) as unit:
        assert unit.issues.find(ISSUE) == replace(armed(), state=path[-1])
    assert answers == (False, False)


@pytest.mark.parametrize("state", [IssueState.ARMED, IssueState.HELD, IssueState.MISSED])
def test_a_disarmed_issue_is_a_draft_again(store: Store, state: IssueState) -> None:
    with store.unit() as unit:
        unit.issues.arm(armed())
        unit.issues.move(ISSUE, expected=IssueState.ARMED, to=state)

    with store.unit() as unit:
        answers = unit.issues.disarm(ISSUE), unit.issues.disarm(ISSUE)

    with store.unit(write=False) as unit:
        assert unit.issues.find(ISSUE) is None
    assert answers == (True, False)


def test_a_move_happens_only_from_where_it_was_expected(store: Store) -> None:
    with store.unit() as unit:
        unit.issues.arm(armed())

    with store.unit() as unit:
        moves = [
            unit.issues.move(ISSUE, expected=IssueState.ARMED, to=IssueState.HELD, reason="why"),
            unit.issues.move(ISSUE, expected=IssueState.ARMED, to=IssueState.SENDING),
        ]

    with store.unit(write=False) as unit:
        assert unit.issues.find(ISSUE) == replace(armed(), state=IssueState.HELD, reason="why")
    assert moves == [True, False]


@pytest.mark.parametrize(
    ("expected", "to"),
    [(state, to) for state in IssueState for to in IssueState if to not in NEXT[state]],
)
def test_a_move_that_the_table_does_not_list_is_an_error(
    store: Store, expected: IssueState, to: IssueState
) -> None:
    with store.unit() as unit, pytest.raises(ValueError, match="cannot become"):
        unit.issues.move(ISSUE, expected=expected, to=to)


def test_only_an_armed_issue_can_be_armed(store: Store) -> None:
    with store.unit() as unit, pytest.raises(ValueError, match="sending"):
        unit.issues.arm(replace(armed(), state=IssueState.SENDING))


def test_due_issues_are_those_armed_for_now_or_earlier_the_earliest_first(store: Store) -> None:
    keys = {name: IssueKey(name) for name in ("late", "early", "now", "next", "held")}
    offsets = {"late": -2, "early": -3, "now": 0, "next": 1, "held": -9}
    with store.unit() as unit:
        for name, minutes in offsets.items():
            unit.issues.arm(armed(keys[name], due_at=NOW + minutes * MINUTE))
        unit.issues.move(keys["held"], expected=IssueState.ARMED, to=IssueState.HELD)

    with store.unit(write=False) as unit:
        due = unit.issues.due(NOW)
        everything = unit.issues.all()
        soonest = unit.issues.next_due()

    assert [row.key for row in due] == ["early", "late", "now"]
    assert [row.key for row in everything] == ["held", "early", "late", "now", "next"]
    assert soonest == NOW - 3 * MINUTE


def test_with_nothing_armed_nothing_is_due_next(store: Store) -> None:
    with store.unit(write=False) as unit:
        assert unit.issues.next_due() is None


def test_a_unit_that_raises_leaves_nothing_behind(store: Store) -> None:
    open_run(store, "ada")
    with suppress(KeyError), store.unit() as unit:
        unit.people.join(newcomer("bob"), list="main", evidence="form", at=NOW)
        unit.people.leave("main-ada", evidence="link", at=NOW)
        unit.deliveries.claim(ISSUE, sender=SENDER, limit=9, now=NOW, lease=LEASE)
        unit.issues.move(ISSUE, expected=IssueState.SENDING, to=IssueState.PAUSED)
        raise KeyError("bob")

    with store.unit(write=False) as unit:
        issue = unit.issues.find(ISSUE)
        assert unit.people.count("main") == ListCount(confirmed=1)
    assert issue is not None
    assert issue.state is IssueState.SENDING
    assert states(store) == [S.QUEUED]


def test_a_naive_instant_is_refused(store: Store) -> None:
    naive = datetime(2026, 11, 24, 8, 0)  # noqa: DTZ001

    with store.unit() as unit, pytest.raises(ValueError, match="no time zone"):
        unit.people.join(newcomer("ada"), list="main", evidence="form", at=naive)
    with store.unit() as unit, pytest.raises(ValueError, match="no time zone"):
        unit.issues.arm(armed(due_at=naive))
    with store.unit() as unit, pytest.raises(ValueError, match="no time zone"):
        unit.issues.due(naive)


def test_an_instant_of_another_zone_comes_back_in_utc_to_the_millisecond(store: Store) -> None:
    from_afar = NOW.astimezone().replace(microsecond=123_999)

    with store.unit() as unit:
        unit.issues.arm(armed(due_at=from_afar))

    with store.unit(write=False) as unit:
        found = unit.issues.find(ISSUE)
    assert found is not None
    assert found.due_at == NOW.replace(microsecond=123_000)
    assert found.due_at.tzinfo is UTC
