"""A letter on the wire: exactly our fields, one mailbox, and the same octets every time."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pressrun.errors import Refused, RenderError
from pressrun.mail.address import parse_address, wire
from pressrun.mail.headers import one_line
from pressrun.mail.letter import compose_letter_face, fill_letter, spaced
from pressrun.model.issue import RenderedIssue
from pressrun.model.letter import SLOTS, Letter, LetterKind
from pressrun.model.publication import MailingList
from pressrun.model.slot import Slot, mark

HERON = MailingList(
    name="heron",
    title="Heron, weekly",
    list_id="heron.example.org",
    sender_name="The Heron",
    sender_address="heron@example.org",
    reply_to="office@example.org",
)
VALUES = {
    Slot.ACTION_URL: "https://example.org/confirm/" + "A" * 48,
    Slot.CODE: "012345",
    Slot.PREFERENCES_URL: "https://example.org/preferences/" + "B" * 48,
    Slot.UNSUBSCRIBE_URL: "https://example.org/unsubscribe/" + "C" * 22,
}
PLAIN = ["From", "To", "Reply-To", "Subject", "Date", "Message-ID", "Auto-Submitted"]
LEAVING = ["List-Id", "List-Unsubscribe", "List-Unsubscribe-Post"]
END = ["Content-Language", "MIME-Version", "Content-Type"]

ADDRESSES = st.from_regex(
    r"[a-z0-9!#$%&'*+/=?^_`{|}~-]{1,20}(\.[A-Z0-9_-]{1,20}){0,2}@[a-z0-9]{1,12}\.example\.org",
    fullmatch=True,
).filter(lambda text: not hasattr(parse_address(text), "what"))
TITLES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=120)
MOMENTS = st.datetimes(timezones=st.just(UTC)).filter(lambda at: 1990 < at.year < 9000)
CODES = st.integers(0, 999_999).map(lambda number: f"{number:06}")


def rendered(kind: LetterKind, subject: str = "") -> RenderedIssue:
    slots = sorted(SLOTS[kind])
    return RenderedIssue(
        subject=subject or f"A letter: {kind}",
        preheader="",
        html="<p>Dear reader</p>\n" + "\n".join(f"<p>{mark(slot)}</p>" for slot in slots) + "\n",
        text="Dear reader,\n\n.dot\nFrom dusk\n" + "\n".join(map(mark, slots)) + "\n",
    )


def face(kind: LetterKind, mailing_list: MailingList = HERON, subject: str = "") -> bytes:
    return compose_letter_face(
        rendered(kind, subject), kind, mailing_list=mailing_list, spoken="en"
    )


def letter(kind: LetterKind, **changes: Any) -> Letter:
    values: dict[str, Any] = {
        "kind": kind,
        "list": "heron",
        "address": "ada@example.org",
        "face": "0" * 64,
        "slots": {str(slot): VALUES[slot] for slot in SLOTS[kind]},
        "dedupe": "one",
        "message_id": "0123456789abcdef@example.org",
        "created_at": datetime(2026, 12, 1, 8, 0, tzinfo=UTC),
    }
    return Letter(**{**values, **changes})


def parsed(octets: bytes) -> EmailMessage:
    message: Any = message_from_bytes(octets, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def bodies(octets: bytes) -> Iterator[str]:
    for part in parsed(octets).iter_parts():
        assert isinstance(part, EmailMessage)
        yield str(part.get_content()).replace("\r\n", "\n")


def assert_clean(octets: bytes, fields: list[str]) -> None:
    lines = octets.split(b"\r\n")
    assert b"\0" not in octets
    assert not any(b"\r" in line or b"\n" in line or line.startswith(b".") for line in lines)
    assert all(len(line) <= 998 for line in lines)
    message = parsed(octets)
    assert message.keys() == fields
    assert [part.defects for part in message.walk()] == [[], [], []]
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]


def fields_of(kind: LetterKind) -> list[str]:
    return [*PLAIN, *(LEAVING if kind is LetterKind.WELCOME else []), *END]


@pytest.mark.parametrize("kind", LetterKind)
def test_a_letter_says_who_to_whom_what_and_when(kind: LetterKind) -> None:
    message = parsed(fill_letter(face(kind), letter(kind)))

    assert message.keys() == fields_of(kind)
    said = dict(message.items())
    assert said["From"] == "The Heron <heron@example.org>"
    assert said["To"] == "ada@example.org"
    assert said["Reply-To"] == "office@example.org"
    assert said["Subject"] == f"A letter: {kind}"
    assert said["Date"] == "Tue, 01 Dec 2026 08:00:00 +0000"
    assert said["Message-ID"] == "<0123456789abcdef@example.org>"
    assert said["Auto-Submitted"] == "auto-generated"
    assert said["Content-Language"] == "en"


def test_whoever_is_on_the_list_can_leave_by_the_header_and_nobody_else() -> None:
    welcome = parsed(fill_letter(face(LetterKind.WELCOME), letter(LetterKind.WELCOME)))

    assert welcome["List-Unsubscribe"] == f"<{VALUES[Slot.UNSUBSCRIBE_URL]}>"
    assert welcome["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    for kind in set(LetterKind) - {LetterKind.WELCOME}:
        assert not any(name.startswith("List-") for name in fields_of(kind))
        assert parsed(fill_letter(face(kind), letter(kind))).keys() == fields_of(kind)


@pytest.mark.parametrize("kind", LetterKind)
def test_the_values_of_one_reader_stand_in_both_parts(kind: LetterKind) -> None:
    for body in bodies(fill_letter(face(kind), letter(kind))):
        for slot in SLOTS[kind]:
            shown = "012 345" if slot is Slot.CODE else VALUES[slot]
            assert shown in body.replace("</p>", "").replace("<p>", "").split("\n")


@settings(deadline=None)
@given(kind=st.sampled_from(LetterKind), title=TITLES, address=ADDRESSES, code=CODES)
@example(
    kind=LetterKind.CONFIRM,
    title="x\r\nBcc: eve@example.org\r\n\r\n",
    address="a@b.example.org",
    code="000000",
)
@example(kind=LetterKind.WELCOME, title="🦩" * 120, address="a'b@c.example.org", code="999999")
@example(kind=LetterKind.WELCOME, title="=?utf-8?q?x?=", address="a@b.example.org", code="000001")
def test_no_title_code_or_address_makes_another_field(
    kind: LetterKind, title: str, address: str, code: str
) -> None:
    heron = replace(HERON, title=title, sender_name=title)
    values = {str(slot): VALUES[slot] for slot in SLOTS[kind]}
    slots = {**values, str(Slot.CODE): code} if Slot.CODE in SLOTS[kind] else values

    octets = fill_letter(face(kind, heron, title), letter(kind, address=address, slots=slots))

    assert octets.isascii()
    assert_clean(octets, fields_of(kind))
    message = parsed(octets)
    assert message["Subject"] == one_line(title or f"A letter: {kind}")
    assert [box.addr_spec for box in message["To"].addresses] == [wire(address)]
    assert [box.display_name for box in message["To"].addresses] == [""]
    assert all(spaced(code) in body for body in bodies(octets)) or Slot.CODE not in SLOTS[kind]


@given(kind=st.sampled_from(LetterKind), at=MOMENTS)
def test_the_same_letter_makes_the_same_octets(kind: LetterKind, at: datetime) -> None:
    octets, east = face(kind), timezone(timedelta(hours=9))
    one = letter(kind, created_at=at)

    same = replace(one, created_at=one.created_at.astimezone(east))

    assert fill_letter(octets, one) == fill_letter(octets, one) == fill_letter(octets, same)
    assert fill_letter(octets, one) != fill_letter(octets, replace(one, message_id="b@example.org"))


def test_a_mailbox_beyond_ascii_stands_in_the_header_as_it_is() -> None:
    octets = fill_letter(
        face(LetterKind.CONFIRM), letter(LetterKind.CONFIRM, address="jörg@bücher.example.org")
    )

    assert "\r\nTo: jörg@xn--bcher-kva.example.org\r\n".encode() in octets


@pytest.mark.parametrize("slot", [Slot.ACTION_URL, Slot.CODE])
def test_a_letter_whose_values_are_gone_is_refused(slot: Slot) -> None:
    left = {str(s): VALUES[s] for s in SLOTS[LetterKind.CONFIRM] if s is not slot}

    with pytest.raises(Refused, match=slot):
        fill_letter(face(LetterKind.CONFIRM), letter(LetterKind.CONFIRM, slots=left))


@pytest.mark.parametrize("address", ["ada@example.org\r\nBcc: eve@example.org", "<ada>@x.org", ""])
def test_what_is_no_address_is_written_to_by_nobody(address: str) -> None:
    with pytest.raises(Refused):
        fill_letter(face(LetterKind.ERASE), letter(LetterKind.ERASE, address=address))


def test_an_address_to_leave_that_no_line_can_hold_is_refused() -> None:
    def leaving(length: int) -> bytes:
        url = "https://example.org/unsubscribe/".ljust(length, "x")
        values = {**VALUES, Slot.UNSUBSCRIBE_URL: url}
        slots = {str(slot): values[slot] for slot in SLOTS[LetterKind.WELCOME]}
        return fill_letter(face(LetterKind.WELCOME), letter(LetterKind.WELCOME, slots=slots))

    assert b"\r\nList-Unsubscribe: <https://" in leaving(900)
    with pytest.raises(RenderError):
        leaving(1200)


@pytest.mark.parametrize(
    ("code", "shown"), [("123456", "123 456"), ("000000", "000 000"), ("12345", "12345")]
)
def test_a_code_is_read_in_two_halves(code: str, shown: str) -> None:
    assert spaced(code) == shown


def test_naughty_titles_are_only_text(corpora: Path) -> None:
    strings = json.loads((corpora / "naughty-strings" / "blns.json").read_text(encoding="utf-8"))

    for string in strings:
        heron = replace(HERON, title=string, sender_name=string)
        octets = fill_letter(face(LetterKind.WELCOME, heron, string), letter(LetterKind.WELCOME))
        assert octets.isascii()
        assert_clean(octets, fields_of(LetterKind.WELCOME))
