import html
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pressrun.errors import Refused, RenderError
from pressrun.mail.compose import compose, compose_face
from pressrun.mail.headers import one_line
from pressrun.mail.person import Person
from pressrun.mail.slots import Template, parse_template
from pressrun.model.issue import RenderedIssue
from pressrun.model.publication import MailingList, Publication
from pressrun.model.slot import IN_ISSUES, IN_LETTERS, MARK, MARK_HOST, Slot, mark

FIELDS = [
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "List-Id",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "Content-Language",
    "MIME-Version",
    "Content-Type",
]
EVIL = "=?utf-8?q?x=0d=0aBcc:_evil?="
HERON = MailingList(
    name="heron",
    title="Heron, weekly",
    list_id="heron.example.org",
    sender_name="The Heron",
    sender_address="heron@example.org",
)
PUBLICATION = Publication(
    title="The Heron",
    url="https://example.org",
    authority="example.org",
    year=2026,
    language="en",
    zone="UTC",
    lists=(HERON,),
)
ISSUE = RenderedIssue(
    subject="Herons at dusk",
    preheader="",
    html=f'<p>Dear {mark(Slot.NAME)}</p>\n<a href="{mark(Slot.UNSUBSCRIBE_URL)}">leave</a>\n'
    f"<i>{mark(Slot.ADDRESS)}</i>",
    text=f"Dear {mark(Slot.NAME)},\n\n.dot\nFrom dusk\n{mark(Slot.UNSUBSCRIBE_URL)}\n"
    f"{mark(Slot.ADDRESS)}\n",
)
HANDLE = "AAAAAAAAAAAAAAAAAAAAAA"
ADA = Person(
    address="ada@example.org",
    name="Ada Sample",
    unsubscribe_url=f"https://example.org/unsubscribe/{HANDLE}",
    message_id="0123456789abcdef@example.org",
    preferences_url=f"https://example.org/preferences/{HANDLE}",
    web_url="https://example.org/issues/001-dusk/",
    vote_url=f"https://example.org/vote/{HANDLE}/",
)
SENTENCES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=150)
MARKS = [*map(mark, IN_ISSUES), f"{mark(Slot.VOTE_URL)}herons/2"]
TRAPS = [".\n", "\n.", "=", "\u00a0", "🦩", "x" * 1200, "\nFrom ", " \n", "--=_"]
BODIES = (
    st.lists(SENTENCES | st.sampled_from(MARKS) | st.sampled_from(TRAPS), max_size=8)
    .map("".join)
    .filter(lambda text: MARK_HOST not in MARK.sub("", text))
    .filter(lambda text: not any(mark(slot) in text for slot in IN_LETTERS))
)
NAMES = st.text(st.characters(), max_size=60)


def face(issue: RenderedIssue = ISSUE, mailing_list: MailingList = HERON) -> bytes:
    return compose_face(
        issue,
        publication=PUBLICATION,
        mailing_list=mailing_list,
        date_at=datetime(2026, 12, 1, 8, 0, tzinfo=UTC),
    )


def template(issue: RenderedIssue = ISSUE, mailing_list: MailingList = HERON) -> Template:
    return parse_template(face(issue, mailing_list))


def parsed(octets: bytes) -> EmailMessage:
    message: Any = message_from_bytes(octets, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def parts(message: EmailMessage) -> Iterator[EmailMessage]:
    for part in message.iter_parts():
        assert isinstance(part, EmailMessage)
        yield part


def read(part: EmailMessage) -> str:
    return str(part.get_content()).replace("\r\n", "\n")


def assert_clean(octets: bytes) -> None:
    """Check that no relay has a reason to change these octets, nor a parser to complain."""
    lines = octets.split(b"\r\n")
    assert octets.isascii()
    assert b"\0" not in octets
    assert not any(b"\r" in line or b"\n" in line or line.startswith(b".") for line in lines)
    assert all(len(line) <= 78 or line.startswith(b"List-Unsubscribe: ") for line in lines)
    message = parsed(octets)
    assert message.keys() == FIELDS
    assert [value.defects for value in message.values()] == [()] * len(FIELDS)
    assert [part.defects for part in message.walk()] == [[], [], []]
    assert [part.get_content_type() for part in parts(message)] == ["text/plain", "text/html"]


def expected(text: str, person: Person, *, as_html: bool) -> str:
    values = {**person.slots(), Slot.NAME: one_line(person.name)}
    write = html.escape if as_html else str
    return MARK.sub(lambda found: write(values[Slot(found[1])]), text)


def assert_reads_as(octets: bytes, issue: RenderedIssue, person: Person) -> None:
    plain, rich = parts(parsed(octets))
    assert read(plain) == expected(issue.text, person, as_html=False)
    assert read(rich) == expected(issue.html, person, as_html=True)


def test_a_message_says_who_to_whom_what_when_and_how_to_leave() -> None:
    message = parsed(compose(template(), ADA))

    assert dict(message.items()) == {
        "From": "The Heron <heron@example.org>",
        "To": "Ada Sample <ada@example.org>",
        "Subject": "Herons at dusk",
        "Date": "Tue, 01 Dec 2026 08:00:00 +0000",
        "Message-ID": "<0123456789abcdef@example.org>",
        "List-Id": '"Heron, weekly" <heron.example.org>',
        "List-Unsubscribe": "<https://example.org/unsubscribe/AAAAAAAAAAAAAAAAAAAAAA>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Content-Language": "en",
        "MIME-Version": "1.0",
        "Content-Type": message["Content-Type"],
    }


@settings(deadline=None)
@given(text=BODIES, rich=BODIES, subject=NAMES, name=NAMES)
@example(text=ISSUE.text, rich=ISSUE.html, subject=EVIL, name=EVIL)
@example(text="", rich="", subject="", name="")
@example(text=ISSUE.text, rich=ISSUE.html, subject="x\r\nBcc: evil", name="x\r\nBcc: evil")
@example(
    text=ISSUE.text, rich=ISSUE.html, subject="🦩" * 60, name='"Ada", <b> \u202eelpmaS\u202c 🦩'
)
def test_a_message_reads_as_if_its_issue_had_been_filled(
    text: str, rich: str, subject: str, name: str
) -> None:
    issue = RenderedIssue(subject=subject, preheader="", html=rich, text=text)
    person = replace(ADA, name=name)

    octets = compose(template(issue), person)

    assert_clean(octets)
    assert_reads_as(octets, issue, person)
    assert parsed(octets)["Subject"] == one_line(subject)
    assert [box.addr_spec for box in parsed(octets)["To"].addresses] == [ADA.address]


def test_naughty_strings_are_only_text(corpora: Path) -> None:
    strings = json.loads((corpora / "naughty-strings" / "blns.json").read_text(encoding="utf-8"))

    for string in strings:
        string = string.replace("\r", "")
        issue = replace(ISSUE, subject=string, text=string + ISSUE.text)
        person = replace(ADA, name=string)
        octets = compose(template(issue), person)
        assert_clean(octets)
        assert_reads_as(octets, issue, person)
        assert parsed(octets)["Subject"] == one_line(string)


def test_a_long_unsubscribe_address_is_neither_folded_nor_encoded() -> None:
    url = "https://example.org/unsubscribe/" + "Az09-_.~=&?%2F" * 12
    assert len(url) == 200

    octets = compose(template(), replace(ADA, unsubscribe_url=url))

    assert f"\r\nList-Unsubscribe: <{url}>\r\n".encode() in octets
    assert b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in octets
    assert_clean(octets)


def test_a_face_keeps_the_page_of_its_issue_in_a_field_of_its_own() -> None:
    url = "https://example.org/issues/001-dusk/"
    octets = compose_face(
        ISSUE,
        publication=PUBLICATION,
        mailing_list=HERON,
        date_at=datetime(2026, 12, 1, tzinfo=UTC),
        web_url=url,
    )

    assert parsed(compose(parse_template(octets), ADA))["Archived-At"] == f"<{url}>"
    assert parse_template(octets).web_url == url
    assert template().web_url == ""


@pytest.mark.parametrize("slot", [Slot.PREFERENCES_URL, Slot.WEB_URL, Slot.VOTE_URL])
def test_a_face_that_asks_for_an_address_nobody_has_is_refused(slot: Slot) -> None:
    asking = template(replace(ISSUE, text=f"{mark(slot)}herons/1"))
    without = replace(ADA, **{slot.name.lower(): ""})

    assert compose(asking, ADA)
    with pytest.raises(Refused, match=slot):
        compose(asking, without)


def test_the_same_issue_and_person_give_the_same_octets() -> None:
    assert face() == face()
    assert compose(template(), ADA) == compose(template(), ADA)


def test_replies_go_where_the_list_says() -> None:
    octets = compose(template(mailing_list=replace(HERON, reply_to="desk@example.org")), ADA)

    assert parsed(octets)["Reply-To"] == "desk@example.org"


def test_the_boundary_follows_the_content_and_occurs_in_no_part() -> None:
    boundary = parsed(compose(template(), ADA)).get_boundary() or ""
    other = parsed(compose(template(replace(ISSUE, text="x")), ADA)).get_boundary()

    quoting = replace(ISSUE, text=f"--{boundary}\n{ISSUE.text}--{boundary}--\n")
    octets = compose(template(quoting), replace(ADA, name=f"--{boundary}"))

    assert boundary != other
    assert boundary.startswith("=_")  # which quoted-printable never holds (RFC 2045 §6.7)
    assert_clean(octets)
    assert_reads_as(octets, quoting, replace(ADA, name=f"--{boundary}"))


def test_an_address_in_another_script_is_written_in_a_labels_on_the_wire_only() -> None:
    person = replace(ADA, address="ada@bücher.example.org")

    octets = compose(template(), person)

    assert b"<ada@xn--bcher-kva.example.org>" in octets
    assert_clean(octets)
    assert_reads_as(octets, ISSUE, person)


def test_an_address_that_needs_it_stands_in_utf_8_and_everything_else_stays_ascii() -> None:
    person = replace(ADA, address="jose\u0301@bücher.example.org", name="José")

    octets = compose(template(), person)

    to = "To: =?utf-8?b?Sm9zw6k=?= <jos\u00e9@xn--bcher-kva.example.org>\r\n".encode()
    header = octets[: octets.index(b"\r\n\r\n")]
    assert to in header
    assert header.replace(to, b"").isascii()
    assert octets.replace(to, b"").isascii()
    assert [part.defects for part in parsed(octets).walk()] == [[], [], []]
    assert_reads_as(octets, ISSUE, person)


@settings(deadline=None)
@given(NAMES, st.text(st.characters(), max_size=40))
@example("José", "é>\r\nBcc: eve@example.org")
@example("\u202eadA\u202c", "\U0001f600")
def test_an_address_beyond_ascii_adds_nothing_to_a_header(name: str, local: str) -> None:
    person = replace(ADA, name=name, address=f"{local}é@example.org")
    try:
        octets = compose(template(), person)
    except Refused:
        return
    lines = octets.split(b"\r\n")

    assert parsed(octets).keys() == FIELDS
    assert not any(b"\r" in line or b"\n" in line or line.startswith(b".") for line in lines)
    assert all(line.isascii() for line in lines if not line.startswith((b"To: ", b" ")))
    assert all(len(line) <= 998 for line in lines)
    assert_reads_as(octets, ISSUE, person)


@pytest.mark.parametrize("field", ["sender_address", "reply_to"])
def test_what_stands_in_everybodys_copy_is_ascii(field: str) -> None:
    with pytest.raises(Refused, match="beyond ASCII"):
        face(mailing_list=replace(HERON, **{field: "josé@example.org"}))


@pytest.mark.parametrize(
    "person",
    [
        replace(ADA, address="ada"),
        replace(ADA, address="ada@example.org\r\nBcc: eve@example.org"),
        replace(ADA, message_id="a b@example.org"),
        replace(ADA, message_id="x>\r\nBcc: <eve@example.org"),
        replace(ADA, unsubscribe_url="https://example.org/a b"),
        replace(ADA, unsubscribe_url="https://example.org/>\r\nBcc: eve@example.org"),
    ],
)
def test_a_person_who_cannot_stand_in_a_message_is_refused(person: Person) -> None:
    with pytest.raises(Refused):
        compose(template(), person)


def test_an_address_too_long_for_a_line_is_refused() -> None:
    person = replace(ADA, unsubscribe_url="https://example.org/" + "a" * 998)

    with pytest.raises(RenderError):
        compose(template(), person)


def test_a_list_whose_header_no_relay_would_take_is_refused_with_the_face() -> None:
    with pytest.raises(RenderError):
        face(mailing_list=replace(HERON, list_id="heron." * 200 + "org"))


def test_a_sender_without_a_wire_form_is_refused() -> None:
    with pytest.raises(Refused):
        face(mailing_list=replace(HERON, sender_address="heron@example.org\r\nBcc: eve"))
