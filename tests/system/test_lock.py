"""One sender at a time, and the lock never outlives its holder."""

import asyncio
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


SOON_S = 0.01


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


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_who_waits_takes_over_however_the_holder_ends(path: Path, ending: signal.Signals) -> None:
    lock = SenderLock(path)

    async def take_over(holder: "subprocess.Popen[str]") -> bool:
        waiting = asyncio.create_task(lock.wait(asyncio.Event(), look_every_s=SOON_S))
        await asyncio.wait({waiting}, timeout=5 * SOON_S)
        assert not waiting.done()
        holder.send_signal(ending)
        return await waiting

    with another_process_holding(path) as holder:
        assert asyncio.run(take_over(holder))

        with pytest.raises(Locked) as caught:
            SenderLock(path).acquire()
    assert f"pid {os.getpid()}" in caught.value.problem.what
    lock.release()


def test_who_waits_is_stopped_and_goes_without_the_lock(path: Path) -> None:
    lock = SenderLock(path)

    async def wait_and_stop() -> bool:
        stop = asyncio.Event()
        # As long as no test runs: it is the stop that ends the wait.
        waiting = asyncio.create_task(lock.wait(stop, look_every_s=3600))
        await asyncio.wait({waiting}, timeout=5 * SOON_S)
        stop.set()
        return await waiting

    with another_process_holding(path) as holder:
        assert not asyncio.run(wait_and_stop())
        holder.kill()
        holder.wait()

        with SenderLock(path):
            pass


def test_of_two_who_wait_one_takes_over_and_the_other_waits_on(path: Path) -> None:
    async def race(holder: "subprocess.Popen[str]") -> None:
        stop = asyncio.Event()
        locks = [SenderLock(path), SenderLock(path)]
        waiting = {asyncio.create_task(one.wait(stop, look_every_s=SOON_S)): one for one in locks}
        holder.kill()
        (first,), (second,) = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        assert first.result()
        await asyncio.wait({second}, timeout=5 * SOON_S)
        assert not second.done()

        waiting[first].release()

        assert await second
        waiting[second].release()

    with another_process_holding(path) as holder:
        asyncio.run(race(holder))


def test_who_waits_for_what_nobody_holds_has_it_at_once(path: Path) -> None:
    lock = SenderLock(path)

    assert asyncio.run(lock.wait(asyncio.Event(), look_every_s=3600))
    lock.release()


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
