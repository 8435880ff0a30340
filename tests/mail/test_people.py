"""A message is its reader's alone: no octet of another's, and nothing of anybody's is active."""

import base64
import hashlib
import html
import json
import os
import random
import string
import subprocess
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.policy import EmailPolicy
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doubles.shop import PUBLICATION
from pressrun.mail.compose import compose, compose_face
from pressrun.mail.headers import one_line
from pressrun.mail.person import Mailing, Person
from pressrun.mail.signer import Signer, SigningKey
from pressrun.mail.slots import parse_template
from pressrun.model.issue import RenderedIssue
from pressrun.model.slot import IN_ISSUES, Slot, mark
from render.reading import assert_harmless, payloads

PEOPLE = 1000
PLAIN = ("{}", "{} Sample")
DENSE, SPARSE = 12, 36  # octets by which a canary is told from all others
FAMILY = "👩‍👩‍👧‍👦🏳️‍🌈"
HOSTILE = [
    *PLAIN,
    "{}\r\nBcc: eve@example.org",
    "{}\n\nSecond body",
    '<script>alert("{}")</script>',
    "{}' onmouseover='alert(1)",
    "{}-->]]></title></style><img src=x onerror=alert(1)>",
    "\u202e{}\u202c",
    FAMILY + "{}",
    "=?utf-8?q?{}=0d=0aBcc:_eve?=",
    "{}=3D=\r\n.\r\n",
    "{{{{ {} }}}}",
    '"{}" <eve@example.org>, \\',
    "{}\0\x1b[31m\x7f\x85\u2028",
    "{}\ud83d",
    "{}" + "x" * 10_240,
    "{}" + "🦩é" * 1_700,
]


def sha256_of(octets: bytes) -> bytes:
    return hashlib.sha256(octets).digest()


def face(*slots: Slot) -> bytes:
    """Return a face with these slots in text and in an attribute, in both parts."""
    words = "".join(f'<p title="{mark(slot)}">{mark(slot)}</p>\n' for slot in slots)
    return compose_face(
        RenderedIssue(
            subject="Dusk",
            preheader="",
            html=f"<!doctype html><html><body>{words}</body></html>\n",
            text="".join(f"{slot}: {mark(slot)}\n" for slot in slots),
        ),
        publication=PUBLICATION,
        mailing_list=PUBLICATION.lists[0],
        date_at=datetime(2026, 12, 1, tzinfo=UTC),
        web_url="https://notes.example.org/issues/001-dusk/",
    )


FACE = face(*IN_ISSUES)
ALL, NAMED = parse_template(FACE), parse_template(face(Slot.NAME))
SAMPLES = [
    (1, "ada@example.org", "Ada Sample", "A" * 22),
    (2, "josé@example.org", "José", "B" * 22),
    (3, "cy@bücher.example.org", "", "C" * 22),
]
# What a sender started in another process makes of the same face and people.
ELSEWHERE = (
    "import hashlib; from mail.test_people import FACE, SAMPLES, made;"
    " print(hashlib.sha256(b''.join(made(FACE, SAMPLES))).hexdigest())"
)
MAILING = Mailing(PUBLICATION, salt=b"salt of one run.", issue="k", web_url=ALL.web_url)


@cache
def field(name: str, value: str) -> Any:
    return policy.default.header_fetch_parse(name, value)


class OnePass(EmailPolicy):
    """The default policy, which parses a field once instead of whenever it is looked at."""

    def header_fetch_parse(self, name: str, value: str) -> Any:
        return field(name, value)


def parsed(octets: bytes) -> EmailMessage:
    message: Any = message_from_bytes(octets, policy=OnePass(utf8=True))
    assert isinstance(message, EmailMessage)
    return message


def assert_only_text(name: str) -> None:
    """Check that a message to someone with this name says it, and that it does nothing.

    It has its template's fields, the parser finds no defect, and nothing in the HTML acts.
    """
    person = MAILING.person(1, address="ada@example.org", name=name, handle="a")
    message = parsed(compose(NAMED, person))
    assert tuple(message.keys()) == NAMED.fields
    assert not any(value.defects for value in message.values())
    assert not any(part.defects for part in message.walk())
    assert [box.addr_spec for box in message["To"].addresses] == ["ada@example.org"]
    plain, rich = message.iter_parts()
    assert str(plain.get_content()) == f"name: {one_line(name)}\r\n"
    assert_harmless(str(rich.get_content()))


def forms(value: str) -> Iterator[bytes]:
    """Yield a value in every encoding in which it could stand in a message.

    Of base64 all three alignments, without the characters that depend on what stands around it.
    """
    octets = value.encode()
    yield octets
    yield b"".join(b"=%02X" % octet for octet in octets)
    yield b"".join(b"%c" % o if o < 128 else b"=%02X" % o for o in octets)
    yield quote(value, safe="").encode()
    yield html.escape(value).encode()
    yield "".join(f"&#{ord(character)};" for character in value).encode()
    yield octets.hex().encode()
    for before in range(3):
        encoded = base64.b64encode(b"\0" * before + octets)
        yield encoded[-(-before * 4 // 3) : len(octets) * 4 // 3]


def unfolded(octets: bytes) -> bytes:
    """Return octets without the line breaks that quoted-printable and header fields add."""
    for fold in (b"=\r\n", b"?=\r\n =?utf-8?q?", b"?=\r\n =?utf-8?b?", b"\r\n "):
        octets = octets.replace(fold, b"")
    return octets


class Canaries:
    """People whose every value is unlike everybody else's, and what gives each of them away."""

    def __init__(self, number: int) -> None:
        chance = random.Random(1)

        def token(alphabet: str, length: int = 12) -> str:
            return "".join(chance.choices(alphabet, k=length))

        self.names: list[str] = []
        self.people: list[Person] = []
        self.marks: dict[bytes, tuple[int, str]] = {}
        letters = string.ascii_lowercase + string.digits
        for n in range(number):
            tokens = {
                "local part": token(letters),
                "domain": token(letters),
                "name": token(letters, 5) + "&<é" + token("αβγδεζηθικλμνξοπρστυφχψω"),
                "handle": token(string.ascii_letters + string.digits, 22),
            }
            if n % 5 == 4:  # an address that needs SMTPUTF8
                tokens["local part"] += "äßサ"
            # The long names only once: what they hold many times over is looked through.
            name = HOSTILE[n] if n < len(HOSTILE) else HOSTILE[n % (len(HOSTILE) - 2)]
            if name in PLAIN:
                tokens["name"] = token(letters)
            self.names.append(tokens["name"])
            for kind, value in tokens.items():
                for form in forms(value):
                    width = SPARSE if form.startswith((b"=", b"&#")) else DENSE
                    assert len(form) >= width
                    assert self.marks.setdefault(form[:width], (n, kind)) == (n, kind)
            self.people.append(
                MAILING.person(
                    n,
                    address=f"{tokens['local part']}@{tokens['domain']}.example.org",
                    name=name.format(tokens["name"]),
                    handle=tokens["handle"],
                )
            )

    def seen_in(self, octets: bytes) -> set[tuple[int, str]]:
        """Return whose values stand in these octets, and which of theirs."""
        view = unfolded(octets)
        windows = {
            view[at : at + width]
            for width in (DENSE, SPARSE)
            for at in range(len(view) - width + 1)
        }
        return {self.marks[window] for window in windows & self.marks.keys()}


def test_no_octet_of_one_person_stands_in_the_message_of_another() -> None:
    canaries = Canaries(PEOPLE)
    kinds = ("local part", "domain", "name", "handle")

    messages = [compose(ALL, person) for person in canaries.people]

    for n, octets in enumerate(messages):
        assert canaries.seen_in(octets) == {(n, kind) for kind in kinds}
    assert len({parsed(octets)["Message-ID"] for octets in messages}) == PEOPLE
    # What would give a leak away does, in every encoding.
    for form in forms(canaries.names[18]):
        assert canaries.seen_in(b"..." + form + b"...") == {(18, "name")}


ROWS = st.lists(
    st.tuples(
        st.integers(1, 2**40),
        st.sampled_from(["ada@example.org", "josé@example.org", "cy@bücher.example.org"]),
        st.sampled_from(HOSTILE).map(lambda name: name.format("Ada")) | st.text(max_size=30),
        st.from_regex(r"[A-Za-z0-9_-]{22}", fullmatch=True),
    ),
    min_size=1,
    max_size=6,
)
# In place of a signature, the digest of what is covered: what is signed is at stake here.
KEY = SigningKey("pr1", "example.org", "ed25519-sha256", "ed25519", 0, b"", sha256_of)


def made(octets: bytes, rows: Iterable[tuple[int, str, str, str]]) -> list[bytes]:
    """Return signed messages as a sender that has just started makes them of a face."""
    template = parse_template(octets)
    mailing = Mailing(PUBLICATION, salt=b"salt of one run.", issue="k", web_url=template.web_url)
    signer = Signer([KEY], datetime(2026, 12, 1, tzinfo=UTC))
    return [
        signer.sign(compose(template, mailing.person(n, address=address, name=name, handle=handle)))
        for n, address, name, handle in rows
    ]


@given(ROWS)
def test_a_message_follows_from_face_and_reader_alone(
    rows: list[tuple[int, str, str, str]],
) -> None:
    messages = made(FACE, rows)

    assert messages == made(FACE, rows)
    assert messages[::-1] == made(FACE, rows[::-1])
    assert messages == [made(FACE, [row])[0] for row in rows]


def test_another_process_makes_the_same_octets() -> None:
    here = hashlib.sha256(b"".join(made(FACE, SAMPLES))).hexdigest()

    for seed in ("1", "2"):  # what depends on the order of a set would differ
        there = subprocess.run(
            [sys.executable, "-c", ELSEWHERE],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        )
        assert there.stdout.strip() == here


@pytest.mark.parametrize("name", [hostile.format("Ada") for hostile in HOSTILE])
def test_a_hostile_name_is_only_text(name: str) -> None:
    assert_only_text(name)


def test_every_string_of_the_corpora_is_only_text_as_a_name(corpora: Path) -> None:
    naughty = json.loads((corpora / "naughty-strings" / "blns.json").read_text(encoding="utf-8"))

    for name in {*naughty, *payloads(corpora)}:
        assert_only_text(name)
