"""States move along their tables, and every table leads to an end."""

from collections.abc import Mapping
from enum import StrEnum

import pytest

from pressrun.model import delivery, issue
from pressrun.model.delivery import DeliveryState
from pressrun.model.issue import IssueState

Table = Mapping[StrEnum, frozenset[StrEnum]]
TABLES = {
    "issue": (issue.NEXT, IssueState, IssueState.DRAFT),
    "delivery": (delivery.NEXT, DeliveryState, DeliveryState.QUEUED),
}
of_each_table = pytest.mark.parametrize(
    ("table", "states", "first"), TABLES.values(), ids=TABLES.keys()
)


def reachable(table: Table, start: StrEnum, *, without: frozenset[StrEnum] = frozenset()) -> set:
    """Return every state on some way from ``start`` that avoids ``without``."""
    seen, fresh = {start}, [start]
    while fresh:
        found = table[fresh.pop()] - seen - without
        seen |= found
        fresh += found
    return seen


@of_each_table
def test_every_state_has_a_row_and_every_successor_is_a_state(
    table: Table, states: type[StrEnum], first: StrEnum
) -> None:
    assert set(table) == set(states)
    assert frozenset().union(*table.values()) <= set(states)


@of_each_table
def test_every_state_can_be_reached_from_the_first(
    table: Table, states: type[StrEnum], first: StrEnum
) -> None:
    assert reachable(table, first) == set(states)


@of_each_table
def test_no_state_is_a_trap(table: Table, states: type[StrEnum], first: StrEnum) -> None:
    ends = {state for state in states if not table[state]}

    trapped = {state for state in states if not reachable(table, state) & ends}

    assert trapped == set()


def test_a_sent_issue_is_left_by_a_retry_alone_and_a_cancelled_one_never() -> None:
    assert issue.NEXT[IssueState.SENT] == {IssueState.SENDING}
    assert not issue.NEXT[IssueState.CANCELLED]


def test_an_end_of_a_delivery_is_left_only_to_be_queued_again_and_a_skipped_one_never() -> None:
    assert not delivery.NEXT[DeliveryState.SKIPPED]
    for end in delivery.ENDS - {DeliveryState.SKIPPED}:
        assert delivery.NEXT[end] == {DeliveryState.QUEUED}


def test_an_issue_is_sent_only_after_it_was_armed_and_sending() -> None:
    for needed in (IssueState.ARMED, IssueState.SENDING):
        around = reachable(issue.NEXT, IssueState.DRAFT, without=frozenset({needed}))

        assert IssueState.SENT not in around


def test_an_issue_that_has_begun_to_send_never_goes_back_to_draft() -> None:
    assert IssueState.DRAFT not in reachable(issue.NEXT, IssueState.SENDING)


def test_nothing_is_accepted_or_unknown_that_was_not_claimed_before() -> None:
    around = reachable(
        delivery.NEXT, DeliveryState.QUEUED, without=frozenset({DeliveryState.CLAIMED})
    )

    assert not around & {DeliveryState.ACCEPTED, DeliveryState.UNKNOWN}


def test_a_delivery_is_claimed_anew_before_each_attempt() -> None:
    befores = {state for state in DeliveryState if DeliveryState.SUBMITTING in delivery.NEXT[state]}

    assert befores == {DeliveryState.CLAIMED}


def test_waiting_states_can_all_be_skipped_when_an_issue_is_cancelled() -> None:
    waiting = {DeliveryState.QUEUED, DeliveryState.DEFERRED, DeliveryState.UNKNOWN}

    assert all(DeliveryState.SKIPPED in delivery.NEXT[state] for state in waiting)


def test_no_state_claims_to_know_that_mail_was_delivered() -> None:
    assert "delivered" not in set(DeliveryState) | set(IssueState)
