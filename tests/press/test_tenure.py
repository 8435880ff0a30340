"""Which database may send: the last state that did, where it did, and no copy of it."""

import asyncio
import threading
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.stores import STORES
from doubles import CountingEntropy, StoppedClock
from doubles.instance import MemoryInstanceMark
from pressrun.errors import OutletError, Refused
from pressrun.ports import Instance, Marked, Store
from pressrun.press.tenure import EVERY_S, Held, Tenure, holding, known_until, why_held
from pressrun.store.memory import MemoryStore
from pressrun.system.instance import FileInstanceMark


class Dying(MemoryInstanceMark):
    """A mark whose writer dies before or after one of its writes."""

    def __init__(self, *, at: int, after: bool) -> None:
        super().__init__()
        self.writes, self._at, self._after = 0, at, after

    def write(self, nonces: Sequence[str]) -> None:
        self.writes += 1
        if self.writes == self._at and not self._after:
            raise OutletError("died")
        super().write(nonces)
        if self.writes == self._at:
            raise OutletError("died")


@pytest.fixture(params=STORES, name="store")
def _store(request: pytest.FixtureRequest, clock: StoppedClock, tmp_path: Path) -> Iterator[Store]:
    store = STORES[request.param](tmp_path, clock)
    yield store
    store.close()


def tenure_of(store: Store, mark: MemoryInstanceMark | None = None) -> Tenure:
    return Tenure(
        store, mark or MemoryInstanceMark(), clock=StoppedClock(), entropy=CountingEntropy()
    )


def nonce_of(store: Store) -> str:
    with store.unit(write=False) as unit:
        return unit.instance().nonce


def put_back(store: Store, nonce: str) -> None:
    with store.unit() as unit:
        unit.renew_instance(nonce)


@pytest.mark.parametrize(
    ("nonce", "marked", "held"),
    [
        ("", None, None),
        ("one", None, Held.ALONE),
        ("one", Marked(("one",), is_original=True), None),
        ("one", Marked(("zero", "one"), is_original=True), None),
        ("zero", Marked(("zero", "one"), is_original=True), None),
        ("", Marked(("", "one"), is_original=True), None),
        ("zero", Marked(("one",), is_original=True), Held.RESTORED),
        ("", Marked(("one",), is_original=True), Held.RESTORED),
        ("one", Marked(("one",), is_original=False), Held.COPIED),
        ("one", Marked((), is_original=True), Held.DAMAGED),
        ("", Marked((), is_original=True), Held.DAMAGED),
    ],
)
def test_a_database_may_send_where_its_nonce_is_in_a_mark_that_was_not_copied(
    nonce: str, marked: Marked | None, held: Held | None
) -> None:
    assert why_held(Instance("press", nonce), marked) is held


def test_renewing_makes_every_earlier_state_an_older_one(store: Store) -> None:
    mark = MemoryInstanceMark()
    tenure = tenure_of(store, mark)
    states = [nonce_of(store)]
    for _ in range(3):
        tenure.renew()
        states.append(nonce_of(store))

    held = []
    for nonce in states:
        put_back(store, nonce)
        held.append(tenure.held())

    assert len(set(states)) == 4
    assert held == [Held.RESTORED] * 3 + [None]


def test_an_older_state_cannot_renew_itself(store: Store) -> None:
    tenure = tenure_of(store)
    tenure.renew()
    put_back(store, "older")

    with pytest.raises(Refused) as caught:
        tenure.renew()

    assert caught.value.problem.code == "INS001"
    assert nonce_of(store) == "older"


@given(
    deaths=st.lists(st.tuples(st.integers(1, 3), st.booleans()), max_size=6),
)
def test_whoever_renews_may_die_anywhere_and_holds_nothing_by_that(
    deaths: list[tuple[int, bool]],
) -> None:
    store = MemoryStore(clock=StoppedClock(), entropy=CountingEntropy())
    said = None
    for at, after in deaths:
        mark = Dying(at=at, after=after)
        mark.said = said
        try:
            tenure_of(store, mark).renew()
        except OutletError:
            pass
        else:
            assert at == 3  # it writes twice
        said = mark.said
        assert tenure_of(store, mark).held() is None


@pytest.mark.parametrize("after", [False, True])
def test_whoever_adopts_and_dies_has_adopted_or_can_adopt_again(store: Store, after: bool) -> None:
    mark = Dying(at=1, after=after)
    put_back(store, "older")
    mark.said = Marked(("newer",), is_original=True)

    with pytest.raises(OutletError):
        tenure_of(store, mark).adopt(lambda unit, held: held)
    died = tenure_of(store, mark).held()
    tenure_of(store, mark).adopt(lambda unit, held: held)

    assert died is (None if after else Held.RESTORED)
    assert tenure_of(store, mark).held() is None


def test_adopting_does_its_work_in_one_unit_with_the_nonce(store: Store) -> None:
    mark = MemoryInstanceMark()
    mark.said = Marked(("newer",), is_original=True)
    tenure = tenure_of(store, mark)

    with pytest.raises(ZeroDivisionError):
        tenure.adopt(lambda unit, held: 1 // 0)
    still = tenure.held()
    done = tenure.adopt(lambda unit, held: held)

    assert (still, done) == (Held.RESTORED, Held.RESTORED)
    assert tenure.held() is None
    assert tenure.adopt(lambda unit, held: held) is None


def test_a_nonce_that_is_renewed_between_two_looks_makes_no_copy(store: Store) -> None:
    mark = MemoryInstanceMark()
    renewing = tenure_of(store, mark)
    renewing.renew()
    overtaken = [3, 2, 1]

    class Overtaken(MemoryInstanceMark):
        def read(self) -> Marked | None:
            if overtaken:
                overtaken.pop()
                renewing.renew()
            return mark.read()

    assert tenure_of(store, Overtaken()).held() is None
    assert overtaken == []


def test_whoever_looks_while_another_renews_sees_no_copy(tmp_path: Path) -> None:
    clock = StoppedClock()
    path = tmp_path / "instance"
    stores = [STORES["sqlite"](tmp_path, clock) for _ in range(2)]
    renewing, looking = (
        Tenure(store, FileInstanceMark(path), clock=clock, entropy=CountingEntropy(f"{seed}"))
        for seed, store in enumerate(stores)
    )
    renewing.renew()
    seen: list[Held | None] = []
    ended = threading.Event()

    def look() -> None:
        while not ended.is_set():
            seen.append(looking.held())

    watching = threading.Thread(target=look)
    watching.start()
    for _ in range(100):
        renewing.renew()
    ended.set()
    watching.join()
    for store in stores:
        store.close()

    assert set(seen) == {None}


def test_forgotten_noes_are_counted_since_it_last_sent(store: Store) -> None:
    with store.unit() as unit:
        unit.noes.add_forgotten({"main": 1})

    tenure_of(store).renew()

    with store.unit(write=False) as unit:
        assert unit.noes.forgotten() == {}


def test_a_nonce_says_when_it_was_made(store: Store, clock: StoppedClock) -> None:
    Tenure(store, MemoryInstanceMark(), clock=clock, entropy=CountingEntropy()).renew()

    assert known_until(nonce_of(store)) == clock.now()
    assert known_until("") is None
    assert known_until("0f1e2d") is None


def test_while_mail_goes_out_the_nonce_is_renewed_before_meanwhile_and_after(
    store: Store, clock: StoppedClock
) -> None:
    tenure, states = tenure_of(store), [nonce_of(store)]

    async def send() -> None:
        async with holding(tenure, clock):
            states.append(nonce_of(store))
            until = clock.now() + timedelta(seconds=EVERY_S)
            while clock.now() <= until:
                await asyncio.sleep(0)
            while nonce_of(store) == states[-1]:
                await asyncio.sleep(0)
            states.append(nonce_of(store))
        states.append(nonce_of(store))

    asyncio.run(asyncio.wait_for(send(), 20))

    assert len(set(states)) == 4


def test_no_mail_begins_from_an_older_state(store: Store, clock: StoppedClock) -> None:
    tenure = tenure_of(store)
    tenure.renew()
    put_back(store, "older")

    async def send() -> None:
        async with holding(tenure, clock):
            raise AssertionError("mail began")

    with pytest.raises(Refused):
        asyncio.run(send())
