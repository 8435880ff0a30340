"""Where a person's own addresses come from: one place for what is shown, tried and sent."""

from urllib.parse import urlsplit

import pytest

from doubles.shop import PUBLICATION
from pressrun.mail.headers import MessageIds
from pressrun.mail.person import Mailing, Person
from pressrun.model.slot import Slot

SALT = b"salt of one run."
PAGE = "https://notes.example.org/issues/001-storm/"


def person(handle: str = "handle-of-ada", web_url: str = PAGE) -> Person:
    mailing = Mailing(PUBLICATION, salt=SALT, issue="issueaaaaa", web_url=web_url)
    return mailing.person(7, address="ada@example.org", name="Ada Sample", handle=handle)


def test_a_person_has_a_value_for_every_slot() -> None:
    assert person().slots() == {
        Slot.NAME: "Ada Sample",
        Slot.ADDRESS: "ada@example.org",
        Slot.UNSUBSCRIBE_URL: "https://notes.example.org/unsubscribe/handle-of-ada",
        Slot.PREFERENCES_URL: "https://notes.example.org/preferences/handle-of-ada",
        Slot.WEB_URL: PAGE,
        Slot.VOTE_URL: "https://notes.example.org/vote/handle-of-ada/",
    }
    assert person().slots().keys() == set(Slot)


def test_an_address_that_is_empty_is_no_value_and_an_empty_name_is_one() -> None:
    nobody = Person(address="a@example.org", name="", unsubscribe_url="", message_id="m@b.example")

    assert nobody.slots() == {Slot.NAME: "", Slot.ADDRESS: "a@example.org"}


@pytest.mark.parametrize("slot", [Slot.UNSUBSCRIBE_URL, Slot.PREFERENCES_URL, Slot.VOTE_URL])
def test_an_address_of_ones_own_follows_the_handle_and_nothing_else(slot: Slot) -> None:
    one, other = person("one").slots()[slot], person("other").slots()[slot]

    assert one.replace("one", "other") == other
    assert urlsplit(one).query == urlsplit(one).fragment == ""
    assert "ada" not in one


def test_an_address_for_votes_is_added_to() -> None:
    assert person().vote_url.endswith("/")


def test_a_person_is_known_by_the_message_id_of_the_run() -> None:
    assert person().message_id == MessageIds(SALT, "issueaaaaa", "example.org").of(7)
