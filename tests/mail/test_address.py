import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pressrun.errors import Problem, Refused
from pressrun.mail.address import Address, address_hash, parse_address, wire


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


@pytest.mark.parametrize("local", ["josé", "jose\u0301", "ｕser", "\u0430dmin", "😀", "ﬁn"])
def test_a_local_part_beyond_ascii_is_refused_with_the_reason(local: str) -> None:
    assert problem_of(f"{local}@example.org").code == "ADR005"


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
def test_any_text_is_an_address_or_a_problem_and_its_key_is_ascii(text: str) -> None:
    address = parse_address(text)

    if isinstance(address, Address):
        assert address.key.isascii()
        assert key_of(address.key) == address.key
        assert key_of(address.address) == address.key
        assert wire(address.address).lower() == address.key


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
    ],
)
def test_the_wire_form_is_ascii(address: str, form: str) -> None:
    assert wire(address) == form


@pytest.mark.parametrize("sign", [*'\r\n\0 <>\t\x7f,;:()"\\', "\u2028", "\ud800"])
@pytest.mark.parametrize("where", ["{}ada@example.org", "a{}a@example.org", "ada@example.org{}"])
def test_nothing_that_could_end_a_command_passes_to_the_wire(sign: str, where: str) -> None:
    with pytest.raises(Refused):
        wire(where.format(sign))


@pytest.mark.parametrize(
    "address", ["", "ada", "josé@example.org", "a@" + "b" * 253, "é" * 300 + "@b.org"]
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
