import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from pressrun.errors import RenderError
from pressrun.render.words import direction, fill, find_words
from render.issue_samples import TEMPLATES, THEME, theme


def test_a_language_takes_from_english_what_it_does_not_say() -> None:
    ours = theme(**{"words/de.toml": 'answer = "Antwort"'})

    words = find_words(ours, "de-AT")

    assert (words["answer"], words["quiz"]) == ("Antwort", find_words(THEME, "en")["quiz"])


def test_a_publications_file_of_one_line_changes_that_word_alone() -> None:
    shipped = dict(THEME.files)["words/de.toml"]
    ours = replace(
        theme(**{"words/de.toml": 'answer = "Lösung"'}), words=(("words/de.toml", shipped),)
    )

    words = find_words(ours, "de")

    assert words["answer"] == "Lösung"
    assert words["quiz"] == find_words(THEME, "de")["quiz"] != find_words(THEME, "en")["quiz"]


def test_a_language_nobody_translated_is_told_in_english() -> None:
    assert find_words(THEME, "fi")["answer"] == "Answer"


def test_a_word_that_is_missing_everywhere_says_what_to_write() -> None:
    with pytest.raises(RenderError) as caught:
        find_words(THEME, "en")["answr"]

    assert 'answr = "…"' in caught.value.problem.help


def test_broken_words_are_told_with_their_line() -> None:
    broken = theme(**{"words/de.toml": 'answer = "Antwort"\nquiz = Frage\n'})

    with pytest.raises(RenderError) as caught:
        find_words(broken, "de")

    place = caught.value.problem.place
    assert place is not None
    assert (str(place), place.text) == ("templates/words/de.toml:2:8", "quiz = Frage")


def test_a_word_that_is_not_text_is_refused() -> None:
    with pytest.raises(RenderError, match="'answer' is not text"):
        find_words(theme(**{"words/de.toml": "answer = 3"}), "de")


def test_months_must_be_twelve() -> None:
    words = find_words(theme(**{"words/de.toml": 'months = "Januar"'}), "de")

    with pytest.raises(RenderError, match="1 words instead of 12"):
        words.date(datetime(2026, 11, 24, tzinfo=UTC), "UTC")


def test_a_date_is_the_day_in_the_publications_zone() -> None:
    at = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)

    assert find_words(THEME, "en").date(at, "Europe/Berlin") == "25 November 2026"


def test_braces_that_mean_nothing_stay() -> None:
    assert fill("{list} and {more}", {"list": "{more}"}) == "{more} and {more}"


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en", "ltr"), ("ar", "rtl"), ("he-IL", "rtl"), ("az-Arab", "rtl"), ("pt-BR", "ltr")],
)
def test_direction_follows_the_language(language: str, expected: str) -> None:
    assert direction(language) == expected


def test_every_word_that_a_built_in_template_asks_for_exists() -> None:
    asked = {
        name
        for path in TEMPLATES.rglob("*")
        if path.suffix in {".html", ".mjml", ".txt"}
        for name in re.findall(r"\bwords\.(\w+)", path.read_text(encoding="utf-8"))
    }

    assert asked - find_words(THEME, "en").entries.keys() == set()
