"""Only scheduling arms an issue, and it says first what will happen."""

import asyncio
from datetime import UTC, datetime

import pytest

from doubles.shop import PrintShop
from pressrun.errors import ContentError, Refused, UsageError
from pressrun.model.issue import IssueState
from pressrun.press.schedule import arm, disarm, plan
from pressrun.press.tick import tick


def test_a_plan_says_what_will_happen_and_changes_nothing(shop: PrintShop) -> None:
    shop.subscribe("ada", "bob")

    made = plan(shop.desk, shop.store, shop.issue, shop.contents, "thu 9:00")

    assert made.when.wall.isoformat() == "2026-11-26T09:00:00"
    assert made.when.due_at == datetime(2026, 11, 26, 8, 0, tzinfo=UTC)
    assert (made.articles, made.audience.mailable, made.warnings) == (2, 2, ())
    assert shop.state is IssueState.DRAFT


def test_arming_keeps_the_wall_time_the_zone_and_who_said_so(shop: PrintShop) -> None:
    made = plan(shop.desk, shop.store, shop.issue, shop.contents, "2026-12-01 09:00")

    armed = arm(shop.desk, shop.store, made, by="lena")

    assert (armed.wall, armed.zone) == ("2026-12-01T09:00:00", "Europe/Berlin")
    assert armed.due_at == datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
    assert armed.armed_by == "lena"
    assert shop.state is IssueState.ARMED


def test_scheduling_again_moves_it(shop: PrintShop) -> None:
    shop.schedule("in 1 hour")
    shop.schedule("in 3 hours")

    with shop.store.unit(write=False) as unit:
        [armed] = unit.issues.all()
    assert armed.due_at == datetime(2026, 11, 24, 11, 0, tzinfo=UTC)


def test_a_time_that_the_clocks_skip_is_told(shop: PrintShop) -> None:
    made = plan(shop.desk, shop.store, shop.issue, shop.contents, "2027-03-28 02:30")

    assert made.when.due_at == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
    assert "SCH002" in [warning.code for warning in made.warnings]


@pytest.mark.parametrize("when", ["", "soon", "1 9:00", "2026-02-30 09:00", "2020-01-01 09:00"])
def test_a_time_that_cannot_be_meant_is_a_usage_error(shop: PrintShop, when: str) -> None:
    with pytest.raises(UsageError) as caught:
        plan(shop.desk, shop.store, shop.issue, shop.contents, when)

    assert caught.value.problem.help


def test_an_issue_that_does_not_load_cannot_be_scheduled(shop: PrintShop) -> None:
    shop.write_issue(["tide", "lampp"])

    with pytest.raises(ContentError) as caught:
        plan(shop.desk, shop.store, shop.issue, shop.contents, "now")

    problem = caught.value.problem
    assert problem.what == "there is no article 'lampp'"
    assert problem.help == "did you mean 'lamp'?"
    assert str(problem.place) == "issues/001-storm/issue.md:6:5"


def test_what_has_gone_out_never_goes_out_again(shop: PrintShop) -> None:
    shop.subscribe("ada")
    shop.schedule("now")
    tick(shop.desk, shop.store)

    with pytest.raises(Refused) as sending:
        shop.schedule("in 1 hour")
    asyncio.run(shop.deliver())
    with pytest.raises(Refused) as sent:
        shop.schedule("in 1 hour")

    assert sending.value.problem.code == "SCH011"
    assert sent.value.problem.code == "SCH012"


def test_taking_back_returns_it_to_draft(shop: PrintShop) -> None:
    shop.schedule("in 1 hour")

    disarm(shop.store, shop.issue, commit=False)
    assert shop.state is IssueState.ARMED
    disarm(shop.store, shop.issue, commit=True)

    assert shop.state is IssueState.DRAFT
    with pytest.raises(Refused):
        disarm(shop.store, shop.issue, commit=True)
