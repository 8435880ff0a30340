"""Several senders on one database: with the lock and without it, nobody has two copies."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from doubles.command import CommandLine
from faults.harbour import CONNECTIONS, Harbour
from faults.sink import Sink
from pressrun.model.delivery import DeliveryState

WORKER = Path(__file__).with_name("worker.py")


class Worker:
    """One process of ``worker.py``; it is ready when this is made."""

    def __init__(self, harbour: Harbour, *options: str, wrapper: tuple[str, ...] = ()) -> None:
        self.process = subprocess.Popen(
            [*wrapper, sys.executable, str(WORKER), str(harbour.root), *options],
            env={**os.environ, **harbour.environ},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "ready\n"

    def go(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def stop(self, database: Path) -> None:
        """Stop it where it stands, but never inside a transaction.

        Who is stopped there keeps the database's one write lock, and everybody waits for it: that
        is SQLite's rule and no sender's.
        """
        for _ in range(1000):
            self.process.send_signal(signal.SIGSTOP)
            os.waitpid(self.process.pid, os.WUNTRACED)
            if not _written(database):
                return
            self.process.send_signal(signal.SIGCONT)
        raise AssertionError("it writes all the time")

    def result(self) -> dict[str, Any]:
        """Return what it says at its end."""
        said, _ = self.process.communicate(timeout=300)
        assert self.process.returncode == 0
        result: dict[str, Any] = json.loads(said)
        return result


def _written(database: Path) -> bool:
    """Return whether somebody holds the write lock of the database."""
    connection = sqlite3.connect(database, timeout=0, isolation_level=None)
    try:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("ROLLBACK")
    except sqlite3.OperationalError:
        return True
    finally:
        connection.close()
    return False


@contextmanager
def workers(harbour: Harbour, count: int, *options: str) -> Iterator[list[Worker]]:
    """Start so many senders and let them all go at once."""
    with ExitStack() as stack:
        started = [Worker(harbour, *options) for _ in range(count)]
        for worker in started:
            stack.enter_context(worker.process)
            stack.callback(worker.process.kill)
        for worker in started:
            worker.go()
        yield started


@pytest.mark.parametrize(("senders", "people"), [(2, 400), (4, 1000)])
def test_senders_on_one_database_without_any_lock_send_nobody_two_copies(
    tmp_path: Path, senders: int, people: int
) -> None:
    """C12: the lock is not taken; claims alone keep the senders apart."""
    with Sink(tmp_path) as sink:
        # What goes out within two seconds is claimed at once: the senders take turns.
        harbour = Harbour(tmp_path / "notes", sink, people=people, settings="per_second = 50")

        with workers(harbour, senders) as started:
            results = [worker.result() for worker in started]

        assert [result["code"] for result in results] == [""] * senders
        accepted = [result["accepted"] for result in results]
        assert sum(accepted) == people
        assert min(accepted) > 0, f"one did all the work: {accepted}"
        harbour.send_to_the_end()  # closes the books, if the one who ended last could not
        harbour.check_books(people=people)
        assert len(sink.taken) == people


def test_with_the_lock_a_second_sender_is_told_who_sends_and_ends_with_6(tmp_path: Path) -> None:
    """C12: two `pressrun send` at once."""
    with Sink(tmp_path, options=("--delay", "DOT=0.05")) as sink:
        harbour = Harbour(tmp_path / "notes", sink, people=60)
        desk = CommandLine(harbour.root, **harbour.environ)
        first = desk.start("send", "1")
        try:
            sink.until(lambda sink: bool(sink.taken))
            first.process.send_signal(signal.SIGSTOP)  # so that it cannot end before the second

            told = desk.run("send", "1", status=6)

            first.process.send_signal(signal.SIGCONT)
            assert str(first.process.pid) in told
            assert first.process.wait(60) == 0
            harbour.check_books(people=60)
            assert len(sink.taken) == 60
        finally:
            desk.close()


def test_a_sender_that_stood_still_past_its_lease_doubles_what_was_in_flight_at_most(
    tmp_path: Path,
) -> None:
    """C13: SIGSTOP, its leases end, another machine takes over, SIGCONT.

    The other one has journals of its own and a clock 20 minutes ahead.
    """
    people = 200
    with Sink(tmp_path, options=("--delay", "DOT=0.03")) as sink:
        harbour = Harbour(tmp_path / "notes", sink, people=people)
        with workers(harbour, 1) as [first]:
            sink.until(lambda sink: len(sink.taken) >= 20)
            first.stop(harbour.database)
            before = len(sink.copies)
            # Mail on its way to the sink is taken by it; nobody here hears of that.
            other = ("--minutes-ahead", "20", "--journals", str(tmp_path / "elsewhere"))
            with workers(harbour, 1, *other) as [second]:
                took_over = second.result()
            first.process.send_signal(signal.SIGCONT)
            revived = first.result()

        assert took_over["code"] == ""
        assert took_over["accepted"] > 0
        assert revived["code"] != "", "it went on as if nothing had happened"
        assert before < people
        harbour.send_to_the_end()
        harbour.check_books(people=people)
        assert len(sink.taken) - people <= CONNECTIONS


def test_what_a_stopped_sender_holds_is_left_to_it_while_its_machine_knows_it_lives(
    tmp_path: Path,
) -> None:
    """C13: on one machine the kernel says who lives, and no clock that is wrong can."""
    people = 100
    with Sink(tmp_path, options=("--delay", "DOT=0.03")) as sink:
        harbour = Harbour(tmp_path / "notes", sink, people=people)
        with workers(harbour, 1) as [first]:
            sink.until(lambda sink: len(sink.taken) >= 10)
            first.stop(harbour.database)
            with workers(harbour, 1, "--minutes-ahead", "20") as [second]:
                second.result()
            assert harbour.counts()[DeliveryState.CLAIMED] > 0
            first.process.send_signal(signal.SIGCONT)
            assert first.result()["code"] == ""

        harbour.check_books(people=people)
        assert len(sink.taken) == people
