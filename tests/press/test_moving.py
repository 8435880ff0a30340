"""Mail moves to another mailbox only when that one's owner has said yes, and tells nobody more."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from contract.stores import STORES
from doubles.lounge import VISIT, Lounge, address
from doubles.shop import PrintShop
from pressrun.errors import Problem
from pressrun.mail.address import address_hash
from pressrun.model.audience import ConsentKind, SubscriptionState, SuppressionReason
from pressrun.model.key import Purpose
from pressrun.model.letter import Letter, LetterKind
from pressrun.model.slot import Slot
from pressrun.model.wish import VALID, WishKind
from pressrun.press.wishview import WishState, WishView

CONFIRMED, ENDED = SubscriptionState.CONFIRMED, SubscriptionState.ENDED


@pytest.fixture(params=STORES)
def lounge(request: pytest.FixtureRequest, shop: PrintShop, tmp_path: Path) -> Iterator[Lounge]:
    store = STORES[request.param](tmp_path / "state", shop.clock)
    made = Lounge(shop, store)
    made.join("ada", "bob")
    yield made
    store.close()


def ask(lounge: Lounge, new: str = "new", *, who: str = "ada") -> object:
    return lounge.asking.address(lounge.token(who), address(new), VISIT)


def asked(lounge: Lounge, new: str = "new") -> str:
    """Ask to move and return the token in the letter to the new mailbox."""
    assert ask(lounge, new) is True
    return lounge.link(LetterKind.ADDRESS)


def state_of(view: WishView | None) -> WishState | None:
    return view.state if view else None


def suppress(lounge: Lounge, name: str, reason: SuppressionReason) -> None:
    with lounge.store.unit() as unit:
        hashed = address_hash(address(name), unit.people.hash_key())
        unit.people.suppress(hashed, reason=reason, at=lounge.clock.now())


def said(lounge: Lounge) -> list[tuple[str, str, bool]]:
    names = {lounge.nolog.hash(address(name)): name for name in ("ada", "bob", "new")}
    return [(names[no.hash], no.list, no.lifted) for no in lounge.nolog.lines]


def test_asking_writes_to_the_new_mailbox_alone_and_changes_nothing(lounge: Lounge) -> None:
    before = lounge.reader("ada")

    assert ask(lounge) is True
    [letter] = lounge.post()

    assert (letter.kind, letter.address) == (LetterKind.ADDRESS, "new@example.org")
    assert set(letter.slots) == {Slot.ACTION_URL}
    assert lounge.reader("ada") == before


def test_a_yes_from_the_new_mailbox_moves_every_list_and_tells_the_old_one(
    lounge: Lounge,
) -> None:
    lounge.join("ada", list="tides")
    before, token = lounge.reader("ada"), asked(lounge)

    view = lounge.confirm(token)
    after, [told] = lounge.reader("new"), lounge.post()

    assert state_of(view) is WishState.DONE
    assert lounge.find("ada") is None
    assert after.subscription == before.subscription
    assert after.subscriber == replace(
        before.subscriber,
        address="new@example.org",
        address_key="new@example.org",
        address_hash=after.subscriber.address_hash,
    )
    assert after.subscriber.address_hash != before.subscriber.address_hash
    assert lounge.state("new", list="tides") is CONFIRMED
    assert (told.kind, told.address) == (LetterKind.MOVED, "ada@example.org")
    assert lounge.preferences.view(told.slots[Slot.PREFERENCES_URL].rpartition("/")[2]) is not None
    with lounge.store.unit(write=False) as unit:
        lines = unit.people.consent(after.subscriber.id)
    changes = [line for line in lines if line.kind is ConsentKind.CHANGED]
    assert [line.list for line in changes] == ["main", "tides"]
    assert {line.proof.wording for line in changes if line.proof} == {VISIT.wording}


def test_the_mailbox_that_was_left_is_a_no_for_its_lists_and_a_yes_once_it_is_moved_back_to(
    lounge: Lounge,
) -> None:
    lounge.confirm(asked(lounge))
    lounge.post()
    there = said(lounge)
    lounge.clock.advance(timedelta(minutes=1))
    lounge.asking.address(lounge.token("new"), address("ada"), VISIT)
    lounge.confirm(lounge.link(LetterKind.ADDRESS))

    assert there == [("ada", "main", False)]
    assert said(lounge) == [*there, ("new", "main", False), ("ada", "main", True)]
    assert lounge.state("ada") is CONFIRMED


def test_a_link_that_was_followed_twice_moves_once(lounge: Lounge) -> None:
    token = asked(lounge)

    first, second = lounge.confirm(token), lounge.confirm(token)

    assert state_of(first) is state_of(second) is WishState.DONE
    assert len(lounge.post()) == 1
    assert len(lounge.nolog.lines) == 1


def test_another_spelling_of_the_same_mailbox_is_refused_and_needs_no_letter(
    lounge: Lounge,
) -> None:
    answer = ask(lounge, "ADA@Example.org")

    assert isinstance(answer, Problem)
    assert answer.code == "PRF008"
    assert lounge.post() == []


@pytest.mark.parametrize("text", ["", "nobody", "a b@example.org", "x@localhost", "a@b\r\nBcc: c"])
def test_what_is_no_address_is_said_to_be_none(lounge: Lounge, text: str) -> None:
    answer = lounge.asking.address(lounge.token("ada"), text, VISIT)

    assert isinstance(answer, Problem)
    assert answer.code.startswith("ADR")
    assert lounge.post() == []


def test_p21_the_answer_is_the_same_whoever_has_the_address(lounge: Lounge) -> None:
    lounge.join("cy", "dora")
    lounge.leave("cy")
    lounge.suppress("dora", SuppressionReason.COMPLAINT)

    answers = {name: ask(lounge, name) for name in ("bob", "cy", "dora", "new")}

    assert set(answers.values()) == {True}
    assert [letter.address for letter in lounge.post()] == ["new@example.org"]


def test_row_61_no_letter_goes_to_an_address_of_our_own(lounge: Lounge) -> None:
    assert {ask(lounge, "notes@example.org"), ask(lounge, "Notes+x@example.org")} == {True}
    assert lounge.post() == []


def test_row_60_an_address_of_a_duty_is_said_to_be_one(lounge: Lounge) -> None:
    answer = ask(lounge, "postmaster")

    assert isinstance(answer, Problem)
    assert answer.code == "ADR010"
    assert lounge.post() == []


def test_an_address_that_somebody_else_took_meanwhile_is_not_moved_to(lounge: Lounge) -> None:
    token = asked(lounge)
    lounge.join("new")

    assert state_of(lounge.confirm(token)) is WishState.EXPIRED
    assert lounge.state("ada") is CONFIRMED
    assert lounge.reader("new").subscriber.name == "New"
    assert (lounge.post(), lounge.nolog.lines) == ([], [])


@pytest.mark.parametrize("reason", [SuppressionReason.BOUNCE, SuppressionReason.REQUEST])
def test_a_fresh_yes_lifts_what_a_bounce_or_a_request_said_of_the_new_mailbox(
    lounge: Lounge, reason: SuppressionReason
) -> None:
    suppress(lounge, "new", reason)
    lounge.clock.advance(timedelta(minutes=1))

    view = lounge.confirm(asked(lounge))

    assert state_of(view) is WishState.DONE
    assert lounge.reader("new").suppressed is None


@pytest.mark.parametrize("reason", SuppressionReason)
def test_row_69_a_no_of_the_new_mailbox_that_is_newer_than_the_ask_wins(
    lounge: Lounge, reason: SuppressionReason
) -> None:
    token = asked(lounge)
    suppress(lounge, "new", reason)

    assert state_of(lounge.confirm(token)) is WishState.EXPIRED
    assert (lounge.state("ada"), lounge.find("new")) == (CONFIRMED, None)


def test_row_69_who_has_left_is_not_brought_back_by_moving(lounge: Lounge) -> None:
    token = asked(lounge)
    lounge.leave("ada")

    view, answer = lounge.confirm(token), ask(lounge, "other")

    assert state_of(view) is WishState.EXPIRED
    assert isinstance(answer, Problem)
    assert answer.code == "PRF004"
    assert (lounge.state("ada"), lounge.find("new")) == (ENDED, None)


def test_row_69_who_was_erased_is_not_brought_back_by_moving(lounge: Lounge) -> None:
    token, person = asked(lounge), lounge.reader("ada").subscriber
    with lounge.store.unit() as unit:
        unit.people.erase(person.id, evidence="asked", at=lounge.clock.now())

    assert state_of(lounge.confirm(token)) is WishState.EXPIRED
    assert lounge.find("new") is None


def test_a_list_that_was_left_stays_left_after_moving(lounge: Lounge) -> None:
    lounge.join("ada", list="tides")
    lounge.leave("ada", list="tides")

    lounge.confirm(asked(lounge))

    assert lounge.state("new") is CONFIRMED
    assert lounge.state("new", list="tides") is ENDED


def test_a_mailbox_that_is_never_mailed_is_not_told_that_it_was_left(lounge: Lounge) -> None:
    lounge.suppress("ada", SuppressionReason.COMPLAINT)

    view = lounge.confirm(asked(lounge))

    assert state_of(view) is WishState.DONE
    assert lounge.post() == []


def test_a_link_ends_after_seven_days(lounge: Lounge) -> None:
    token = asked(lounge)
    lounge.clock.advance(VALID)

    assert state_of(lounge.confirm(token)) is WishState.EXPIRED
    assert lounge.state("ada") is CONFIRMED


def test_row_67_a_token_that_is_not_for_preferences_asks_for_nothing(lounge: Lounge) -> None:
    token = asked(lounge)
    desk = lounge.asking

    for each in (token, "", "A" * 48, lounge.handle("ada"), lounge.token("ada")[:-1]):
        assert desk.address(each, "new@example.org", VISIT) is None
        assert desk.export(each, VISIT) is None
        assert desk.erase(each, VISIT) is None

    assert lounge.post() == []


@pytest.mark.parametrize("kind", [WishKind.EXPORT, WishKind.ERASE])
def test_export_and_erasure_are_asked_of_the_readers_own_mailbox_even_after_leaving(
    lounge: Lounge, kind: WishKind
) -> None:
    lounge.leave("ada")
    ask = lounge.asking.export if kind is WishKind.EXPORT else lounge.asking.erase

    answer = ask(lounge.token("ada"), VISIT)
    [letter] = lounge.post()

    assert answer is True
    assert (letter.kind.value, letter.address) == (kind.value, "ada@example.org")


def test_no_letter_at_all_goes_where_somebody_has_complained_and_that_is_said(
    lounge: Lounge,
) -> None:
    lounge.suppress("ada", SuppressionReason.COMPLAINT)
    token = lounge.token("ada")

    answers = [lounge.asking.export(token, VISIT), lounge.asking.erase(token, VISIT)]

    assert [a.code for a in answers if isinstance(a, Problem)] == ["PRF009", "PRF009"]
    assert lounge.post() == []


def test_no_letter_to_anybody_unconfirmed_holds_a_name(lounge: Lounge) -> None:
    ask(lounge)
    [letter] = lounge.post()

    assert not [value for value in letter.slots.values() if "Ada" in value or "ada@" in value]
    assert isinstance(letter, Letter)


def test_a_token_of_a_wish_is_not_one_for_preferences(lounge: Lounge) -> None:
    token = asked(lounge)

    assert lounge.preferences.view(token) is None
    assert Purpose.WISH is not Purpose.PREFERENCES
