"""Letters: what each says, in which language, and what never stands in one."""

import re
from dataclasses import replace
from xml.etree.ElementTree import Element

import pytest

from pressrun.errors import RenderError
from pressrun.model.letter import SLOTS, LetterKind
from pressrun.model.publication import Theme
from pressrun.model.slot import MARK, Slot, mark
from pressrun.render.letter import letter_language, render_letter
from pressrun.render.words import find_words
from render.issue_samples import FULL, GOLDEN, LIST, PUBLICATION, THEME, theme
from render.letter_samples import COMING, faces, letter
from render.reading import assert_harmless, tree
from render.test_words_shipped import SHIPPED

CONFIRMING = (LetterKind.CONFIRM,)
UNCONFIRMED = (LetterKind.CONFIRM, LetterKind.ADDRESS)


@pytest.mark.parametrize("name", faces())
def test_the_texts_are_the_golden_ones(name: str) -> None:
    assert faces()[name] == (GOLDEN / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("language", SHIPPED)
@pytest.mark.parametrize("kind", LetterKind)
def test_a_letter_shows_its_own_values_in_both_parts_and_no_others(
    kind: LetterKind, language: str
) -> None:
    made = letter(kind, language)

    for part in (made.html, made.text):
        assert {Slot(found[1]) for found in MARK.finditer(part)} == SLOTS[kind]
    assert not {Slot.NAME, Slot.ADDRESS} & SLOTS[kind]
    assert made.findings == ()


@pytest.mark.parametrize("kind", LetterKind)
def test_a_letter_has_one_heading_and_one_button(kind: LetterKind) -> None:
    html = letter(kind).html

    assert len(re.findall("<h1", html)) == 1
    assert len(re.findall('class="press"', html)) == 1


@pytest.mark.parametrize("language", SHIPPED)
@pytest.mark.parametrize("kind", LetterKind)
def test_a_letter_is_short(kind: LetterKind, language: str) -> None:
    words = find_words(THEME, language)
    names = [f"letter_{kind}_{part}" for part in ("text", "after")]
    names += ["letter_code", "letter_valid_code"] if kind in CONFIRMING else []

    assert sum(len(words[name].split()) for name in names) <= 60


@pytest.mark.parametrize("kind", CONFIRMING)
def test_link_and_code_stand_on_lines_of_their_own(kind: LetterKind) -> None:
    lines = letter(kind).text.split("\n")

    assert mark(Slot.ACTION_URL) in lines
    assert mark(Slot.CODE) in lines


@pytest.mark.parametrize("kind", UNCONFIRMED)
def test_nobody_is_asked_to_leave_what_they_never_joined(kind: LetterKind) -> None:
    made = letter(kind)

    assert "nsubscribe" not in made.html + made.text


def test_a_letter_is_in_the_readers_language_where_the_theme_has_its_words() -> None:
    assert "Bestätigen Sie" in letter(LetterKind.CONFIRM, "de").subject
    assert "Bestätigen Sie" in letter(LetterKind.CONFIRM, "DE-at").subject
    assert letter(LetterKind.CONFIRM, "tlh").subject == letter(LetterKind.CONFIRM, "en").subject


@pytest.mark.parametrize(
    ("asked", "spoken"),
    [("", "en"), ("fr", "fr"), ("fr-CA", "fr"), ("FR", "fr"), ("xx", "en"), ("../de", "en")],
)
def test_only_languages_with_words_are_spoken(asked: str, spoken: str) -> None:
    assert letter_language(PUBLICATION, THEME, asked) == spoken


def test_arabic_is_set_from_the_right() -> None:
    html = letter(LetterKind.CONFIRM, "ar").html

    assert 'lang="ar"' in html
    assert 'dir="rtl"' in html
    assert letter(LetterKind.CONFIRM).html.count('dir="rtl"') == 0


def test_the_next_issue_is_announced_where_one_is_armed() -> None:
    assert "issue 43 arrives on 1 December 2026" in letter(LetterKind.CONFIRM, coming=COMING).text
    assert "43" not in letter(LetterKind.CONFIRM).text
    assert "43" not in letter(LetterKind.MOVED, coming=COMING).text


def test_a_welcome_carries_the_latest_issue_below_its_own_words() -> None:
    made = letter(LetterKind.WELCOME, latest=FULL)

    assert made.subject == "Welcome to Letters from the lamp"
    for part in (made.html, made.text):
        assert 0 < part.index("Welcome to") < part.index("The latest issue")
        assert part.index("The latest issue") < part.index("It came in with the first storm")
    assert {Slot(found[1]) for found in MARK.finditer(made.html)} == SLOTS[LetterKind.WELCOME]
    assert len(re.findall("<h1", made.html)) == 1


def test_both_parts_of_a_letter_have_the_same_words() -> None:
    for kind in LetterKind:
        made = letter(kind)
        body = tree(made.html).find("body")
        assert body is not None
        shown = [piece for node in body.iter() for piece in _pieces(node)]
        seen = set(re.findall(r"\w+", MARK.sub(" ", " ".join(shown))))
        assert seen == set(re.findall(r"\w+", MARK.sub(" ", made.text)))


def _pieces(node: Element) -> tuple[str, str]:
    # Comments are for Outlook: what is in them is no text.
    own = node.text if isinstance(node.tag, str) and node.tag != "style" else ""
    return own or "", node.tail or ""


def test_a_letter_that_carries_an_issue_is_written_in_the_issues_language() -> None:
    assert letter(LetterKind.WELCOME, "de", latest=FULL).subject.startswith("Welcome")
    assert letter(LetterKind.WELCOME, "de").subject.startswith("Willkommen")


def test_a_list_whose_title_is_a_mark_is_refused() -> None:
    evil = replace(LIST, title=f"Lamp {mark(Slot.ACTION_URL)}")

    with pytest.raises(RenderError) as told:
        render_letter(LetterKind.CONFIRM, PUBLICATION, evil, THEME)

    assert told.value.problem.code == "RND001"
    assert str(told.value.problem.place) == "pressrun.toml"


def test_markup_in_a_title_is_only_text() -> None:
    evil = replace(LIST, title='<b onclick="x">&amp;</b>{{ 1 }}{list}')

    made = render_letter(LetterKind.CONFIRM, PUBLICATION, evil, THEME)

    assert_harmless(made.html)
    assert "&lt;b onclick=" in made.html
    assert '<b onclick="x">&amp;</b>{{ 1 }}{list}' in made.text.replace("\n", " ")


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("email/letters/confirm.mjml", "\n{{ nope.nope }}", 2),
        ("email/letters/confirm.txt", "a\nb\n{% if %}", 3),
        ("email/parts/letter.txt", "{{ 1 / 0 }}", 1),
    ],
)
def test_a_broken_template_is_told_with_its_line(name: str, text: str, line: int) -> None:
    with pytest.raises(RenderError) as told:
        letter(LetterKind.CONFIRM, theme=theme(**{name: text}))

    place = told.value.problem.place
    assert place is not None
    assert (place.path, place.line) == (f"templates/{name}", line)


def test_a_publication_writes_one_letter_its_own_way() -> None:
    ours = theme(**{"email/letters/moved.txt": "Gone.\n{{ slot.preferences_url }}\n"})

    assert letter(LetterKind.MOVED, theme=ours).text == f"Gone.\n{mark(Slot.PREFERENCES_URL)}\n"
    assert letter(LetterKind.ERASE, theme=ours) == letter(LetterKind.ERASE)


def test_a_layout_of_ones_own_that_names_the_issue_still_makes_letters() -> None:
    files = dict(THEME.files)
    masthead = "<mj-text>{{ issue.number }} {{ issue.date }} {{ issue.url }}</mj-text>"
    ours = theme(
        **{
            "email/parts/letter.mjml": '{% extends "email/parts/frame.mjml" %}',
            "email/parts/masthead.mjml": masthead + files["email/parts/facts.mjml"][:0],
        }
    )

    assert PUBLICATION.url in letter(LetterKind.CONFIRM, theme=ours).html


def test_a_theme_may_lack_a_language_and_letters_still_come() -> None:
    few = Theme(tuple(file for file in THEME.files if file[0] != "words/de.toml"))

    assert letter(LetterKind.CONFIRM, "de", theme=few).subject.startswith("Confirm")
