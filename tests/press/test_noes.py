"""Nobody's no is forgotten, whatever becomes of the database."""

import pytest

from doubles import CountingEntropy, StoppedClock
from doubles.nolog import MemoryNoLog
from doubles.shop import PrintShop
from pressrun.errors import OutletError
from pressrun.model.audience import SubscriptionState, SuppressionReason
from pressrun.model.no import No
from pressrun.ports import NoLog
from pressrun.press.noes import EVERY, NoBook
from pressrun.store.memory import MemoryStore

ADA, BEN = "ada@example.org", "ben@example.org"


class Copy:
    """A print shop, and a copy of its database as it was when this was made."""

    def __init__(self, shop: PrintShop) -> None:
        self._shop = shop
        self._shelf = shop.store._shelf.copy()

    def put_back(self) -> None:
        self._shop.store._shelf = self._shelf


def state_of(shop: PrintShop, name: str) -> SubscriptionState:
    with shop.store.unit(write=False) as unit:
        reader = unit.people.find(f"{name}@example.org", list="main")
    assert reader is not None
    return reader.subscription.state


def catch_up(shop: PrintShop) -> int:
    return shop.noes.catch_up(shop.store, at=shop.clock.now())


def test_who_left_since_a_copy_was_made_stays_out_when_it_is_put_back(shop: PrintShop) -> None:
    shop.subscribe("ada", "ben")
    with shop.store.unit() as unit:
        shop.noes.note(unit, [("somebody@example.org", "main")], at=shop.clock.now())
    copy = Copy(shop)
    shop.leave(shop.handle_of("ada"))

    copy.put_back()
    forgotten = state_of(shop, "ada")
    ended = catch_up(shop)

    assert forgotten is SubscriptionState.CONFIRMED
    assert ended == 1
    assert state_of(shop, "ada") is SubscriptionState.ENDED
    assert state_of(shop, "ben") is SubscriptionState.CONFIRMED
    assert catch_up(shop) == 0


def test_who_wants_no_mail_of_any_list_is_suppressed_again(shop: PrintShop) -> None:
    shop.subscribe("ada")
    with shop.store.unit() as unit:
        shop.noes.note(unit, [], at=shop.clock.now())
    copy = Copy(shop)
    with shop.store.unit() as unit:
        shop.noes.note(unit, [(ADA, EVERY)], at=shop.clock.now())

    copy.put_back()
    catch_up(shop)

    with shop.store.unit(write=False) as unit:
        reader = unit.people.find(ADA, list="main")
    assert reader is not None
    assert reader.suppressed is SuppressionReason.REQUEST


def test_a_no_whose_commit_failed_is_made_true_by_whoever_comes_next(shop: PrintShop) -> None:
    shop.subscribe("ada", "ben")
    with shop.store.unit() as unit:
        shop.noes.note(unit, [("somebody@example.org", "main")], at=shop.clock.now())

    def fail() -> None:
        with shop.store.unit() as unit:
            shop.noes.note(unit, [(ADA, "main")], at=shop.clock.now())
            raise OutletError("the disk is full")

    with pytest.raises(OutletError):
        fail()
    lost = state_of(shop, "ada")
    shop.leave(shop.handle_of("ben"))

    assert lost is SubscriptionState.CONFIRMED
    assert state_of(shop, "ada") is SubscriptionState.ENDED


def test_the_last_that_somebody_said_is_what_counts(shop: PrintShop) -> None:
    book, at = shop.noes, shop.clock.now()

    def say(list: str, *, lifted: bool = False) -> None:
        with shop.store.unit() as unit:
            book.note(unit, [(ADA, list)], at=at, lifted=lifted)

    assert not book.says_no(ADA, list="main")
    say("main")
    assert book.says_no(ADA, list="main")
    assert not book.says_no(ADA, list="other")
    assert not book.says_no(BEN, list="main")
    say(EVERY)
    say("main", lifted=True)
    assert book.says_no(ADA, list="main")
    say(EVERY, lifted=True)
    assert not book.says_no(ADA, list="main")


def test_a_yes_is_written_only_where_a_no_stands() -> None:
    nolog = MemoryNoLog()
    store = MemoryStore(clock=StoppedClock(), entropy=CountingEntropy())
    at = StoppedClock().now()

    with store.unit() as unit:
        NoBook(nolog).note(unit, [(ADA, "main")], at=at, lifted=True)
    assert nolog.length() == 0
    with store.unit() as unit:
        NoBook(nolog).note(unit, [(ADA, "main")], at=at)
        NoBook(nolog).note(unit, [(ADA, "main")], at=at, lifted=True)
    assert [line.lifted for line in nolog.lines] == [False, True]


def test_a_yes_is_on_the_disk_before_it_is_committed() -> None:
    class Disk(MemoryNoLog):
        synced = 0

        def sync(self) -> None:
            self.synced = len(self.lines)

    nolog = Disk()
    store = MemoryStore(clock=StoppedClock(), entropy=CountingEntropy())
    at = StoppedClock().now()

    with store.unit() as unit:
        NoBook(nolog).note(unit, [(ADA, "main")], at=at)
        NoBook(nolog).note(unit, [(ADA, "main")], at=at, lifted=True)
        assert nolog.synced == 2
    with store.unit() as unit:
        NoBook(nolog).note(unit, [(ADA, "main")], at=at)
    assert nolog.synced == 3


def test_a_database_from_before_there_was_a_log_writes_down_what_it_knows(
    shop: PrintShop,
) -> None:
    shop.subscribe("ada", "ben", "cy")
    with shop.store.unit() as unit:
        for name in ("ada", "ben"):
            reader = unit.people.find(f"{name}@example.org", list="main")
            assert reader is not None
            if name == "ada":
                unit.people.leave(reader.subscription.handle, evidence="t", at=shop.clock.now())
            else:
                hashed = reader.subscriber.address_hash
                reason = SuppressionReason.COMPLAINT
                unit.people.suppress(hashed, reason=reason, at=shop.clock.now())
    fresh = MemoryNoLog()
    book = NoBook(fresh)

    with shop.store.unit() as unit:
        book.note(unit, [("cy@example.org", "main")], at=shop.clock.now())

    said = {(line.hash, line.list) for line in fresh.lines}
    assert said == {
        (fresh.hash(ADA), "main"),
        (fresh.hash(BEN), EVERY),
        (fresh.hash("cy@example.org"), "main"),
    }


def test_a_press_begins_its_log_with_what_it_knows_and_only_once(shop: PrintShop) -> None:
    shop.subscribe("ada")
    with shop.store.unit() as unit:
        reader = unit.people.find(ADA, list="main")
        assert reader is not None
        unit.people.leave(reader.subscription.handle, evidence="t", at=shop.clock.now())
    fresh = MemoryNoLog()
    book = NoBook(fresh)

    for _ in range(2):
        book.begin(shop.store, at=shop.clock.now())

    assert [(line.hash, line.list) for line in fresh.lines] == [(fresh.hash(ADA), "main")]
    assert book.says_no(ADA, list="main")


def test_a_log_from_a_copy_that_is_shorter_is_read_from_its_beginning(shop: PrintShop) -> None:
    shop.subscribe("ada")
    nolog = MemoryNoLog()
    at = shop.clock.now()
    with shop.store.unit() as unit:
        unit.noes.advance(100)
    nolog.write([No(hash=nolog.hash(ADA), list="main", at=at)])

    NoBook(nolog).catch_up(shop.store, at=at)

    assert state_of(shop, "ada") is SubscriptionState.ENDED


class FullDisk(MemoryNoLog):
    """Takes nothing."""

    def write(self, noes: object) -> int:
        raise OutletError("no.log cannot be written: No space left on device")


def test_what_the_disk_does_not_take_is_not_acted_upon(shop: PrintShop) -> None:
    shop.subscribe("ada")
    full: NoLog = FullDisk()
    handle = shop.handle_of("ada")
    shop.noes = NoBook(full)

    with pytest.raises(OutletError):
        shop.leave(handle)

    assert state_of(shop, "ada") is SubscriptionState.CONFIRMED
