"""Words found in memory: every one asked for, whatever its case, marks and script; no syntax."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressrun.model.finding import Findable
from pressrun.system.wordindex import QUERY_WORDS, WordIndex

HERON = Findable(
    path="articles/heron/",
    title="The heron and the lamp",
    summary="What a bird saw.",
    language="en",
    direction="ltr",
    date="1 March 2026",
    date_iso="2026-03-01T00:00:00+00:00",
    words="It came with the first storm.\nStraße. Café. Łódź.",
)
LAMP = replace(HERON, path="articles/lamp/", title="Oil", summary="", words="A lamp needs a wick.")
TOWER = replace(HERON, title="灯台の夜", summary="", words="灯台は海を見る。منارة البحر")
INDEX = WordIndex([HERON, LAMP, TOWER])


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("heron", [0]),
        ("HERON", [0]),
        ("her", [0]),
        ("lamp", [0, 1]),  # the title weighs more
        ("lamp wick", [1]),
        ("heron wick", []),
        ("cafe", [0]),
        ("CAFÉ", [0]),
        ("cafe\u0301", [0]),
        ("strasse", []),  # another spelling is another word
        ("ｌａｍｐ", [0, 1]),
        ("灯台", [2]),
        ("台の", [2]),
        ("夜台", []),
        ("منارة", [2]),
        ("", []),
        ("  ", []),
        ('"', []),
        ("heron OR wick", []),
        ("title: heron", []),
        ("heron*", [0]),
        ("-heron", [0]),
        ('heron" OR "wick', []),
        ("(heron)", [0]),
        ("^heron", [0]),
        ("NEAR(heron lamp)", []),
        ("_", []),
        ("\ud800", []),
        ("\x00heron", [0]),
    ],
)
def test_words_are_words(asked: str, found: list[int]) -> None:
    assert INDEX.find(asked, limit=10) == found


def test_no_more_is_told_than_was_asked_for() -> None:
    many = WordIndex([LAMP] * 50)

    assert many.find("lamp", limit=7) == list(range(7))


def test_only_the_first_words_of_very_many_count() -> None:
    assert INDEX.find(" ".join(["lamp"] * QUERY_WORDS + ["nowhere"]), limit=1) == [0]


@given(st.text(max_size=300))
def test_whatever_is_asked_is_answered(asked: str) -> None:
    assert set(INDEX.find(asked, limit=10)) <= {0, 1, 2}


def test_hostile_questions_are_answered_too(corpora: Path) -> None:
    naughty = json.loads((corpora / "naughty-strings/blns.json").read_text(encoding="utf-8"))
    payloads = (corpora / "xss/payloads.txt").read_text(encoding="utf-8").splitlines()

    for asked in (*naughty, *payloads):
        assert set(INDEX.find(asked, limit=10)) <= {0, 1, 2}
    assert len(naughty) + len(payloads) > 1000


@given(st.text(max_size=100), st.text(max_size=100))
def test_what_is_kept_comes_back(title: str, words: str) -> None:
    entry = replace(HERON, title=title, words=words)

    assert Findable.parse(entry.dump()) == entry
    assert Findable.parse(b"{}") is Findable.parse(b"\xff") is Findable.parse(b"3") is None
