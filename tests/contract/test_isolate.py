"""What every isolate promises. A new one joins by adding one line to ISOLATES."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import pytest

from doubles import InlineIsolate
from pressrun.errors import RenderError
from pressrun.model.document import Paragraph
from pressrun.model.inline import Text
from pressrun.model.lent import Lent
from pressrun.model.publication import Theme
from pressrun.ports import Isolate
from pressrun.system.isolate import ProcessIsolate

ISOLATES: dict[str, Callable[[], AbstractContextManager[Any]]] = {
    "inline": lambda: nullcontext(InlineIsolate()),
    "process": lambda: ProcessIsolate(1),
}


@pytest.fixture(params=ISOLATES, name="isolate", scope="module")
def _isolate(request: pytest.FixtureRequest) -> Iterator[Isolate]:
    with ISOLATES[request.param]() as isolate:
        yield isolate


def test_a_call_returns_what_the_function_returns(isolate: Isolate) -> None:
    document, problems = isolate.call(
        "pressrun.source.markdown:parse_body", "Some words.", "articles/a.md", 7
    )

    assert document == (Paragraph(parts=(Text("Some words."),), line=7),)
    assert problems == ()


def test_an_error_raised_on_purpose_comes_out_whole(isolate: Isolate) -> None:
    theme = Theme(files=(("web/x.html", "<p>\n{{ missing }}</p>"),))

    with pytest.raises(RenderError) as caught:
        isolate.call("pressrun.render.theme:render_template", theme, "web/x.html", {})

    assert str(caught.value.problem.place) == "templates/web/x.html:2"
    assert caught.value.problem.place is not None
    assert caught.value.problem.place.text == "{{ missing }}</p>"


def test_one_call_leaves_nothing_behind_for_the_next(isolate: Isolate) -> None:
    body = "::: no-such\n:::"

    first, again = (
        isolate.call("pressrun.source.markdown:parse_body", body, "articles/a.md", 1)
        for _ in range(2)
    )

    assert first == again
    assert len(first[1]) == 1


PARSE = "pressrun.source.markdown:parse_body"


def test_rows_come_back_in_order_though_they_are_worked_on_side_by_side(isolate: Isolate) -> None:
    rows = [((f"Words {n}.", f"articles/{n}.md", 1),) for n in range(70)]

    found = list(isolate.map([PARSE], rows))

    assert [document[0].parts[0].text for document, _ in found] == [
        f"Words {n}." for n in range(70)
    ]


def test_what_one_function_returns_is_given_to_the_next(isolate: Isolate) -> None:
    rows = [(("lamp", 8), (40,)), (("tide", 8), (40,))]

    found = list(
        isolate.map(["pressrun.render.measure:wrap", "pressrun.render.measure:wrap"], rows)
    )

    assert found == ["lamp", "tide"]


def test_an_error_stands_in_the_place_of_its_row_and_stops_no_other(isolate: Isolate) -> None:
    good = Theme(files=(("web/x.html", "<p>{{ word }}</p>"),))
    bad = Theme(files=(("web/x.html", "<p>{{ missing }}</p>"),))
    rows = [((theme, "web/x.html", {"word": "lamp"}),) for theme in (good, bad, good)]

    first, error, last = isolate.map(["pressrun.render.theme:render_template"], rows)

    assert first == last == "<p>lamp</p>"
    assert isinstance(error, RenderError)


def test_a_lent_value_is_given_whole_every_time(isolate: Isolate) -> None:
    theme = Lent("a theme", Theme(files=(("web/x.html", "<p>{{ word }}</p>"),)))
    others = [Lent(f"other {n}", n) for n in range(6)]
    rows = [((theme, "web/x.html", {"word": str(n)}),) for n in range(3)]

    pages = list(isolate.map(["pressrun.render.theme:render_template"], rows))
    for other in others:
        isolate.call("pressrun.render.measure:wrap", "words", other)
    again = isolate.call(
        "pressrun.render.theme:render_template", theme, "web/x.html", {"word": "x"}
    )

    assert pages == ["<p>0</p>", "<p>1</p>", "<p>2</p>"]
    assert again == "<p>x</p>"
