"""The ledger fails while mail goes out: what was accepted is not forgotten, nor sent again."""

import asyncio
import os
import resource
import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from faults.disk import fill, small_disk
from faults.harbour import Harbour
from faults.ledgers import FailingStore, Failure, RoomyStore
from faults.sink import Sink
from pressrun.errors import PressrunError, StoreBusy, StoreError
from pressrun.model.delivery import DeliveryState
from pressrun.ports import Store
from pressrun.press.deliver import deliver
from pressrun.press.office import Delivered, Office

PEOPLE = 10
FOURTH = 4
Spoil = Callable[[], None]


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a publication whose issue is open, to be copied."""
    folder = tmp_path_factory.mktemp("ready")
    with Sink(folder) as sink:
        harbour = Harbour(folder / "notes", sink, people=PEOPLE)
        harbour.store.close()
    return folder / "notes"


@pytest.fixture
def harbour(ready: Path, tmp_path: Path, sink: Sink) -> Harbour:
    return copy(ready, tmp_path / "notes", sink)


def copy(ready: Path, to: Path, sink: Sink) -> Harbour:
    shutil.copytree(ready, to)
    return Harbour(to, sink, opened=False)


def send(harbour: Harbour, office: Office, spoil: Spoil) -> Delivered:
    """Deliver what is due; when four outcomes are in the ledger, spoil something."""
    settled = 0

    def hear(_: object) -> None:
        nonlocal settled
        settled += 1
        if settled == FOURTH:
            spoil()

    return asyncio.run(deliver(harbour.issue.key, office, on_settled=hear))


@contextmanager
def given_up(harbour: Harbour) -> Iterator[None]:
    """Expect an error of the ledger, after mail has gone out and before all of it has."""
    with pytest.raises(StoreError) as caught:
        yield
    assert caught.value.problem.help, "it is not said what to do"
    assert FOURTH <= len(harbour.sink.taken) < PEOPLE


def two_connections(harbour: Harbour) -> Office:
    return harbour.sender(harbour.relay(connections=2))


def one_connection(harbour: Harbour, store: Store) -> Office:
    return replace(harbour.sender(harbour.relay(connections=1)), store=store)


# C6, S34, C14: the n-th transaction fails, for every n.


@pytest.mark.parametrize("failure", Failure)
def test_wherever_the_ledger_fails_once_everybody_has_one_copy_in_the_end(
    ready: Path, tmp_path: Path, failure: Failure
) -> None:
    """C6, C14, S34: fail at call n, for every n, and check what must hold."""
    failures = 0
    for number in range(1, 200):
        here = tmp_path / str(number)
        here.mkdir()
        with Sink(here) as sink:
            harbour = copy(ready, here / "notes", sink)
            store = FailingStore(harbour.store, number, failure)
            with suppress(StoreError):
                harbour.send(replace(two_connections(harbour), store=store))
            harbour.counts()  # which balance

            failures += store.failed
            listed = [doubtful.address for doubtful in harbour.audit().maybe_twice]
            harbour.send_to_the_end()

            harbour.check_books(people=PEOPLE, listed=listed)
            assert len(sink.doubled) <= 2
            harbour.store.close()
        if not store.failed:
            break
    assert not store.failed, "there are more transactions than were tried"
    assert failures > 5


@pytest.mark.parametrize("failure", Failure)
def test_an_answer_whose_commit_fails_is_known_to_the_next_sender(
    ready: Path, tmp_path: Path, failure: Failure
) -> None:
    """S34: with one connection there is nothing that two senders could both have sent."""
    for number in (5, 6, 8, 11):
        here = tmp_path / str(number)
        here.mkdir()
        with Sink(here) as sink:
            harbour = copy(ready, here / "notes", sink)
            store = FailingStore(harbour.store, number, failure)
            with pytest.raises(StoreError, match="as told"):
                harbour.send(one_connection(harbour, store))
            assert harbour.audit().open_doubts == 0

            harbour.send_to_the_end()

            harbour.check_books(people=PEOPLE)
            assert sink.doubled == set()
            harbour.store.close()


def test_a_commit_that_was_done_and_is_tried_again_is_harmless(ready: Path, tmp_path: Path) -> None:
    """C14: an outcome that the ledger has already is written down once more, and nothing changes.

    What fails as busy is tried again in the same pass.
    """
    for number in (7, 8, 10, 13):
        here = tmp_path / str(number)
        here.mkdir()
        with Sink(here) as sink:
            harbour = copy(ready, here / "notes", sink)
            store = FailingStore(harbour.store, number, Failure.DOUBTFUL, kind=StoreBusy)

            delivered = harbour.send(one_connection(harbour, store))

            assert store.failed
            assert delivered.complete
            harbour.check_books(people=PEOPLE)
            assert sink.doubled == set()
            harbour.store.close()


# C4: the disk is full.


def test_a_disk_that_fills_up_while_mail_goes_out_forgets_nothing_that_was_accepted(
    tmp_path: Path, sink: Sink
) -> None:
    """C4, S34: SQLITE_FULL as outcomes are committed; room again, and it goes on."""
    with small_disk(tmp_path / "notes" / ".pressrun") as disk:
        harbour = Harbour(tmp_path / "notes", sink, people=PEOPLE)
        harbour.store.close()
        store = RoomyStore.open(harbour.database, clock=harbour.clock, entropy=harbour.entropy)

        with given_up(harbour):
            send(harbour, one_connection(harbour, store), lambda: fill(disk))
        taken = len(sink.taken)
        store.close()
        (disk / "ballast").unlink()
        harbour.store = store = RoomyStore.open(
            harbour.database, clock=harbour.clock, entropy=harbour.entropy
        )
        harbour.send_to_the_end(one_connection(harbour, store))

        assert taken < PEOPLE
        harbour.check_books(people=PEOPLE)
        assert sink.doubled == set()
        store.close()


def test_on_a_disk_with_little_room_left_nothing_is_claimed_and_no_relay_is_called(
    tmp_path: Path, sink: Sink
) -> None:
    """C4: less than 64 MB, seen before the next message and not after it."""
    with small_disk(tmp_path / "notes" / ".pressrun"):
        harbour = Harbour(tmp_path / "notes", sink, people=PEOPLE)

        with pytest.raises(StoreError) as caught:
            harbour.send()

        assert caught.value.problem.code == "DB008"
        assert harbour.counts() == {DeliveryState.QUEUED: PEOPLE}
        assert sink.connections == 0
        harbour.store.close()


def test_a_file_that_may_not_grow_forgets_nothing_that_was_accepted(harbour: Harbour) -> None:
    """C4, S34: SQLITE_IOERR_WRITE, by a limit of the size of files, which any account can set."""
    wal = harbour.database.with_name("state.db-wal")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (wal.stat().st_size, before[1]))

    try:
        with given_up(harbour):
            send(harbour, one_connection(harbour, harbour.store), limit)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    harbour.send_to_the_end()

    harbour.check_books(people=PEOPLE)
    assert harbour.sink.doubled == set()


# C7: somebody else writes for a long time.


def test_a_long_writer_beside_the_sender_costs_nobody_a_second_copy(harbour: Harbour) -> None:
    """C7: the sender waits for its turn, several times over, and goes on."""
    held, let_go = threading.Event(), threading.Event()
    store = harbour.open_store(busy_timeout_s=0.2)

    def hold() -> None:
        with closing(sqlite3.connect(harbour.database, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            held.set()
            let_go.wait(60)
            other.execute("COMMIT")

    writer = threading.Thread(target=hold)
    waits = 0

    class Waiting(FailingStore):
        """Lets the other writer go when the sender has been turned away three times."""

        @contextmanager
        def unit(self, *, write: bool = True) -> Iterator[object]:  # type: ignore[override]
            nonlocal waits
            try:
                with store.unit(write=write) as unit:
                    yield unit
            except StoreBusy:
                waits += 1
                if waits == 3:
                    let_go.set()
                raise

    def begin() -> None:
        writer.start()
        assert held.wait(10)

    office = one_connection(harbour, Waiting(store, 0, Failure.REFUSED))
    delivered = send(harbour, office, begin)
    writer.join(10)

    assert waits >= 3
    assert delivered.complete
    harbour.check_books(people=PEOPLE)
    assert harbour.sink.doubled == set()
    store.close()


# C11: the file is not what it was.


def unlink(database: Path) -> None:
    database.unlink()


def put_an_empty_one_there(database: Path) -> None:
    database.with_name("empty").touch()
    database.with_name("empty").replace(database)


def put_an_older_one_there(database: Path) -> None:
    shutil.copy(database, database.with_name("older"))
    database.with_name("older").replace(database)


@pytest.mark.parametrize("spoil", [unlink, put_an_empty_one_there, put_an_older_one_there])
def test_a_database_that_is_replaced_while_mail_goes_out_ends_the_sending(
    harbour: Harbour, spoil: Callable[[Path], None]
) -> None:
    """C11: it stops at the next commit, and never goes on with a database that knows nobody."""
    database = harbour.database
    spare = database.with_name("spare")
    os.link(database, spare)

    with given_up(harbour):
        send(harbour, one_connection(harbour, harbour.store), lambda: spoil(database))
    size = database.stat().st_size if database.exists() else None
    harbour.store.close()

    assert size in {None, 0} or spoil is put_an_older_one_there, "a new database was made"
    spare.replace(database)  # what a person would do
    harbour.store = harbour.open_store()
    harbour.send_to_the_end()
    harbour.check_books(people=PEOPLE)
    assert harbour.sink.doubled == set()


def test_a_page_damaged_while_mail_goes_out_ends_the_sending_in_words(harbour: Harbour) -> None:
    """C11: nothing raw escapes, and no copy is sent that is not written down."""

    def damage() -> None:
        with closing(sqlite3.connect(harbour.database)) as other:
            other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        with harbour.database.open("r+b") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(4096)
            file.write(b"\xff" * (size - 4096))

    with pytest.raises(PressrunError) as caught:
        send(harbour, one_connection(harbour, harbour.open_store()), damage)

    assert caught.value.problem.code == "DB005"
    assert len(harbour.sink.taken) < PEOPLE
    assert harbour.sink.doubled == set()
