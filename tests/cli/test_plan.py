"""What is ahead, on the command line and for programs."""

import json

import pytest

from doubles.typist import Typist

SCHEDULES = """
[schedules.weekly]
every = "thursday 09:00"

[schedules.friday]
every = "friday 17:00"
cadence = "weekly"
"""


@pytest.fixture
def desk(typist: Typist) -> Typist:
    typist.people("ada", "bob")
    typist.article("tide", id="tideaaaaaa", title="The tide")
    typist.settings(SCHEDULES)
    return typist


def test_a_plan_tells_moments_what_they_carry_and_drafts(desk: Typist) -> None:
    said = desk.done("plan --weeks 1").out

    assert "List main: 2 people by each issue" in said
    assert "issue of schedule weekly, list main · planned\n  carries The tide\n" in said
    assert "weekly digest of schedule friday, list main · planned" in said
    assert "Drafts without a time:\n  issue 1 “Hello from Harbour”" in said


def test_a_plan_for_programs_has_every_item_with_its_instant(desk: Typist) -> None:
    desk.done("schedule 1 'in 2 hours'")

    told = json.loads(desk.done("plan --weeks 2 --json").out)

    kinds = [(item["schedule"], item["standing"]) for item in told["items"]]
    assert kinds.count(("weekly", "planned")) == 2
    assert kinds.count(("friday", "planned")) == 2
    [armed] = [item for item in told["items"] if item["standing"] == "armed"]
    assert armed["number"] == 1
    assert armed["handover"]["messages"] == 2
    assert all(item["at"].endswith("+00:00") for item in told["items"] if item["at"])


def test_an_audience_adds_up_and_explaining_says_the_same(desk: Typist) -> None:
    desk.done("subscribers suppress bob@example.org")

    told = json.loads(desk.done("audience 1 --json").out)
    story = json.loads(desk.done("explain bob@example.org --issue 1 --json").out)

    assert (told["goes_to"], told["total"]) == (1, 2)
    [left_out] = told["left_out"]
    assert left_out["key"] == story["fate"]["key"]
    assert told["goes_to"] + left_out["count"] == told["total"]


def test_an_issue_that_went_out_is_told_from_its_ledger(desk: Typist) -> None:
    desk.done("send 1 --yes")

    said = desk.done("audience 1")

    assert "Went or goes to 2 people of 2." in said.out
    assert "accepted" in said.out
