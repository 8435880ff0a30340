"""Nobody is lost and nobody is mailed twice unawares."""

import asyncio
import email
import email.policy
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from doubles.shop import PrintShop, relay
from doubles.transport import ScriptedTransport
from pressrun.errors import Conflict, LoginRefused, RelayMisfit, RelayUnavailable
from pressrun.mail.signer import SigningKey
from pressrun.model.audience import SuppressionReason
from pressrun.model.delivery import (
    Command,
    DeliveryState,
    Lost,
    OnUnknown,
    Outgoing,
    Phase,
    Receipt,
    SkipReason,
    Unfitness,
)
from pressrun.model.issue import IssueState
from pressrun.model.patience import Patience
from pressrun.model.relay import DomainCap, Limits
from pressrun.ports import Take, Tell
from pressrun.press.deliver import deliver
from pressrun.press.office import Delivered
from pressrun.press.round import LEASE
from pressrun.press.tick import tick

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

    for _ in range(60):
        done = asyncio.run(open_shop.deliver())
        open_shop.clock.advance(timedelta(hours=4))

    assert done.complete
    assert open_shop.counts() == {ACCEPTED: 2, DeliveryState.EXPIRED: 1}
    with open_shop.store.unit(write=False) as unit:
        [row] = unit.deliveries.rows(
            open_shop.issue.key, states=[DeliveryState.EXPIRED], after=0, limit=9
        )
    assert row.doubts == open_shop.transport.recipients.count("bob@example.org")


def test_copies_after_a_lost_dot_come_further_and_further_apart(open_shop: PrintShop) -> None:
    open_shop.transport.answers["bob@example.org"].extend([Phase.DOT] * 5000)

    for _ in range(60):
        asyncio.run(open_shop.deliver())
        open_shop.clock.advance(timedelta(minutes=1))

    assert open_shop.transport.recipients.count("bob@example.org") == 5


def test_who_leaves_after_the_freeze_is_not_written_to(open_shop: PrintShop) -> None:
    open_shop.leave(open_shop.handle_of("bob"))

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
    assert open_shop.counts()[DeliveryState.CLAIMED] == 1
    open_shop.transport.before_dot = lambda _: None

    done = asyncio.run(open_shop.deliver())

    assert done.complete
    assert open_shop.counts() == {ACCEPTED: 3}


def test_a_second_sender_cannot_send_what_another_has_claimed(open_shop: PrintShop) -> None:
    def steal(_: object) -> None:
        with open_shop.store.unit() as unit:
            later = open_shop.clock.now() + LEASE
            unit.deliveries.expire_leases(alive=[], now=later, on_unknown=OnUnknown.RETRY)
            unit.deliveries.claim(
                open_shop.issue.key, sender="another", limit=9, now=later, lease=LEASE
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
            open_shop.office,
            on_settled=lambda _: stop.set(),
            stop=stop,
        )

    asyncio.run(stop_after_one())

    assert open_shop.counts() == {ACCEPTED: 1, QUEUED: 2}


def test_a_silent_relay_cannot_hold_up_a_stop(open_shop: PrintShop) -> None:
    class SilentTransport(ScriptedTransport):
        """Takes a message and hears nothing more, until it is cut off."""

        async def run(self, take: Take, note: Tell) -> None:
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
            open_shop.open_office((relay(), SilentTransport())),
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


# Between the freeze and the turn.


class MeanwhileTransport(ScriptedTransport):
    """Lets something happen once, while the first message is under way."""

    def __init__(self, happens: Callable[[], None]) -> None:
        super().__init__()
        self.happens: Callable[[], None] | None = happens
        self.before_dot = self._once

    def _once(self, _: object) -> None:
        if self.happens is not None:
            happens, self.happens = self.happens, None
            happens()


def meanwhile(shop: PrintShop, happens: Callable[[], None]) -> MeanwhileTransport:
    transport = MeanwhileTransport(happens)
    asyncio.run(shop.deliver(shop.open_office((relay(), transport))))
    assert transport.happens is None, "nothing went out in which it could have happened"
    return transport


def test_who_leaves_between_claim_and_turn_is_not_written_to(open_shop: PrintShop) -> None:
    handle = open_shop.handle_of("cy")

    transport = meanwhile(
        open_shop,
        lambda: open_shop.leave(handle),
    )

    assert transport.recipients == ["ada@example.org", "bob@example.org"]
    assert open_shop.counts() == {ACCEPTED: 2, SKIPPED: 1}
    assert open_shop.state is IssueState.SENT


def test_who_complains_between_claim_and_turn_is_not_written_to(open_shop: PrintShop) -> None:
    def complain() -> None:
        with open_shop.store.unit() as unit:
            reader = unit.people.find("bob@example.org", list="main")
            assert reader is not None
            unit.people.suppress(
                reader.subscriber.address_hash,
                reason=SuppressionReason.COMPLAINT,
                at=open_shop.clock.now(),
            )

    transport = meanwhile(open_shop, complain)

    assert transport.recipients == ["ada@example.org", "cy@example.org"]
    assert open_shop.counts() == {ACCEPTED: 2, SKIPPED: 1}


@pytest.mark.parametrize(
    ("to", "left"), [(IssueState.PAUSED, QUEUED), (IssueState.CANCELLED, SKIPPED)]
)
def test_pausing_and_cancelling_take_effect_within_one_message(
    open_shop: PrintShop, to: IssueState, left: DeliveryState
) -> None:
    def move() -> None:
        with open_shop.store.unit() as unit:
            assert unit.issues.move(open_shop.issue.key, expected=IssueState.SENDING, to=to)

    transport = meanwhile(open_shop, move)

    assert transport.recipients == ["ada@example.org"]
    assert open_shop.counts() == {ACCEPTED: 1, left: 2}
    assert open_shop.state is to


def test_a_lease_that_ended_while_the_process_stood_still_lets_no_dot_out(
    open_shop: PrintShop,
) -> None:
    class SlowEnvelope(ScriptedTransport):
        async def run(self, take: Take, note: Tell) -> None:
            async def taken(*, wait: bool = True) -> Outgoing | None:
                message = await take(wait=wait)
                open_shop.clock.advance(LEASE)
                return message

            await super().run(taken, note)

    transport = SlowEnvelope()
    stop = asyncio.Event()

    async def once() -> None:
        await deliver(
            open_shop.issue.key,
            open_shop.open_office((relay(), transport)),
            on_settled=lambda _: stop.set(),
            stop=stop,
        )

    asyncio.run(once())

    assert transport.arrived == []
    assert open_shop.counts() == {QUEUED: 3}


# Whose fault it is.


def test_throttling_spends_no_attempt_and_comes_again_within_ten_minutes(
    open_shop: PrintShop,
) -> None:
    """S24."""
    said = Receipt(454, "4.7.0 Throttling failure: Maximum sending rate exceeded.")
    open_shop.transport.answers["bob@example.org"].append(said)

    asyncio.run(open_shop.deliver())

    with open_shop.store.unit(write=False) as unit:
        [row] = unit.deliveries.rows(open_shop.issue.key, states=[DEFERRED], after=0, limit=9)
    assert row.attempt == 0
    assert row.reply == said.text
    assert row.next_at is not None
    assert row.next_at <= open_shop.clock.now() + timedelta(minutes=10)


def test_a_421_to_an_envelope_is_the_relays_and_the_recipient_goes_next(
    open_shop: PrintShop,
) -> None:
    """S19."""
    open_shop.transport.answers["bob@example.org"].append(
        Receipt(421, "4.3.2 going down", Command.RCPT)
    )

    done = asyncio.run(open_shop.deliver())

    assert done.complete
    assert open_shop.counts() == {ACCEPTED: 3}


@pytest.mark.parametrize(
    "said",
    [
        Receipt(550, "5.7.1 sender not verified", Command.MAIL),  # S13
        Receipt(552, "5.3.4 message too big"),  # S26
        Receipt(554, "5.6.0 content"),  # S28
    ],
)
def test_what_would_be_said_to_everybody_pauses_the_issue_and_blames_nobody(
    open_shop: PrintShop, said: Receipt
) -> None:
    for name in ("ada", "bob", "cy"):
        open_shop.transport.answers[f"{name}@example.org"].append(said)

    done = asyncio.run(open_shop.deliver())

    assert done.tripped is not None
    assert said.text.partition(" ")[2] in done.tripped.what
    assert open_shop.state is IssueState.PAUSED
    assert open_shop.counts() == {QUEUED: 3}


def test_ten_refusals_of_one_kind_pause_the_issue_and_are_taken_back(shop: PrintShop) -> None:
    """S45: nobody of a list is given up for a fault of the provider's."""
    names = [f"reader{number}" for number in range(30)]
    shop.subscribe(*names)
    shop.schedule("now")
    tick(shop.desk, shop.store)
    for name in names:
        shop.transport.answers[f"{name}@example.org"].append(
            Receipt(554, "we do not like you today", Command.RCPT)
        )

    done = asyncio.run(shop.deliver())

    assert done.tripped is not None
    assert done.tripped.code == "BRK004"
    assert shop.state is IssueState.PAUSED
    assert shop.counts() == {QUEUED: 30}


def test_a_message_over_the_relays_size_pauses_the_issue(open_shop: PrintShop) -> None:
    """S40."""
    open_shop.transport.answers["ada@example.org"].append(Unfitness.TOO_LARGE)

    done = asyncio.run(open_shop.deliver())

    assert done.tripped is not None
    assert open_shop.state is IssueState.PAUSED
    assert open_shop.counts() == {QUEUED: 3}


def test_an_address_the_relay_cannot_be_told_is_skipped_with_the_reason(
    open_shop: PrintShop,
) -> None:
    """S39."""
    open_shop.transport.answers["ada@example.org"].append(Unfitness.NEEDS_SMTPUTF8)

    done = asyncio.run(open_shop.deliver())

    assert done.complete
    assert open_shop.counts() == {ACCEPTED: 2, SKIPPED: 1}


@pytest.mark.parametrize("error", [LoginRefused("535"), RelayMisfit("no TLS")])
def test_a_relay_that_a_person_must_look_at_pauses_the_issue(
    open_shop: PrintShop, error: LoginRefused | RelayMisfit
) -> None:
    """S6, S7, S9."""
    open_shop.transport.unavailable = error

    with pytest.raises(type(error)):
        asyncio.run(open_shop.deliver())

    assert open_shop.state is IssueState.PAUSED
    assert open_shop.counts() == {QUEUED: 3}


def test_a_held_unknown_waits_for_somebody(open_shop: PrintShop) -> None:
    office = open_shop.open_office(
        (relay(), open_shop.transport), patience=Patience(on_unknown=OnUnknown.HOLD)
    )
    open_shop.transport.answers["bob@example.org"].append(Phase.DOT)

    asyncio.run(open_shop.deliver(office))
    open_shop.clock.advance(timedelta(days=9))
    done = asyncio.run(open_shop.deliver(office))

    assert not done.complete
    assert open_shop.counts() == {ACCEPTED: 2, UNKNOWN: 1}
    assert open_shop.transport.recipients.count("bob@example.org") == 1


# Several relays.


@pytest.fixture
def long_shop(shop: PrintShop) -> PrintShop:
    """Four hundred readers, and issue 1 open for them."""
    shop.subscribe(*(f"reader{number}" for number in range(400)))
    shop.schedule("now")
    tick(shop.desk, shop.store)
    return shop


class PatientTransport(ScriptedTransport):
    """Lets others have their turn between two messages, as a wire does."""

    async def run(self, take: Take, note: Tell) -> None:
        async def taken(*, wait: bool = True) -> Outgoing | None:
            await asyncio.sleep(0)
            return await take(wait=wait)

        await super().run(taken, note)


def test_relays_share_the_mail_by_weight(long_shop: PrintShop) -> None:
    large, small = PatientTransport("large"), PatientTransport("small")
    office = long_shop.open_office((relay("large", weight=3), large), (relay("small"), small))

    done = asyncio.run(long_shop.deliver(office))

    assert done.complete
    assert len(large.arrived) + len(small.arrived) == 400
    assert 280 <= len(large.arrived) <= 320


def test_a_relay_that_is_down_leaves_its_share_to_the_others(long_shop: PrintShop) -> None:
    well, down = PatientTransport("well"), ScriptedTransport("down")
    down.unavailable = RelayUnavailable("refused")
    office = long_shop.open_office((relay("down", weight=9), down), (relay("well"), well))

    done = asyncio.run(long_shop.deliver(office))

    assert done.complete
    assert len(well.arrived) == 400
    assert [problem.what for problem in done.troubles] == ["refused"]


def test_a_persistent_office_waits_for_a_relay_that_is_down(open_shop: PrintShop) -> None:
    """S1: the relay is left alone for longer and longer, and no attempt is spent."""
    tried_at: list[float] = []

    class DownForAWhile(ScriptedTransport):
        async def run(self, take: Take, note: Tell) -> None:
            tried_at.append(open_shop.clock.elapsed_s())
            if len(tried_at) < 6:
                raise RelayUnavailable("refused")
            await super().run(take, note)

    transport = DownForAWhile()
    office = open_shop.open_office((relay(), transport), persistent=True)

    done = asyncio.run(open_shop.deliver(office))

    assert done.complete
    pauses = [later - sooner for sooner, later in pairwise(tried_at)]
    assert 4 <= pauses[0] <= 6
    assert all(longer > 1.5 * shorter for shorter, longer in pairwise(pauses))
    with open_shop.store.unit(write=False) as unit:
        rows = unit.deliveries.rows(open_shop.issue.key, after=0, limit=9)
    assert {row.attempt for row in rows} == {1}


def test_a_days_limit_holds_over_restarts(long_shop: PrintShop) -> None:
    """P13."""
    limits = Limits(connections=1, per_day=150)
    first, second, next_day = (ScriptedTransport() for _ in range(3))

    for transport in (first, second):
        done = asyncio.run(
            long_shop.deliver(long_shop.open_office((relay(limits=limits), transport)))
        )
    assert (len(first.arrived), len(second.arrived)) == (150, 0)
    assert done.next_at is not None
    assert done.next_at > long_shop.clock.now() + timedelta(hours=20)

    long_shop.clock.advance(timedelta(hours=26))
    asyncio.run(long_shop.deliver(long_shop.open_office((relay(limits=limits), next_day))))

    assert len(next_day.arrived) == 150


def test_a_domain_at_its_limit_holds_up_no_other(shop: PrintShop) -> None:
    """P12."""
    crowd = [f"reader{number}" for number in range(20)]
    shop.subscribe(*crowd)
    with shop.store.unit() as unit:
        assert unit.people.count("main").confirmed == 20
    shop.subscribe_address("zoe@example.net")
    shop.schedule("now")
    tick(shop.desk, shop.store)
    limits = Limits(connections=1, domains={"example.org": DomainCap(per_second=1)})
    arrived_s: dict[str, float] = {}
    transport = ScriptedTransport()
    transport.before_dot = lambda message: arrived_s.update(
        {message.recipient: shop.clock.elapsed_s()}
    )

    done = asyncio.run(shop.deliver(shop.open_office((relay(limits=limits), transport))))

    assert done.complete
    assert arrived_s.pop("zoe@example.net") < 3
    assert max(arrived_s.values()) - min(arrived_s.values()) >= 18


def test_two_senders_on_one_ledger_send_nothing_twice_without_any_lock(
    long_shop: PrintShop,
) -> None:
    one, other = PatientTransport("one"), PatientTransport("other")
    few = Limits(connections=1, per_second=20)  # so that neither claims everything at once

    async def both() -> None:
        await asyncio.gather(
            long_shop.deliver(long_shop.open_office((relay("one", limits=few), one))),
            long_shop.deliver(long_shop.open_office((relay("other", limits=few), other))),
        )

    asyncio.run(both())

    assert one.arrived
    assert other.arrived, "only one of them sent"
    assert len({*one.recipients, *other.recipients}) == 400
    assert len(one.arrived) + len(other.arrived) == 400
    assert long_shop.counts() == {ACCEPTED: 400}


@pytest.mark.parametrize("bits", [0, 2048], ids=["at once", "in threads"])
def test_every_copy_is_signed_where_there_are_keys(open_shop: PrintShop, bits: int) -> None:
    key = SigningKey(
        selector="s",
        domain="example.org",
        algorithm="rsa-sha256",
        kind="rsa",
        bits=bits,
        public=b"",
        sign=lambda octets: b"signed",
    )

    asyncio.run(open_shop.deliver(replace(open_shop.office, keys=[key])))

    assert len(open_shop.transport.arrived) == 3
    assert all(m.octets.startswith(b"DKIM-Signature:") for m in open_shop.transport.arrived)
