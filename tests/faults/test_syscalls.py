"""What a sender asks of the kernel, and what comes of it when the kernel says no."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from doubles.command import CommandLine
from faults.disk import small_disk
from faults.harbour import Harbour
from faults.sink import Sink

PEOPLE = 12
WORKER = Path(__file__).with_name("worker.py")
CALLS = "sendto,recvfrom,pwrite64,fdatasync,fsync"
END = r"\r\n.\r\n"  # of a message, as strace writes it


@pytest.fixture(scope="module")
def strace() -> str:
    """The program that watches calls of the kernel, and can have them fail."""
    program = shutil.which("strace")
    if program is None:
        told = "strace is not installed: calls of the kernel are not looked at"
        if os.environ.get("PRESSRUN_REQUIRE_ALL") == "1":
            pytest.fail(told)
        pytest.skip(told)
    return program


def slow_harbour(folder: Path, sink: Sink) -> Harbour:
    """Return a publication that sends over one connection."""
    harbour = Harbour(folder, sink, people=PEOPLE)
    toml = harbour.read("pressrun.toml")
    harbour.write("pressrun.toml", toml.replace("connections = 4", "connections = 1"))
    return harbour


def watch(strace: str, harbour: Harbour, *options: str) -> "subprocess.CompletedProcess[str]":
    """Run a sender under strace."""
    return subprocess.run(
        [strace, "-f", "-y", *options, "--", sys.executable, str(WORKER), str(harbour.root)],
        env={**os.environ, **harbour.environ},
        input="\n",
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def events(trace: str) -> str:
    """Return a letter for each call that counts, in their order.

    D: a final dot leaves. A: an answer to one is read. W: the ledger is written. S: what was
    written is on the disk. J: the journal's marks are on the disk.
    """
    letters = []
    for line in trace.splitlines():
        call = re.search(r"(\w+)\(\d+<([^>]*)>", line)
        resumed = re.search(r"<\.\.\. (\w+) resumed>.*= 0$", line)
        if resumed and resumed[1] == "fdatasync":
            letters.append("s")  # one of those that began before
        if call is None:
            continue
        name, file = call.groups()
        done = "unfinished" not in line
        if name == "sendto" and END in line:
            letters.append("D")
        elif name == "recvfrom" and '"250 2.0.0 taken' in line:
            letters.append("A")
        elif name == "pwrite64" and file.endswith("state.db-wal"):
            letters.append("W")
        elif name == "fdatasync" and file.endswith("state.db-wal"):
            letters.append("S" if done else "(S")
        elif name == "fdatasync" and "/journal/" in file:
            letters.append("J" if done else "(J")
    return "".join(letters)


def test_an_answer_is_on_the_disk_before_the_next_final_dot_leaves(
    tmp_path: Path, strace: str
) -> None:
    """C3: over one connection, the order of calls is the promise that a power cut keeps.

    Between the dots of two messages stand the answer to the first, the ledger's write of it and
    the return of fdatasync; the journal's marks reach the disk in the same span.
    """
    with Sink(tmp_path) as sink:
        harbour = slow_harbour(tmp_path / "notes", sink)
        trace = tmp_path / "trace"

        done = watch(strace, harbour, "-s", "60000", "-o", str(trace), "-e", f"trace={CALLS}")

        assert done.returncode == 0, done.stderr
        spans = events(trace.read_text(errors="replace")).split("D")[1:]
        assert len(spans) == PEOPLE
        for span in spans:
            answer, write = span.index("A"), span.rindex("W")
            assert answer < write, span
            assert re.search("[Ss]", span[write:]), f"it goes on before the disk has it: {span}"
            assert "J" in span, f"the journal is not brought to the disk: {span}"
        harbour.check_books(people=PEOPLE)


def test_the_reading_of_calls_tells_an_answer_that_is_not_on_the_disk() -> None:
    lines = [
        r'1 sendto(9<socket:[1]>, "Hello\r\n.\r\nMAIL FROM:<>\r\n", 30, 0, NULL, 0) = 30',
        '1 recvfrom(9<socket:[1]>, "250 2.0.0 taken\\r\\n", 8192, 0, NULL, NULL) = 17',
        '2 pwrite64(4</n/state.db-wal>, "x", 24, 0) = 24',
        "3 fdatasync(5</n/journal/00> <unfinished ...>",
        "2 fdatasync(4</n/state.db-wal>) = 0",
        "3 <... fdatasync resumed>) = 0",
    ]

    assert events("\n".join(lines)) == "DAW(JSs"
    assert events("\n".join(lines[:3])) == "DAW"


def fails(strace: str, tmp_path: Path, call: str, error: str, number: int) -> bool:
    """Have one call of a sender fail, then let another go on; tell whether it came to that."""
    here = tmp_path / f"{call}-{number}"
    here.mkdir()
    with Sink(here) as sink:
        harbour = slow_harbour(here / "notes", sink)
        inject = f"inject={call}:error={error}:when={number}"
        path = str(harbour.database.with_name("state.db-wal"))

        trace = here / "trace"

        done = watch(strace, harbour, "-o", str(trace), "-P", path, "-e", inject)

        assert done.returncode == 0, done.stderr
        harbour.counts()  # which balance
        harbour.send_to_the_end()
        harbour.check_books(people=PEOPLE)
        assert sink.doubled == set()
        harbour.store.close()
    return "(INJECTED)" in trace.read_text(errors="replace")


@pytest.mark.parametrize(
    ("call", "error", "number"),
    [
        ("pwrite64", "EIO", 9),
        ("pwrite64", "ENOSPC", 12),
        ("fdatasync", "EIO", 3),
        ("fdatasync", "EIO", 6),
        ("pwrite64", "EDQUOT", 15),
    ],
)
def test_a_call_of_the_kernel_that_fails_once_costs_nobody_a_copy_or_a_second_one(
    tmp_path: Path, strace: str, call: str, error: str, number: int
) -> None:
    """C6: the write-ahead log cannot be written, or not brought to the disk."""
    assert fails(strace, tmp_path, call, error, number), "no call failed"


@pytest.mark.slow
@pytest.mark.parametrize(("call", "error"), [("pwrite64", "EIO"), ("fdatasync", "EIO")])
def test_whichever_call_of_the_kernel_fails_nobody_is_lost_or_doubled(
    tmp_path: Path, strace: str, call: str, error: str
) -> None:
    """C6: for every n, until no call is left that could fail."""
    for number in range(1, 200):
        if not fails(strace, tmp_path, call, error, number):
            assert number > PEOPLE
            return
    raise AssertionError("there are more calls than were tried")


def test_a_disk_that_lets_nothing_be_written_is_told_in_words_and_nothing_is_sent(
    tmp_path: Path, sink: Sink
) -> None:
    """C6: EROFS."""
    with small_disk(tmp_path / "notes" / ".pressrun") as disk:
        harbour = slow_harbour(tmp_path / "notes", sink)
        harbour.store.close()
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)

        told = CommandLine(harbour.root, **harbour.environ).run("send", "1", status=3)

        assert "error[DB" in told
        assert str(harbour.database) in told or "state.db" in told
        assert "help:" in told
        assert sink.connections == 0
