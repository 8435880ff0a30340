"""The drill can fail: it finds what is lost, doubled without a reason, or was not listed."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from socket import create_connection
from typing import Any

import pytest

BENCH = Path(__file__).parents[2] / "bench"


@pytest.fixture(scope="module")
def tally() -> Any:
    """The drill's own module, which is no part of any package."""
    spec = spec_from_file_location("drill_tally", BENCH / "tally.py")
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules[spec.name] = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read(tally: Any, folder: Path, *events: str) -> Any:
    """Return a log that holds these events, words between tabs."""
    path = folder / "sink.log"
    path.write_text("".join("\t".join(event.split()) + "\n" for event in events))
    log = tally.Log(path)
    log.read()
    return log


KILLED = ("open 1", "taken 1 m1 ada@example.org", "close 1 DOT")
AGAIN = ("open 2", "taken 2 m1 ada@example.org", "taken 2 m2 bob@example.org", "close 2 QUIT")
PEOPLE = ("ada@example.org", "bob@example.org")


def lives(tally: Any, *listed: str) -> list[Any]:
    return [
        tally.Life(first=1, last=1, killed=True, listed=frozenset(listed)),
        tally.Life(first=2, last=2),
    ]


def test_a_copy_too_many_after_a_kill_is_as_promised_if_audit_had_listed_it(
    tally: Any, tmp_path: Path
) -> None:
    log = read(tally, tmp_path, *KILLED, *AGAIN)

    told = tally.judge(log, lives(tally, "ada@example.org"), PEOPLE, {"ada@example.org": 2})
    untold = tally.judge(log, lives(tally), PEOPLE, {"ada@example.org": 2})

    assert (told.holds, told.doubled.total(), told.unlisted) == (True, 1, 0)
    assert (untold.holds, untold.unlisted) == (False, 1)


def test_more_copies_than_the_last_audit_allows_are_found(tally: Any, tmp_path: Path) -> None:
    log = read(tally, tmp_path, *KILLED, *AGAIN)

    verdict = tally.judge(log, lives(tally, "ada@example.org"), PEOPLE, {})

    assert (verdict.holds, verdict.understated) == (False, 1)


def test_somebody_who_got_nothing_is_lost(tally: Any, tmp_path: Path) -> None:
    log = read(tally, tmp_path, *KILLED, "open 2", "close 2 QUIT")

    verdict = tally.judge(log, lives(tally), PEOPLE, {})

    assert (verdict.holds, verdict.lost) == (False, 1)


def test_a_copy_too_many_without_a_kill_has_no_reason(tally: Any, tmp_path: Path) -> None:
    log = read(tally, tmp_path, "open 1", "close 1 QUIT", *AGAIN[:1], *AGAIN[1:2] * 2, *AGAIN[2:])

    verdict = tally.judge(log, lives(tally), PEOPLE, {"ada@example.org": 2})

    assert (verdict.holds, verdict.uncalled) == (False, 1)


def test_more_doubled_than_connections_were_open_is_over_the_bound(
    tally: Any, tmp_path: Path
) -> None:
    more = ("open 1", "taken 1 m1 ada@example.org", "taken 1 m2 bob@example.org", "close 1 DOT")
    log = read(tally, tmp_path, *more, *AGAIN)

    verdict = tally.judge(log, lives(tally, *PEOPLE), PEOPLE, dict.fromkeys(PEOPLE, 2))

    assert (verdict.holds, len(verdict.over)) == (False, 1)


def test_two_message_ids_of_one_person_are_found(tally: Any, tmp_path: Path) -> None:
    log = read(tally, tmp_path, *KILLED, *(event.replace(" m1 ", " m3 ") for event in AGAIN))

    verdict = tally.judge(log, lives(tally, "ada@example.org"), PEOPLE, {"ada@example.org": 2})

    assert (verdict.holds, verdict.identities) == (False, 1)


@contextmanager
def sink(log: Path, *options: str) -> Iterator[int]:
    """Run the sink and yield its port."""
    command = [sys.executable, str(BENCH / "sink.py"), str(log), *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.terminate()


def say(port: int, *words: bytes) -> bytes:
    """Say all of it at once and return everything that comes until the sink closes."""
    with create_connection(("127.0.0.1", port)) as connection:
        assert connection.recv(100).startswith(b"220 ")
        connection.sendall(b"".join(words))
        return b"".join(iter(lambda: connection.recv(4096), b""))


ENVELOPE = b"EHLO x\r\nMAIL FROM:<a@example.org>\r\nRCPT TO:<b@example.org>\r\nDATA\r\n"
MESSAGE = b"Message-ID: <m@example.org>\r\n\r\n"


def test_the_sink_finds_what_must_not_be_on_the_wire(tmp_path: Path) -> None:
    log = tmp_path / "log"
    bodies = {
        "a bare CR or LF": b"one\ntwo\r\n",
        "a NUL": b"\0\r\n",
        "a line over 998 octets": b"x" * 999 + b"\r\n",
        "a bare dot": b".one\r\n",
    }
    sound = b"x" * 998 + b"\r\n..one\r\n"
    with sink(log) as port:
        for body in (sound, *bodies.values()):
            say(port, ENVELOPE, MESSAGE, body, b".\r\nQUIT\r\n")

    wrong = [line.split("\t")[2] for line in log.read_text().splitlines() if "wrong\t" in line]
    assert wrong == list(bodies)


def test_a_message_that_is_swallowed_stands_in_the_log_and_has_no_answer(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with sink(log, "--fault", "swallow@DOT/1") as port:
        heard = say(port, ENVELOPE, MESSAGE, b".\r\n")

    assert heard.endswith(b"354 go on\r\n")
    assert "taken\t1\tm@example.org\tb@example.org\n" in log.read_text()


def test_a_sink_that_refuses_an_envelope_takes_no_message(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with sink(log, "--fault", "454@RCPT/1") as port:
        heard = say(port, ENVELOPE, b"QUIT\r\n")

    assert [line[:3] for line in heard.split(b"\r\n")[-5:]] == [b"250", b"454", b"503", b"221", b""]
    assert "taken" not in log.read_text()
