"""`pressrun approve` and `pressrun diff`."""

import json
import re
import signal

import pytest

from doubles.command import CommandLine
from doubles.console import matches
from doubles.typist import Typist

FAR = '"2091-12-01 09:00"'
REVIEW = """\
  Issue     1 “Hello from Harbour”
  Articles  hello
  To        1 person on list main
  Content   …
"""


@pytest.fixture
def strict(typist: Typist) -> Typist:
    """A publication with one reader in which nothing goes out that was not approved."""
    typist.people("ada")
    toml = typist.read("pressrun.toml")
    typist.write("pressrun.toml", f'approval = "required"\n{toml}')
    return typist


def edit(typist: Typist, words: str = "Other words.") -> None:
    [path] = [p.name for p in (typist.folder / "articles").glob("*.md")]
    text = typist.read(f"articles/{path}")
    typist.write(f"articles/{path}", f"{text}\n{words}\n")


def test_approving_says_what_is_approved_and_by_whom(strict: Typist) -> None:
    said = strict.done("approve 1")

    assert matches(f"{REVIEW}Approved.", said.out)
    assert said.err == 'Next:  pressrun schedule 1 "tue 9:00"\n'
    card = json.loads(strict.done("queue --json").out)["cards"][0]
    assert card["approval"]["verdict"] == "approved"
    assert card["approval"]["approval"]["by"]


def test_a_second_approval_changes_nothing_and_says_so(strict: Typist) -> None:
    strict.done("approve 1")
    before = strict.state()

    said = strict.done("approve 1")

    assert said.out.endswith("It is approved already, as it is.\n")
    assert "  Before    approved by " in said.out
    assert strict.state() == before


def test_json_says_the_same(strict: Typist) -> None:
    dry = json.loads(strict.done("approve 1 --json --dry-run").out)
    wet = json.loads(strict.done("approve 1 --json").out)

    assert dry["approved"] is None
    assert dry["dry_run"]
    assert re.fullmatch("[0-9a-f]{64}", wet["digest"])
    assert wet["digest"] == dry["digest"] == wet["approved"]["approval"]["digest"]
    assert (wet["number"], wet["readers"], wet["list"]) == (1, 1, "main")


def test_an_approval_is_taken_back_once(strict: Typist) -> None:
    strict.done("approve 1")
    before = strict.state()

    dry = strict.done("approve 1 --take-back --dry-run")
    assert strict.state() == before
    wet = strict.done("approve 1 --take-back")
    again = strict.type("approve 1 --take-back")

    assert dry.out.startswith("Would take back the approval of issue 1 by ")
    assert wet.out.startswith("Took back the approval of issue 1 by ")
    assert again.status == 1
    assert "error[APR001]: nobody has approved issue 1" in again.err


def test_sending_what_nobody_approved_is_refused_and_arms_nothing(strict: Typist) -> None:
    before = strict.state()

    said, dry = strict.type("send 1 --yes"), strict.type("send 1 --dry-run")

    assert (said.status, dry.status) == (1, 1)
    assert "error[APR001]: nobody has approved issue 1\n  = help: pressrun approve 1" in said.err
    assert "State   not approved" in dry.out
    assert dry.err.endswith("Next:  pressrun approve 1\n")
    assert strict.state() == before


def test_what_was_approved_is_sent(strict: Typist) -> None:
    strict.done("approve 1")

    said = strict.done("send 1 --yes")

    assert "State   approved by " in said.out
    late = strict.type("approve 1")
    assert late.status == 1
    assert "error[APR003]: issue 1 is sent: what it was is frozen" in late.err


def test_scheduling_and_the_board_say_what_stands(strict: Typist) -> None:
    armed = strict.done(f"schedule 1 {FAR}")
    assert "  State   not approved\n" in armed.out
    assert "warning[APR001]: nobody has approved issue 1" in armed.err
    assert "; not approved" in strict.done("queue").out

    strict.done("approve 1")
    assert "; approved by " in strict.done("queue").out
    edit(strict)

    assert "; changed since it was approved by " in strict.done("queue").out


def test_without_the_setting_nothing_is_said_of_approvals(typist: Typist) -> None:
    typist.people("ada")

    armed, board = typist.done(f"schedule 1 {FAR}"), typist.done("queue")

    assert "approved" not in armed.both + board.both
    assert json.loads(typist.done("queue --json").out)["cards"][0]["approval"] is None


def test_a_difference_shows_what_went_and_what_came_and_ends_with_1(strict: Typist) -> None:
    strict.done("approve 1")
    same = strict.done("diff 1")
    edit(strict, "The ferry leaves at nine.")

    said = strict.type("diff 1")

    assert same.out.startswith("Issue 1 is as ")
    assert said.status == 1
    assert "== en: text of the mail\n@@ " in said.out
    assert "\n+The ferry leaves at nine.\n" in said.out
    assert "HTML of the mail" not in said.out
    assert said.err.endswith("Next:  pressrun approve 1\n")
    strict.done("approve 1")
    strict.done("diff 1")


def test_a_difference_in_json_names_the_parts(strict: Typist) -> None:
    strict.done("approve 1")
    assert json.loads(strict.done("diff 1 --json").out)["same"]
    edit(strict)

    said = strict.type("diff 1 --json")

    told = json.loads(said.out)
    assert said.status == 1
    assert not told["same"]
    assert told["digest"] != told["approval"]["digest"]
    assert [d["part"] for d in told["differences"]] == ["text"]
    assert "+Other words." in told["differences"][0]["lines"]


def test_a_difference_is_coloured_where_colours_are_wanted(strict: Typist) -> None:
    strict.done("approve 1")
    edit(strict)

    said = strict.type("--color always diff 1")

    assert "\x1b[32m+Other words.\x1b[0m" in said.out
    assert "\x1b[36m@@" in said.out


def test_a_press_that_runs_holds_what_nobody_approved_and_sends_it_once_somebody_has(
    strict: Typist, desk: CommandLine
) -> None:
    running = desk.start("run")
    running.wait_for("Ctrl-C stops", timeout_s=60)
    strict.done("schedule 1 now")
    running.wait_for("error[APR001]: nobody has approved issue 1", timeout_s=60)
    assert "held" in strict.done("queue").out

    said = strict.done("approve 1")

    assert said.out.endswith("Approved.\nIt waited for that, and goes out now.\n")
    running.wait_for("1 accepted", timeout_s=60)
    assert running.end(signal.SIGINT) == 0


@pytest.mark.parametrize(
    ("line", "status", "told"),
    [
        ("approve", 2, "Missing argument 'ISSUE'"),
        ("approve 2", 2, "there is no issue '2'"),
        ("diff 2", 2, "there is no issue '2'"),
        ("diff 1", 2, "error[APR004]: nobody has approved issue 1"),
    ],
)
def test_a_slip_is_told_and_approves_nothing(
    strict: Typist, line: str, status: int, told: str
) -> None:
    before = strict.state()

    said = strict.type(line)

    assert said.status == status
    assert told in said.err
    assert strict.state() == before
