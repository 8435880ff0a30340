"""Who is erased is gone everywhere; their no stays, and nothing else does."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from contract.stores import STORES
from doubles.lounge import VISIT, Lounge
from doubles.shop import PrintShop
from pressrun.errors import UsageError
from pressrun.mail.address import address_hash
from pressrun.model.audience import Standing, SubscriptionState, SuppressionReason
from pressrun.model.letter import LetterKind
from pressrun.model.vote import Count, Vote
from pressrun.press.erasing import Erasure, erase
from pressrun.press.noes import EVERY
from pressrun.press.preferences import PreferencesForm
from pressrun.press.wishview import WishState

WHO = "ada@example.org"


@pytest.fixture(params=STORES)
def lounge(request: pytest.FixtureRequest, shop: PrintShop, tmp_path: Path) -> Iterator[Lounge]:
    store = STORES[request.param](tmp_path / "state", shop.clock)
    made = Lounge(shop, store)
    made.join("ada", "bob")
    made.join("ada", list="tides")
    yield made
    store.close()


def erase_ada(lounge: Lounge, address: str = WHO, *, commit: bool = True) -> Erasure:
    return erase(
        address,
        evidence="asked by letter",
        store=lounge.store,
        noes=lounge.noes,
        clock=lounge.clock,
        commit=commit,
    )


def asked(lounge: Lounge) -> str:
    assert lounge.asking.erase(lounge.token("ada"), VISIT) is True
    return lounge.link(LetterKind.ERASE)


def test_p47_a_yes_from_the_mailbox_erases_person_wishes_letters_and_feed(lounge: Lounge) -> None:
    person, token = lounge.reader("ada").subscriber, asked(lounge)
    lounge.save("ada", PreferencesForm(topics=("Lamps",), cadence="feed", name="Ada Sample"))
    lounge.asking.export(lounge.token("ada"), VISIT)

    view = lounge.confirm(token)

    assert view is not None
    assert (view.state, view.preferences_token) == (WishState.DONE, "")
    assert lounge.find("ada") is None
    with lounge.store.unit(write=False) as unit:
        assert unit.people.person(WHO) is None
        assert list(unit.wishes.of(person.address_hash)) == []
        assert unit.private_feeds.standing(person.id, list="main") is None
        held = unit.people.subscriptions(person.id)
        assert {each.state for each in held} == {SubscriptionState.ENDED}
        assert {each.topics for each in held} == {()}
        # The one letter left is in a sender's hands: it is emptied, and goes nowhere.
        assert [dict(letter.slots) for letter, _ in unit.letters.of(person.id)] == [{}]
    assert lounge.state("bob") is SubscriptionState.CONFIRMED
    assert lounge.post() == []


def test_every_list_is_a_no_outside_the_database_and_the_mailbox_is_suppressed_by_its_hash(
    lounge: Lounge,
) -> None:
    hashed = lounge.reader("ada").subscriber.address_hash

    lounge.confirm(asked(lounge))

    assert {no.hash for no in lounge.nolog.lines} == {lounge.nolog.hash(WHO)}
    assert {no.list for no in lounge.nolog.lines} == {"main", "tides", EVERY}
    assert not any(no.lifted for no in lounge.nolog.lines)
    with lounge.store.unit(write=False) as unit:
        found = unit.people.suppression(hashed)
        assert found is not None
        assert found.reason is SuppressionReason.REQUEST
        assert unit.people.standing(WHO, hashed, list="main") is Standing.SUPPRESSED


def test_votes_are_counted_as_before_and_are_nobodys(lounge: Lounge) -> None:
    person = lounge.reader("ada").subscriber
    with lounge.store.unit() as unit:
        unit.votes.cast(
            Vote(
                article="tideaaaaaa",
                question="when",
                choice=2,
                at=lounge.clock.now(),
                subscriber=person.id,
            )
        )

    lounge.confirm(asked(lounge))

    with lounge.store.unit(write=False) as unit:
        assert list(unit.votes.of(person.id)) == []
        assert list(unit.votes.count("tideaaaaaa", "when")) == [Count(choice=2, subscribers=1)]


def test_the_log_of_consent_says_that_and_how_they_were_erased(lounge: Lounge) -> None:
    person = lounge.reader("ada").subscriber

    lounge.confirm(asked(lounge))

    with lounge.store.unit(write=False) as unit:
        lines = unit.people.consent(person.id)
    assert [(line.list, line.kind.value) for line in lines[-2:]] == [
        ("main", "erased"),
        ("tides", "erased"),
    ]
    assert "link in a letter" in lines[-1].evidence


def test_a_link_that_was_followed_twice_erases_once_and_then_leads_nowhere(
    lounge: Lounge,
) -> None:
    token = asked(lounge)
    lounge.confirm(token)
    lines = len(lounge.nolog.lines)

    assert lounge.confirm(token) is None
    assert len(lounge.nolog.lines) == lines


def test_every_other_link_of_who_was_erased_leads_nowhere(lounge: Lounge) -> None:
    token = asked(lounge)
    lounge.asking.export(lounge.token("ada"), VISIT)
    other, preferences = lounge.link(LetterKind.EXPORT), lounge.token("ada")

    lounge.confirm(token)

    assert lounge.confirm(other) is None
    assert lounge.wishes.view(other) is None
    assert lounge.preferences.view(preferences) is None


def test_who_moved_since_is_not_erased_by_the_mailbox_they_left(lounge: Lounge) -> None:
    token = asked(lounge)
    lounge.asking.address(lounge.token("ada"), "new@example.org", VISIT)
    lounge.confirm(lounge.link(LetterKind.ADDRESS))

    view = lounge.confirm(token)

    assert view is not None
    assert view.state is WishState.EXPIRED
    assert lounge.state("new") is SubscriptionState.CONFIRMED


def test_an_editor_sees_first_what_would_go_and_erases_then(lounge: Lounge) -> None:
    lounge.asking.export(lounge.token("ada"), VISIT)

    dry = erase_ada(lounge, "ADA@example.org", commit=False)
    before = lounge.find("ada")
    wet = erase_ada(lounge)
    again = erase_ada(lounge)

    assert before is not None
    assert dry == wet == Erasure(known=True, lists=("main", "tides"), wishes=1)
    assert again == Erasure()
    assert lounge.find("ada") is None
    assert lounge.post() == []


def test_an_address_that_nobody_has_is_suppressed_all_the_same(lounge: Lounge) -> None:
    assert erase_ada(lounge, "zoe@example.org") == Erasure()

    lounge.join("zoe")

    assert lounge.find("zoe") is None
    assert [no.list for no in lounge.nolog.lines] == [EVERY]


def test_what_is_no_address_is_refused(lounge: Lounge) -> None:
    with pytest.raises(UsageError):
        erase_ada(lounge, "ada")


@pytest.mark.parametrize("way", ["link", "editor"])
def test_p18_nobody_who_was_erased_is_brought_back_by_an_editor(lounge: Lounge, way: str) -> None:
    if way == "link":
        lounge.confirm(asked(lounge))
    else:
        erase_ada(lounge)

    lounge.join("ada")
    lounge.join("ada", list="tides")

    assert lounge.find("ada") is None
    assert lounge.find("ada", list="tides") is None


def test_mailboxes_that_somebody_left_or_was_to_move_to_go_with_them(lounge: Lounge) -> None:
    person = lounge.reader("ada").subscriber.id
    lounge.asking.address(lounge.token("ada"), "ada@new.example.org", VISIT)
    lounge.confirm(lounge.link(LetterKind.ADDRESS))
    lounge.asking.address(lounge.token("ada@new.example.org"), "ada@next.example.org", VISIT)

    erase_ada(lounge, "ada@new.example.org")

    with lounge.store.unit(write=False) as unit:
        assert {letter.address for letter, _ in unit.letters.of(person)} == {""}  # a sender has it
        assert unit.wishes.of(address_hash("ada@next.example.org", unit.people.hash_key())) == []
    assert lounge.post() == []


@pytest.mark.parametrize("way", ["link", "editor"])
def test_p47_the_address_of_who_was_erased_is_in_no_file_of_the_database(
    shop: PrintShop, tmp_path: Path, way: str
) -> None:
    store = STORES["sqlite"](tmp_path, shop.clock)
    lounge = Lounge(shop, store)
    lounge.join("Ada.Lovelorn", *(f"r{number}" for number in range(200)))
    lounge.asking.export(lounge.token("ada.lovelorn"), VISIT)
    lounge.asking.erase(lounge.token("ada.lovelorn"), VISIT)
    letters = {letter.kind: letter for letter in lounge.post()}
    before = octets_below(tmp_path)

    if way == "link":
        lounge.confirm(letters[LetterKind.ERASE].slots["action-url"].rpartition("/")[2])
    else:
        erase_ada(lounge, "ada.lovelorn@example.org")

    assert b"ada.lovelorn" in before.lower()
    assert b"ada.lovelorn" not in octets_below(tmp_path).lower()
    assert b"r199@example.org" in octets_below(tmp_path)
    store.close()


def octets_below(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.glob("state.db*"))
