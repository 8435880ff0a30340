"""An issue is stopped for a fault that is not the readers', and for nothing else."""

from collections.abc import Iterable
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressrun.model.audience import SubscriberId
from pressrun.model.delivery import Command, Receipt
from pressrun.model.meaning import meaning
from pressrun.press.breaker import FORGOTTEN_AFTER, Breaker, Trip

OK = Receipt(250, "2.0.0 Ok")
GONE = Receipt(550, "5.1.1 No such user", Command.RCPT)
FULL = Receipt(552, "5.2.2 Mailbox full", Command.RCPT)
DENIED = Receipt(554, "5.4.1 Recipient address rejected", Command.RCPT)
NOT_NOW = Receipt(450, "4.2.0 Greylisted", Command.RCPT)
THROTTLED = Receipt(454, "Throttling failure: Maximum sending rate exceeded")
DMARC = Receipt(550, "5.7.26 Not accepted from example.org, id 4bf92f35", Command.DOT)
NOT_US = Receipt(553, "5.7.1 Sender address rejected", Command.MAIL)
TOO_BIG = Receipt(552, "5.3.4 Message file too big", Command.DOT)


def hear(breaker: Breaker, receipts: Iterable[Receipt], *, first: int = 1) -> list[Trip | None]:
    """Have each answer come for a subscriber of its own, numbered from ``first``."""
    return [
        breaker.heard(meaning(receipt), receipt, subscriber=SubscriberId(first + number))
        for number, receipt in enumerate(receipts)
    ]


def only_last(trips: list[Trip | None]) -> Trip:
    assert trips[:-1] == [None] * (len(trips) - 1)
    assert trips[-1] is not None
    return trips[-1]


@pytest.mark.parametrize(
    ("receipt", "code"), [(NOT_US, "BRK001"), (TOO_BIG, "BRK002")], ids=["S13", "S26"]
)
def test_a_refusal_of_us_or_of_the_message_stops_the_issue_at_once(
    receipt: Receipt, code: str
) -> None:
    trip = only_last(hear(Breaker(), [OK] * 1000 + [receipt]))

    assert trip.problem.code == code
    assert trip.reply == f"{receipt.code} {receipt.text}"
    assert trip.wronged == ()
    assert "pressrun resume" in trip.problem.help


def test_a_message_larger_than_a_relay_announces_stops_the_issue() -> None:
    trip = Breaker().too_large("61,000 octets where 50,000 are taken")

    assert trip.problem.code == "BRK002"
    assert "61,000 octets" in trip.problem.what


def test_five_answers_of_one_policy_stop_the_issue_whatever_ids_are_in_them() -> None:
    """S27: the answers differ in a message's id alone."""
    answers = [
        Receipt(550, f"5.7.26 Not accepted from example.org, id {number:08x}")
        for number in range(5)
    ]

    trip = only_last(hear(Breaker(), answers))

    assert trip.problem.code == "BRK003"
    assert trip.wronged == ()  # they are deferred, not refused


def test_answers_of_several_policies_are_not_added_up() -> None:
    words = ["no DKIM", "no SPF", "bad name", "on a list", "too new"]
    answers = [Receipt(550, f"5.7.{20 + i} {words[i]}") for i in range(5)]

    assert hear(Breaker(), answers) == [None] * 5


def test_a_policy_met_now_and_then_among_many_acceptances_stops_nothing() -> None:
    rarely = [DMARC, *[OK] * FORGOTTEN_AFTER] * 20
    often = [DMARC, *[OK] * (FORGOTTEN_AFTER - 1)] * 5

    assert not any(hear(Breaker(), rarely))
    assert any(hear(Breaker(), often))


def test_ten_refusals_in_a_row_with_one_code_stop_the_issue_and_are_taken_back() -> None:
    """S45."""
    breaker = Breaker()
    hear(breaker, [OK] * 100)

    trip = only_last(hear(breaker, [DENIED] * 10, first=500))

    assert trip.problem.code == "BRK004"
    assert list(trip.wronged) == list(range(500, 510))
    assert "554 5.4.1" in trip.problem.what


def test_an_acceptance_between_them_ends_the_row() -> None:
    breaker = Breaker()
    hear(breaker, [OK] * 100)

    assert not any(hear(breaker, [*[DENIED] * 9, OK] * 5))
    assert any(hear(breaker, [DENIED] * 10))


def test_what_is_not_final_neither_counts_nor_ends_the_row() -> None:
    breaker = Breaker()
    hear(breaker, [OK] * 100)

    trips = hear(breaker, [DENIED, NOT_NOW, THROTTLED] * 10, first=1)

    assert next(number for number, trip in enumerate(trips) if trip is not None) == 27


def test_one_code_for_a_fifth_of_the_first_fifty_answers_stops_the_issue() -> None:
    """S45: four of five go through, and the fifth is always refused alike."""
    trips = hear(Breaker(), [OK, OK, OK, OK, DENIED] * 10)

    trip = only_last(trips)
    assert trip.problem.code == "BRK005"
    assert list(trip.wronged) == list(range(5, 51, 5))
    assert "10 of the first 50" in trip.problem.what


def test_less_than_a_fifth_or_a_fifth_later_stops_nothing() -> None:
    assert not any(hear(Breaker(), [OK, OK, OK, OK, OK, DENIED] * 50))
    assert not any(hear(Breaker(), [*[OK] * 50, *[OK, OK, OK, OK, DENIED] * 50]))


@pytest.mark.parametrize("gone", [GONE, FULL], ids=["no such user", "mailbox full"])
def test_a_list_half_of_which_is_gone_goes_out(gone: Receipt) -> None:
    for seed in range(20):
        answers = [gone, OK] * 2500
        Random(seed).shuffle(answers)

        assert not any(hear(Breaker(), answers))


def test_a_relay_that_knows_no_address_at_all_is_taken_for_at_fault() -> None:
    breaker = Breaker()

    trip = only_last(hear(breaker, [GONE] * 50))

    assert trip.problem.code == "BRK006"
    assert list(trip.wronged) == list(range(1, 51))


def test_a_relay_that_knows_one_address_in_five_is_taken_for_at_fault() -> None:
    trips = hear(Breaker(), [OK, GONE, GONE, GONE, GONE] * 20)

    trip = only_last(trips)
    assert trip.problem.code == "BRK006"
    assert len(trip.wronged) == 80


def test_addresses_that_are_gone_are_not_taken_back_for_another_fault() -> None:
    breaker = Breaker()
    hear(breaker, [GONE] * 9)
    trip = only_last(hear(breaker, [DENIED] * 10, first=100))

    assert list(trip.wronged) == list(range(100, 110))


def test_what_was_refused_before_we_were_found_at_fault_is_taken_back() -> None:
    breaker = Breaker()
    hear(breaker, [DENIED, DENIED, OK, DENIED])

    trip = only_last(hear(breaker, [NOT_US], first=9))

    assert trip.wronged == (4,)


def test_what_was_under_way_when_it_tripped_is_taken_back_as_it_comes() -> None:
    breaker = Breaker()
    hear(breaker, [DENIED] * 10)

    late = hear(breaker, [DENIED, OK, GONE, DMARC, NOT_NOW], first=90)

    assert [None if trip is None else trip.wronged for trip in late] == [
        (90,),
        None,
        None,
        (),
        None,
    ]
    assert breaker.suspects(SubscriberId(90))


def test_addresses_under_way_when_a_relay_knew_none_are_taken_back_as_well() -> None:
    breaker = Breaker()
    hear(breaker, [GONE] * 50)

    late = hear(breaker, [GONE, DENIED], first=90)

    assert [trip.wronged for trip in late if trip is not None] == [(90,), (91,)]


def test_who_was_refused_among_the_first_fifty_is_forgotten_after_them() -> None:
    breaker = Breaker()

    hear(breaker, [DENIED, *[OK] * 40])
    assert breaker.suspects(SubscriberId(1))
    hear(breaker, [*[OK] * 20, DENIED], first=100)
    assert not breaker.suspects(SubscriberId(1))


def test_who_may_be_taken_back_is_known_while_it_can_still_happen() -> None:
    breaker = Breaker()
    hear(breaker, [OK] * 100)
    hear(breaker, [DENIED, GONE], first=500)

    assert breaker.suspects(SubscriberId(500))
    assert breaker.suspects(SubscriberId(501))
    hear(breaker, [OK])
    assert not breaker.suspects(SubscriberId(500))
    assert not breaker.suspects(SubscriberId(501))


def test_refusals_that_a_person_lets_stand_stop_nothing_but_a_refusal_of_us_still_does() -> None:
    breaker = Breaker(certain_only=True)

    assert not any(hear(breaker, [*[DENIED] * 100, *[GONE] * 100, *[DMARC] * 100]))
    assert any(hear(breaker, [NOT_US]))


@given(st.lists(st.sampled_from([OK, GONE, FULL, DENIED, DMARC, NOT_NOW, THROTTLED]), max_size=300))
def test_only_who_was_refused_in_this_pass_is_taken_back_and_each_once(
    answers: list[Receipt],
) -> None:
    breaker = Breaker()
    refused: set[int] = set()
    for number, receipt in enumerate(answers, 1):
        suspected = {one for one in refused if breaker.suspects(SubscriberId(one))}
        if receipt in (GONE, FULL, DENIED):
            refused.add(number)
        [trip] = hear(breaker, [receipt], first=number)
        if trip is not None:
            assert set(trip.wronged) <= suspected | {number}
            assert set(trip.wronged) <= refused
            assert len(set(trip.wronged)) == len(trip.wronged)
            break
