"""Letters go before everything else, and no issue stands still for one."""

import asyncio
from datetime import timedelta

import pytest

from doubles.post import letter_counts, write
from doubles.shop import PrintShop, relay
from doubles.transport import ScriptedTransport
from pressrun.errors import LoginRefused, RelayUnavailable
from pressrun.model.delivery import (
    Command,
    DeliveryState,
    OnUnknown,
    Outcome,
    Outgoing,
    Phase,
    Receipt,
    Unfitness,
)
from pressrun.model.issue import IssueState
from pressrun.model.patience import Patience
from pressrun.model.relay import DomainCap, Limits
from pressrun.press.deliver import deliver
from pressrun.press.deliverletters import Posted, deliver_letters
from pressrun.press.office import Office
from pressrun.press.satchel import LOOK_S
from pressrun.press.tick import tick

S = DeliveryState


def open_issue(shop: PrintShop, *names: str) -> None:
    shop.subscribe(*names)
    shop.schedule("now")
    tick(shop.desk, shop.store)


def queue(shop: PrintShop, *names: str, list: str = "main", round: int = 1) -> None:
    write(shop.store, *names, at=shop.clock.now(), list=list, round=round)


def post(shop: PrintShop, office: Office | None = None) -> Posted:
    return asyncio.run(deliver_letters(office or shop.office))


def texts(arrived: list[Outgoing]) -> list[str]:
    return [message.octets.decode() for message in arrived]


def test_a_letter_goes_out_where_there_is_no_issue_and_forgets_its_secrets(
    shop: PrintShop,
) -> None:
    queue(shop, "ada")

    assert post(shop) == Posted()

    [message] = shop.transport.arrived
    assert message.recipient == "ada@example.org"
    assert message.sender == "notes@example.org"
    assert message.message_id == "letter-ada-1@example.org"
    assert "123 456" in message.octets.decode()
    assert "https://notes.example.org/confirm/ada" in message.octets.decode()
    assert letter_counts(shop.store) == {S.ACCEPTED: 1}
    post(shop)
    assert len(shop.transport.arrived) == 1


def test_letters_that_wait_go_before_an_issue(shop: PrintShop) -> None:
    open_issue(shop, "ada", "bob", "cyd")
    queue(shop, "dee", "eve")

    done = asyncio.run(shop.deliver())

    assert shop.transport.recipients[:2] == ["dee@example.org", "eve@example.org"]
    assert done.complete
    assert shop.counts() == {S.ACCEPTED: 3}
    assert letter_counts(shop.store) == {S.ACCEPTED: 2}


def test_a_letter_that_comes_while_an_issue_goes_out_overtakes_it(shop: PrintShop) -> None:
    open_issue(shop, *(f"reader{number}" for number in range(12)))

    def come(message: Outgoing) -> None:
        if len(shop.transport.arrived) == 1:
            queue(shop, "dee")
            shop.clock.advance(timedelta(seconds=LOOK_S))

    shop.transport.before_dot = come
    asyncio.run(shop.deliver())

    # One goes on while it is looked, one while it is claimed, one while its face is read.
    assert shop.transport.recipients.index("dee@example.org") <= 6
    assert len(shop.transport.arrived) == 13


def test_an_issue_that_is_paused_stops_no_letter(shop: PrintShop) -> None:
    open_issue(shop, "ada")
    with shop.store.unit() as unit:
        unit.issues.move(shop.issue.key, expected=IssueState.SENDING, to=IssueState.PAUSED)
    queue(shop, "dee")

    asyncio.run(shop.deliver())
    assert shop.transport.arrived == []
    post(shop)

    assert shop.transport.recipients == ["dee@example.org"]
    assert shop.counts() == {S.QUEUED: 1}


def test_letters_held_while_an_issue_is_paused_go_out_and_the_issue_does_not(
    shop: PrintShop,
) -> None:
    open_issue(shop, "ada", "bob")
    queue(shop, "dee", "eve")

    def pause(message: Outgoing) -> None:
        with shop.store.unit() as unit:
            unit.issues.move(shop.issue.key, expected=IssueState.SENDING, to=IssueState.PAUSED)

    shop.transport.before_dot = pause
    asyncio.run(shop.deliver())
    post(shop)

    assert shop.transport.recipients == ["dee@example.org", "eve@example.org"]
    assert letter_counts(shop.store) == {S.ACCEPTED: 2}
    assert shop.counts() == {S.QUEUED: 2}


@pytest.mark.parametrize(
    ("verdict", "state"),
    [
        (Receipt(550, "5.1.1 no such user"), S.REFUSED),
        (Receipt(554, "5.7.1 rejected by policy"), S.DEFERRED),
        (Receipt(530, "authentication required", Command.MAIL), S.DEFERRED),
        (Receipt(552, "5.3.4 message too big"), S.DEFERRED),
        (Unfitness.TOO_LARGE, S.REFUSED),
        (Unfitness.NOT_WRITABLE, S.REFUSED),
        (Receipt(451, "4.3.0 later"), S.DEFERRED),
        (Phase.DOT, S.UNKNOWN),
    ],
)
def test_no_answer_to_letters_pauses_an_issue(
    shop: PrintShop, verdict: Receipt | Phase | Unfitness, state: DeliveryState
) -> None:
    open_issue(shop, "ada")
    names = [f"dee{number}" for number in range(60)]
    for name in names:
        shop.transport.answers[f"{name}@example.org"].append(verdict)
    queue(shop, *names)

    done = asyncio.run(shop.deliver())

    assert done.tripped is None
    assert shop.state is IssueState.SENT
    assert letter_counts(shop.store) == {state: 60}


def test_a_fault_of_the_issue_is_not_forgotten_for_letters_that_were_accepted(
    shop: PrintShop,
) -> None:
    open_issue(shop, *(f"reader{number}" for number in range(12)))
    for number in range(12):
        shop.transport.answers[f"reader{number}@example.org"].append(Receipt(550, "5.7.1 spam"))

    def come(message: Outgoing) -> None:
        if message.recipient.startswith("reader"):
            queue(shop, f"dee-{message.recipient.partition('@')[0]}")
            shop.clock.advance(timedelta(seconds=1))

    shop.transport.before_dot = come
    asyncio.run(shop.deliver())

    assert shop.state is IssueState.PAUSED
    assert shop.transport.arrived  # letters, between the refusals


def test_a_deferred_letter_is_tried_again_in_time_and_expires_like_a_delivery(
    shop: PrintShop,
) -> None:
    patience = Patience(jitter=0)
    queue(shop, "dee")
    later = Receipt(451, "4.3.0 later")
    tries = 0
    while letter_counts(shop.store) != {S.EXPIRED: 1}:
        shop.transport.answers["dee@example.org"].append(later)
        post(shop)
        tries += 1
        with shop.store.unit(write=False) as unit:
            next_at = unit.letters.next_at()
        if next_at is not None:
            assert next_at == shop.clock.at + patience.pause(tries - 1, 0)
            post(shop)  # nothing: it is not due
            shop.clock.at = next_at
        assert tries < 100

    assert patience.is_over(tries - 1)
    assert not patience.is_over(tries - 2)
    assert shop.transport.arrived == []


@pytest.mark.parametrize("on_unknown", OnUnknown)
def test_a_letter_whose_answer_was_lost_goes_out_again_octet_for_octet(
    shop: PrintShop, on_unknown: OnUnknown
) -> None:
    patience = Patience(jitter=0, on_unknown=on_unknown)
    office = shop.open_office((relay(), shop.transport), patience=patience)
    queue(shop, "dee")
    shop.transport.answers["dee@example.org"].append(Phase.DOT)

    post(shop, office)
    assert letter_counts(shop.store) == {S.UNKNOWN: 1}
    shop.clock.advance(timedelta(hours=1))
    post(shop, office)

    first, second = shop.transport.arrived
    assert first == second
    assert letter_counts(shop.store) == {S.ACCEPTED: 1}


def test_no_relay_leaves_letters_queued_and_says_why(shop: PrintShop) -> None:
    queue(shop, "dee")
    gone = RelayUnavailable("127.0.0.1:25 refused the connection")
    shop.transport.unavailable = gone

    posted = post(shop)

    assert posted == Posted(failures=(("scripted", gone),), stuck=True)
    assert letter_counts(shop.store) == {S.QUEUED: 1}


def test_a_relay_that_is_left_carries_what_another_could_not(shop: PrintShop) -> None:
    broken, working = ScriptedTransport("broken"), ScriptedTransport("working")
    broken.unavailable = LoginRefused("no")
    office = shop.open_office((relay("broken"), broken), (relay("working"), working))
    queue(shop, "dee", "eve")

    posted = post(shop, office)

    assert not posted.stuck
    assert [name for name, _ in posted.failures] == ["broken"]
    assert sorted(working.recipients) == ["dee@example.org", "eve@example.org"]


def test_a_letter_of_a_list_that_is_gone_is_refused_and_others_go(shop: PrintShop) -> None:
    queue(shop, "dee", list="gone")
    queue(shop, "eve")

    post(shop)

    assert shop.transport.recipients == ["eve@example.org"]
    assert letter_counts(shop.store) == {S.REFUSED: 1, S.ACCEPTED: 1}


def test_letters_to_a_domain_at_its_limit_are_served_before_the_issue_there(
    shop: PrintShop,
) -> None:
    limits = Limits(connections=1, domains={"example.org": DomainCap(per_second=1)})
    office = shop.open_office((relay(limits=limits), shop.transport))
    open_issue(shop, "ada", "bob", "cyd")
    queue(shop, "dee", "eve")

    asyncio.run(shop.deliver(office))

    assert shop.transport.recipients[:2] == ["dee@example.org", "eve@example.org"]
    assert len(shop.transport.arrived) == 5


def test_letters_find_room_in_a_day_that_an_issue_would_use_up(shop: PrintShop) -> None:
    office = shop.open_office((relay(limits=Limits(connections=1, per_day=8)), shop.transport))
    open_issue(shop, *(f"reader{number}" for number in range(12)))

    def come(message: Outgoing) -> None:
        if len(shop.transport.arrived) == 1:
            queue(shop, "dee")
            shop.clock.advance(timedelta(seconds=LOOK_S))

    shop.transport.before_dot = come
    asyncio.run(shop.deliver(office))

    assert "dee@example.org" in shop.transport.recipients
    assert len(shop.transport.arrived) == 8
    assert shop.counts() == {S.ACCEPTED: 7, S.QUEUED: 5}


def test_outcomes_of_letters_are_told_apart_from_those_of_an_issue(shop: PrintShop) -> None:
    open_issue(shop, "ada")
    shop.transport.answers["ada@example.org"].append(Receipt(451, "later"))
    queue(shop, "dee", "eve")
    of_issue: list[Outcome] = []
    of_letters: list[Outcome] = []

    asyncio.run(
        deliver(
            shop.issue.key, shop.office, on_settled=of_issue.append, on_letter=of_letters.append
        )
    )

    assert [outcome.claimed.address for outcome in of_issue] == ["ada@example.org"]
    assert [outcome.state for outcome in of_letters] == [S.ACCEPTED] * 2


def test_once_stopped_nothing_more_is_taken_and_what_was_claimed_waits(shop: PrintShop) -> None:
    queue(shop, "dee", "eve", "fay")
    stop = asyncio.Event()
    shop.transport.before_dot = lambda _: stop.set()

    asyncio.run(deliver_letters(shop.office, stop=stop))

    assert shop.transport.recipients == ["dee@example.org"]
    assert letter_counts(shop.store) == {S.ACCEPTED: 1, S.QUEUED: 2}


def test_a_mailbox_forgotten_before_its_letter_goes_gets_none(shop: PrintShop) -> None:
    queue(shop, "dee", "zoe")
    with shop.store.unit() as unit:
        assert unit.letters.forget_mailbox("zoe@example.org") == 1

    post(shop)

    assert shop.transport.recipients == ["dee@example.org"]


def test_what_a_dead_sender_held_is_settled_first_by_what_its_journal_says(
    shop: PrintShop,
) -> None:
    queue(shop, "dee", "eve", "fay")
    journal = shop.journals.open(room=3)
    with shop.store.unit() as unit:
        dee, eve, _ = unit.letters.claim(
            sender=journal.sender, limit=3, now=shop.clock.at, lease=timedelta(minutes=15)
        )
    journal.intend(dee)
    journal.intend(eve)
    journal.answer(eve, Receipt(250, "ok"), relay="scripted")
    journal.lives = False

    post(shop)

    assert shop.transport.recipients == ["fay@example.org", "dee@example.org"]
    assert letter_counts(shop.store) == {S.ACCEPTED: 3}
