"""The quick way and the careful way of filling a template: the same octets, the same refusals."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from doubles.shop import PUBLICATION
from pressrun.errors import PressrunError
from pressrun.mail.address import wire
from pressrun.mail.compose import compose, compose_carefully, compose_face
from pressrun.mail.person import Person
from pressrun.mail.plain import plain
from pressrun.mail.slots import Context, Place, Template, parse_template
from pressrun.model.issue import RenderedIssue
from pressrun.model.slot import IN_ISSUES, Slot, mark

ADA = Person(
    address="ada@example.org",
    name="Ada Sample",
    unsubscribe_url="https://example.org/unsubscribe/AAAAAAAAAAAAAAAAAAAAAA",
    message_id="0123456789abcdef@example.org",
    preferences_url="https://example.org/preferences/AAAAAAAAAAAAAAAAAAAAAA",
    web_url="https://example.org/issues/001-dusk/",
    vote_url="https://example.org/vote/AAAAAAAAAAAAAAAAAAAAAA/",
)


def template(*slots: Slot) -> Template:
    said = " ".join(f"{mark(slot)}1," for slot in slots)
    octets = compose_face(
        RenderedIssue(subject="Dusk", preheader="", html=f"<p>{said}</p>", text=said),
        publication=PUBLICATION,
        mailing_list=PUBLICATION.lists[0],
        date_at=datetime(2026, 12, 1, tzinfo=UTC),
        web_url=ADA.web_url,
    )
    return parse_template(octets)


ALL, TWO, NONE = template(*IN_ISSUES), template(Slot.ADDRESS, Slot.UNSUBSCRIBE_URL), template()

ANY = st.text(st.characters(), max_size=90)
NEARLY = st.text("AaF.rom :/?,@+~_-'=&%<>\"\\\r\n\t\0é", max_size=80)
NAMES = ANY | NEARLY | st.from_regex(r"[A-Za-z.,+~-]{0,40} ?[A-Za-z.,+~-]{0,40}", fullmatch=True)
ADDRESSES = (
    ANY | NEARLY | st.from_regex(r"[A-Za-z0-9.+_'=~-]{1,66}@[A-Za-z0-9.-]{1,80}", fullmatch=True)
)
URLS = NEARLY | st.from_regex(r"https?://[A-Za-z0-9.:/?&=%@+~_-]{0,160}", fullmatch=True)
IDS = NEARLY | st.from_regex(r"[A-Za-z0-9._=-]{0,70}@[A-Za-z0-9.-]{0,70}", fullmatch=True)
VALUES = {
    "address": ADDRESSES,
    "name": NAMES,
    "unsubscribe_url": URLS,
    "message_id": IDS,
    "preferences_url": URLS,
    "web_url": URLS,
    "vote_url": URLS,
}
# One thing out of the ordinary, or everything.
PEOPLE = st.one_of(
    *(
        values.map(lambda value, name=name: replace(ADA, **{name: value}))
        for name, values in VALUES.items()
    ),
    st.builds(Person, **VALUES),
)


def outcome(
    way: Callable[[Template, Person], bytes], shared: Template, person: Person
) -> bytes | str:
    """Return the octets that a way of filling gives, or the code of its refusal."""
    try:
        return way(shared, person)
    except PressrunError as error:
        return error.problem.code


@given(st.sampled_from([ALL, TWO, NONE]), PEOPLE)
@example(ALL, ADA)
@example(NONE, ADA)
@example(ALL, replace(ADA, name=""))
@example(ALL, replace(ADA, name="A" * 46))
@example(ALL, replace(ADA, name="A" * 47))
@example(ALL, replace(ADA, name="From Ada"))
@example(ALL, replace(ADA, name="Frommer"))
@example(ALL, replace(ADA, name="Ada  Sample"))
@example(ALL, replace(ADA, name="Ada "))
@example(ALL, replace(ADA, name=".Ada"))
@example(ALL, replace(ADA, name="Ada\nada@example.org"))
@example(ALL, replace(ADA, name="Ada\r\nBcc: eve@example.org"))
@example(ALL, replace(ADA, name="=?utf-8?q?x=0d=0aBcc:_evil?="))
@example(ALL, replace(ADA, address=".ada@example.org"))
@example(ALL, replace(ADA, address="ada=lists@example.org"))
@example(ALL, replace(ADA, address="ada@bücher.example.org"))
@example(ALL, replace(ADA, address="josé@example.org"))
@example(ALL, replace(ADA, address="josé@bücher.example.org", name=""))
@example(NONE, replace(ADA, address="サンプル@example.org", name="サンプル" * 40))
@example(ALL, replace(ADA, address="é>\r\nBcc: eve@example.org"))
@example(ALL, replace(ADA, address="ada"))
@example(ALL, replace(ADA, address="a" * 65 + "@b.test", name=""))
@example(ALL, replace(ADA, address="a" * 60 + "@example.org", name=""))
@example(ALL, replace(ADA, address="a" * 62 + "@example.org", name=""))
@example(ALL, replace(ADA, address="a" * 62 + "@example.org"))
@example(ALL, replace(ADA, name="Ada O'Sample"))
@example(ALL, replace(ADA, name='<b title="Ada">&amp;'))
@example(ALL, replace(ADA, name="Zoë Sample"))
@example(ALL, replace(ADA, name="サンプル" * 40))
@example(ALL, replace(ADA, name="half \ud83d pair"))
@example(ALL, replace(ADA, web_url="https://example.org/" + "a" * 52))
@example(ALL, replace(ADA, web_url="https://example.org/" + "a" * 53))
@example(ALL, replace(ADA, web_url="https://example.org/" + "a" * 54))
@example(ALL, replace(ADA, vote_url=""))
@example(TWO, replace(ADA, vote_url=""))
@example(ALL, replace(ADA, unsubscribe_url="https://example.org/>\r\nBcc: eve@example.org"))
@example(ALL, replace(ADA, message_id="a b@example.org"))
@example(ALL, replace(ADA, message_id="x>\r\nBcc: <eve@example.org"))
def test_the_quick_way_gives_what_the_careful_way_gives(shared: Template, person: Person) -> None:
    quick = outcome(compose, shared, person)

    assert quick == outcome(compose_carefully, shared, person)
    if isinstance(quick, bytes):
        header = message_from_bytes(quick, policy=policy.SMTPUTF8)
        assert tuple(header.keys()) == shared.fields
        assert not header.defects
        assert wire(person.address).encode() in quick
        assert quick.isascii() == wire(person.address).isascii()


def test_most_people_go_the_quick_way() -> None:
    quick = plain(ALL)

    assert quick is not None
    for person in (ADA, replace(ADA, name=""), replace(ADA, name="Jo van der Sample-Sample, jr.")):
        assert quick.fill(person) is not None


@pytest.mark.parametrize(
    "octets",
    [
        b"Subject: x\r\n\r\n" + bytes(Place(Context.HTML, "name")) * 3,
        b"To: x\r\n \0header:to\0\r\n\r\n\0html:name\0",
        b"To\0header:to\0: x\r\nSubject: x\r\n\r\n\0html:name\0",
        b"To: " + b"x" * 900 + b"\0header:to\0\r\n\r\n\0html:name\0",
        b"To: \0text:message-id\0\r\n\r\n\0html:name\0",
        b"To: \0header:name\0\r\n\r\n\0html:name\0",
        b"To: \0header:to\0\r\n\r\n\0html:nobody\0",
        b"To: \0header:to\0\r\n\r\n\0html:list-unsubscribe\0",
        b"To: \0header:to\0\r\n\r\n",
        b"To: x\r\n\r\nx",
    ],
)
def test_a_template_like_no_face_gives_the_same_both_ways(octets: bytes) -> None:
    strange = parse_template(octets)

    for person in (ADA, replace(ADA, name=""), replace(ADA, name="A" * 40)):
        assert outcome(compose, strange, person) == outcome(compose_carefully, strange, person)


def test_an_address_longer_than_a_line_goes_the_quick_way_as_well() -> None:
    long = "https://notes.example.org/preferences/" + "A1b_-" * 12
    for more in range(40, 75):
        person = replace(ADA, preferences_url=long[:more] + "x" * 20, vote_url=f"{long}/")

        quick = plain(ALL)

        assert quick is not None
        assert quick.fill(person) == compose_carefully(ALL, person)


def test_an_address_whose_second_line_would_begin_with_a_dot_goes_the_careful_way() -> None:
    url = "https://" + "a" * 65
    quick = plain(ALL)

    assert quick is not None
    assert quick.fill(replace(ADA, preferences_url=f"{url}.example.org/p")) is None
    assert b"=2Eexample" in compose_carefully(
        ALL, replace(ADA, preferences_url=f"{url}.example.org/p")
    )
