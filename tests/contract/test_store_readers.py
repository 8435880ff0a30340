"""What every store promises about what readers decide: coming, choosing, moving, leaving, going."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from contract.stores import (
    FACE,
    ISSUE,
    MINUTE,
    NOW,
    START,
    STORES,
    S,
    accept,
    claim,
    complain,
    freeze,
    join,
    leave,
    newcomer,
    open_run,
    outcome,
    row,
    settle,
    states,
)
from doubles import StoppedClock
from pressrun.model.audience import (
    Arrangement,
    Cadence,
    ConsentKind,
    ListCount,
    Proof,
    Reader,
    Standing,
    Subscriber,
    SubscriberId,
    SubscriptionState,
    SuppressionReason,
)
from pressrun.model.delivery import Receipt, SkipReason
from pressrun.ports import Store

LATER = NOW + MINUTE
PROOF = Proof(
    asked_at=NOW - MINUTE, wording="Yes, by mail.", page="https://example.org/", network_hash="n1"
)
BY_FEED = Arrangement(cadence=Cadence.FEED)
PAUSED = Arrangement(paused_until=NOW + timedelta(days=14))


@pytest.fixture(params=STORES, name="store")
def _store(request: pytest.FixtureRequest, clock: StoppedClock, tmp_path: Path) -> Iterator[Store]:
    store = STORES[request.param](tmp_path, clock)
    yield store
    store.close()


def find(store: Store, name: str, *, list: str = "main") -> Reader:
    with store.unit(write=False) as unit:
        reader = unit.people.find(f"{name}@example.org", list=list)
    assert reader is not None
    return reader


def person(store: Store, name: str) -> Subscriber:
    with store.unit(write=False) as unit:
        found = unit.people.person(f"{name}@example.org")
    assert found is not None
    return found


def welcome(
    store: Store, name: str, *, list: str = "main", topics: tuple[str, ...] = ()
) -> Standing:
    with store.unit() as unit:
        return unit.people.welcome(
            replace(newcomer(name, list=list), topics=topics),
            list=list,
            evidence="confirmed",
            proof=PROOF,
            at=LATER,
        )


def arrange(store: Store, name: str, arrangement: Arrangement) -> bool:
    with store.unit() as unit:
        return unit.people.arrange(f"main-{name}", arrangement, at=LATER)


def suppress(store: Store, name: str, reason: SuppressionReason) -> bool:
    with store.unit() as unit:
        return unit.people.suppress(f"hash-of-{name}", reason=reason, at=NOW)


def erase(store: Store, name: str) -> SubscriberId:
    number = person(store, name).id
    with store.unit() as unit:
        unit.people.erase(number, evidence="asked", at=LATER)
    return number


def move(store: Store, name: str, to: str) -> bool:
    with store.unit() as unit:
        return unit.people.move(
            SubscriberId(1) if name == "ada" else SubscriberId(2),
            address=f"{to.title()}@example.org",
            address_key=f"{to}@example.org",
            address_hash=f"hash-of-{to}",
            evidence="confirmed there",
            proof=PROOF,
            at=LATER,
        )


def kinds(store: Store, number: int = 1) -> list[ConsentKind]:
    with store.unit(write=False) as unit:
        return [line.kind for line in unit.people.consent(SubscriberId(number))]


def count(store: Store, list: str = "main") -> ListCount:
    with store.unit(write=False) as unit:
        return unit.people.count(list)


def test_a_yes_makes_a_reader_with_the_topics_and_the_proof_it_came_with(store: Store) -> None:
    standing = welcome(store, "ada", topics=("tides",))

    with store.unit(write=False) as unit:
        [line] = unit.people.consent(SubscriberId(1))
    reader = find(store, "ada")
    assert standing is Standing.ADDED
    assert reader.subscription.state is SubscriptionState.CONFIRMED
    assert reader.subscription.topics == ("tides",)
    assert reader.subscription.changed_at == LATER
    assert (line.kind, line.evidence, line.at) == (ConsentKind.GIVEN, "confirmed", LATER)
    assert line.proof == PROOF


def test_words_that_many_agreed_to_are_told_to_each_and_none_is_told_of_a_line_without(
    store: Store,
) -> None:
    welcome(store, "ada")
    welcome(store, "bob")
    join(store, "cyd")

    with store.unit(write=False) as unit:
        proofs = [unit.people.consent(SubscriberId(number))[0].proof for number in (1, 2, 3)]
    assert proofs == [PROOF, PROOF, None]


def test_a_proof_without_words_is_kept_as_one(store: Store) -> None:
    bare = Proof(asked_at=NOW, wording="")
    with store.unit() as unit:
        unit.people.join(newcomer("ada"), list="main", evidence="fair", at=NOW, proof=bare)

    with store.unit(write=False) as unit:
        assert unit.people.consent(SubscriberId(1))[0].proof == bare


def test_a_second_yes_changes_nothing(store: Store) -> None:
    welcome(store, "ada")
    before = find(store, "ada")

    assert welcome(store, "ada", topics=("tides",)) is Standing.ALREADY
    assert find(store, "ada") == before
    assert kinds(store) == [ConsentKind.GIVEN]


def test_a_yes_from_somebody_who_paused_changes_nothing(store: Store) -> None:
    join(store, "ada")
    arrange(store, "ada", PAUSED)

    assert welcome(store, "ada") is Standing.ALREADY
    assert find(store, "ada").subscription.state is SubscriptionState.PAUSED


def test_who_left_comes_back_by_a_yes_under_the_handle_they_had(store: Store) -> None:
    join(store, "ada")
    arrange(store, "ada", Arrangement(topics=("rope",), cadence=Cadence.FEED))
    leave(store, "ada")
    with store.unit() as unit:
        again = replace(newcomer("ada"), name="", language="fr", subscription_handle="another")
        standing = unit.people.welcome(
            again, list="main", evidence="confirmed", proof=PROOF, at=LATER
        )

    reader = find(store, "ada")
    assert standing is Standing.ADDED
    assert reader.subscription.handle == "main-ada"
    assert reader.subscription.state is SubscriptionState.CONFIRMED
    assert (reader.subscription.topics, reader.subscription.cadence) == ((), Cadence.EACH)
    assert (reader.subscriber.name, reader.subscriber.language) == ("Ada Sample", "fr")
    assert kinds(store) == [ConsentKind.GIVEN, ConsentKind.WITHDRAWN, ConsentKind.GIVEN]


@pytest.mark.parametrize("reason", [SuppressionReason.BOUNCE, SuppressionReason.REQUEST])
@pytest.mark.parametrize("known", [True, False])
def test_a_yes_lifts_a_suppression(store: Store, reason: SuppressionReason, known: bool) -> None:
    if known:
        join(store, "ada")
    suppress(store, "ada", reason)

    assert welcome(store, "ada") is Standing.ADDED
    assert find(store, "ada").suppressed is None
    assert count(store).mailable == 1


def test_no_yes_lifts_a_complaint(store: Store) -> None:
    join(store, "ada")
    leave(store, "ada")
    complain(store, "ada")
    before = find(store, "ada")

    assert welcome(store, "ada") is Standing.SUPPRESSED
    assert find(store, "ada") == before


def test_a_yes_to_one_list_does_not_bring_back_others_after_no_mail_at_all_was_asked_for(
    store: Store,
) -> None:
    join(store, "ada", list="main")
    join(store, "ada", list="extra")
    suppress(store, "ada", SuppressionReason.REQUEST)

    welcome(store, "ada", list="main")

    assert count(store, "main").mailable == 1
    assert count(store, "extra") == ListCount(ended=1)


def test_a_mailbox_that_works_again_is_mailed_what_it_was_on(store: Store) -> None:
    join(store, "ada", list="main")
    join(store, "ada", list="extra")
    suppress(store, "ada", SuppressionReason.BOUNCE)

    welcome(store, "ada", list="main")

    assert count(store, "extra").mailable == 1


def test_a_suppression_said_again_keeps_the_weightier_reason_and_the_later_instant(
    store: Store,
) -> None:
    with store.unit() as unit:
        batch = unit.people.open_batch(list="main", file="a.csv", digest="d", evidence="e", at=NOW)
        first = unit.people.suppress(
            "hash-of-ada", reason=SuppressionReason.REQUEST, at=NOW, batch=batch
        )
        told = [
            unit.people.suppress("hash-of-ada", reason=reason, at=at)
            for reason, at in (
                (SuppressionReason.BOUNCE, LATER),
                (SuppressionReason.COMPLAINT, NOW),
                (SuppressionReason.BOUNCE, NOW),
            )
        ]

    with store.unit(write=False) as unit:
        no = unit.people.suppression("hash-of-ada")
        assert unit.people.suppression("hash-of-bob") is None
    assert (first, told) == (True, [False, False, False])
    assert no is not None
    assert (no.reason, no.at, no.batch) == (SuppressionReason.COMPLAINT, LATER, None)


def test_a_suppression_is_lifted_once(store: Store) -> None:
    complain(store, "ada")

    with store.unit() as unit:
        assert unit.people.lift("hash-of-ada")
        assert not unit.people.lift("hash-of-ada")
        assert unit.people.suppression("hash-of-ada") is None


def test_what_a_reader_chooses_is_a_subscriptions_own_and_in_the_order_given(store: Store) -> None:
    join(store, "ada", "bob")
    chosen = Arrangement(topics=("tides", "Café & more"), cadence=Cadence.FEED)

    assert arrange(store, "ada", chosen)

    ada, bob = find(store, "ada").subscription, find(store, "bob").subscription
    assert ada.topics == ("tides", "Café & more")
    assert ada.cadence is Cadence.FEED
    assert ada.changed_at == LATER
    assert (bob.topics, bob.cadence, bob.changed_at) == ((), Cadence.EACH, NOW)
    arrange(store, "ada", Arrangement())
    assert find(store, "ada").subscription == replace(ada, topics=(), cadence=Cadence.EACH)


def test_a_pause_lasts_until_its_day_or_until_the_reader_ends_it(store: Store) -> None:
    join(store, "ada", "bob", "cyd")
    arrange(store, "ada", PAUSED)
    arrange(store, "bob", PAUSED)
    until = PAUSED.paused_until
    assert until is not None
    assert find(store, "ada").subscription.state is SubscriptionState.PAUSED
    assert find(store, "ada").subscription.paused_until == until

    arrange(store, "bob", Arrangement())
    with store.unit() as unit:
        assert unit.people.resume(until - MINUTE) == 0
    assert count(store) == ListCount(confirmed=2, paused=1)
    with store.unit() as unit:
        assert unit.people.resume(until) == 1

    assert count(store) == ListCount(confirmed=3)
    assert find(store, "ada").subscription.paused_until is None


def test_leaving_ends_a_pause_for_good(store: Store) -> None:
    join(store, "ada")
    arrange(store, "ada", PAUSED)
    leave(store, "ada")

    with store.unit() as unit:
        assert unit.people.resume(NOW + timedelta(days=400)) == 0
    ended = find(store, "ada").subscription
    assert (ended.state, ended.paused_until) == (SubscriptionState.ENDED, None)


def test_who_left_arranges_nothing(store: Store) -> None:
    join(store, "ada")
    leave(store, "ada")

    assert not arrange(store, "ada", BY_FEED)
    assert not arrange(store, "nobody", BY_FEED)
    assert find(store, "ada").subscription.cadence is Cadence.EACH


@pytest.mark.parametrize("topic", ["", "two\nlines", "end\n", "\u2028"])
def test_a_topic_that_is_no_line_is_refused(store: Store, topic: str) -> None:
    join(store, "ada")

    with store.unit() as unit, pytest.raises(ValueError, match="one line"):
        unit.people.arrange("main-ada", Arrangement(topics=("tides", topic)), at=NOW)
    with store.unit() as unit, pytest.raises(ValueError, match="one line"):
        unit.people.join(
            replace(newcomer("bob"), topics=(topic,)), list="main", evidence="form", at=NOW
        )


def test_leaving_is_taken_back_once_with_a_line_in_the_log(store: Store) -> None:
    join(store, "ada")
    arrange(store, "ada", Arrangement(topics=("tides",)))
    leave(store, "ada")

    with store.unit() as unit:
        told = [
            unit.people.rejoin(handle, evidence="undone", at=LATER)
            for handle in ("main-ada", "main-ada", "main-nobody")
        ]

    assert told == [True, False, False]
    assert count(store) == ListCount(confirmed=1)
    assert find(store, "ada").subscription.topics == ("tides",)
    assert kinds(store) == [ConsentKind.GIVEN, ConsentKind.WITHDRAWN, ConsentKind.GIVEN]


def test_a_reader_is_called_what_they_say(store: Store) -> None:
    join(store, "ada")

    with store.unit() as unit:
        unit.people.introduce(SubscriberId(1), name="A. Sample", language="es")

    assert (person(store, "ada").name, person(store, "ada").language) == ("A. Sample", "es")


def test_who_moves_is_found_by_the_new_address_alone(store: Store) -> None:
    join(store, "ada")
    join(store, "ada", list="extra")
    join(store, "ada", list="left")
    leave(store, "ada", list="left")

    assert move(store, "ada", "eve")

    with store.unit(write=False) as unit:
        assert unit.people.person("ada@example.org") is None
        lines = unit.people.consent(SubscriberId(1))
    assert person(store, "eve").address == "Eve@example.org"
    assert find(store, "eve").subscription.handle == "main-ada"
    changed = [line for line in lines if line.kind is ConsentKind.CHANGED]
    assert [line.list for line in changed] == ["extra", "main"]
    assert {line.proof for line in changed} == {PROOF}


def test_the_address_of_somebody_else_is_not_taken_and_ones_own_may_be_spelled_anew(
    store: Store,
) -> None:
    join(store, "ada", "bob")

    assert not move(store, "ada", "bob")
    assert person(store, "ada").id == 1
    assert kinds(store) == [ConsentKind.GIVEN]
    assert move(store, "ada", "ada")


def test_a_move_to_a_suppressed_address_is_a_move_to_no_mail(store: Store) -> None:
    join(store, "ada")
    complain(store, "eve")

    assert move(store, "ada", "eve")

    assert count(store).mailable == 0


def test_who_was_erased_is_nobody_and_their_row_stays(store: Store) -> None:
    open_run(store, "ada", "bob")
    join(store, "ada", list="extra")
    arrange(store, "ada", Arrangement(topics=("tides",), cadence=Cadence.FEED))
    with store.unit() as unit:
        unit.private_feeds.open("feed", list="main", subscriber=SubscriberId(1), at=NOW)

    number = erase(store, "ada")

    with store.unit(write=False) as unit:
        assert unit.people.person("ada@example.org") is None
        assert unit.people.person("") is None
        assert [one.id for one in unit.people.everybody(after=START, limit=9)] == [2]
        reader = unit.people.by_handle("main-ada")
        feed = unit.private_feeds.find("feed")
        assert unit.runs.accounts(ISSUE).balanced
        lines = unit.people.consent(number)
    assert reader is not None
    assert reader.subscriber == Subscriber(
        id=number, handle="person-ada", address="", address_key="", address_hash=""
    )
    assert reader.subscription.state is SubscriptionState.ENDED
    assert reader.subscription.topics == ()
    assert feed is not None
    assert feed.revoked_at == LATER
    erased = [line.list for line in lines if line.kind is ConsentKind.ERASED]
    assert erased == ["extra", "main"]


def test_erasing_twice_writes_once(store: Store) -> None:
    join(store, "ada")
    number = erase(store, "ada")
    with store.unit() as unit:
        unit.people.erase(number, evidence="again", at=LATER)
        unit.people.erase(SubscriberId(99), evidence="again", at=LATER)

    assert kinds(store) == [ConsentKind.GIVEN, ConsentKind.ERASED]


def test_who_was_erased_cannot_be_brought_back_moved_or_called(store: Store) -> None:
    join(store, "ada")
    number = erase(store, "ada")

    with store.unit() as unit:
        assert not unit.people.rejoin("main-ada", evidence="undone", at=LATER)
        unit.people.introduce(number, name="Ada Sample", language="en")
    assert not move(store, "ada", "eve")
    with store.unit(write=False) as unit:
        reader = unit.people.by_handle("main-ada")
    assert reader is not None
    assert reader.subscriber.name == ""


def test_the_address_of_somebody_erased_may_come_anew_as_somebody_else(store: Store) -> None:
    join(store, "ada", "bob")
    number = erase(store, "ada")
    erase(store, "bob")

    with store.unit() as unit:
        again = replace(newcomer("ada"), handle="anew", subscription_handle="main-anew")
        unit.people.welcome(again, list="main", evidence="confirmed", proof=PROOF, at=LATER)

    assert person(store, "ada").id != number
    assert count(store) == ListCount(confirmed=1, ended=2)


def test_what_relays_said_of_somebody_goes_with_them(store: Store) -> None:
    open_run(store, "ada", "bob")
    reply = Receipt(550, "5.1.1 <Ada@example.org> unknown")
    settle(store, *(replace(outcome(each, S.REFUSED), receipt=reply) for each in claim(store)))

    erase(store, "ada")

    assert (row(store, 1).code, row(store, 1).reply) == (550, "")
    assert row(store, 2).reply == reply.text


def test_subscriptions_are_told_by_list(store: Store) -> None:
    for name in ("zebra", "main", "extra"):
        join(store, "ada", list=name)
    join(store, "bob", list="other")
    leave(store, "ada", list="main")

    with store.unit(write=False) as unit:
        held = unit.people.subscriptions(SubscriberId(1))
        assert unit.people.subscriptions(SubscriberId(9)) == []
    assert [(one.list, one.handle) for one in held] == [
        (name, f"{name}-ada") for name in ("extra", "main", "zebra")
    ]
    assert held[1].state is SubscriptionState.ENDED


def test_everybody_comes_page_by_page_whatever_they_are_on(store: Store) -> None:
    join(store, "ada", "bob")
    join(store, "cyd", list="extra")
    leave(store, "bob")

    with store.unit(write=False) as unit:
        first = unit.people.everybody(after=START, limit=2)
        second = unit.people.everybody(after=first[-1].id, limit=2)
    assert [one.name for one in (*first, *second)] == ["Ada Sample", "Bob Sample", "Cyd Sample"]


def test_an_audience_is_whoever_the_count_calls_mailable(store: Store) -> None:
    join(store, "ada", "bob", "cyd", "dee", "eve", "fay")
    arrange(store, "bob", PAUSED)
    arrange(store, "cyd", BY_FEED)
    leave(store, "dee")
    complain(store, "eve")
    arrange(store, "fay", BY_FEED)
    complain(store, "fay")
    counted = count(store)

    frozen = open_run(store)

    assert counted == ListCount(confirmed=4, paused=1, ended=1, suppressed=2, by_feed=1)
    assert counted.mailable == frozen == 1
    assert states(store) == [S.QUEUED]


def test_who_chose_topics_is_written_to_if_one_of_them_is_in_the_issue(store: Store) -> None:
    join(store, "ada", "bob", "cyd", "dee")
    arrange(store, "bob", Arrangement(topics=("Rope", "TIDES  table")))
    arrange(store, "cyd", Arrangement(topics=("rope", "cafe\u0301")))
    arrange(store, "dee", Arrangement(topics=("rope", "tar")))
    freeze(store, topics=("Tides table", "Caf\u00e9"))
    with store.unit() as unit:
        frozen = unit.runs.open(ISSUE, list="main", faces={"en": FACE})

    with store.unit(write=False) as unit:
        run = unit.runs.find(ISSUE)
        accounts = unit.runs.accounts(ISSUE)
    assert run is not None
    assert run.topics == ("Tides table", "Caf\u00e9")
    assert (frozen, accounts.balanced) == (4, True)
    assert states(store) == [S.QUEUED, S.QUEUED, S.QUEUED, S.SKIPPED]
    assert row(store, 4).reason == SkipReason.TOPIC
    assert row(store, 4).settled_at == NOW
    accept(store, *claim(store))
    with store.unit() as unit:
        assert unit.runs.close(ISSUE)


def test_an_issue_about_nothing_in_particular_is_not_for_who_chose_topics(store: Store) -> None:
    join(store, "ada", "bob")
    arrange(store, "bob", Arrangement(topics=("rope",)))

    open_run(store)

    assert states(store) == [S.QUEUED, S.SKIPPED]


CHANGES = {
    "left": (lambda store: leave(store, "ada"), SkipReason.UNSUBSCRIBED),
    "complained": (lambda store: complain(store, "ada"), SkipReason.SUPPRESSED),
    "paused": (lambda store: arrange(store, "ada", PAUSED), SkipReason.PAUSED),
    "took to a feed": (lambda store: arrange(store, "ada", BY_FEED), SkipReason.FEED),
    "was erased": (lambda store: erase(store, "ada"), SkipReason.UNSUBSCRIBED),
    "paused and complained": (
        lambda store: (arrange(store, "ada", PAUSED), complain(store, "ada")),
        SkipReason.SUPPRESSED,
    ),
}


@pytest.mark.parametrize("what", CHANGES)
def test_who_changes_after_the_audience_was_frozen_is_skipped_with_the_reason(
    store: Store, what: str
) -> None:
    change, reason = CHANGES[what]
    open_run(store, "ada", "bob")

    change(store)

    assert [claimed.subscriber for claimed in claim(store)] == [2]
    assert row(store, 1).state is S.SKIPPED
    assert row(store, 1).reason == reason


@pytest.mark.parametrize("what", CHANGES)
def test_who_changes_while_a_sender_holds_their_copy_is_told_by_the_pulse_and_skipped(
    store: Store, what: str
) -> None:
    change, reason = CHANGES[what]
    open_run(store, "ada", "bob")
    claimed = claim(store)
    with store.unit(write=False) as unit:
        before = unit.deliveries.pulse(ISSUE)

    change(store)

    with store.unit() as unit:
        after = unit.deliveries.pulse(ISSUE)
        gone = unit.deliveries.recheck(claimed)
    assert after != before
    assert [each.subscriber for each in gone] == [1]
    assert row(store, 1).reason == reason


def test_every_no_of_who_is_not_erased_is_told(store: Store) -> None:
    join(store, "ada", "ben", "cy", "dan")
    leave(store, "ada")
    complain(store, "ben")
    leave(store, "dan")
    with store.unit() as unit:
        dan = unit.people.person("dan@example.org")
        assert dan is not None
        unit.people.erase(dan.id, evidence="asked", at=NOW)

    with store.unit(write=False) as unit:
        told = {(key, name) for key, name, _ in unit.people.noes()}

    assert told == {("ada@example.org", "main"), ("ben@example.org", "")}
