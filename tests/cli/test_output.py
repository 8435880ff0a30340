"""What is printed where: results, talk, colours, and readers who go away."""

import json
import os
import pty
import re
import shlex
import subprocess

import pytest

from doubles.command import PRESSRUN
from doubles.typist import Typist

ESCAPE = re.compile(r"\x1b\[")
READING = [
    ("queue", "queue --json"),
    ("queue 1", "queue 1 --json"),
    ("check", "check --json"),
    ("show 1", "show 1 --json"),
    ("status", "status --json"),
    ("status 1", "status 1 --json"),
    ("status 1 --watch", "status 1 --watch --json"),
    ("audit 1", "audit 1 --json"),
    ("explain ada@example.org --issue 1", "explain ada@example.org --issue 1 --json"),
    ("subscribers list", "subscribers list --json"),
]


def in_a_shell(typist: Typist, line: str, **environ: str) -> "subprocess.CompletedProcess[str]":
    """Run a line of shell in the publication; ``pressrun`` in it is the real program."""
    return subprocess.run(
        line.replace("pressrun", shlex.quote(str(PRESSRUN))),
        shell=True,
        cwd=typist.folder,
        env={**os.environ, **environ},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(("plain", "asked"), READING)
def test_json_is_one_document_on_stdout_and_no_talk(typist: Typist, plain: str, asked: str) -> None:
    typist.people("ada")

    said = typist.done(asked)

    assert said.err == ""
    assert isinstance(json.loads(said.out), dict | list)
    assert "\x1b" not in said.out
    assert typist.done(plain).out != said.out


def test_the_json_of_the_board_names_what_scripts_ask_for(typist: Typist) -> None:
    typist.article("tide", id="tideaaaaaa", title="The tide")
    typist.done('schedule 1 "2091-12-01 09:00"')

    found = json.loads(typist.done("queue --json").out)

    [card], [spare] = found["cards"], found["spare"]
    assert (card["issue"]["number"], card["state"]) == (1, "armed")
    assert card["armed"]["due_at"] == "2091-12-01T09:00:00+00:00"
    assert (card["accounts"], card["next_at"]) == (None, None)
    assert (spare["article"]["slug"], spare["why"]) == ("tide", "waits for an issue")
    assert found["problems"] == []


def test_the_json_of_people_is_a_row_a_person(typist: Typist) -> None:
    typist.people("ada")

    [row] = json.loads(typist.done("subscribers list --json").out)

    assert set(row) == {"address", "name", "list", "state", "since"}
    assert (row["address"], row["list"], row["state"]) == ("ada@example.org", "main", "confirmed")


@pytest.mark.parametrize(
    ("environ", "option", "coloured"),
    [
        ({}, "", False),
        ({"FORCE_COLOR": "1"}, "", True),
        ({}, "--color always", True),
        ({"NO_COLOR": "1"}, "--color always", False),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, "", False),
        ({"FORCE_COLOR": "1", "TERM": "dumb"}, "", False),
        ({"FORCE_COLOR": "1"}, "--color never", False),
        ({"NO_COLOR": "", "FORCE_COLOR": ""}, "", False),
    ],
)
def test_colours_are_there_when_they_are_asked_for_and_nobody_refuses_them(
    typist: Typist,
    monkeypatch: pytest.MonkeyPatch,
    environ: dict[str, str],
    option: str,
    coloured: bool,
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    for name, value in environ.items():
        monkeypatch.setenv(name, value)

    table = typist.done(f"{option} queue").out
    error = typist.type(f"{option} queue 9").err

    assert bool(ESCAPE.search(table)) is coloured
    assert bool(ESCAPE.search(error)) is coloured


@pytest.mark.parametrize(
    ("environ", "coloured"),
    [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)],
)
def test_on_a_terminal_colours_need_not_be_asked_for(
    typist: Typist, environ: dict[str, str], coloured: bool
) -> None:
    screen, terminal = pty.openpty()

    subprocess.run(
        [PRESSRUN, "queue"],
        cwd=typist.folder,
        env={**os.environ, "TERM": "xterm", **environ},
        stdin=subprocess.DEVNULL,
        stdout=terminal,
        stderr=subprocess.DEVNULL,
        timeout=60,
        check=True,
    )

    shown = os.read(screen, 10_000).decode()
    os.close(screen)
    os.close(terminal)
    assert "Hello from Harbour" in shown
    assert bool(ESCAPE.search(shown)) is coloured


@pytest.mark.parametrize("line", ["queue --json", "show 1 --eml", "--help", "subscribers --help"])
def test_a_reader_who_goes_away_is_no_error(typist: Typist, line: str) -> None:
    done = in_a_shell(typist, f"(pressrun {line}; echo status $? >&2) | true")

    assert done.stderr == "status 0\n"


def test_mail_goes_out_although_nobody_reads_the_summary(typist: Typist) -> None:
    typist.people("ada", "bob")

    done = in_a_shell(typist, "(pressrun send 1 --yes; echo status $? >&2) | true")

    assert done.stderr.endswith("Next:  pressrun status 1\nstatus 0\n"), done.stderr
    assert len(list((typist.folder / ".pressrun/outbox").glob("*.eml"))) == 2


def test_a_disk_that_takes_no_more_output_is_told(typist: Typist) -> None:
    done = in_a_shell(typist, "ulimit -f 0; pressrun check > listing.txt")

    # Nor does the database open on such a disk, which is told with the rest.
    assert done.returncode == 75
    told = [row for row in done.stderr.splitlines() if row.startswith("error[")]
    assert [row[:13] for row in told] == ["error[DB010]:", "error[OUT004]"]
    assert "cannot print: " in told[1]


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", ">&- 2>&-"])
def test_closed_ends_stop_nothing(typist: Typist, closed: str) -> None:
    done = in_a_shell(typist, f"pressrun queue {closed}")

    assert done.returncode == 0


def test_it_works_without_a_home_and_without_a_language(typist: Typist) -> None:
    typist.people("ada")
    bare = f"env -i PATH={shlex.quote(os.environ['PATH'])} LC_ALL=C"

    done = in_a_shell(
        typist, f"{bare} pressrun new issue 'Öffnung' && {bare} pressrun send 1 --yes"
    )

    assert done.returncode == 0, done.stderr
    assert "“Hello from Harbour”" in done.stdout
