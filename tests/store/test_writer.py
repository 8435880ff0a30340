"""Units of several threads are committed at once, and none is done before it is on the disk."""

import fcntl
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from doubles import StoppedClock
from pressrun.errors import Conflict, OutletError, Refused, StoreError
from pressrun.store.sql import SqlStore, SqlUnit
from pressrun.store.turnstile import Turnstile
from store.ledgers import look, open_store

AT = StoppedClock().now()


class Crowd:
    """Threads that come to a store one behind another while the first still writes.

    The first holds its unit until every other one waits for its turn.
    """

    def __init__(self, store: SqlStore) -> None:
        self.store = store
        self.commits = 0
        self._waiting = threading.Semaphore(0)

    def write(self, *works: Callable[[SqlUnit], object]) -> list[BaseException | None]:
        """Do each piece of work in a unit of its own; return what each raised."""
        first, *others = works
        ready = threading.Event()

        def hold(unit: SqlUnit) -> None:
            ready.set()
            while self.store._writer._waiting < len(others):
                threading.Event().wait(0.001)
            first(unit)

        with ThreadPoolExecutor(len(works)) as pool:
            futures = [pool.submit(self._one, hold)]
            assert ready.wait(30)
            futures += [pool.submit(self._one, work) for work in others]
            return [future.exception(timeout=30) for future in futures]

    def _one(self, work: Callable[[SqlUnit], object]) -> None:
        with self.store.unit() as unit:
            work(unit)
        self.commits += 1


def spend(name: str) -> Callable[[SqlUnit], object]:
    return lambda unit: unit.throttles.spend(name, at=AT)


def fail(unit: SqlUnit) -> None:
    unit.throttles.spend("nobody", at=AT)
    raise Refused("no")


def kept(path: Path) -> set[object]:
    return {name for (name,) in look(path, "SELECT subject FROM throttle")}


@pytest.fixture
def store(tmp_path: Path) -> SqlStore:
    return open_store(tmp_path / "state.db", busy_timeout_s=30)


def commits(path: Path) -> int:
    """Return how many transactions the journal holds: each ends with a frame that says so."""
    octets = path.with_name("state.db-wal").read_bytes()
    size = 24 + int.from_bytes(octets[8:12])
    frames = (octets[at : at + 8] for at in range(32, len(octets) - 23, size))
    return sum(int.from_bytes(frame[4:8]) > 0 for frame in frames)


def test_units_that_wait_for_each_other_are_committed_at_once(
    store: SqlStore, tmp_path: Path
) -> None:
    before = commits(tmp_path / "state.db")

    raised = Crowd(store).write(*(spend(f"s{number}") for number in range(8)))

    assert raised == [None] * 8
    assert kept(tmp_path / "state.db") == {f"s{number}" for number in range(8)}
    assert commits(tmp_path / "state.db") - before == 1


def test_a_unit_that_nobody_waits_behind_is_committed_by_itself(
    store: SqlStore, tmp_path: Path
) -> None:
    before = commits(tmp_path / "state.db")

    for number in range(3):
        with store.unit() as unit:
            unit.throttles.spend(f"s{number}", at=AT)

    assert commits(tmp_path / "state.db") - before == 3


@pytest.mark.parametrize("place", [0, 1, 3])
def test_one_that_raises_undoes_its_own_part_alone(
    store: SqlStore, tmp_path: Path, place: int
) -> None:
    works = [spend(f"s{number}") for number in range(4)]
    works[place] = fail

    raised = Crowd(store).write(*works)

    assert [type(error) for error in raised].count(Refused) == 1
    assert kept(tmp_path / "state.db") == {f"s{n}" for n in range(4) if n != place}


def test_nobody_is_told_that_it_is_done_before_it_is_on_the_disk(
    store: SqlStore, tmp_path: Path
) -> None:
    """What another program would read at the moment when each unit has ended holds that unit."""
    seen: list[bool] = []

    def one(name: str) -> None:
        with store.unit() as unit:
            unit.throttles.spend(name, at=AT)
        seen.append(name in kept(tmp_path / "state.db"))

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(one, [f"s{number}" for number in range(200)]))

    assert seen == [True] * 200


def test_what_must_come_before_the_answer_is_done_once_and_told_if_it_fails(
    store: SqlStore, tmp_path: Path
) -> None:
    done: list[set[object]] = []

    def sync() -> None:
        done.append(kept(tmp_path / "state.db"))

    def with_sync(name: str) -> Callable[[SqlUnit], object]:
        def work(unit: SqlUnit) -> None:
            unit.throttles.spend(name, at=AT)
            unit.before_answer(sync)

        return work

    def full() -> None:
        raise OutletError("the disk is full", code="NOL001")

    def with_full(unit: SqlUnit) -> None:
        unit.throttles.spend("told", at=AT)
        unit.before_answer(full)

    everybody = {f"s{number}" for number in range(5)}
    Crowd(store).write(*(with_sync(f"s{number}") for number in range(5)))
    raised = Crowd(store).write(spend("told too"), with_full, fail)

    assert done == [everybody]
    assert [type(error) for error in raised] in (
        [OutletError, OutletError, Refused],
        [OutletError, Refused, OutletError],
    )
    assert kept(tmp_path / "state.db") == {*everybody, "told", "told too"}


def test_others_write_while_one_waits_for_what_comes_before_its_answer(
    store: SqlStore, tmp_path: Path
) -> None:
    written = threading.Event()

    def wait() -> None:
        assert written.wait(30)

    def slow() -> None:
        with store.unit() as unit:
            unit.throttles.spend("slow", at=AT)
            unit.before_answer(wait)

    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(slow)
        while "slow" not in kept(tmp_path / "state.db"):
            threading.Event().wait(0.001)
        with store.unit() as unit:
            unit.throttles.spend("quick", at=AT)
        seen = waiting.done()
        written.set()
        waiting.result(30)

    assert not seen
    assert kept(tmp_path / "state.db") == {"slow", "quick"}


def test_a_database_that_undoes_everything_is_told_to_all_of_them(
    store: SqlStore, tmp_path: Path
) -> None:
    def undo(unit: SqlUnit) -> None:
        unit.throttles.spend("lost", at=AT)
        raw = unit.connection.connection.dbapi_connection
        assert isinstance(raw, sqlite3.Connection)
        raw.execute("ROLLBACK")

    raised = Crowd(store).write(spend("lost too"), undo)

    assert [isinstance(error, StoreError) for error in raised] == [True, True]
    assert kept(tmp_path / "state.db") == set()
    with store.unit() as unit:
        unit.throttles.spend("after", at=AT)
    assert kept(tmp_path / "state.db") == {"after"}


def collide(unit: SqlUnit) -> None:
    unit.throttles.spend("nobody", at=AT)
    raise Conflict("no")


def say_nonsense(unit: SqlUnit) -> None:
    unit.throttles.spend("nobody", at=AT)
    unit.throttles.spend("\ud800", at=AT)


@pytest.mark.parametrize("work", [collide, say_nonsense])
@pytest.mark.parametrize("place", [0, 1, 3])
def test_a_fault_of_one_unit_is_not_told_to_those_it_shares_a_commit_with(
    store: SqlStore, tmp_path: Path, work: Callable[[SqlUnit], object], place: int
) -> None:
    works = [spend(f"s{number}") for number in range(4)]
    works[place] = work

    raised = Crowd(store).write(*works)

    assert [isinstance(error, StoreError) for error in raised] == [n == place for n in range(4)]
    assert kept(tmp_path / "state.db") == {f"s{n}" for n in range(4) if n != place}


def test_what_cannot_be_undone_by_itself_is_never_committed(
    store: SqlStore, tmp_path: Path
) -> None:
    def fail_for_good(unit: SqlUnit) -> None:
        unit.throttles.spend("nobody", at=AT)
        raw = unit.connection.connection.dbapi_connection
        assert isinstance(raw, sqlite3.Connection)
        raw.execute("RELEASE unit")  # there is nothing to go back to any more
        raise Refused("no")

    raised = Crowd(store).write(spend("s0"), fail_for_good, spend("s2"))

    done = {name for name, error in zip(("s0", "nobody", "s2"), raised, strict=True) if not error}
    assert "nobody" not in done
    assert kept(tmp_path / "state.db") == done
    with store.unit() as unit:
        unit.throttles.spend("after", at=AT)
    assert kept(tmp_path / "state.db") == {*done, "after"}


def test_nobody_waits_for_a_store_that_was_closed(store: SqlStore, tmp_path: Path) -> None:
    begun, closing_down = threading.Event(), threading.Event()
    store._writer._waiting += 1  # so that the unit is handed on

    def write() -> None:
        with store.unit() as unit:
            unit.throttles.spend("ada", at=AT)
            begun.set()
            assert closing_down.wait(30)

    def close() -> None:
        closing_down.set()
        store._writer.close()

    with ThreadPoolExecutor(2) as pool:
        writing = pool.submit(write)
        assert begun.wait(30)
        pool.submit(close).result(30)
        error = writing.exception(30)

    assert error is None or isinstance(error, StoreError)
    assert kept(tmp_path / "state.db") == ({"ada"} if error is None else set())


def test_a_group_that_is_not_taken_on_is_committed_by_who_waits_for_it(
    store: SqlStore, tmp_path: Path
) -> None:
    """Somebody waited, so the unit was handed on, and then they gave up."""
    store._writer._waiting += 1  # a thread that will never come

    with store.unit() as unit:
        unit.throttles.spend("ada", at=AT)
    store._writer._waiting -= 1

    assert kept(tmp_path / "state.db") == {"ada"}


def test_units_of_two_processes_keep_out_of_each_others_transactions(
    store: SqlStore, tmp_path: Path
) -> None:
    other = open_store(tmp_path / "state.db", busy_timeout_s=30)

    def work(number: int) -> None:
        with (store if number % 2 else other).unit() as unit:
            unit.throttles.spend("all", at=AT)

    with ThreadPoolExecutor(12) as pool:
        list(pool.map(work, range(120)))

    assert look(tmp_path / "state.db", "SELECT count FROM throttle") == [(120,)]
    other.close()
    with closing(sqlite3.connect(tmp_path / "state.db")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_who_waits_among_processes_is_next(tmp_path: Path) -> None:
    """One that writes again and again lets the other one in between."""
    path = tmp_path / "state.db"
    greedy, patient = (Turnstile(path, timeout_s=30) for _ in range(2))
    order: list[str] = []
    waits = threading.Event()

    def come() -> None:
        waits.set()
        patient.enter()
        order.append("patient")
        patient.leave()

    greedy.enter()
    with ThreadPoolExecutor(1) as pool:
        coming = pool.submit(come)
        assert waits.wait(30)
        while place_is_free(path):
            threading.Event().wait(0.001)
        greedy.leave()
        greedy.enter()
        order.append("greedy")
        greedy.leave()
        coming.result(30)

    assert order == ["patient", "greedy"]
    greedy.close()
    patient.close()


def place_is_free(path: Path) -> bool:
    """Tell whether nobody waits to be the next."""
    with path.with_name("state.db-next").open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


def test_a_turn_that_never_ends_is_waited_for_so_long_and_no_longer(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    stopped, other = Turnstile(path, timeout_s=30), Turnstile(path, timeout_s=0.01)
    stopped.enter()

    other.enter()

    other.leave()
    stopped.close()
    other.close()


def test_a_store_that_ends_badly_holds_nobody_up(store: SqlStore, tmp_path: Path) -> None:
    other = open_store(tmp_path / "state.db", busy_timeout_s=0.05)

    def fail_in(unit: SqlUnit) -> None:
        fail(unit)

    with pytest.raises(Refused), store.unit() as unit:
        fail_in(unit)
    with other.unit() as unit:
        unit.throttles.spend("ada", at=AT)

    assert kept(tmp_path / "state.db") == {"ada"}
