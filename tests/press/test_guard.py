"""How often a form may make us write, and for whom."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.stores import STORES
from doubles import StoppedClock
from doubles.doorstep import VISIT, Doorstep
from pressrun.model.joinrules import JoinRules
from pressrun.model.letter import LetterKind
from pressrun.model.visit import Visit
from pressrun.press.guard import Guard, cooldown_key, network_of
from pressrun.store.memory import MemoryStore

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
CONFIRM = LetterKind.CONFIRM
ADA = "ada@example.org"


@pytest.fixture(params=STORES, name="door")
def _door(
    request: pytest.FixtureRequest, clock: StoppedClock, tmp_path: Path
) -> Iterator[Doorstep]:
    store = STORES[request.param](tmp_path, clock)
    yield Doorstep(tmp_path, store, clock=clock)
    store.close()


def written(door: Doorstep) -> list[str]:
    return [letter.address for letter in door.mail()]


def test_p22_one_letter_a_day_and_three_in_thirty_days_go_to_one_mailbox(door: Doorstep) -> None:
    at = []
    for hour in range(0, 24 * 40, 4):
        door.ask("ada@example.org", Visit(network=f"198.51.100.{hour % 250}"))
        if written(door):
            at.append(hour)
        door.clock.advance(HOUR * 4)

    assert all(later - earlier >= 24 for earlier, later in pairwise(at))
    for start in range(24 * 10):
        assert sum(start <= hour < start + 24 * 30 for hour in at) <= 3
    assert len(at) == 6  # three, and three more once those are older than 30 days


def test_row_64_ten_thousand_asks_for_one_address_write_one_letter(door: Doorstep) -> None:
    at = door.clock.now()
    visits = [Visit(network=f"198.51.100.{n % 250}") for n in range(10_000)]

    with door.store.unit() as unit:
        passed = [door.guard.passes(unit, CONFIRM, ADA, visit, at=at) for visit in visits]
    for visit in visits[:50]:
        door.ask(ADA, visit)

    assert sum(passed) == 1
    assert written(door) == []
    door.clock.advance(DAY + HOUR)
    door.ask(ADA)
    assert written(door) == [ADA]


def test_row_64_ten_thousand_addresses_from_one_network_write_twenty_letters_an_hour(
    door: Doorstep,
) -> None:
    for number in range(100):
        door.ask(f"ada{number}@example.org", VISIT)

    assert len(written(door)) == 20
    door.ask("bob@example.org", Visit(network="198.51.100.7"))
    assert written(door) == ["bob@example.org"]
    door.clock.advance(HOUR * 2)
    door.ask("eve@example.org", VISIT)
    assert written(door) == ["eve@example.org"]


def test_row_64_hopping_within_an_ipv6_64_is_one_network(door: Doorstep) -> None:
    for number in range(50):
        door.ask(f"ada{number}@example.org", Visit(network=f"2001:db8:0:1:{number:x}::1"))

    assert len(written(door)) == 20
    door.ask("bob@example.org", Visit(network="2001:db8:0:2::1"))
    assert written(door) == ["bob@example.org"]


def test_so_many_letters_an_hour_go_to_everybody_together(
    tmp_path: Path, clock: StoppedClock
) -> None:
    door = Doorstep(tmp_path, memory(clock), clock=clock, rules=JoinRules(letters_per_hour=30))

    for number in range(60):
        door.ask(f"ada{number}@example.org", Visit(network=f"198.51.100.{number}"))

    assert len(written(door)) == 30
    clock.advance(HOUR * 2)
    door.ask("bob@example.org", VISIT)
    assert written(door) == ["bob@example.org"]


def test_rows_45_46_addresses_of_one_mailbox_are_several_readers_with_one_limit(
    door: Doorstep,
) -> None:
    door.ask("ada+news@gmail.com")
    assert written(door) == ["ada+news@gmail.com"]

    for same in ("a.da@gmail.com", "ADA+other@googlemail.com", "ada@gmail.com"):
        door.ask(same)
    assert written(door) == []

    door.clock.advance(DAY + HOUR)
    door.ask("a.da@gmail.com")
    door.ask("a.da@example.org")
    door.ask("ada@example.org")
    assert written(door) == ["a.da@gmail.com", "a.da@example.org", "ada@example.org"]


def test_who_is_on_the_list_is_told_so_as_rarely(door: Doorstep) -> None:
    door.add("ada@example.org")

    for _ in range(5):
        door.ask("ada@example.org")

    assert [letter.kind for letter in door.mail()] == [LetterKind.ALREADY]


def test_another_letter_from_an_old_link_is_under_the_same_limits(door: Doorstep) -> None:
    door.ask()
    token, _ = door.confirming()

    for _ in range(5):
        door.desk.again(token, VISIT)

    assert door.mail() == []


def test_what_strangers_ask_does_not_hinder_what_readers_ask_of_their_own(
    door: Doorstep,
) -> None:
    with door.store.unit() as unit:
        at, key = door.clock.now(), "ada@example.org"
        strangers = [door.guard.passes(unit, CONFIRM, key, VISIT, at=at) for _ in range(3)]
        export = [door.guard.passes(unit, LetterKind.EXPORT, key, VISIT, at=at) for _ in range(2)]
        erase = door.guard.passes(unit, LetterKind.ERASE, key, VISIT, at=at)

    assert strangers == [True, False, False]
    assert export == [True, False]
    assert erase


def test_no_address_and_no_network_stands_in_what_is_counted(
    tmp_path: Path, clock: StoppedClock
) -> None:
    subjects: list[str] = []
    door = Doorstep(tmp_path, memory(clock), clock=clock)
    with door.store.unit() as unit:
        spend = unit.throttles.spend

        class Seen:
            spent = staticmethod(unit.throttles.spent)

            @staticmethod
            def spend(subject: str, **at: object) -> None:
                subjects.append(subject)
                spend(subject, at=clock.now())

        class Watched:
            throttles, keys, people = Seen(), unit.keys, unit.people

        guard = Guard(JoinRules(), entropy=door.entropy)
        guard.passes(Watched(), CONFIRM, "ada@example.org", VISIT, at=clock.now())  # type: ignore[arg-type]

    assert len(subjects) == 3
    assert not [word for word in subjects if "ada" in word or "192.0" in word]


def test_tomorrow_a_network_is_known_by_another_hash_and_as_evidence_by_the_same(
    door: Doorstep,
) -> None:
    with door.store.unit() as unit:
        at = door.clock.now()
        subject = door.guard._network(unit, VISIT, at)
        evidence = door.guard.network_hash(unit, VISIT, at=at)

        assert subject == door.guard._network(unit, VISIT, at + HOUR)
        assert subject != door.guard._network(unit, VISIT, at + DAY)
        assert evidence == door.guard.network_hash(unit, VISIT, at=at + DAY)
        other = Visit(network="192.0.2.2")
        assert evidence != door.guard.network_hash(unit, other, at=at)


@pytest.mark.parametrize(
    ("text", "network"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8::1", "2001:db8::/64"),
        ("2001:db8:0:0:ffff::1", "2001:db8::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("127.0.0.1", ""),
        ("::1", ""),
        ("::ffff:127.0.0.1", ""),
        ("", ""),
        ("testclient", ""),
        ("1,2,3," * 1000, ""),
    ],
)
def test_row_66_only_an_address_of_elsewhere_is_a_network(text: str, network: str) -> None:
    assert network_of(text) == network


@given(st.text())
def test_no_text_is_too_odd_for_a_network(text: str) -> None:
    assert len(network_of(text)) <= len(text) + 4 * 8 + 7


@given(st.from_regex(r"[a-z0-9.+_-]{1,20}@[a-z]{1,8}\.(org|com)", fullmatch=True))
def test_a_cooldown_key_is_one_for_all_addresses_that_have_it(key: str) -> None:
    folded = cooldown_key(key)

    assert cooldown_key(folded) == folded
    local, _, domain = key.rpartition("@")
    assert cooldown_key(f"{local}+x@{domain}") == folded


def memory(clock: StoppedClock) -> MemoryStore:
    return MemoryStore(clock=clock, entropy=Doorstep.chance())
