"""`pressrun schedule` and `pressrun unschedule`."""

import json
import os
import pty
import subprocess
from dataclasses import replace
from datetime import timedelta

import pytest

from doubles.command import CommandLine
from doubles.console import matches
from doubles.typist import Typist
from pressrun.app import App
from pressrun.cli.schedule import tell_plan

PLAN = """\
  Issue   1 “Hello from Harbour”   1 article, … kB of HTML
  When    … 2091 09:00 UTC, in …
  To      2 people on list main (0 suppressed, 0 paused)
  How     files in .pressrun/outbox/ (no relay is set)
  Feeds   main and issues, as RSS, Atom and JSON, and the archive, at the same moment
"""
EXACTLY = """\
Would be 2 messages, … octets in all.
  face …  en     1 article  to 2 people
  ada@example.org  … octets  sha256 …
  bob@example.org  … octets  sha256 …
Date and Message-ID will be others; a signature is not counted.
"""
FAR = '"2091-12-01 09:00"'


@pytest.fixture
def pair(typist: Typist) -> Typist:
    typist.people("ada", "bob")
    return typist


def state_of(typist: Typist) -> tuple[str, str | None]:
    [card] = json.loads(typist.done("queue --json").out)["cards"]
    return card["state"], card["armed"] and card["armed"]["wall"]


def test_scheduling_says_what_will_happen_and_arms_the_issue(pair: Typist) -> None:
    said = pair.done(f"schedule 1 {FAR}")

    assert matches(f"{PLAN}Scheduled.", said.out)
    assert said.err == (
        "Next:  pressrun run    (look: pressrun queue · take back: pressrun unschedule 1)\n"
    )
    assert state_of(pair) == ("armed", "2091-12-01T09:00:00")
    assert (
        "1      armed  Hello from Harbour  1         –         Sat 1 Dec 2091"
        in pair.done("queue").out
    )


def test_scheduling_again_moves_it(pair: Typist) -> None:
    pair.done(f"schedule 1 {FAR}")

    said = pair.done('schedule 1 "2091-12-02 10:30"')

    assert said.out.endswith("\nMoved.\n")
    assert state_of(pair) == ("armed", "2091-12-02T10:30:00")


def test_a_dry_run_arms_nothing_and_the_same_without_it_does(pair: Typist) -> None:
    before = pair.state()

    said = pair.done(f"schedule 1 {FAR} --dry-run")
    assert matches(f"{PLAN}{EXACTLY}Dry run: nothing is scheduled.", said.out)
    assert pair.state() == before
    pair.done(f"schedule 1 {FAR}")

    assert pair.state() != before


def test_an_issue_weighs_what_check_says_of_it(pair: Typist) -> None:
    article = pair.folder / "articles" / "hello.md"
    article.write_text(f"{article.read_text('utf-8')}\n{'Über Öl. ' * 500}\n", "utf-8")
    weights = json.loads(pair.done("check --json").out)["weights"]
    octets = weights["issues/001-hello/issue.md"]["en"]["html"]

    said = pair.done(f"schedule 1 {FAR} --dry-run")

    assert f" 1 article, {octets / 1000:.1f} kB of HTML\n" in said.out


def test_what_is_meant_for_now_is_not_said_to_be_late_by_the_time_it_is_rendered(
    pair: Typist, capsys: pytest.CaptureFixture[str]
) -> None:
    with App(pair.folder, {}) as app:
        plan = app.sending.plan(app.editor.issue("1"), "now")
        began_at = plan.when.due_at - timedelta(seconds=90)

        tell_plan(app, replace(plan, when=replace(plan.when, due_at=began_at)))

    [when] = [line for line in capsys.readouterr().out.splitlines() if "When" in line]
    assert when.endswith(" UTC, now")


def test_an_issue_for_nobody_is_warned_of(typist: Typist) -> None:
    said = typist.done(f"schedule 1 {FAR}")

    assert "  To      0 people on list main" in said.out
    assert "warning[SND011]: nobody is subscribed to list 'main'" in said.err


@pytest.mark.parametrize(
    ("line", "status", "told"),
    [
        ("schedule", 2, "Missing argument 'ISSUE'"),
        ("schedule 1", 2, "Missing argument 'WHEN'"),
        ("schedule 1 ''", 2, "no moment was given"),
        ("schedule 1 'teu 9:00'", 2, "'teu' is not a day"),
        ("schedule 1 'tue 25:00'", 2, "'25:00' is not a time of day"),
        ("schedule 1 '2091-02-30 09:00'", 2, "'2091-02-30' is not a date"),
        ("schedule 1 '2020-01-01 09:00'", 2, "ago in UTC"),
        ("schedule 2 now", 2, "there is no issue '2'"),
        ("unschedule", 2, "Missing argument 'ISSUE'"),
        ("unschedule 2", 2, "there is no issue '2'"),
        ("unschedule 1", 1, "issue 1 is not scheduled"),
    ],
)
def test_a_slip_is_told_and_arms_nothing(typist: Typist, line: str, status: int, told: str) -> None:
    before = typist.state()

    said = typist.type(line)

    assert said.status == status
    assert told in said.err
    assert typist.state() == before


def test_an_issue_that_does_not_render_is_not_armed(typist: Typist) -> None:
    typist.write("templates/email/issue.mjml", "{{ nope }}")

    said = typist.type(f"schedule 1 {FAR}")

    assert said.status == 3
    assert state_of(typist) == ("draft", None)


def test_a_relay_elsewhere_is_refused_while_links_would_be_dead(typist: Typist) -> None:
    typist.write(
        "pressrun.toml",
        typist.read("pressrun.toml") + '\n[relays.main]\nhost = "mail.example.org"\n',
    )

    said = typist.type(f"schedule 1 {FAR}")

    assert said.status == 1
    assert "error[SND004]: url is http://127.0.0.1:8080" in said.err
    assert state_of(typist) == ("draft", None)


def test_taking_back_returns_it_to_draft(pair: Typist) -> None:
    pair.done(f"schedule 1 {FAR}")
    armed = pair.state()

    dry = pair.done("unschedule 1 --dry-run")
    assert pair.state() == armed
    wet = pair.done("unschedule 1")

    assert matches("Would take back issue 1: … 1 Dec 2091 09:00 UTC, in …", dry.out)
    assert matches("Took back issue 1: … 1 Dec 2091 09:00 UTC, in …", wet.out)
    assert wet.err == 'Next:  pressrun schedule 1 "tue 9:00"\n'
    assert state_of(pair)[0] == "draft"


def test_what_has_gone_out_is_neither_scheduled_nor_taken_back(pair: Typist) -> None:
    pair.done("send 1 --yes")

    again, back = pair.type("schedule 1 now"), pair.type("unschedule 1")

    assert (again.status, back.status) == (1, 1)
    assert "issue 1 is sent and never goes out again" in again.err
    assert "issue 1 is sent and never goes out again" in back.err


@pytest.mark.parametrize(("answer", "status", "state"), [("y", 0, "armed"), ("n", 1, "draft")])
def test_a_time_that_has_passed_asks_whether_to_send_it_at_once(
    pair: Typist, desk: CommandLine, answer: str, status: int, state: str
) -> None:
    keyboard, terminal = pty.openpty()
    os.write(keyboard, f"{answer}\n".encode())

    done = subprocess.run(
        desk.command("schedule", "1", "2026-01-01 09:00"),
        env=desk.environ,
        stdin=terminal,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    os.close(keyboard)
    os.close(terminal)
    assert "'2026-01-01 09:00' was " in done.stderr
    assert " ago in UTC. Send issue 1 at once? [y/N]" in done.stderr
    assert done.returncode == status
    assert state_of(pair)[0] == state


def test_where_nobody_can_answer_a_time_that_has_passed_is_refused_unless_yes_is_said(
    pair: Typist,
) -> None:
    refused = pair.type('schedule 1 "2026-01-01 09:00"')
    looked = pair.done('schedule 1 "2026-01-01 09:00" --yes --dry-run')
    still = state_of(pair)
    pair.done('schedule 1 "2026-01-01 09:00" --yes')

    assert refused.status == 2
    assert "error[SCH001]" in refused.err
    assert looked.out.endswith("Dry run: nothing is scheduled.\n")
    assert still == ("draft", None)
    assert state_of(pair)[0] == "armed"
    assert pair.type("send 1 --yes").status == 0


LOCAL = "See [the draft](http://localhost:8000/tide)."
EMPTY = "Click [here](https://www.rfc-editor.org/)."


def test_an_error_in_what_an_issue_carries_is_refused_with_what_to_type(pair: Typist) -> None:
    pair.write("articles/hello.md", f"{pair.read('articles/hello.md')}\n{LOCAL}\n")

    said = pair.type(f"schedule 1 {FAR}")

    assert said.status == 1
    assert "error[LNK003]" in said.err
    assert f"| {LOCAL}\n" in said.err
    assert said.err.endswith(
        "error[CHK001]: check finds an error in issue 1: LNK003\n"
        "  = help: mend it, or send it as it is:\n"
        '  = help: pressrun schedule 1 "2091-12-01 09:00" --accept LNK003\n'
    )
    assert state_of(pair) == ("draft", None)
    pair.done(f"schedule 1 {FAR} --accept lnk003")
    assert state_of(pair) == ("armed", "2091-12-01T09:00:00")


def test_a_dry_run_refuses_an_error_as_well(pair: Typist) -> None:
    pair.write("articles/hello.md", f"{pair.read('articles/hello.md')}\n{LOCAL}\n")

    refused = pair.type(f"schedule 1 {FAR} --dry-run")
    as_json = pair.type(f"schedule 1 {FAR} --dry-run --json")
    accepted = pair.done(f"schedule 1 {FAR} --dry-run --accept LNK003")

    assert (refused.status, as_json.status) == (1, 1)
    assert "Would be 2 messages" in refused.out
    assert "error[CHK001]" in refused.err
    assert json.loads(as_json.out)["messages"] == 2
    assert "error[CHK001]" in as_json.err
    assert accepted.err.endswith(f"Next:  pressrun schedule 1 {FAR} --accept LNK003\n")


def test_warnings_are_counted_with_where_to_see_them_and_stop_nothing(pair: Typist) -> None:
    pair.write("articles/hello.md", f"{pair.read('articles/hello.md')}\n{EMPTY}\n")

    said = pair.done(f"schedule 1 {FAR}")

    assert "1 warning:  pressrun check articles/hello.md\n" in said.err
    assert "LNK004" not in said.err


def test_accepting_what_is_no_error_is_told_and_schedules_all_the_same(pair: Typist) -> None:
    said = pair.done(f"schedule 1 {FAR} --accept LNK003 --accept LNK004")

    assert "warning[CHK002]: --accept LNK003: check finds no such error in issue 1" in said.err
    assert "warning[CHK002]: --accept LNK004:" in said.err
    assert state_of(pair)[0] == "armed"


def test_another_issue_on_the_same_day_is_told_in_full(pair: Typist) -> None:
    pair.done("new issue Second")
    pair.done(f"schedule 1 {FAR}")

    said = pair.done('schedule 2 "2091-12-01 17:00"')

    assert "warning[SND010]: list 'main' gets issue 1 'Hello from Harbour' on the" in said.err
    assert '= help: move one of them: pressrun schedule 2 "2091-12-02 17:00"' in said.err
