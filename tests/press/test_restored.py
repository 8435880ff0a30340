"""P18: no copy of the database that is put back, no import and no editor undoes a "no"."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from contract.stores import STORES
from doubles.lounge import VISIT, Lounge, address
from doubles.nolog import MemoryNoLog
from doubles.shop import PrintShop
from pressrun.model.audience import Standing, SubscriptionState, SuppressionReason
from pressrun.model.letter import LetterKind
from pressrun.press.erasing import erase
from pressrun.press.subscribe import add, suppress
from pressrun.press.wishview import WishState

CONFIRMED, ENDED = SubscriptionState.CONFIRMED, SubscriptionState.ENDED


class Attic:
    """A lounge whose database is copied away and put back; the log of noes stays."""

    def __init__(self, shop: PrintShop, folder: Path) -> None:
        self._shop, self._folder, self._nolog = shop, folder, MemoryNoLog()
        self.lounge = self._open()
        self.lounge.join("ada", "bob")
        self.lounge.join("ada", list="tides")
        self._close()
        shutil.copytree(folder, folder.with_name("copy"))
        self.lounge = self._open()

    def restore(self) -> int:
        """Put the copy in the database's place and open it; return how many left by that."""
        self._close()
        shutil.rmtree(self._folder)
        shutil.copytree(self._folder.with_name("copy"), self._folder)
        self.lounge = self._open()
        return self.lounge.noes.catch_up(self.lounge.store, at=self.lounge.clock.now())

    def add(self, name: str, *, list: str = "main") -> Standing:
        lounge = self.lounge
        return add(
            address(name),
            name="",
            list=list,
            consent="an editor says so",
            store=lounge.store,
            noes=lounge.noes,
            clock=lounge.clock,
            entropy=lounge.entropy,
            commit=True,
        )

    def _open(self) -> Lounge:
        store = STORES["sqlite"](self._folder, self._shop.clock)
        return Lounge(self._shop, store, nolog=self._nolog)

    def _close(self) -> None:
        self.lounge.store.close()


@pytest.fixture
def attic(shop: PrintShop, tmp_path: Path) -> Attic:
    return Attic(shop, tmp_path / "state")


def test_the_copy_alone_would_bring_back_who_has_left(attic: Attic) -> None:
    attic.lounge.leave("ada")
    attic._nolog.lines.clear()

    attic.restore()

    assert attic.lounge.state("ada") is CONFIRMED


def test_who_has_left_stays_out_after_an_old_copy_was_put_back(attic: Attic) -> None:
    attic.lounge.leave("ada")

    ended = attic.restore()

    assert ended == 1
    assert attic.lounge.state("ada") is ENDED
    assert attic.lounge.state("ada", list="tides") is CONFIRMED
    assert attic.lounge.state("bob") is CONFIRMED


def test_neither_an_editor_nor_the_link_of_an_old_letter_brings_back_who_has_left(
    attic: Attic,
) -> None:
    attic.lounge.leave("ada")
    attic.restore()

    assert attic.add("ada") is Standing.LEFT
    assert attic.lounge.state("ada") is ENDED


def test_how_many_noes_a_copy_had_forgotten_is_counted_by_list(attic: Attic) -> None:
    attic.lounge.leave("ada")
    by_editor(attic.lounge)

    attic.restore()
    attic.lounge.noes.catch_up(attic.lounge.store, at=attic.lounge.clock.now())

    with attic.lounge.store.unit(write=False) as unit:
        assert unit.noes.forgotten() == {"": 1, "main": 1, "tides": 1}


def test_a_fresh_yes_brings_back_and_an_older_copy_does_not_undo_that(attic: Attic) -> None:
    attic.lounge.leave("ada")
    attic.restore()

    view = attic.lounge.welcome("ada")
    after = attic.lounge.state("ada")
    attic.restore()

    assert view is not None
    assert view.state is WishState.DONE
    assert after is CONFIRMED
    assert attic.lounge.state("ada") is CONFIRMED


def test_who_undid_leaving_is_there_after_an_old_copy_was_put_back(attic: Attic) -> None:
    left = attic.lounge.leave("ada")
    attic.lounge.leaving.undo(left.undo_token)

    assert attic.restore() == 0
    assert attic.lounge.state("ada") is CONFIRMED


def test_who_left_again_after_undoing_stays_out(attic: Attic) -> None:
    left = attic.lounge.leave("ada")
    attic.lounge.leaving.undo(left.undo_token)
    attic.lounge.leave("ada")

    attic.restore()

    assert attic.lounge.state("ada") is ENDED


def by_link(lounge: Lounge) -> None:
    lounge.asking.erase(lounge.token("ada"), VISIT)
    lounge.confirm(lounge.link(LetterKind.ERASE))


def by_editor(lounge: Lounge) -> None:
    erase(
        address("ada"),
        evidence="asked",
        store=lounge.store,
        noes=lounge.noes,
        clock=lounge.clock,
        commit=True,
    )


@pytest.mark.parametrize("way", [by_link, by_editor])
def test_p47_who_was_erased_is_never_mailed_after_an_old_copy_was_put_back(
    attic: Attic, way: Callable[[Lounge], None]
) -> None:
    way(attic.lounge)

    assert attic.restore() == 2
    assert attic.lounge.reader("ada").suppressed is SuppressionReason.REQUEST
    assert attic.add("ada") is Standing.SUPPRESSED


def test_a_yes_to_one_list_after_erasure_is_none_to_the_others_when_a_copy_is_put_back(
    attic: Attic,
) -> None:
    by_editor(attic.lounge)
    attic.lounge.welcome("ada")

    attic.restore()

    assert attic.lounge.state("ada") is CONFIRMED
    assert attic.lounge.state("ada", list="tides") is ENDED


def test_a_yes_to_one_list_after_a_no_to_all_is_none_to_the_others_when_a_copy_is_put_back(
    attic: Attic,
) -> None:
    lounge = attic.lounge
    suppress(
        address("ada"),
        reason=SuppressionReason.REQUEST,
        store=lounge.store,
        noes=lounge.noes,
        clock=lounge.clock,
        commit=True,
    )
    lounge.welcome("ada")
    before = (lounge.state("ada"), lounge.state("ada", list="tides"))

    attic.restore()

    assert before == (CONFIRMED, ENDED)
    assert attic.lounge.state("ada") is CONFIRMED
    assert attic.lounge.state("ada", list="tides") is ENDED


def test_a_mailbox_that_was_left_for_another_gets_nothing_when_a_copy_is_put_back(
    attic: Attic,
) -> None:
    lounge = attic.lounge
    lounge.asking.address(lounge.token("ada"), address("new"), VISIT)
    lounge.confirm(lounge.link(LetterKind.ADDRESS))
    lounge.post()
    lounge.leave("new")
    added = attic.add("ada")

    attic.restore()

    assert added is Standing.LEFT
    assert attic.lounge.state("ada") is ENDED
    assert attic.lounge.state("ada", list="tides") is ENDED
    assert attic.add("new") is Standing.LEFT


def test_a_copy_that_is_put_back_twice_is_judged_twice(attic: Attic) -> None:
    attic.lounge.leave("ada")

    assert (attic.restore(), attic.restore()) == (1, 1)
    assert attic.lounge.state("ada") is ENDED
