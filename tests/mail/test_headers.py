import hmac
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from email import message_from_bytes, policy
from email.header import decode_header, make_header

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pressrun.errors import Refused, RenderError
from pressrun.mail.headers import (
    MessageIds,
    bracketed,
    check_block,
    date,
    language,
    list_id,
    mailbox,
    one_line,
    recipient,
    unstructured,
)

EVIL = "=?utf-8?q?x=0d=0aBcc:_evil?="
SALT = b"salt of one run."


def unfolded(body: str) -> str:
    return body.replace("\r\n ", " ")


def read_name(body: str) -> str:
    """Return the display name as RFC 2047 §6.2 reads it, blanks between encoded words dropped."""
    phrase = unfolded(body).rpartition(" <")[0]
    if phrase.startswith('"'):
        return phrase[1:-1].replace(r"\"", '"').replace(r"\\", "\\")
    return str(make_header(decode_header(phrase)))


def assert_well_folded(body: str) -> None:
    assert body.isascii()
    lines = f"Reply-To: {body}".split("\r\n")
    assert all(line.isprintable() and len(line) <= 76 for line in lines)
    assert all(line[0] == " " and line[1] != " " for line in lines[1:])


@settings(deadline=None)
@given(st.text(st.characters(), max_size=200))
@example(EVIL)
@example("=?")
@example("é" * 300)
@example("a_rather_long_snake_case_word = é")
@example("word " * 60)
@example("w" * 500)
@example("🏳️‍🌈👩‍👩‍👧‍👦" * 20)
def test_a_subject_reads_back_as_the_line_that_was_written(text: str) -> None:
    body = unstructured(text)

    parsed = message_from_bytes(f"Subject: {body}\r\n\r\n".encode("ascii"), policy=policy.default)
    assert parsed["Subject"] == one_line(text)
    assert parsed["Subject"].defects == ()
    assert parsed.keys() == ["Subject"]
    assert_well_folded(body)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("x\r\nBcc: eve@example.org", "x Bcc: eve@example.org"),
        (" a \t\x0b b\x85\u2028c\x00\x1b[1m ", "a b c [1m"),
        ("prix\u00a0: 3\u202f€", "prix\u00a0: 3\u202f€"),
        ("half \ud83d pair", "half \ufffd pair"),
    ],
)
def test_a_line_loses_its_breaks_and_controls_and_keeps_its_typography(
    text: str, line: str
) -> None:
    assert one_line(text) == line


def test_plain_words_stay_readable_on_the_wire() -> None:
    assert unstructured("Herons at dusk: what's next?") == "Herons at dusk: what's next?"


def test_text_that_looks_like_an_encoded_word_is_encoded_itself() -> None:
    assert "=?utf-8?q?x" not in unstructured(EVIL)
    assert "=?utf-8?q?x" not in mailbox(EVIL, "ada@example.org")


@settings(deadline=None)
@given(st.text(st.characters(), max_size=120))
@example(EVIL)
@example('Ada "the lamp" Sample, \\ keeper <eve@example.org>')
@example("Ada\r\nBcc: eve@example.org")
@example("\u202eadA\u202c سارة 🦩")
@example("é" * 100)
@example("a_rather_long_snake_case_word = é")
@example('"' * 64)
@example("\\")
def test_a_name_reads_back_and_adds_no_second_mailbox(name: str) -> None:
    body = mailbox(name, "ada@example.org")

    parsed = message_from_bytes(f"To: {body}\r\n\r\n".encode("ascii"), policy=policy.default)
    assert [mailbox.addr_spec for mailbox in parsed["To"].addresses] == ["ada@example.org"]
    assert parsed["To"].defects == ()
    assert parsed.keys() == ["To"]
    assert read_name(body) == one_line(name)
    assert_well_folded(body)


def test_a_mailbox_without_a_name_is_the_address_in_its_wire_form() -> None:
    assert mailbox(" ", "ada@bücher.example.org") == "ada@xn--bcher-kva.example.org"


def test_a_mailbox_with_a_bad_address_is_refused() -> None:
    with pytest.raises(Refused):
        mailbox("Ada", "ada@example.org>\r\nBcc: <eve@example.org")


def test_a_list_is_named_by_title_and_identifier() -> None:
    assert list_id("Heron, weekly", "heron.example.org") == '"Heron, weekly" <heron.example.org>'
    assert list_id("", "heron.example.org") == "<heron.example.org>"


@pytest.mark.parametrize("of", [mailbox, recipient])
def test_only_who_gets_a_message_may_have_an_address_beyond_ascii(
    of: Callable[[str, str], str],
) -> None:
    said = "=?utf-8?b?Sm9zw6k=?= <josé@xn--bcher-kva.example.org>"

    if of is recipient:
        assert of("José", "jose\u0301@bücher.example.org") == said
        assert of("", "josé@example.org") == "josé@example.org"
    else:
        with pytest.raises(Refused):
            of("José", "josé@example.org")


@settings(deadline=None)
@given(st.text(st.characters(), max_size=20), st.text(st.characters(), min_size=1, max_size=20))
@example("Ada", "é>\r\nBcc: eve@example.org, <é")
@example("Ada", "é\u2028Bcc: eve@example.org")
@example("Ada\r\nBcc: eve@example.org", "é")
def test_no_address_beyond_ascii_adds_a_mailbox_or_a_field(name: str, local: str) -> None:
    try:
        body = recipient(name, f"{local}é@example.org")
    except Refused:
        return
    octets = f"To: {body}\r\n".encode()

    check_block(octets, ["To"], utf8="To")
    parsed = message_from_bytes(octets + b"\r\n", policy=policy.SMTPUTF8)
    assert parsed.keys() == ["To"]
    [box] = parsed["To"].addresses
    assert box.domain == "example.org"
    assert body.encode().count(b"@") == 1 + name.isascii() * one_line(name).count("@")


@pytest.mark.parametrize(
    "identifier", ["", "heron", "a..b", "a.b>", "a.b\r\nBcc: x", "a.b\n", "é.b"]
)
def test_a_list_identifier_is_dotted_ascii(identifier: str) -> None:
    with pytest.raises(RenderError):
        list_id("Heron", identifier)


@pytest.mark.parametrize("tag", ["", "en\r\nBcc: x", "en\n", "e n", "français"])
def test_a_language_is_a_tag(tag: str) -> None:
    assert language("pt-BR") == "pt-BR"
    with pytest.raises(RenderError):
        language(tag)


@pytest.mark.parametrize("text", ["", "a b", "a>b", "a\r\nb", "a\n", "a\0", "é"])
def test_what_stands_between_angle_brackets_has_no_blanks_or_brackets(text: str) -> None:
    with pytest.raises(Refused):
        bracketed(text)


def test_a_message_id_is_the_same_on_every_retry_and_for_nobody_else() -> None:
    def identity(salt: bytes = SALT, issue: str = "k1", subscriber: int = 7) -> str:
        return MessageIds(salt, issue, "example.org").of(subscriber)

    ids = MessageIds(SALT, "k1", "example.org")
    others = [
        identity(salt=b"another"),
        identity(issue="k17"),
        identity(subscriber=8),
        identity(issue="k", subscriber=17),
    ]
    assert identity() == identity() == ids.of(7) == ids.of(7)
    assert len({identity(), *others}) == 5


def test_a_message_id_is_half_of_an_hmac_of_issue_and_subscriber() -> None:
    whole = hmac.digest(SALT, b"k1:7", "sha256")

    assert MessageIds(SALT, "k1", "example.org").of(7) == f"{whole[:16].hex()}@example.org"


def test_a_message_id_tells_neither_issue_nor_subscriber() -> None:
    local, _, domain = MessageIds(SALT, "issuekey", "example.org").of(123456).partition("@")

    assert domain == "example.org"
    assert len(bytes.fromhex(local)) == 16
    assert "123456" not in local
    assert "issuekey" not in local


def test_a_date_is_in_utc_with_numbers() -> None:
    at = datetime(2026, 12, 1, 9, 0, 5, tzinfo=timezone(timedelta(hours=1)))

    assert date(at) == "Tue, 01 Dec 2026 08:00:05 +0000"


def test_a_naive_date_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="aware"):
        date(datetime(2026, 12, 1, tzinfo=UTC).replace(tzinfo=None))


NAMES = ("From", "To", "Subject")
SOUND = b"From: a@example.org\r\nTo: b@example.org\r\n c\r\nSubject: \r\n"


def test_a_sound_header_passes() -> None:
    check_block(SOUND, NAMES)


@pytest.mark.parametrize(
    "block",
    [
        b"",
        SOUND + b"Bcc: evil\r\n",
        SOUND.replace(b"To:", b"To: x\r\nBcc:"),
        SOUND.replace(b"To:", b"Cc:"),
        SOUND.replace(b"\r\nTo: b", b"\nTo: b"),
        SOUND.replace(b"b@", b"b\n@"),
        SOUND.replace(b"b@", b"b\r@"),
        SOUND.replace(b"b@", b"b\0@"),
        SOUND.replace(b"b@", b"\xc3\xa9@"),
        SOUND.replace(b" c", b"  "),
        SOUND.replace(b"b@", b"b" * 983 + b"@"),
        SOUND.replace(b" c", b" " + b"c" * 998),
        SOUND + b"\r\n",
        SOUND[:-2],
    ],
)
def test_a_header_that_is_not_ours_is_refused(block: bytes) -> None:
    with pytest.raises(RenderError):
        check_block(block, NAMES)


def test_a_line_may_have_998_octets() -> None:
    check_block(SOUND.replace(b"b@example.org", b"b" * (998 - len("To: "))), NAMES)
    check_block(SOUND.replace(b" c", b" " + b"c" * 997), NAMES)


LETTERS = SOUND.replace(b"b@", "bé\U0001f600@".encode()).replace(b" c", " ç".encode())


def test_utf_8_passes_in_the_field_where_it_is_meant_and_nowhere_else() -> None:
    check_block(LETTERS, NAMES, utf8="To")

    for utf8 in ("", "From", "Subject", "to"):
        with pytest.raises(RenderError):
            check_block(LETTERS, NAMES, utf8=utf8)


@pytest.mark.parametrize(
    "octets",
    [
        *(b"\xe9", b"\xc3", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xff"),
        *("\x85".encode(), "\u2028".encode(), "\u202e".encode(), "\ufeff".encode()),
        *(b"\r\nBcc: eve", b"\n", b"\r", b"\0", "é".encode() * 490),
    ],
)
def test_where_utf_8_is_meant_nothing_else_passes(octets: bytes) -> None:
    check_block(LETTERS.replace(b"To: b", b"To: b" + "ж".encode()), NAMES, utf8="To")
    with pytest.raises(RenderError):
        check_block(LETTERS.replace(b"To: b", b"To: b" + octets), NAMES, utf8="To")
