"""A sender's life: killed at every step, told to stop, with little to live on, in a bare place."""

import asyncio
import json
import os
import quopri
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from doubles.command import CommandLine
from faults.harbour import CONNECTIONS, Harbour
from faults.sink import Sink
from faults.worker import held
from pressrun.model.delivery import DeliveryState

ROOT = Path(__file__).parents[2]
VICTIM = ROOT / "bench" / "victim.py"
PEOPLE = 60
# Steps that come before any mail, those that come with each, and the end.
STEPS = [
    *("freezing", "frozen", "published", "opening", "opened", "marking", "renewed"),
    *("claimed", "intended", "answered", "committing", "committed", "closed"),
]


def victim(harbour: Harbour, step: str, number: int = 1) -> int:
    """Run `pressrun send` until it comes to a step, where it kills itself; return how it ended."""
    note = harbour.root / "step"
    command = [sys.executable, str(VICTIM), str(note), f"{step}:{number}", "send", "1", "--yes"]
    done = subprocess.run(
        command,
        cwd=harbour.root,
        env={**os.environ, **harbour.environ},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert not note.exists() or note.read_text() == step
    return done.returncode


def test_every_step_that_the_code_names_is_one_of_these() -> None:
    named = {
        word
        for file in (ROOT / "src").rglob("*.py")
        for line in file.read_text(encoding="utf-8").splitlines()
        if 'log.debug("step.' in line
        for word in [line.partition('"step.')[2].partition('"')[0]]
    }

    assert named == set(STEPS)


def test_killed_once_at_every_step_it_reaches_everybody_and_lists_who_has_two(
    tmp_path: Path,
) -> None:
    """C1: each life goes on from what the one before has left."""
    with Sink(tmp_path) as sink:
        harbour = Harbour(tmp_path / "notes", sink, people=PEOPLE, opened=False)
        listed: list[str] = []
        doubled = 0
        for step in STEPS:
            assert victim(harbour, step) == -signal.SIGKILL, step
            audit = harbour.audit()
            assert audit.balanced
            listed += [doubtful.address for doubtful in audit.maybe_twice]
            assert len(sink.taken) - len(sink.copies) <= doubled + CONNECTIONS
            doubled = len(sink.taken) - len(sink.copies)

        CommandLine(harbour.root, **harbour.environ).run("audit", "1")

        harbour.check_books(people=PEOPLE, listed=listed)


@pytest.mark.parametrize(("step", "doubts"), [("intended", 1), ("committing", 0)])
def test_what_a_killed_sender_had_read_is_never_sent_again(
    tmp_path: Path, step: str, doubts: int
) -> None:
    """C1, S34: an answer that was read stands in the journal before the ledger has it."""
    with Sink(tmp_path) as sink:
        harbour = Harbour(tmp_path / "notes", sink, people=PEOPLE, settings="pipelining = false")
        toml = (harbour.root / "pressrun.toml").read_text()
        harbour.write("pressrun.toml", toml.replace("connections = 4", "connections = 1"))
        assert victim(harbour, step, 5) == -signal.SIGKILL
        before = len(sink.taken)

        assert harbour.audit().open_doubts == doubts
        CommandLine(harbour.root, **harbour.environ).run("send", "1")

        assert 0 < before < PEOPLE
        harbour.check_books(people=PEOPLE)
        assert len(sink.taken) - PEOPLE <= doubts


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=lambda one: one.name)
def test_told_to_stop_it_finishes_what_is_under_way_and_the_books_balance(
    tmp_path: Path, number: signal.Signals
) -> None:
    """C27: within the half minute that a machine which shuts down leaves it."""
    with Sink(tmp_path, options=("--delay", "DOT=0.05")) as sink:
        harbour = Harbour(tmp_path / "notes", sink, people=400)
        desk = CommandLine(harbour.root, **harbour.environ)
        sending = desk.start("send", "1")
        try:
            sink.until(lambda sink: len(sink.taken) >= 10)

            assert sending.end(number) == 130  # which waits for 30 seconds
        finally:
            desk.close()

        counts = harbour.counts()
        assert counts == {
            DeliveryState.ACCEPTED: len(sink.taken),
            DeliveryState.QUEUED: 400 - len(sink.taken),
        }
        assert harbour.journals.dead() == []
        assert sink.doubled == set()


def soak(tmp_path: Path, people: int) -> list[dict[str, int]]:
    """Send to so many people with 64 files; return what was held after each thousand."""
    limited = ["sh", "-c", 'ulimit -n 64; exec "$0" "$@"', sys.executable]
    with Sink(tmp_path) as sink:
        harbour = Harbour(tmp_path / "notes", sink, people=people)
        done = subprocess.run(
            [*limited, str(Path(__file__).with_name("worker.py")), str(harbour.root), "--soak"],
            env={**os.environ, **harbour.environ},
            input="\n",
            capture_output=True,
            text=True,
            timeout=600,
            check=True,
        )
        harbour.check_books(people=people)
        assert len(sink.taken) == people

    result = json.loads(done.stdout.removeprefix("ready\n"))
    assert result["accepted"] == people
    counts: list[dict[str, int]] = result["held"]
    return counts


def check_soak(counts: list[dict[str, int]]) -> None:
    first, last = counts[0], counts[-1]
    for what in ("files", "threads", "tasks"):
        seen = [count[what] for count in counts]
        assert max(seen) <= first[what] + CONNECTIONS, f"{what} grow: {seen}"
    assert last["kilobytes"] - first["kilobytes"] < 4096, counts


def test_nothing_that_a_sender_holds_grows_with_the_messages(tmp_path: Path) -> None:
    """C28: files, threads, tasks and memory, over the first thousands."""
    check_soak(soak(tmp_path, 3000))


@pytest.mark.slow
def test_nothing_that_a_sender_holds_grows_over_twenty_thousand_messages(tmp_path: Path) -> None:
    """C28: the long form."""
    check_soak(soak(tmp_path, 20_000))


def test_the_count_of_what_is_held_sees_a_file_that_is_left_open(tmp_path: Path) -> None:

    async def counted() -> int:
        return held()["files"]

    before = asyncio.run(counted())
    with (tmp_path / "file").open("w"):
        assert asyncio.run(counted()) == before + 1


BARE = [
    {"LC_ALL": "C"},
    {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "TZ": "Nowhere/None"},
    {},
]


@pytest.mark.parametrize("environ", BARE, ids=["C", "no UTF-8", "nothing"])
def test_without_home_time_zone_and_utf_8_an_issue_goes_out_in_its_own_alphabet(
    tmp_path: Path, environ: dict[str, str]
) -> None:
    """C34: names and words of any alphabet, read and sent where the locale knows none."""
    with Sink(tmp_path) as sink:
        harbour = Harbour(tmp_path / "nötes", sink, opened=False)
        harbour.write_article("tide", id="tideaaaaaa", title="Ebbe, Flut und „Größe“")
        harbour.subscribe("ada", "bob")
        program = Path(sys.executable).with_name("pressrun")

        done = subprocess.run(
            [str(program), "--folder", str(harbour.root), "send", "1", "--yes"],
            env={**environ, **harbour.environ},
            cwd=tmp_path,
            capture_output=True,
            timeout=120,
            check=False,
        )

        assert done.returncode == 0, done
        assert b"Traceback" not in done.stderr
        harbour.check_books(people=2)
        with harbour.store.unit(write=False) as unit:
            [face] = unit.runs.faces(harbour.issue.key)
        assert "Größe".encode() in quopri.decodestring(face.octets)
