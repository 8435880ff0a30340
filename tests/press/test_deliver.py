"""Nobody is lost and nobody is mailed twice unawares."""

import asyncio
import email
import email.policy
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from doubles.shop import PrintShop
from doubles.transport import ScriptedTransport
from pressrun.errors import Conflict, RelayUnavailable
from pressrun.model import delivery
from pressrun.model.audience import SuppressionReason
from pressrun.model.delivery import DeliveryState, Lost, Outgoing, Phase, Receipt, SkipReason
from pressrun.model.issue import IssueState
from pressrun.press.deliver import Delivered, deliver
from pressrun.press.subscribe import leave
from pressrun.press.tick import tick

Take = Callable[[], Awaitable[Outgoing | None]]
Note = Callable[[delivery.Note], Awaitable[None]]
ACCEPTED, REFUSED = DeliveryState.ACCEPTED, DeliveryState.REFUSED
DEFERRED, SKIPPED = DeliveryState.DEFERRED, DeliveryState.SKIPPED
UNKNOWN, QUEUED = DeliveryState.UNKNOWN, DeliveryState.QUEUED


@pytest.fixture
def open_shop(shop: PrintShop) -> PrintShop:
    """Three readers, and issue 1 open for them."""
    shop.subscribe("ada", "bob", "cy")
    shop.schedule("now")
    tick(shop.desk, shop.store)
    return shop


def test_everyone_gets_one_copy_and_the_issue_is_sent(open_shop: PrintShop) -> None:
    done = asyncio.run(open_shop.deliver())

    assert sorted(open_shop.transport.recipients) == [
        "ada@example.org",
        "bob@example.org",
        "cy@example.org",
    ]
    assert done.complete
    assert open_shop.counts() == {ACCEPTED: 3}
    assert open_shop.state is IssueState.SENT


def test_one_refusal_stops_nobody_else(open_shop: PrintShop) -> None:
    open_shop.transport.answers["bob@example.org"].append(Receipt(550, "5.1.1 no such user"))

    done = asyncio.run(open_shop.deliver())

    assert done.complete
    assert open_shop.counts() == {ACCEPTED: 2, REFUSED: 1}


def test_a_transient_answer_waits_and_is_tried_again(open_shop: PrintShop) -> None:
    open_shop.transport.answers["bob@example.org"].append(Receipt(451, "4.7.1 greylisted"))

    first = asyncio.run(open_shop.deliver())
    early = asyncio.run(open_shop.deliver())
    open_shop.clock.advance(timedelta(minutes=1))
    late = asyncio.run(open_shop.deliver())

    assert (first.complete, early.complete, late.complete) == (False, False, True)
    assert first.next_at == open_shop.clock.at
    assert open_shop.counts() == {ACCEPTED: 3}


def test_a_relay_is_not_called_when_nothing_is_due(open_shop: PrintShop) -> None:
    open_shop.transport.answers["bob@example.org"].append(Receipt(451, "later"))
    asyncio.run(open_shop.deliver())
    sessions = open_shop.transport.sessions

    asyncio.run(open_shop.deliver())

    assert open_shop.transport.sessions == sessions == 1


def test_what_is_refused_for_two_days_expires_and_counts_as_an_end(open_shop: PrintShop) -> None:
    open_shop.transport.answers["bob@example.org"].extend([Receipt(451, "later")] * 60)

    for _ in range(60):
        done = asyncio.run(open_shop.deliver())
        open_shop.clock.advance(timedelta(hours=4))

    assert done.complete
    assert open_shop.counts() == {ACCEPTED: 2, DeliveryState.EXPIRED: 1}


def test_a_session_lost_before_the_dot_costs_the_recipient_nothing(open_shop: PrintShop) -> None:
    open_shop.transport.answers["bob@example.org"].append(Phase.ENVELOPE)

    asyncio.run(open_shop.deliver())
    assert open_shop.counts() == {ACCEPTED: 2, DEFERRED: 1}
    open_shop.clock.advance(timedelta(minutes=1))
    asyncio.run(open_shop.deliver())

    assert open_shop.counts() == {ACCEPTED: 3}
    assert open_shop.transport.recipients.count("bob@example.org") == 1


def test_a_session_lost_after_the_dot_is_unknown_and_repeated_under_the_same_message_id(
    open_shop: PrintShop,
) -> None:
    open_shop.transport.answers["bob@example.org"].append(Phase.DOT)

    asyncio.run(open_shop.deliver())
    assert open_shop.counts() == {ACCEPTED: 2, UNKNOWN: 1}
    open_shop.clock.advance(timedelta(minutes=1))
    asyncio.run(open_shop.deliver())

    copies = [m for m in open_shop.transport.arrived if m.recipient == "bob@example.org"]
    assert len(copies) == 2
    assert copies[0].octets == copies[1].octets
    assert open_shop.counts() == {ACCEPTED: 3}


@pytest.mark.parametrize("phase", [Phase.ENVELOPE, Phase.DOT])
def test_a_session_that_is_always_lost_ends_with_the_runs_two_days(
    open_shop: PrintShop, phase: Phase
) -> None:
    open_shop.transport.answers["bob@example.org"].extend([phase] * 5000)

    for _ in range(49):
        done = asyncio.run(open_shop.deliver())
        open_shop.clock.advance(timedelta(hours=1))

    assert done.complete
    assert open_shop.counts() == {ACCEPTED: 2, DeliveryState.EXPIRED: 1}


def test_copies_after_a_lost_dot_come_further_and_further_apart(open_shop: PrintShop) -> None:
    open_shop.transport.answers["bob@example.org"].extend([Phase.DOT] * 5000)

    for _ in range(60):
        asyncio.run(open_shop.deliver())
        open_shop.clock.advance(timedelta(minutes=1))

    assert open_shop.transport.recipients.count("bob@example.org") == 5


def test_who_leaves_after_the_freeze_is_not_written_to(open_shop: PrintShop) -> None:
    leave(open_shop.handle_of("bob"), evidence="t", store=open_shop.store, clock=open_shop.clock)

    asyncio.run(open_shop.deliver())

    assert "bob@example.org" not in open_shop.transport.recipients
    assert open_shop.counts() == {ACCEPTED: 2, SKIPPED: 1}
    with open_shop.store.unit(write=False) as unit:
        [row] = unit.deliveries.rows(open_shop.issue.key, states=[SKIPPED], after=0, limit=9)
    assert row.reason == SkipReason.UNSUBSCRIBED


def test_who_is_suppressed_after_the_freeze_is_not_written_to(open_shop: PrintShop) -> None:
    with open_shop.store.unit() as unit:
        reader = unit.people.find("bob@example.org", list="main")
        assert reader is not None
        unit.people.suppress(
            reader.subscriber.address_hash,
            reason=SuppressionReason.COMPLAINT,
            at=open_shop.clock.now(),
        )

    asyncio.run(open_shop.deliver())

    assert "bob@example.org" not in open_shop.transport.recipients
    assert open_shop.counts() == {ACCEPTED: 2, SKIPPED: 1}


def test_who_subscribes_after_the_freeze_does_not_get_the_issue(open_shop: PrintShop) -> None:
    open_shop.subscribe("dora")

    asyncio.run(open_shop.deliver())

    assert "dora@example.org" not in open_shop.transport.recipients
    assert open_shop.counts() == {ACCEPTED: 3}


def test_an_unavailable_relay_leaves_everybody_queued(open_shop: PrintShop) -> None:
    open_shop.transport.unavailable = RelayUnavailable("relay.example.org:25 refused")

    with pytest.raises(RelayUnavailable):
        asyncio.run(open_shop.deliver())

    assert open_shop.counts() == {QUEUED: 3}
    open_shop.transport.unavailable = None
    assert asyncio.run(open_shop.deliver()).complete


def test_a_dead_sender_leaves_one_in_doubt_and_the_rest_go_out_once(open_shop: PrintShop) -> None:
    class Died(BaseException):
        """Ends the sender where it stands, as a kill would."""

    def die(_: object) -> None:
        raise Died

    open_shop.transport.before_dot = die
    with pytest.raises(Died):
        asyncio.run(open_shop.deliver())
    assert open_shop.counts()[DeliveryState.SUBMITTING] == 1
    open_shop.transport.before_dot = lambda _: None

    done = asyncio.run(open_shop.deliver())

    assert done.complete
    assert open_shop.counts() == {ACCEPTED: 3}


def test_a_second_sender_cannot_send_what_another_has_claimed(open_shop: PrintShop) -> None:
    def steal(_: object) -> None:
        with open_shop.store.unit() as unit:
            unit.deliveries.release(open_shop.issue.key, now=open_shop.clock.now(), all=True)
            unit.deliveries.claim(
                open_shop.issue.key,
                limit=9,
                now=open_shop.clock.now(),
                lease=timedelta(minutes=15),
            )

    open_shop.transport.before_dot = steal

    with pytest.raises(Conflict):
        asyncio.run(open_shop.deliver())

    assert len(open_shop.transport.arrived) == 1


def test_stopping_takes_nothing_more_and_gives_back_what_was_claimed(open_shop: PrintShop) -> None:
    async def stop_after_one() -> None:
        stop = asyncio.Event()
        await deliver(
            open_shop.issue.key,
            publication=open_shop.desk.publication,
            store=open_shop.store,
            transport=open_shop.transport,
            clock=open_shop.clock,
            on_settled=lambda _: stop.set(),
            stop=stop,
        )

    asyncio.run(stop_after_one())

    assert open_shop.counts() == {ACCEPTED: 1, QUEUED: 2}


def test_a_silent_relay_cannot_hold_up_a_stop(open_shop: PrintShop) -> None:
    class SilentTransport(ScriptedTransport):
        """Takes a message and hears nothing more, until it is cut off."""

        async def run(self, take: Take, note: Note) -> None:
            message = await take()
            assert message is not None
            stop.set()
            try:
                await asyncio.Event().wait()
            finally:
                await note(Lost(message.ticket, Phase.ENVELOPE, "cut off"))

    stop = asyncio.Event()

    async def stopped() -> Delivered:
        return await asyncio.wait_for(ended(), timeout=20)

    async def ended() -> Delivered:
        return await deliver(
            open_shop.issue.key,
            publication=open_shop.desk.publication,
            store=open_shop.store,
            transport=SilentTransport(),
            clock=open_shop.clock,
            stop=stop,
            grace_s=0.01,
        )

    done = asyncio.run(stopped())

    assert not done.complete
    assert open_shop.counts() == {DEFERRED: 1, QUEUED: 2}


def test_every_copy_carries_its_own_readers_name_and_way_out(open_shop: PrintShop) -> None:
    asyncio.run(open_shop.deliver())

    for message in open_shop.transport.arrived:
        parsed = email.message_from_bytes(message.octets, policy=email.policy.default)
        name = message.recipient.split("@")[0]
        handle = open_shop.handle_of(name)
        assert parsed["List-Unsubscribe"] == f"<https://notes.example.org/unsubscribe/{handle}>"
        assert parsed["To"].addresses[0].addr_spec == message.recipient
        others = {"ada", "bob", "cy"} - {name}
        assert not any(f"{other}@example.org".encode() in message.octets for other in others)
