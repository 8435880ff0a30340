"""Notes to oneself are told where readers would see them, and talk about such notes is not."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from doubles.shop import PrintShop
from pressrun.render.lint.unfinished import UNFINISHED
from render.lint.desk_samples import article_copy, found, issue_copy, places


@pytest.fixture
def shop(tmp_path: Path) -> PrintShop:
    return PrintShop(tmp_path)


def written(shop: PrintShop, body: str, *, title: str = "Lamp", extra: str = "") -> list[str]:
    shop.write_article("lamp", id="lampaaaaaa", title=title, body=body, extra=extra)
    return places(UNFINISHED, article_copy(shop))


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("TODO: ask Eve", ["6:1"]),
        ("TODO ask Eve", ["6:1"]),
        ("Words. TODO(ada): ask Eve", ["6:8"]),
        ("Words [FIXME] and words", ["6:8"]),
        ("Words (XXX when?)", ["6:8"]),
        ("A *FIXME: who* said so?", ["6:4"]),
        ("TODO", ["6:1"]),
        ("- one\n- TODO: two", ["7:3"]),
        ("| a | b |\n| - | - |\n| c | TODO: d |", ["8:7"]),
        ("TODO: one.\n\nTODO: two.", ["6:1", "8:1"]),
        ("TODO: one. TODO: two.", ["6:1", "6:12"]),
        ("::: callout TODO: a title\nWords.\n:::", ["6:13"]),
        ("Lorem ipsum dolor sit amet, consectetur.", ["6:1"]),
    ],
)
def test_a_note_to_oneself_is_told(shop: PrintShop, body: str, told: list[str]) -> None:
    assert written(shop, body) == told


@pytest.mark.parametrize(
    "body",
    [
        "How I keep a TODO list.",
        "TODO lists are long.",
        "TODO comments rot, and so do FIXME comments.",
        "Super Bowl XXX was in 1996.",
        "`TODO: this` is code.",
        "```\n# TODO: this is code\n```",
        "Mastodon, todo: nothing",
        "What Lorem ipsum means.",
        "A METODO: a way.",
    ],
)
def test_talk_about_such_marks_is_none(shop: PrintShop, body: str) -> None:
    assert written(shop, body) == []


def test_the_everyday_word_of_spanish_is_none_unless_a_colon_follows(shop: PrintShop) -> None:
    spanish = "language: es\n"

    assert written(shop, "TODO el mundo lo sabe.", extra=spanish) == []
    assert written(shop, "TODO el mundo lo sabe.") == ["6:1"]
    assert written(shop, "TODO: preguntar.", extra=spanish) == ["7:1"]


def test_front_matter_is_read_as_readers_get_it(shop: PrintShop) -> None:
    extra = "# TODO: a better title\nsummary: 'TODO: say what'\n"

    assert written(shop, "Words.", title='"FIXME: a title"', extra=extra) == ["3:9", "5:11"]


def test_a_draft_may_hold_notes(shop: PrintShop) -> None:
    assert written(shop, "TODO: ask Eve", extra="draft: true\n") == []


def test_an_issue_is_read_with_its_sections(shop: PrintShop) -> None:
    front = (
        'id: issueaaaaa\nsubject: "TODO: a subject"\npreheader: Words\narticles:\n'
        '  - section: "News (TODO)"\n    articles: [tide]\n'
    )
    shop.write("issues/001-storm/issue.md", f"---\n{front}---\n\nTODO: words\n")

    assert places(UNFINISHED, issue_copy(shop)) == ["3:11", "6:21", "10:1"]


@given(body=st.text(st.sampled_from("TODXFIME:()[] \n`*_-abl"), max_size=60))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_place_holds_the_mark_whatever_stands_around_it(shop: PrintShop, body: str) -> None:
    shop.write_article("lamp", id="lampaaaaaa", title="Lamp", body=f"A\n\n{body}")
    copy = article_copy(shop)

    for problem in found(UNFINISHED, copy):
        place = problem.place
        assert place is not None
        assert place.text is not None
        assert 1 <= (place.column or 0) <= len(place.text)
