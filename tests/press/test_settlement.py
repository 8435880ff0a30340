"""What a session that was lost costs whoever's message was under way."""

from dataclasses import replace
from datetime import timedelta

import pytest

from contract.stores import NOW
from doubles import StoppedClock
from pressrun.model.audience import SubscriberId
from pressrun.model.delivery import Claimed, DeliveryState, Lost, Outcome, Phase
from pressrun.model.issue import IssueKey
from pressrun.model.letter import LETTERS, Letter, LetterKind
from pressrun.model.patience import Patience
from pressrun.press.settlement import LOSSES_FORGIVEN, LOST_AFTER, Settlement
from pressrun.store.instant import to_ms

LETTER = Letter(
    kind=LetterKind.CONFIRM,
    list="main",
    address="ada@example.org",
    face="f",
    slots={},
    dedupe="one",
    message_id="one@example.org",
    created_at=NOW,
)
DELIVERY = Claimed(
    issue=IssueKey("1"),
    subscriber=SubscriberId(1),
    fence=1,
    attempt=0,
    face="f",
    address="ada@example.org",
    name="",
    subscription_handle="h",
)
BEGUN = to_ms(NOW)
CLAIMED = {
    "delivery": DELIVERY,
    "letter": replace(DELIVERY, issue=LETTERS, fence=BEGUN + 1, unclaimed=BEGUN, letter=LETTER),
}


def lost(claimed: Claimed) -> Outcome:
    settlement = Settlement("relay", patience=Patience(), clock=StoppedClock())
    return settlement.lost(claimed, Lost(1, Phase.ENVELOPE, "connection reset"))


@pytest.mark.parametrize("kind", CLAIMED)
def test_a_few_sessions_that_are_lost_before_the_dot_cost_no_attempt(kind: str) -> None:
    """Nor a letter, whose fence begins with the moment it was written."""
    for claim in range(LOSSES_FORGIVEN):
        claimed = replace(CLAIMED[kind], fence=CLAIMED[kind].fence + claim)

        outcome = lost(claimed)

        assert (outcome.state, outcome.spends_attempt) == (DeliveryState.DEFERRED, False)
        assert outcome.next_at == outcome.at + LOST_AFTER


@pytest.mark.parametrize("kind", CLAIMED)
def test_a_message_that_a_relay_stumbles_over_again_and_again_waits_its_turn(kind: str) -> None:
    claimed = replace(CLAIMED[kind], fence=CLAIMED[kind].fence + LOSSES_FORGIVEN)

    outcome = lost(claimed)

    assert (outcome.state, outcome.spends_attempt) == (DeliveryState.DEFERRED, True)
    assert outcome.next_at is not None
    assert outcome.next_at > outcome.at + timedelta(seconds=40)
