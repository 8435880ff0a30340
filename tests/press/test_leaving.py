"""Leaving is easy, certain and for ever; it may be taken back for an hour by who did it."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from contract.stores import STORES
from doubles.lounge import Lounge
from doubles.nolog import MemoryNoLog
from doubles.shop import PrintShop
from pressrun.errors import OutletError
from pressrun.model.audience import (
    Arrangement,
    Cadence,
    ConsentKind,
    SubscriptionState,
    SuppressionReason,
)
from pressrun.model.key import Purpose
from pressrun.press.keyring import signed

ENDED, CONFIRMED, PAUSED = (
    SubscriptionState.ENDED,
    SubscriptionState.CONFIRMED,
    SubscriptionState.PAUSED,
)


@pytest.fixture(params=STORES)
def lounge(request: pytest.FixtureRequest, shop: PrintShop, tmp_path: Path) -> Iterator[Lounge]:
    store = STORES[request.param](tmp_path / "state", shop.clock)
    made = Lounge(shop, store)
    made.join("ada", "bob")
    yield made
    store.close()


def said(lounge: Lounge) -> list[tuple[str, bool]]:
    return [(no.list, no.lifted) for no in lounge.nolog.lines]


def kinds(lounge: Lounge, name: str) -> list[ConsentKind]:
    with lounge.store.unit(write=False) as unit:
        return [line.kind for line in unit.people.consent(lounge.reader(name).subscriber.id)]


def test_who_leaves_has_left_that_list_alone_and_nobody_else_has(lounge: Lounge) -> None:
    lounge.join("ada", list="tides")

    left = lounge.leave("ada")

    assert left.reader.subscription.state is ENDED
    assert lounge.state("ada") is ENDED
    assert lounge.state("ada", list="tides") is CONFIRMED
    assert lounge.state("bob") is CONFIRMED
    assert said(lounge) == [("main", False)]


def test_p17_leaving_twice_is_answered_the_same_and_writes_nothing(lounge: Lounge) -> None:
    first = lounge.leave("ada")
    second = lounge.leave("ada")

    assert second == first
    assert said(lounge) == [("main", False)]
    assert kinds(lounge, "ada") == [ConsentKind.GIVEN, ConsentKind.WITHDRAWN]


def test_p17_leaving_works_after_years_and_newer_keys(lounge: Lounge) -> None:
    handle = lounge.handle("ada")
    with lounge.store.unit() as unit:
        for purpose in Purpose:
            unit.keys.add(purpose, b"n" * 32, at=lounge.clock.now())
    lounge.clock.advance(timedelta(days=4000))

    left = lounge.leaving.leave(handle, evidence="a button")

    assert left is not None
    assert lounge.state("ada") is ENDED


@pytest.mark.parametrize("handle", ["", "guess", "../", "A" * 22, "\x00", "é" * 22])
def test_a_handle_that_nobody_has_is_nobody(lounge: Lounge, handle: str) -> None:
    assert lounge.leaving.reader(handle) is None
    assert lounge.leaving.leave(handle, evidence="a button") is None
    assert lounge.leaving.pause(handle, until=lounge.clock.now()) is None
    assert said(lounge) == []


class FullDisk(MemoryNoLog):
    """A log that takes no line."""

    def write(self, noes: object) -> int:
        raise OutletError("no space left")


def test_nobody_is_told_that_they_left_when_the_disk_does_not_have_their_no(
    shop: PrintShop,
) -> None:
    lounge = Lounge(shop, shop.store, nolog=FullDisk())
    lounge.join("ada")

    with pytest.raises(OutletError):
        lounge.leave("ada")

    assert lounge.state("ada") is CONFIRMED


def test_undoing_within_the_hour_brings_back_and_says_so_in_the_log(lounge: Lounge) -> None:
    left = lounge.leave("ada")
    lounge.clock.advance(timedelta(minutes=59))

    back = lounge.leaving.undo(left.undo_token)

    assert back is not None
    assert back.subscription.state is CONFIRMED
    assert back.subscription.handle == left.reader.subscription.handle
    assert said(lounge) == [("main", False), ("main", True)]
    assert kinds(lounge, "ada")[-1] is ConsentKind.GIVEN


def test_undoing_twice_is_answered_the_same_and_writes_nothing(lounge: Lounge) -> None:
    left = lounge.leave("ada")

    first, second = lounge.leaving.undo(left.undo_token), lounge.leaving.undo(left.undo_token)

    assert first == second
    assert said(lounge) == [("main", False), ("main", True)]


def test_after_an_hour_leaving_is_not_undone_nor_offered_to_be(lounge: Lounge) -> None:
    left = lounge.leave("ada")
    lounge.clock.advance(timedelta(hours=1))

    assert lounge.leaving.undo(left.undo_token) is None
    assert lounge.leave("ada").undo_token == ""
    assert lounge.state("ada") is ENDED
    assert said(lounge) == [("main", False)]


@pytest.mark.parametrize("reason", SuppressionReason)
def test_row_69_who_was_suppressed_since_is_not_brought_back_by_undoing(
    lounge: Lounge, reason: SuppressionReason
) -> None:
    left = lounge.leave("ada")
    lounge.suppress("ada", reason)

    assert lounge.leaving.undo(left.undo_token) is None
    assert lounge.leave("ada").undo_token == ""
    assert lounge.state("ada") is ENDED


def test_row_69_who_was_erased_since_is_not_brought_back_by_undoing(lounge: Lounge) -> None:
    left, person = lounge.leave("ada"), lounge.reader("ada").subscriber
    with lounge.store.unit() as unit:
        unit.people.erase(person.id, evidence="asked", at=lounge.clock.now())

    again = lounge.leaving.leave(left.reader.subscription.handle, evidence="a button")

    assert lounge.leaving.undo(left.undo_token) is None
    assert again is not None
    assert again.undo_token == ""


def test_a_token_of_an_earlier_leaving_undoes_no_later_one(lounge: Lounge) -> None:
    earlier = lounge.leave("ada").undo_token
    assert lounge.leaving.undo(earlier) is not None
    lounge.clock.advance(timedelta(days=300))
    later = lounge.leave("ada").undo_token

    assert lounge.leaving.undo(earlier) is None
    assert lounge.state("ada") is ENDED
    assert lounge.leaving.undo(later) is not None


def test_row_67_a_token_for_anything_else_undoes_nothing(lounge: Lounge) -> None:
    left, handle = lounge.leave("ada"), lounge.handle("ada")
    with lounge.store.unit() as unit:
        others = [
            signed(unit, purpose, handle, entropy=lounge.entropy, at=lounge.clock.now())
            for purpose in Purpose
            if purpose is not Purpose.UNDO
        ]
    token = left.undo_token
    changed = [token[:-1], token + "\n", f" {token}", token.swapcase(), "A" * 48, "../" * 16, ""]

    assert {lounge.leaving.undo(each) for each in (*others, *changed)} == {None}
    assert lounge.state("ada") is ENDED
    assert lounge.leaving.undo(token) is not None


def test_row_68_another_spelling_of_the_last_sign_of_a_token_does_the_same_or_nothing(
    lounge: Lounge,
) -> None:
    token = lounge.leave("ada").undo_token
    signs = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

    acted = [sign for sign in signs if lounge.leaving.undo(token[:-1] + sign) is not None]

    assert acted == [token[-1]]


def test_pausing_by_the_address_to_leave_keeps_what_was_chosen(lounge: Lounge) -> None:
    handle, until = lounge.handle("ada"), lounge.clock.now() + timedelta(days=14)
    chosen = Arrangement(topics=("Lamps",), cadence=Cadence.FEED)
    with lounge.store.unit() as unit:
        unit.people.arrange(handle, chosen, at=lounge.clock.now())

    paused = lounge.leaving.pause(handle, until=until)

    assert paused is not None
    held = paused.subscription
    assert (held.state, held.paused_until) == (PAUSED, until)
    assert (held.topics, held.cadence) == (("Lamps",), Cadence.FEED)


def test_who_has_left_is_not_paused_and_so_not_brought_back(lounge: Lounge) -> None:
    lounge.leave("ada")

    answer = lounge.leaving.pause(
        lounge.handle("ada"), until=lounge.clock.now() + timedelta(days=14)
    )

    assert answer is not None
    assert lounge.state("ada") is ENDED


def test_who_is_paused_may_leave(lounge: Lounge) -> None:
    handle = lounge.handle("ada")
    lounge.leaving.pause(handle, until=lounge.clock.now() + timedelta(days=14))

    lounge.leave("ada")
    with lounge.store.unit() as unit:
        unit.people.resume(lounge.clock.now() + timedelta(days=15))

    assert lounge.state("ada") is ENDED


def test_what_is_left_and_undone_tells_no_secret_when_it_is_printed(lounge: Lounge) -> None:
    left = lounge.leave("ada")

    assert left.undo_token
    assert left.undo_token not in repr(left)
