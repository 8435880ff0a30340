"""Pages that are set once and filled: what readers type is text, and an edited theme is seen."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doubles import InlineIsolate, StoppedClock
from pressrun.app.pages import Answer, Pages
from pressrun.app.wiring import Wiring
from pressrun.errors import RenderError
from pressrun.model.publication import Publication, Theme
from render.issue_samples import PUBLICATION, THEME, theme

GERMAN = replace(PUBLICATION, language="de")


class CountingIsolate(InlineIsolate):
    calls = 0

    def call(self, function: str, *arguments: Any, limit_s: float = 30.0) -> Any:
        self.calls += 1
        return super().call(function, *arguments, limit_s=limit_s)


@dataclass
class Bench:
    """What pages need of the wiring: settings and desk in one, and a theme that may be edited."""

    publication: Publication = PUBLICATION
    files: Theme = THEME
    clock: StoppedClock = field(default_factory=StoppedClock)
    isolate: CountingIsolate = field(default_factory=CountingIsolate)

    @property
    def settings(self) -> "Bench":
        return self

    @property
    def desk(self) -> "Bench":
        return self

    def theme(self) -> Theme:
        return self.files

    def pages(self) -> Pages:
        return Pages(cast(Wiring, self))


class Fields(HTMLParser):
    """Collects the values of fields by their names, and every element."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self.elements: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        found = dict(attrs)
        if tag == "input" and found.get("name"):
            self.values[found["name"] or ""] = found.get("value") or ""


SHARED = Bench().pages()
BARE = Fields(SHARED.page(Answer(page="subscribe"))).elements


@given(email=st.text(), name=st.text())
def test_what_people_type_comes_back_as_the_same_text_and_nothing_else(
    email: str, name: str
) -> None:
    html = SHARED.page(Answer(page="subscribe"), {"email": email, "name": name})

    fields = Fields(html)
    assert (fields.values["email"], fields.values["name"]) == (email, name)
    assert fields.elements == BARE


def test_a_page_is_set_once_however_often_it_is_asked_for() -> None:
    bench = Bench()
    pages = bench.pages()

    first = [pages.page(Answer(page="unknown")) for _ in range(3)]
    calls = bench.isolate.calls
    pages.page(Answer(page="unknown", language="de"))

    assert len(set(first)) == 1
    assert (calls, bench.isolate.calls) == (1, 2)


def test_an_edited_theme_is_seen_after_ten_seconds_and_one_that_was_not_costs_nothing() -> None:
    bench = Bench()
    pages = bench.pages()
    answer = Answer(page="unknown")
    before = pages.page(answer)

    bench.clock.advance(timedelta(seconds=11))
    pages.page(answer)
    calls = bench.isolate.calls
    edited = dict(THEME.files)["web/unknown.html"].replace("<h1>", "<h1>Ahoy ")
    bench.files = theme(**{"web/unknown.html": edited})
    still = pages.page(answer)
    bench.clock.advance(timedelta(seconds=11))

    assert calls == 1
    assert still == before
    assert "<h1>Ahoy " in pages.page(answer)


def test_a_template_that_does_not_work_is_told() -> None:
    bench = Bench(files=theme(**{"web/unknown.html": "{{ nope }}"}))

    with pytest.raises(RenderError):
        bench.pages().page(Answer(page="unknown"))


def test_a_sign_for_private_use_in_a_publications_own_words_opens_no_blank() -> None:
    odd = replace(PUBLICATION, description="a \ue000secret\ue001 b")

    html = Bench(publication=odd).pages().page(Answer(page="unsubscribe"), {"secret": "x"})

    assert "a  b" in html


@pytest.mark.parametrize(
    ("asked", "found"),
    [("de", "de"), ("de-AT", "de"), ("DE", "de"), ("en", ""), ("", ""), ("tlh", ""), ("../x", "")],
)
def test_a_page_is_in_a_language_that_the_theme_speaks(asked: str, found: str) -> None:
    assert SHARED.language(asked) == found


def test_a_day_is_written_in_the_language_of_the_page_and_the_zone_of_the_publication() -> None:
    at = StoppedClock().at
    late = replace(PUBLICATION, zone="Pacific/Kiritimati")

    assert SHARED.day(at, "") == "24 November 2026"
    assert SHARED.day(at.date(), "de") == "24. November 2026"
    assert Bench(publication=late).pages().day(at.replace(hour=12), "") == "25 November 2026"


def test_what_is_agreed_to_is_said_in_the_language_of_the_form() -> None:
    title = PUBLICATION.lists[0].title

    assert title in SHARED.consent("", "")
    assert SHARED.consent("", "de").startswith("Bitte schicken Sie mir")
    assert Bench(publication=GERMAN).pages().consent("", "") == SHARED.consent("", "de")


def test_of_several_lists_the_publication_is_agreed_to() -> None:
    second = replace(PUBLICATION.lists[0], name="second", title="Second")
    two = replace(PUBLICATION, lists=(*PUBLICATION.lists, second))
    pages = Bench(publication=two).pages()

    assert pages.consent("second", "") in pages.form("second", "", ()).replace("&amp;", "&")
    assert PUBLICATION.title in pages.consent("second", "")


def test_a_form_for_another_site_stands_alone() -> None:
    html = SHARED.form("", "de", ("fog & rain",))

    fields = Fields(html)
    assert set(fields.elements).isdisjoint({"script", "style", "link", "html"})
    assert fields.values["topic"] == "fog & rain"
    assert fields.values["language"] == "de"
    assert f'action="{PUBLICATION.service_address("subscribe")}"' in html
    assert SHARED.consent("", "de") in html
    assert " style=" not in html


def test_what_most_readers_see_is_set_before_they_ask() -> None:
    bench = Bench()
    pages = bench.pages()
    name = PUBLICATION.lists[0].name

    pages.make_ready()
    calls = bench.isolate.calls
    pages.page(Answer(page="unsubscribe", list=name), {"pause": "/x"})
    pages.page(Answer(page="sent", flags=frozenset({"named"})), {"email": "ada@example.org"})

    assert calls > 0
    assert bench.isolate.calls == calls


def test_a_theme_that_does_not_work_stops_nobody_from_beginning() -> None:
    Bench(files=theme(**{"web/confirm.html": "{{ nope }}"})).pages().make_ready()
