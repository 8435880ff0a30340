"""Pages of questions, in every language, with anybody's words."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from pressrun.model.document import Choice, Poll, Quiz, Results
from pressrun.model.inline import Inlines, Link, Text
from pressrun.model.question import Question
from pressrun.model.vote import Count
from pressrun.render.ballot import Face, Notice, Sheet, ballot_page
from pressrun.render.links import Links
from render.issue_samples import PUBLICATION, THEME, parts
from render.reading import assert_harmless, payloads, tree, without_its_own

URL = "https://example.org/articles/lamp/"
LINKS = Links(url=URL, base="https://example.org", owner="lampaaaaaa")
CHOICES = (Choice(parts=parts("Weekly")), Choice(parts=parts("Monthly")))
POLL = Poll(
    id="cadence", question=parts("How often?"), choices=CHOICES, closes_on=date(2026, 12, 8)
)
QUIZ = Quiz(
    id="height",
    question=parts("How high?"),
    choices=(CHOICES[0], replace(CHOICES[1], right=True)),
    reason=parts("The cliff."),
)
LANGUAGES = ("ar", "de", "en", "es", "fr")
BAR = "{http://www.w3.org/2000/svg}rect"


def sheet(block: Poll | Quiz = POLL, *, language: str = "en", **given: object) -> Sheet:
    question = Question(
        owner="lampaaaaaa", title="The lamp", url=URL, language=language, block=block
    )
    made = Sheet(face=Face.RESULTS, question=question, is_open=True)
    return replace(made, **given)  # type: ignore[arg-type]


def page(shown: Sheet) -> str:
    return ballot_page(shown, LINKS, PUBLICATION, THEME)


def words(html: str) -> str:
    main = tree(html).find(".//main")
    assert main is not None
    return " ".join("".join(main.itertext()).split())


def counted(*numbers: tuple[int, int]) -> tuple[Count, ...]:
    return tuple(
        Count(choice=choice, subscribers=known, others=others)
        for choice, (known, others) in enumerate(numbers, 1)
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("notice", Notice)
@pytest.mark.parametrize("block", [POLL, QUIZ], ids=["poll", "quiz"])
def test_every_page_speaks_the_language_of_its_article(
    block: Poll | Quiz, notice: Notice, language: str
) -> None:
    for face in Face:
        shown = sheet(
            block,
            language=language,
            face=face,
            offered=1,
            chosen=2,
            counts=counted((1, 0), (2, 5)),
            notice=notice,
        )
        html = page(shown)

        assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in html
        assert "{" not in words(html)


def test_shares_add_up_each_in_its_own_column() -> None:
    html = page(sheet(counts=counted((1, 30), (2, 10))))

    assert "a. Weekly 1 (33%) 30 (75%)" in words(html)
    assert "b. Monthly 2 (67%) 10 (25%)" in words(html)
    assert "All340" in words(html)
    assert [bar.get("width") for bar in tree(html).iter(BAR)] == ["33", "75", "67", "25"]


@pytest.mark.parametrize(("others", "warned"), [(28, True), (29, False)])
def test_percentages_of_few_are_told_to_say_little(others: int, warned: bool) -> None:
    html = page(sheet(counts=counted((1, others), (0, 0))))

    assert ("say little" in words(html)) is warned


@pytest.mark.parametrize(
    ("results", "said"),
    [
        (Results.AFTER_VOTE, "The results are shown to whoever has chosen."),
        (Results.CLOSED, "The results are shown here after 8 December 2026."),
        (Results.NEVER, "The results are not published."),
    ],
)
def test_whoever_may_not_see_results_is_told_when(results: Results, said: str) -> None:
    html = page(sheet(replace(POLL, results=results)))

    assert said in words(html)
    assert "<table" not in html


def test_what_is_right_is_told_by_words_and_not_by_colour_alone() -> None:
    wrong = words(page(sheet(QUIZ, chosen=1, counts=counted((1, 0), (0, 0)))))
    right = words(page(sheet(QUIZ, chosen=2, counts=counted((0, 0), (1, 0)))))

    assert "That is not right. Your answer: “Weekly”. The right answer is “Monthly”." in wrong
    assert "a. Weekly (your choice)" in wrong
    assert "b. Monthly (right answer)" in wrong
    assert "That is right. Your answer: “Monthly”." in right
    assert "The cliff." in right


@pytest.mark.parametrize("face", Face)
def test_no_link_stands_in_a_label_a_button_or_a_link(face: Face) -> None:
    linked: Inlines = (Link((Text("before"),), "https://example.org/b"),)
    block = replace(POLL, question=linked, choices=(Choice(parts=linked), *CHOICES))

    root = tree(page(sheet(block, face=face, offered=1, by_mail=True)))

    for name in ("label", "button", "a", "h1"):
        assert not [inner for node in root.iter(name) for inner in node.findall(".//a")]


def test_no_payload_in_a_question_comes_to_life(corpora: Path) -> None:
    for start in range(0, len(lines := payloads(corpora)), 60):
        nasty = parts(" ".join(lines[start : start + 60]))
        block = replace(QUIZ, question=nasty, reason=nasty)
        block = replace(block, choices=tuple(replace(c, parts=nasty) for c in block.choices))
        for face in Face:
            html = page(
                sheet(block, face=face, offered=1, chosen=1, counts=counted((1, 1), (0, 0)))
            )

            bars = html.replace("<svg ", "<i ").replace("</svg>", "</i>")
            assert html.count("<svg ") == (4 if face is Face.RESULTS else 0)
            bars = bars.replace('href="2"', 'href="/2"')  # beside this very link
            assert_harmless(without_its_own(bars).replace('href="/', 'href="https://'))
