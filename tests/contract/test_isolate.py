"""What every isolate promises. A new one joins by adding one line to ISOLATES."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import pytest

from doubles import InlineIsolate
from pressrun.errors import RenderError
from pressrun.model.document import Paragraph
from pressrun.model.inline import Text
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
