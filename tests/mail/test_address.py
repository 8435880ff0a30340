import unicodedata
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pressrun.errors import Problem, Refused, Severity
from pressrun.mail.address import Address, address_hash, caution, parse_address, wire


def key_of(text: str) -> str:
    address = parse_address(text)
    assert isinstance(address, Address), address
    return address.key


def problem_of(text: str) -> Problem:
    problem = parse_address(text)
    assert isinstance(problem, Problem), problem
    return problem


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ada.Sample@Example.ORG", "ada.sample@example.org"),
        ("ada@bücher.example.org", "ada@xn--bcher-kva.example.org"),
        ("ada@bu\u0308cher.example.org", "ada@bücher.example.org"),
        ("ada@ＥＸＡＭＰＬＥ.org", "ada@example.org"),
        ("ada@example。org", "ada@example.org"),
        ("jos\u00e9@example.org", "jose\u0301@example.org"),
        ("JOSÉ@EXAMPLE.ORG", "josé@example.org"),
        ("ΟΔΟΣ@example.org", "οδος@example.org"),
        ("\u212aelvin@example.org", "kelvin@example.org"),  # NFC makes the Kelvin sign a K
    ],
)
def test_spellings_of_one_mailbox_share_a_key(one: str, other: str) -> None:
    assert key_of(one) == key_of(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ada@example.org", "ada+tag@example.org"),
        ("ada@example.org", "a.da@example.org"),
        ("ada@fass.example.org", "ada@faß.example.org"),
        ("ada@example.org", "ada@ex\u0430mple.org"),
        ("ada@example.org", "\u0430da@example.org"),
        ("jose@example.org", "josé@example.org"),
        ("strasse@example.org", "straße@example.org"),
        ("fin@example.org", "ﬁn@example.org"),
        ("user@example.org", "ｕser@example.org"),
    ],
)
def test_different_mailboxes_keep_different_keys(one: str, other: str) -> None:
    assert key_of(one) != key_of(other)


def test_an_address_stays_as_its_owner_wrote_it_without_what_pasting_adds() -> None:
    assert parse_address("\ufeff \u00a0Ada@Example.ORG\t ") == Address(
        "Ada@Example.ORG", "ada@example.org"
    )


@pytest.mark.parametrize("text", ["=cmd|x@example.org", "-rf@example.org", "a%b@example.org"])
def test_odd_signs_that_rfc_5322_allows_are_accepted(text: str) -> None:
    assert key_of(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "ada",
        "@example.org",
        "ada@",
        "ada@localhost",
        "ada@example.invalid",
        "ada@example.test",
        "ada@[192.0.2.1]",
        '"ada"@example.org',
        "ada..sample@example.org",
        "ada@-example.org",
        "ada@example.org\n",
        "ada@example.org\r\nBcc: eve",
        "ad\0a@example.org",
        "ad\u200ba@example.org",
        "ada\u202e@example.org",
        "ad\ufeffa@example.org",
        "a" * 65 + "@example.org",
        "ada@" + "a" * 64 + ".example.org",
    ],
)
def test_what_cannot_be_mailed_is_a_problem_without_an_address_in_it(text: str) -> None:
    problem = problem_of(text)

    assert problem.code == "ADR001"
    assert problem.help == "write it as in ada@example.org"
    assert problem.what == problem.what.strip().rstrip(".")
    assert problem.what[0].islower()


@pytest.mark.parametrize("local", ["josé", "ｕser", "\u0430dmin", "😀", "ﬁn", "サンプル"])
def test_a_local_part_beyond_ascii_is_taken_with_a_warning(local: str) -> None:
    address = parse_address(f"{local}@example.org")

    assert address == Address(f"{local}@example.org", f"{local}@example.org")
    assert address.needs_smtputf8
    warning = caution(address)
    assert warning is not None
    assert (warning.code, warning.severity) == ("ADR008", Severity.WARNING)


@pytest.mark.parametrize("text", ["ada@example.org", "ada@bücher.example.org"])
def test_an_address_that_can_be_written_in_ascii_needs_no_warning(text: str) -> None:
    address = parse_address(text)

    assert isinstance(address, Address)
    assert not address.needs_smtputf8
    assert caution(address) is None


def test_no_letter_beyond_ascii_has_the_key_of_one_within() -> None:
    for number in range(0x80, 0x110000):
        letter = unicodedata.normalize("NFC", chr(number))
        if not letter.isascii():
            assert not unicodedata.normalize("NFC", letter.lower()).isascii()


@pytest.mark.parametrize("sign", "＜＞＠，；：（）［］＼＂\u00a8\u226e\u226f")
def test_a_sign_that_some_program_may_take_for_one_of_an_envelope_is_refused(sign: str) -> None:
    assert problem_of(f"a{sign}é@example.org").code == "ADR005"


@pytest.mark.parametrize("sign", "＝\u2260．／＿")
def test_a_sign_that_resembles_one_of_a_local_part_may_stand_in_it(sign: str) -> None:
    assert key_of(f"a{sign}é@example.org") == f"a{sign}é@example.org"


@pytest.mark.parametrize("local", ["é" * 33, "サ" * 22, "😀" * 17])
def test_a_local_part_is_measured_in_octets(local: str) -> None:
    assert problem_of(f"{local}@example.org").code == "ADR006"
    assert key_of(f"{local[1:]}@example.org")


def test_an_address_is_measured_as_it_goes_over_the_wire() -> None:
    # In A-labels the domain takes more octets than in UTF-8.
    domain = ".".join(["ü" + "a" * 54] * 3) + ".org"
    shorter = ".".join(["ü" + "a" * 48] * 3) + ".org"

    assert "too long" in problem_of(f"{'é' * 32}@{domain}").what
    assert len(wire(f"{'é' * 32}@{shorter}").encode()) == 239


@pytest.mark.parametrize(
    ("text", "code", "help"),
    [
        ("", "ADR001", "write it as in ada@example.org"),
        ("  \ufeff", "ADR001", "write it as in ada@example.org"),
        ("Bo Sample <bo@example.org>", "ADR002", "write only the address: bo@example.org"),
        ('"Sample, Bo" <bo@example.org>', "ADR002", "write only the address: bo@example.org"),
        ("<bo@example.org>", "ADR002", "write only the address: bo@example.org"),
        ("Bo <nobody>", "ADR002", "write only the address: ada@example.org"),
        ("mailto:bo@example.org?subject=x", "ADR003", "write only the address: bo@example.org"),
        ("MAILTO:mailto:bo@example.org", "ADR003", "write only the address: ada@example.org"),
        ("bo@example.org,cy@example.org", "ADR004", "give each a row of its own"),
        ("bo@example.org; cy@example.org", "ADR004", "give each a row of its own"),
        ("bo@example.org cy@example.org", "ADR004", "give each a row of its own"),
        ("Bo <bo@example.org>, Cy <cy@example.org>", "ADR004", "give each a row of its own"),
        ("a@example.org," * 100_000, "ADR006", "write one address only"),
    ],
)
def test_an_address_in_another_dress_is_told_how_to_undress(
    text: str, code: str, help: str
) -> None:
    problem = problem_of(text)

    assert (problem.code, problem.help) == (code, help)


@settings(deadline=None)
@given(st.text(st.characters(), max_size=80) | st.from_regex(r".{0,20}@.{0,30}\.\w{2,4}"))
@example("İstanbul@example.org")
@example("ΟΔΟΣ.Σ@example.org")
@example("jose\u0301@bücher.example.org")
def test_any_text_is_an_address_or_a_problem_and_its_key_stays_the_same(text: str) -> None:
    address = parse_address(text)

    if isinstance(address, Address):
        form = wire(address.address)
        assert form.isascii() or address.needs_smtputf8
        assert unicodedata.normalize("NFC", form.lower()) == address.key
        assert unicodedata.normalize("NFC", address.key.lower()) == address.key
        assert key_of(address.address) == key_of(form) == address.key


@pytest.mark.parametrize("domain", ["İstanbul.example.org", "i\u0307stanbul.example.org"])
def test_a_domain_with_a_dotted_capital_i_has_one_key_or_none(domain: str) -> None:
    """Row 52: its small form has two characters."""
    address = parse_address(f"ada@{domain}")

    assert isinstance(address, Address)
    assert address.key == key_of(address.address) == key_of(address.key)
    assert address.key == key_of(wire(address.address))
    assert wire(address.address).isascii()


@given(st.text(st.characters(), min_size=1, max_size=12).map(lambda text: f"{text}é@example.org"))
def test_whatever_reaches_the_wire_is_one_visible_word(text: str) -> None:
    try:
        form = wire(text)
    except Refused:
        return
    assert form.isprintable()
    assert not {*form} & {*' <>,;:()[]"\\'}
    assert form.count("@") == 1
    assert unicodedata.is_normalized("NFC", form)


def test_the_isemail_corpus_is_judged_as_its_authors_do(corpora: Path) -> None:
    accepted = set()

    for test in ElementTree.parse(corpora / "isemail" / "tests.xml").getroot().iter("test"):
        shown = test.findtext("address") or ""
        text = "".join(chr(ord(c) - 0x2400) if 0 <= ord(c) - 0x2400 < 32 else c for c in shown)
        if text == text.strip(" ") and isinstance(parse_address(text), Address):
            accepted.add(test.findtext("category"))
        elif test.findtext("category") == "ISEMAIL_VALID_CATEGORY":
            assert "." not in text.partition("@")[2]

    assert accepted == {"ISEMAIL_VALID_CATEGORY", "ISEMAIL_DNSWARN"}


@pytest.mark.parametrize(
    ("address", "form"),
    [
        ("Ada.Sample+x@Example.org", "Ada.Sample+x@Example.org"),
        ("ada@bücher.example.org", "ada@xn--bcher-kva.example.org"),
        ("ada@faß.example.org", "ada@xn--fa-hia.example.org"),
        ("jose\u0301@bücher.example.org", "jos\u00e9@xn--bcher-kva.example.org"),
    ],
)
def test_the_wire_form_is_ascii_wherever_it_can_be(address: str, form: str) -> None:
    assert wire(address) == form


@pytest.mark.parametrize("sign", [*'\r\n\0 <>\t\x7f,;:()"\\', "\u2028", "\ud800"])
@pytest.mark.parametrize("where", ["{}ada@example.org", "a{}a@example.org", "ada@example.org{}"])
def test_nothing_that_could_end_a_command_passes_to_the_wire(sign: str, where: str) -> None:
    with pytest.raises(Refused):
        wire(where.format(sign))


@pytest.mark.parametrize(
    "address", ["", "ada", "josé＜@example.org", "a@" + "b" * 253, "é" * 300 + "@b.org"]
)
def test_what_is_no_address_has_no_wire_form(address: str) -> None:
    with pytest.raises(Refused):
        wire(address)


def test_the_hash_of_an_address_needs_the_secret() -> None:
    hashes = {
        address_hash(key, secret) for key in ("a@b.org", "c@b.org") for secret in (b"1", b"2")
    }

    assert len(hashes) == 4
    assert address_hash("a@b.org", b"1") in hashes
    assert all(len(bytes.fromhex(item)) == 32 for item in hashes)
