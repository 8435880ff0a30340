"""Wishes: a link says yes once, later ones say that it was said, and no newer "no" is undone."""

import logging
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from contract.stores import STORES
from doubles import StoppedClock
from doubles.doorstep import VISIT, Doorstep, PlainFaces
from doubles.shop import PUBLICATION
from pressrun.errors import RenderError
from pressrun.mail.address import Address
from pressrun.model.audience import SubscriptionState, SuppressionReason
from pressrun.model.key import Purpose
from pressrun.model.letter import LetterKind
from pressrun.model.publication import Welcome
from pressrun.model.slot import Slot
from pressrun.model.wish import KEPT, VALID, WishKind
from pressrun.ports import Store
from pressrun.press.fulfilment import Fulfilled, Fulfilment, Yes
from pressrun.press.keyring import named_by, signed
from pressrun.press.wishing import FULFIL, LETTER
from pressrun.press.wishview import WishState, WishView
from pressrun.store.memory import MemoryStore

ADA = "ada@example.org"
MINUTE = timedelta(minutes=1)


@pytest.fixture(params=STORES, name="door")
def _door(
    request: pytest.FixtureRequest, clock: StoppedClock, tmp_path: Path
) -> Iterator[Doorstep]:
    store = STORES[request.param](tmp_path, clock)
    yield Doorstep(tmp_path, store, clock=clock)
    store.close()


def fulfil(door: Doorstep, token: str) -> WishView:
    view = door.wishes.fulfil(token, VISIT)
    assert view is not None
    return view


def state_of(door: Doorstep) -> SubscriptionState | None:
    reader = door.reader()
    return reader.subscription.state if reader else None


def test_every_kind_of_wish_comes_true_somehow_and_has_its_letter() -> None:
    assert set(FULFIL) == set(LETTER) == set(WishKind)


def test_looking_at_a_link_changes_nothing(door: Doorstep) -> None:
    door.ask()
    token, _ = door.confirming()

    views = [door.wishes.view(token) for _ in range(3)]

    assert views == [WishView(kind=WishKind.JOIN, state=WishState.OPEN, list="main")] * 3
    assert door.reader() is None


def test_a_link_said_yes_to_twice_shows_that_it_is_done(door: Doorstep) -> None:
    door.ask()
    token, _ = door.confirming()

    first, second = fulfil(door, token), fulfil(door, token)

    assert first == second == door.wishes.view(token)
    assert first.state is WishState.DONE
    assert [letter.kind for letter in door.mail()] == [LetterKind.WELCOME]
    reader = door.reader()
    assert reader is not None
    with door.store.unit(write=False) as unit:
        assert len(unit.people.consent(reader.subscriber.id)) == 1


def test_many_yeses_at_once_are_one(tmp_path: Path, clock: StoppedClock) -> None:
    store = STORES["sqlite"](tmp_path, clock)
    door = Doorstep(tmp_path, store, clock=clock)
    door.ask()
    token, _ = door.confirming()
    views: list[WishView | None] = []
    threads = [
        threading.Thread(target=lambda: views.append(door.wishes.fulfil(token, VISIT)))
        for _ in range(8)
    ]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert {view.state for view in views if view} == {WishState.DONE}
    assert len(views) == 8
    assert len(door.mail()) == 1
    store.close()


def test_once_it_is_done_the_page_can_lead_to_preferences(door: Doorstep) -> None:
    door.ask()
    token, _ = door.confirming()

    view = fulfil(door, token)

    reader = door.reader()
    assert reader is not None
    with door.store.unit(write=False) as unit:
        named = named_by(unit, view.preferences_token, Purpose.PREFERENCES)
    assert named == reader.subscription.handle


@pytest.mark.parametrize("is_logged", [True, False])
def test_p18_who_left_after_the_ask_is_not_brought_back_by_its_link(
    door: Doorstep, is_logged: bool
) -> None:
    door.ask()
    token, _ = door.confirming()
    door.clock.advance(timedelta(days=2))
    door.add()
    door.clock.advance(MINUTE)
    if is_logged:
        door.leave()
    else:  # as one who left before there was a log
        reader = door.reader()
        assert reader is not None
        with door.store.unit() as unit:
            unit.people.leave(reader.subscription.handle, evidence="x", at=door.clock.now())

    view = fulfil(door, token)

    assert view.state is WishState.EXPIRED
    assert not view.preferences_token
    assert state_of(door) is SubscriptionState.ENDED


@pytest.mark.parametrize("how", ["bounce", "request", "complaint"])
def test_p18_a_no_after_the_ask_wins_over_the_link(door: Doorstep, how: str) -> None:
    door.add()
    door.leave()
    door.clock.advance(MINUTE)
    door.ask()
    token, _ = door.confirming()
    door.clock.advance(MINUTE)
    door.suppress(ADA, SuppressionReason(how))

    view = fulfil(door, token)

    assert view.state is WishState.EXPIRED
    assert not view.preferences_token
    assert state_of(door) is SubscriptionState.ENDED


def test_p18_a_no_that_only_the_log_knows_wins_over_an_older_link(door: Doorstep) -> None:
    door.ask()
    token, _ = door.confirming()
    door.clock.advance(MINUTE)
    with door.store.unit() as unit:  # as if the database had been put back since
        door.noes.note(unit, [(ADA, "main")], at=door.clock.now())

    assert fulfil(door, token).state is WishState.EXPIRED
    assert door.reader() is None

    door.clock.advance(timedelta(days=2))
    door.ask()
    fresh, _ = door.confirming()
    assert fulfil(door, fresh).state is WishState.DONE
    assert state_of(door) is SubscriptionState.CONFIRMED
    assert not door.noes.says_no(ADA, list="main")


def test_who_joined_and_left_is_not_told_they_are_in(door: Doorstep) -> None:
    door.ask()
    token, _ = door.confirming()
    fulfil(door, token)
    door.clock.advance(MINUTE)
    door.leave()

    assert fulfil(door, token).state is WishState.EXPIRED
    assert state_of(door) is SubscriptionState.ENDED


def test_a_link_acts_for_seven_days_and_is_unknown_after_fourteen(door: Doorstep) -> None:
    door.ask()
    token, code = door.confirming()
    page = door.ask().code_token
    door.clock.advance(VALID)

    assert fulfil(door, token).state is WishState.EXPIRED
    assert door.desk.confirm_code(page, code, VISIT).wish is None
    assert door.reader() is None

    door.clock.advance(KEPT - VALID)
    with door.store.unit() as unit:
        unit.wishes.forget(before=door.clock.now() - KEPT + MINUTE)
    assert door.wishes.view(token) is None
    assert door.wishes.fulfil(token, VISIT) is None


def test_row_67_a_token_that_is_not_this_link_is_nobodys(door: Doorstep) -> None:
    joined = door.ask()
    token, _ = door.confirming()
    with door.store.unit() as unit:
        named = named_by(unit, token, Purpose.WISH)
        assert named is not None
        others = [
            signed(unit, purpose, named, entropy=door.entropy, at=door.clock.now())
            for purpose in Purpose
            if purpose is not Purpose.WISH
        ]
    stranger = Doorstep(
        door_folder(door),
        MemoryStore(clock=door.clock, entropy=Doorstep.chance()),
        clock=door.clock,
        seed="stranger",
    )
    stranger.ask()
    foreign, _ = stranger.confirming()

    for text in (
        *others,
        foreign,
        joined.code_token,
        joined.browser_token,
        token[:-1],
        token + "A",
        token + "\n",
        token.upper(),
        "..",
        "",
        "\udcff",
        named,
    ):
        assert door.wishes.view(text) is None
        assert door.wishes.fulfil(text, VISIT) is None
    assert door.reader() is None


def test_what_was_signed_before_the_key_was_changed_still_acts(door: Doorstep) -> None:
    joined = door.ask()
    token, code = door.confirming()
    with door.store.unit() as unit:
        for purpose in Purpose:
            unit.keys.add(purpose, door.entropy.octets(32), at=door.clock.now())

    assert door.desk.is_same_browser(token, joined.browser_token)
    assert door.desk.confirm_code(joined.code_token, code, VISIT).wish is not None
    assert fulfil(door, token).state is WishState.DONE


def test_a_list_that_welcomes_nobody_writes_no_letter(tmp_path: Path, clock: StoppedClock) -> None:
    [one] = PUBLICATION.lists
    quiet = replace(PUBLICATION, lists=(replace(one, welcome=Welcome.NONE),))
    door = Doorstep(tmp_path, memory(clock), clock=clock, publication=quiet)
    door.ask()
    token, _ = door.confirming()

    assert fulfil(door, token).state is WishState.DONE
    assert door.mail() == []


class NoWelcome(PlainFaces):
    """A theme whose welcome is broken."""

    def call(self, function: str, *arguments: Any, limit_s: float = 30.0) -> Any:
        if arguments[0] is LetterKind.WELCOME:
            raise RenderError("a sample fault", code="TPL001")
        return super().call(function, *arguments)


def test_a_theme_without_a_welcome_keeps_nobody_out(
    tmp_path: Path, clock: StoppedClock, caplog: pytest.LogCaptureFixture
) -> None:
    door = Doorstep(tmp_path, memory(clock), clock=clock, isolate=NoWelcome())
    door.ask()
    token, _ = door.confirming()

    with caplog.at_level(logging.ERROR):
        assert fulfil(door, token).state is WishState.DONE
    assert door.mail() == []
    assert "letter.unmade" in caplog.messages


def test_a_welcome_leads_to_preferences_and_out_again(door: Doorstep) -> None:
    door.ask()
    token, _ = door.confirming()
    view = fulfil(door, token)

    [letter] = door.mail()
    reader = door.reader()
    assert reader is not None
    assert letter.slots == {
        Slot.PREFERENCES_URL: f"https://notes.example.org/preferences/{view.preferences_token}",
        Slot.UNSUBSCRIBE_URL: (
            f"https://notes.example.org/unsubscribe/{reader.subscription.handle}"
        ),
    }
    assert letter.subscriber == reader.subscriber.id


def test_what_acts_once_is_not_asked_to_act_twice(tmp_path: Path, clock: StoppedClock) -> None:
    said: list[Yes] = []

    def tell(yes: Yes) -> Fulfilled:
        said.append(yes)
        return Fulfilled()

    door = Doorstep(tmp_path, memory(clock), clock=clock)
    door.add()
    door.wishes._fulfilments = {WishKind.EXPORT: Fulfilment(tell)}
    token = export(door)

    assert [fulfil(door, token).state for _ in range(3)] == [WishState.DONE] * 3
    assert len(said) == 1


def test_what_acts_again_answers_again_while_its_link_is_good(
    tmp_path: Path, clock: StoppedClock
) -> None:
    said: list[Yes] = []

    def tell(yes: Yes) -> Fulfilled:
        said.append(yes)
        return Fulfilled(document=b"{}")

    door = Doorstep(tmp_path, memory(clock), clock=clock)
    door.add()
    door.wishes._fulfilments = {WishKind.EXPORT: Fulfilment(tell, repeats=True)}
    token = export(door)

    views = [fulfil(door, token) for _ in range(2)]

    assert [view.document for view in views] == [b"{}", b"{}"]
    assert len(said) == 2
    looked = door.wishes.view(token)
    assert looked is not None
    assert looked.document is None  # looking at it is not asking for it
    clock.advance(VALID)
    assert fulfil(door, token).document is None


def export(door: Doorstep) -> str:
    prepared = door.wishes.prepare(WishKind.EXPORT, list="main")
    with door.store.unit() as unit:
        door.wishes.make(
            unit,
            WishKind.EXPORT,
            list="main",
            address=Address(ADA, ADA),
            visit=VISIT,
            prepared=prepared,
        )
    [letter] = door.mail()
    assert letter.kind is LetterKind.EXPORT
    assert set(letter.slots) == {Slot.ACTION_URL}
    return letter.slots[Slot.ACTION_URL].rpartition("/")[2]


def test_nothing_that_is_logged_tells_who_asked(
    door: Doorstep, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        joined = door.ask(name="Ada Sample")
        door.ask(trap="x")
        token, code = door.confirming()
        door.desk.confirm_code(joined.code_token, code, VISIT)
        fulfil(door, token)

    told = "".join(f"{record.__dict__}" for record in caplog.records)
    assert "subscription.confirmed" in told
    for secret in (ADA, "Ada Sample", token, code, joined.code_token, VISIT.network):
        assert secret not in told
    assert f"{joined!r}{VISIT!r}".count("192.0.2") == 0


def door_folder(door: Doorstep) -> Path:
    folder = door.folder / "elsewhere"
    folder.mkdir()
    return folder


def memory(clock: StoppedClock) -> Store:
    return MemoryStore(clock=clock, entropy=Doorstep.chance())
