"""What a pass settles is counted by relay and by domain, with the relays' own last words."""

from datetime import timedelta

import pytest

from doubles import StoppedClock
from pressrun.model.audience import SubscriberId
from pressrun.model.delivery import Accounts, Claimed, DeliveryState, Outcome, Receipt
from pressrun.model.issue import IssueKey
from pressrun.press.progress import ANSWERS, DOMAINS
from pressrun.press.tally import Tally

S = DeliveryState


def outcome(
    state: DeliveryState, *, relay: str = "main", domain: str = "example.org", said: str = ""
) -> Outcome:
    claimed = Claimed(
        issue=IssueKey("heron4lamp"),
        subscriber=SubscriberId(1),
        fence=1,
        attempt=0,
        face="f",
        address=f"ada@{domain}",
        name="",
        subscription_handle="h",
    )
    receipt = Receipt(250 if state is S.ACCEPTED else 550, said)
    return Outcome(
        claimed=claimed, state=state, at=StoppedClock().now(), receipt=receipt, relay=relay
    )


@pytest.fixture
def tally(clock: StoppedClock) -> Tally:
    books = Accounts(frozen=100, by_state={S.ACCEPTED: 40, S.QUEUED: 60})
    return Tally(["main", "spare"], accounts=books, clock=clock)


def test_each_relay_has_its_own_counts_and_the_books_go_on_from_where_they_were(
    tally: Tally,
) -> None:
    for state in (S.ACCEPTED, S.ACCEPTED, S.REFUSED, S.DEFERRED, S.UNKNOWN):
        tally.hear(outcome(state))
    tally.hear(outcome(S.ACCEPTED, relay="spare"))

    found = tally.look()

    main, spare = found.relays
    assert (main.accepted, main.refused, main.deferred, main.unknown) == (2, 1, 1, 1)
    assert (spare.relay, spare.accepted) == ("spare", 1)
    assert found.accounts.of(S.ACCEPTED) == 43
    assert (found.accounts.ended, found.accounts.balanced) == (44, True)


def test_the_rate_is_of_the_last_seconds_and_says_how_long_the_rest_takes(
    tally: Tally, clock: StoppedClock
) -> None:
    for _ in range(20):
        tally.hear(outcome(S.ACCEPTED))
        clock.advance(timedelta(seconds=0.5))
    busy = tally.look()
    for _ in range(30):
        clock.advance(timedelta(seconds=1))
        idle = tally.look()

    assert busy.per_s == pytest.approx(2.0)
    assert busy.eta_s == pytest.approx(20.0)
    assert (idle.per_s, idle.eta_s) == (0.0, None)


def test_what_relays_do_not_take_is_told_by_domain_the_worst_first(tally: Tally) -> None:
    for number in range(DOMAINS + 3):
        for _ in range(number + 1):
            tally.hear(outcome(S.REFUSED, domain=f"d{number}.example.org", said="5.7.1 no"))

    worst = tally.look().domains

    assert len(worst) == DOMAINS
    assert (worst[0].domain, worst[0].count) == (f"d{DOMAINS + 2}.example.org", DOMAINS + 3)
    assert worst[0].reply == "550 5.7.1 no"


def test_the_last_answers_are_kept_word_for_word_and_are_few(tally: Tally) -> None:
    for number in range(ANSWERS + 5):
        tally.hear(outcome(S.DEFERRED, said=f"4.7.1 wait {number}"))

    answers = tally.look().relays[0].answers

    assert len(answers) == ANSWERS
    assert answers[-1] == f"550 4.7.1 wait {ANSWERS + 4}"
