"""Corrections: read strictly, written without touching anything else."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressrun.errors import ContentError
from pressrun.model.article import Article
from pressrun.model.document import Correction
from pressrun.model.inline import Text
from pressrun.source.article import parse_article
from pressrun.source.corrections import with_correction
from pressrun.source.frontmatter import read_source

HEAD = "---\nid: ferryaaaaa\ntitle: The ferry\n"
ONE = "2026-11-27 The fare is 3 euros, not 2."


def loaded(text: str) -> Article:
    source, problems = read_source(text.encode(), path="articles/ferry.md")
    assert source is not None, problems
    article, problems = parse_article(source, language="en", zone="UTC")
    assert article is not None, problems
    return article


def told(text: str) -> list[str]:
    source, problems = read_source(text.encode(), path="articles/ferry.md")
    if source is not None:
        _, problems = parse_article(source, language="en", zone="UTC")
    return [f"{problem.code} {problem.place}" for problem in problems]


def corrected(text: str, correction: str = ONE) -> str:
    return with_correction(text, correction, path="articles/ferry.md")


def test_corrections_are_days_with_words_in_the_order_of_the_file() -> None:
    text = f'{HEAD}corrections:\n  - {ONE}\n  - "2026-12-01 Tide: low."\n---\n\nWords.\n'

    found = loaded(text).corrections

    assert [(one.on, one.parts, one.line) for one in found] == [
        (date(2026, 11, 27), (Text("The fare is 3 euros, not 2."),), 5),
        (date(2026, 12, 1), (Text("Tide: low."),), 6),
    ]


def test_one_correction_needs_no_list() -> None:
    assert len(loaded(f"{HEAD}corrections: {ONE}\n---\n\nWords.\n").corrections) == 1


@pytest.mark.parametrize(
    ("written", "place"),
    [
        ("The fare is 3 euros.", "FM035 articles/ferry.md:5:5"),
        ("2026-11-31 The fare is 3 euros.", "FM035 articles/ferry.md:5:5"),
        ("2026-1-3 The fare is 3 euros.", "FM035 articles/ferry.md:5:5"),
        ("2026-11-27", "FM035 articles/ferry.md:5:5"),
        ("2026-11-27The fare", "FM035 articles/ferry.md:5:5"),
        ("[2026-11-27]", "FM017 articles/ferry.md:5:5"),
        ("2026-11-27: The fare is 3 euros.", "FM017 articles/ferry.md:5:5"),
    ],
)
def test_what_is_no_day_with_words_is_refused_where_it_stands(written: str, place: str) -> None:
    assert told(f"{HEAD}corrections:\n  - {written}\n---\n\nWords.\n") == [place]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", f"corrections:\n  - {ONE}\n"),
        ("corrections:\n", f"corrections:\n  - {ONE}\n"),
        ("corrections: []  # none\n", f"corrections:  # none\n  - {ONE}\n"),
        (
            "corrections: 2026-11-01 Old.  # so\n",
            f"corrections:\n  - 2026-11-01 Old.  # so\n  - {ONE}\n",
        ),
        (
            "corrections:\n- 2026-11-01 Old.  # so\n# more\ntags: [a]\n",
            f"corrections:\n- 2026-11-01 Old.  # so\n- {ONE}\n# more\ntags: [a]\n",
        ),
        (
            "corrections:\n    -   2026-11-01 Old\n        and long.\n\ntags: [a]\n",
            "corrections:\n    -   2026-11-01 Old\n        and long.\n    -   "
            + ONE
            + "\n\ntags: [a]\n",
        ),
    ],
    ids=["none", "empty", "empty list", "alone", "a list with remarks", "a long one"],
)
def test_a_correction_is_written_behind_the_others_and_nothing_else_moves(
    before: str, after: str
) -> None:
    assert corrected(f"{HEAD}{before}---\n\nWords.  \n") == f"{HEAD}{after}---\n\nWords.  \n"


def test_line_ends_stay_what_they_are() -> None:
    text = f"{HEAD}---\n\nWords.\n".replace("\n", "\r\n")

    assert corrected(text) == f"{HEAD}corrections:\n  - {ONE}\n---\n\nWords.\n".replace(
        "\n", "\r\n"
    )


def test_a_form_that_cannot_be_edited_is_refused_with_what_to_write() -> None:
    with pytest.raises(ContentError) as caught:
        corrected(f"{HEAD}corrections: [2026-11-01 Old.]\n---\n\nWords.\n")

    assert caught.value.problem.code == "FM036"
    assert ONE in caught.value.problem.help


@pytest.mark.parametrize("wrong", ["2026-11-27 ", "today The fare.", "2026-11-27 \u202efare"])
def test_what_would_not_be_read_back_is_never_written(wrong: str) -> None:
    with pytest.raises(ContentError) as caught:
        corrected(f"{HEAD}---\n\nWords.\n", wrong)

    assert caught.value.problem.code in {"FM035", "FM024"}


@given(words=st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), min_size=1))
def test_any_words_come_back_as_they_were_typed(words: str) -> None:
    text = corrected(f"{HEAD}---\n\nWords.\n", f"2026-11-27 {words}")

    [found] = loaded(text).corrections

    assert found == Correction(on=date(2026, 11, 27), parts=(Text(words),), line=5)
