"""Where a person's own addresses come from: one place for what is shown, tried and sent."""

from dataclasses import replace
from urllib.parse import urlsplit

import pytest

from doubles.shop import PUBLICATION
from pressrun.mail.headers import MessageIds
from pressrun.mail.person import SIGNED, Mailing, Person
from pressrun.mail.tokens import parse_token
from pressrun.model.key import Key, Purpose
from pressrun.model.slot import IN_ISSUES, Slot

SALT = b"salt of one run."
HANDLE = "c2FtcGxlc2FtcGxlc2FtcA"
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
    assert person().slots().keys() == set(IN_ISSUES)


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


def signed(handle: str = HANDLE, *purposes: Purpose) -> Person:
    keys = {purpose: Key(7, purpose, purpose.encode()) for purpose in purposes or SIGNED}
    mailing = Mailing(PUBLICATION, salt=SALT, issue="issueaaaaa", keys=keys)
    return mailing.person(7, address="ada@example.org", name="Ada Sample", handle=handle)


@pytest.mark.parametrize(
    ("slot", "purpose"),
    [(Slot.PREFERENCES_URL, Purpose.PREFERENCES), (Slot.VOTE_URL, Purpose.VOTE)],
)
def test_what_a_reader_decides_by_mail_is_signed_for_that_purpose_alone(
    slot: Slot, purpose: Purpose
) -> None:
    token = signed().slots()[slot].rstrip("/").rpartition("/")[2]

    claim = parse_token(token)

    assert claim is not None
    assert claim.handle == HANDLE
    for other in SIGNED:
        key = Key(7, other, other.encode())
        assert claim.is_signed(key, other) == (other is purpose)


def test_the_address_to_leave_needs_no_key() -> None:
    assert signed().unsubscribe_url.endswith(f"/unsubscribe/{HANDLE}")


def test_without_its_key_there_is_no_address_rather_than_one_that_does_not_work() -> None:
    assert signed(HANDLE, Purpose.VOTE).preferences_url == ""


def test_only_what_a_face_shows_is_signed() -> None:
    keys = {purpose: Key(7, purpose, purpose.encode()) for purpose in SIGNED}
    mailing = Mailing(
        PUBLICATION, salt=SALT, issue="i", keys=keys, slots={Slot.NAME, Slot.PREFERENCES_URL}
    )
    ada = mailing.person(7, address="ada@example.org", name="Ada", handle=HANDLE)

    assert ada.preferences_url == signed().preferences_url
    assert ada.vote_url == ""


def test_addresses_lead_to_the_service_where_forms_are_answered() -> None:
    elsewhere = replace(PUBLICATION, service_url="https://press.example.org/x")
    ada = Mailing(elsewhere, salt=SALT, issue="i").person(1, address="", name="", handle="h")

    addresses = (ada.unsubscribe_url, ada.preferences_url, ada.vote_url)

    assert all(address.startswith("https://press.example.org/x/") for address in addresses)
