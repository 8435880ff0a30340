"""One sender at a time, and the lock never outlives its holder."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pressrun.errors import Locked, OutletError
from pressrun.system.lock import SenderLock

HOLDER = """
import signal, sys
from pathlib import Path
from pressrun.system.lock import SenderLock
lock = SenderLock(Path(sys.argv[1]))
lock.acquire()
print("held", flush=True)
signal.pause()
"""


@pytest.fixture(name="path")
def _path(tmp_path: Path) -> Path:
    return tmp_path / ".pressrun" / "sender.lock"


@contextmanager
def another_process_holding(path: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", HOLDER, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        try:
            assert holder.stdout.readline() == "held\n"
            yield holder
        finally:
            holder.kill()


def test_a_second_process_is_told_who_holds_it_since_when_and_what_to_do(path: Path) -> None:
    with another_process_holding(path) as holder, pytest.raises(Locked) as caught:
        SenderLock(path).acquire()

    assert caught.value.exit_status == 6
    told = re.search(r"\(pid (\d+), since (\S+)\)$", caught.value.problem.what)
    assert int(told[1]) == holder.pid
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", told[2])
    assert f"kill {holder.pid}" in caught.value.problem.help


def test_a_holder_that_is_killed_gives_it_up(path: Path) -> None:
    with another_process_holding(path) as holder:
        holder.kill()
        holder.wait()

        with SenderLock(path):
            pass

    assert holder.returncode == -signal.SIGKILL


def test_two_locks_of_one_process_exclude_each_other(path: Path) -> None:
    with SenderLock(path), pytest.raises(Locked) as caught:
        SenderLock(path).acquire()

    assert f"pid {os.getpid()}" in caught.value.problem.what


def test_holding_it_twice_is_refused_and_the_first_hold_stays(path: Path) -> None:
    lock = SenderLock(path)
    lock.acquire()

    with pytest.raises(Locked):
        lock.acquire()

    with pytest.raises(Locked):
        SenderLock(path).acquire()
    lock.release()


def test_what_was_released_can_be_taken_again(path: Path) -> None:
    lock = SenderLock(path)
    lock.acquire()

    lock.release()
    lock.release()

    with SenderLock(path):
        pass


def test_a_block_that_fails_releases_it(path: Path) -> None:
    with pytest.raises(ZeroDivisionError), SenderLock(path):
        _ = 1 / 0

    with SenderLock(path):
        pass


def test_a_lock_whose_holder_has_no_words_yet_is_still_a_lock(path: Path) -> None:
    with SenderLock(path):
        path.write_bytes(b"")

        with pytest.raises(Locked) as caught:
            SenderLock(path).acquire()

    assert caught.value.problem.help == "wait until it ends"


def test_only_its_owner_may_read_the_file(path: Path) -> None:
    with SenderLock(path):
        assert path.stat().st_mode & 0o777 == 0o600


def test_a_folder_that_cannot_be_made_is_an_error_with_help(tmp_path: Path) -> None:
    (tmp_path / "in-the-way").write_text("")

    with pytest.raises(OutletError) as caught:
        SenderLock(tmp_path / "in-the-way" / "sender.lock").acquire()

    assert caught.value.problem.code == "RUN002"
    assert caught.value.problem.help
