"""Whatever is typed on the page of preferences: a clear answer, and only text is kept."""

import json
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from xml.etree import ElementTree

import pytest

from doubles.lounge import VISIT, Lounge
from doubles.shop import PrintShop
from pressrun.errors import Problem
from pressrun.mail.address import parse_address
from pressrun.model.letter import LetterKind
from pressrun.press.preferences import PreferencesForm, PreferencesView
from pressrun.source.roster import plain_name

ROW_62 = [
    "Ada\r\nBcc: x@example.org",
    "x" * 10_000,
    "<b>Ada</b>",
    "https://a.example.org",
    "\u202eadA",
]


@pytest.fixture
def lounge(shop: PrintShop) -> Lounge:
    made = Lounge(shop, shop.store)
    made.join("ada")
    return made


def hostile(corpora: Path) -> list[str]:
    naughty: list[str] = json.loads(
        (corpora / "naughty-strings" / "blns.json").read_text(encoding="utf-8")
    )
    active = (corpora / "xss" / "payloads.txt").read_text(encoding="utf-8", errors="replace")
    return [*naughty, *active.splitlines()[::20]]


def keep_names(lounge: Lounge, names: Iterable[str]) -> None:
    token = lounge.token("ada")
    for text in names:
        kept = lounge.preferences.save(token, PreferencesForm(name=plain_name(text)))
        assert isinstance(kept, PreferencesView)
        assert len(kept.name) <= 100
        assert not [c for c in kept.name if unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"}]


@pytest.mark.parametrize("text", ROW_62)
def test_row_62_a_name_is_kept_as_one_line_of_text(lounge: Lounge, text: str) -> None:
    keep_names(lounge, [text])


def test_every_naughty_name_is_kept_as_one_line_of_text(lounge: Lounge, corpora: Path) -> None:
    strings = hostile(corpora)

    assert len(strings) > 500
    keep_names(lounge, strings)


def test_nothing_naughty_is_a_topic_a_language_or_a_way_to_read(
    lounge: Lounge, corpora: Path
) -> None:
    token, before = lounge.token("ada"), lounge.view("ada")

    for text in hostile(corpora):
        for form in (
            PreferencesForm(topics=(text,)),
            PreferencesForm(language=text or "x"),
            PreferencesForm(cadence=text),
        ):
            answer = lounge.preferences.save(token, form)
            assert isinstance(answer, Problem), text
            assert len(answer.what) < 150
            assert answer.what.isprintable()

    assert lounge.view("ada") == before


def test_nothing_naughty_is_a_token_or_a_handle(lounge: Lounge, corpora: Path) -> None:
    for text in hostile(corpora):
        assert lounge.preferences.view(text) is None
        assert lounge.leaving.leave(text, evidence="a button") is None
        assert lounge.leaving.undo(text) is None

    assert lounge.nolog.lines == []


def test_a_letter_goes_to_what_is_an_address_and_to_nothing_else(
    lounge: Lounge, corpora: Path
) -> None:
    tests = ElementTree.parse(corpora / "isemail" / "tests.xml").getroot()
    given = [row.findtext("address") or "" for row in tests.iter("test")]
    token = lounge.token("ada")

    answers = {text: lounge.asking.address(token, text, VISIT) for text in given}
    written = {letter.address for letter in lounge.post() if letter.kind is LetterKind.ADDRESS}

    refused = {text for text, answer in answers.items() if isinstance(answer, Problem)}
    assert {text for text in given if isinstance(parse_address(text), Problem)} <= refused
    assert {answer for text, answer in answers.items() if text not in refused} <= {True}
    assert written
    assert written <= set(given) - refused
