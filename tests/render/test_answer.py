"""Pages that answer a reader: what each of them is, with marks where a reader's values come."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pressrun.errors import RenderError
from pressrun.model.publication import Theme
from pressrun.render.answer import (
    BLANKS,
    MARK,
    Answer,
    answer_page,
    consent_words,
    mark,
    preferences_page,
    try_answers,
)
from pressrun.render.words import language_name
from render.issue_samples import PUBLICATION, THEME, theme
from render.reading import tree

SECOND = replace(PUBLICATION.lists[0], name="second", title="Second & last")
TWO = replace(PUBLICATION, lists=(*PUBLICATION.lists, SECOND))
STATES = [(page, flags) for page, blank in BLANKS.items() for flags in ((), blank.flags)]
TOLD: dict[str, Any] = {
    "has_left": False,
    "only_feed": False,
    "address": "ada@example.org",
    "new_address": "",
    "name": "Ada <Sample>",
    "cadences": [{"name": "each", "text": "Each", "chosen": True, "next": ""}],
    "topics": [{"name": "fog & rain", "chosen": True}],
    "languages": [{"tag": "", "name": "English", "chosen": True}],
    "paused_until": "",
    "earliest": "2026-11-24",
    "last": "2027-11-24",
    "feed": [{"url": "https://example.org/f.rss", "media_type": "application/rss+xml"}],
    "history": [],
    "action": "/preferences/sample",
    "said": "",
    "problem": "",
    "field": "",
}


def page(name: str, *flags: str, language: str = "", **more: Any) -> str:
    answer = Answer(page=name, flags=frozenset(flags), language=language, **more)
    return answer_page(answer, PUBLICATION, THEME)


def marks(html: str) -> set[str]:
    return set(MARK.findall(html))


@pytest.mark.parametrize("language", ["", "ar"])
@pytest.mark.parametrize(("name", "flags"), STATES)
def test_a_page_has_a_language_a_title_one_h1_and_no_search_engine(
    name: str, flags: tuple[str, ...], language: str
) -> None:
    html = page(name, *flags, language=language)
    root = tree(html)

    assert (root.get("lang"), root.get("dir")) == (
        ("ar", "rtl") if language else (PUBLICATION.language, "ltr")
    )
    assert (root.findtext(".//title") or "").strip()
    assert len(list(root.iter("h1"))) == len(list(root.iter("main"))) == 1
    robots = [node.get("content") for node in root.iter("meta") if node.get("name") == "robots"]
    assert robots == ["noindex"]


@pytest.mark.parametrize(("name", "flags"), STATES)
def test_a_page_marks_no_value_that_nobody_would_fill(name: str, flags: tuple[str, ...]) -> None:
    assert marks(page(name, *flags)) <= set(BLANKS[name].values)


@pytest.mark.parametrize("name", BLANKS)
def test_every_value_of_a_page_has_its_place_in_some_state(name: str) -> None:
    blank = BLANKS[name]

    found = marks(page(name, *blank.flags)) | marks(page(name, topics=("fog",)))

    assert found - {"topic0"} == set(blank.values)


@pytest.mark.parametrize("name", [name for name in BLANKS if name.startswith("confirm")])
def test_a_confirmation_is_one_button_that_a_script_may_press(name: str) -> None:
    root, once = tree(page(name)), tree(page(name, "once"))

    [form] = root.iter("form")
    assert form.get("method") == "post"
    # One key must not erase before anybody has read what it does.
    focus = None if name == "confirm-erase" else ""
    assert [button.get("autofocus") for button in form.iter("button")] == [focus]
    assert list(form.iter("input")) == []
    assert [script.get("src") for script in root.iter("script")] == ["/press.js"]
    assert form.get("data-press-once") is None
    assert [form.get("data-press-once") for form in once.iter("form")] == [""]


def test_leaving_comes_first_and_what_could_be_done_instead_below() -> None:
    root = tree(page("unsubscribe"))

    first, second = root.iter("form")
    assert [button.text for button in first.iter("button")] == ["Unsubscribe"]
    assert list(first.iter("input")) == []
    assert first.get("action") is None
    assert [button.get("value") for button in second.iter("button")] == ["14", "30"]
    assert root.findtext(".//h1") == f"Unsubscribe from {PUBLICATION.lists[0].title}?"


@pytest.mark.parametrize("name", ["subscribe", "sent"])
def test_every_field_that_is_seen_has_a_label_and_nothing_is_ticked(name: str) -> None:
    html = page(name, topics=("fog",), lists=("letters",))
    root = tree(html)

    labels = {label.get("for") for label in root.iter("label")}
    fields = [field for field in root.iter("input") if field.get("type") == "text"]
    assert fields
    assert {field.get("id") for field in fields} <= labels
    assert [field for field in root.iter("input") if field.get("checked") is not None] == []


def test_the_trap_is_a_field_that_nobody_meets() -> None:
    root = tree(page("subscribe"))

    [trap] = [field for field in root.iter("input") if field.get("name") == "website"]
    assert trap.get("tabindex") == "-1"
    assert trap.get("autocomplete") == "off"
    assert (
        root.find(".//div[@class='away'][@aria-hidden='true']/input[@name='website']") is not None
    )


@pytest.mark.parametrize(
    ("name", "field", "problem"),
    [("subscribe", "email", "problem_email"), ("sent", "code", "code_wrong")],
)
def test_what_was_wrong_stands_first_and_beside_its_field(
    name: str, field: str, problem: str
) -> None:
    root = tree(page(name, problem=problem, field=field))

    assert root.find(f".//div[@role='alert']//a[@href='#page---{field}']") is not None
    [wrong] = [node for node in root.iter("input") if node.get("aria-invalid") == "true"]
    assert wrong.get("name") == field
    described = wrong.get("aria-describedby")
    assert [node.text for node in root.iter("p") if node.get("id") == described]
    assert (root.findtext(".//title") or "").startswith("Please correct")


def test_of_several_lists_one_is_chosen_by_hand() -> None:
    answer = Answer(page="subscribe", lists=("letters", "second"))

    html = answer_page(answer, TWO, THEME)

    radios = [node for node in tree(html).iter("input") if node.get("type") == "radio"]
    assert [radio.get("value") for radio in radios] == ["letters", "second"]
    assert {"list0", "list1"} <= marks(html)
    assert "Second &amp; last" in html


def test_what_people_agree_to_is_what_the_form_says() -> None:
    title = PUBLICATION.lists[0].title

    assert consent_words(title, "en", THEME) in page("subscribe")


def test_forms_lie_below_the_path_of_the_service() -> None:
    below = replace(PUBLICATION, service_url="https://forms.example.org/notes")

    root = tree(answer_page(Answer(page="sent"), below, THEME))

    assert [form.get("action") for form in root.iter("form")] == [
        "/notes/subscribe/code",
        "/notes/subscribe/again",
    ]


def test_a_language_is_called_as_it_calls_itself() -> None:
    assert [language_name(tag, THEME) for tag in ("de", "ar", "en-GB")] == [
        "Deutsch",
        "العربية",
        "English",
    ]
    assert language_name("tlh", THEME) == "tlh"


def test_preferences_hold_a_readers_values_as_text() -> None:
    root = tree(preferences_page("", "", TOLD, PUBLICATION, THEME))

    fields = {node.get("name"): node for node in root.iter("input")}
    assert fields["name"].get("value") == "Ada <Sample>"
    assert fields["topic"].get("value") == "fog & rain"
    assert fields["topic"].get("checked") == ""
    actions = {form.get("action", "") for form in root.iter("form")}
    assert {f"/preferences/sample/{act}" for act in ("pause", "feed", "leave")} <= actions


def test_who_has_left_may_still_see_and_erase_what_is_stored() -> None:
    root = tree(preferences_page("", "", {**TOLD, "has_left": True}, PUBLICATION, THEME))

    assert [form.get("action", "").rpartition("/")[2] for form in root.iter("form")] == [
        "export",
        "erase",
    ]


@pytest.mark.parametrize("name", [*BLANKS, "preferences", "confirm"])
def test_a_page_that_does_not_work_is_found_before_anything_is_sent(name: str) -> None:
    broken = theme(**{f"web/{name}.html": "{{ nope }}"})

    with pytest.raises(RenderError) as told:
        try_answers(PUBLICATION, broken)

    assert told.value.problem.place is not None
    assert told.value.problem.place.path == f"templates/web/{name}.html"


def test_pages_that_work_are_let_pass() -> None:
    try_answers(TWO, THEME)


def test_a_mark_is_no_text_that_people_write() -> None:
    assert MARK.fullmatch(mark("email"))
    assert isinstance(THEME, Theme)
    assert not any(MARK.search(text) for _, text in THEME.files)


def hostile_strings(corpora: Path) -> list[str]:
    naughty: list[str] = json.loads(
        (corpora / "naughty-strings/blns.json").read_text(encoding="utf-8")
    )
    payloads = (corpora / "xss/payloads.txt").read_text(encoding="utf-8", errors="replace")
    return [text.encode("utf-8", "replace").decode() for text in (*naughty, *payloads.split("\n"))]


def test_what_readers_are_called_and_choose_is_text_whatever_it_is(corpora: Path) -> None:
    strings = hostile_strings(corpora)
    told = {**TOLD, "history": [{"date": "1", "date_iso": "2026-11-24", "what": "a"}]}

    for start in range(0, len(strings), 200):
        some = strings[start : start + 200]
        lines = [{**told["history"][0], "wording": text} for text in some]
        topics = [{"name": text, "chosen": False} for text in some]
        names = {"name": some[0], "address": some[-1], "new_address": some[0]}

        html = preferences_page(
            "", "", {**told, **names, "topics": topics, "history": lines}, PUBLICATION, THEME
        )

        assert html.count("<script") == html.count("<iframe") == html.count("<img") == 0
        boxes = [node for node in tree(html).iter("input") if node.get("name") == "topic"]
        assert len(boxes) == len(some)
        assert all(
            set(node.keys()) == {"type", "name", "value", "aria-describedby"} for node in boxes
        )
