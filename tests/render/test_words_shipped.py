"""The words that ship: every language says everything, and no template speaks for itself."""

import re
from datetime import date

import pytest

from pressrun.model.publication import Theme
from pressrun.render.theme import render_template
from pressrun.render.words import direction, find_words
from render.issue_samples import TEMPLATES, THEME, theme

SHIPPED = sorted(path.stem for path in (TEMPLATES / "words").glob("*.toml"))
SPEAKING = sorted(
    path.relative_to(TEMPLATES).as_posix()
    for path in TEMPLATES.rglob("*")
    if path.suffix in {".mjml", ".html", ".txt"}
)
LETTERS = re.compile(r"[^\W\d_]{2,}")
# What Jinja, markup, style and machine-readable data say is not read by people; what these
# attributes say is.
# `kind` fills an attribute for machines (og:type).
JINJA = re.compile(r"\{% block kind %\}\w+\{% endblock %\}|\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.S)
UNSEEN = re.compile(r"<(style|script)\b.*?</\1>|<!--.*?-->|<!doctype[^>]*>", re.S | re.I)
SPOKEN = re.compile(r"\b(?:alt|title|aria-label|placeholder|value)\s*=\s*\"([^\"]*)\"")
TAGS = re.compile(r"<[^>]*>|&#?\w+;")


def prose(text: str) -> list[str]:
    """Return the words of a template that no expression makes."""
    shown = UNSEEN.sub(" ", JINJA.sub(" ", text))
    spoken = " ".join(SPOKEN.findall(shown))
    return LETTERS.findall(f"{TAGS.sub(' ', shown)} {spoken}")


def test_five_languages_ship() -> None:
    assert {"en", "fr", "de", "es", "ar"} <= set(SHIPPED)


@pytest.mark.parametrize("language", SHIPPED)
def test_a_language_says_everything_that_english_says(language: str) -> None:
    english = find_words(Theme(tuple(f for f in THEME.files if f[0] == "words/en.toml")), "en")
    files = dict(THEME.files)
    # Alone, so that nothing is borrowed.
    alone = Theme((("words/en.toml", files[f"words/{language}.toml"]),))

    own = find_words(alone, "en").entries

    assert own.keys() == english.entries.keys()
    for name, said in english.entries.items():
        assert own[name].strip()
        assert set(re.findall(r"\{\w+\}", own[name])) == set(re.findall(r"\{\w+\}", said)), name


@pytest.mark.parametrize(
    ("language", "first", "last"),
    [
        ("en", "1 March 2026", "31 December 2026"),
        ("fr", "1er mars 2026", "31 décembre 2026"),
        ("de", "1. März 2026", "31. Dezember 2026"),
        ("es", "1 de marzo de 2026", "31 de diciembre de 2026"),
        ("ar", "1 مارس 2026", "31 ديسمبر 2026"),
    ],
)
def test_a_day_is_written_as_its_language_does(language: str, first: str, last: str) -> None:
    words = find_words(THEME, language)

    assert words.day(date(2026, 3, 1)) == first
    assert words.day(date(2026, 12, 31)) == last


def test_arabic_is_read_from_the_right() -> None:
    assert [direction(language) for language in SHIPPED].count("rtl") == 1


@pytest.mark.parametrize("name", SPEAKING)
def test_no_template_speaks_for_itself(name: str) -> None:
    assert prose((TEMPLATES / name).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "template",
    ["<p>Hello</p>", '<img alt="A lamp">', "{{ x }} more", "<a aria-label='' title=\"Go on\">"],
)
def test_one_that_did_would_be_noticed(template: str) -> None:
    assert prose(template)


def test_a_publication_says_it_in_its_own_words() -> None:
    ours = theme(**{"words/en.toml": dict(THEME.files)["words/en.toml"] + '\ngreeting = "Ahoy"\n'})
    ours = Theme((*ours.files, ("a.txt", "{{ words.greeting }}")))

    assert render_template(ours, "a.txt", {"words": dict(find_words(ours, "en").entries)}) == "Ahoy"
