"""Every character of a template's output leads back to the line that wrote it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pressrun.errors import RenderError
from pressrun.model.publication import Theme
from pressrun.render.mjml import compile_mjml
from pressrun.render.theme import render_template
from pressrun.render.theme.trace import Trace

CONTEXT = {"name": "Ada", "many": ["one", "tw\no"], "blank": ""}


def made_of(theme: Theme, context: dict[str, object]) -> tuple[str, Trace]:
    made = render_template(theme, "a.mjml", context)
    return made, Trace(theme, "a.mjml", context, made)


def place_of(words: str, template: str, **files: str) -> str:
    theme = Theme((("a.mjml", template), *((f"{name}.mjml", text) for name, text in files.items())))
    made, trace = made_of(theme, CONTEXT)
    place, note = trace.place(made.index(words))
    assert note == ""
    return str(place).removeprefix("templates/")


@pytest.mark.parametrize(
    ("words", "template", "place"),
    [
        ("<b>", "x\n  y <b>", "a.mjml:2:5"),
        ("Ada", "x\n{{ blank }}<i>{{ name }}", "a.mjml:2:15"),
        ("tw\no", "{% for word in many %}\n- {{ word }}\n{% endfor %}", "a.mjml:2:3"),
        ("o</b>", "{% for word in many %}\n<b>{{ word }}</b>\n{% endfor %}", "a.mjml:2:4"),
        ("</b>", "{% for word in many %}\n<b>{{ word }}</b>\n{% endfor %}", "a.mjml:2:14"),
        ("foo", "a {% if name %}foo{% else %}bar{% endif %} foo", "a.mjml:1:16"),
        ("bar", "a {% if blank %}bar{% endif %} bar", "a.mjml:1:32"),
        ("<i>", "{% macro m(x) %}\n<i>{{ x }}</i>\n{% endmacro %}\n\n{{ m('y') }} z", "a.mjml:2:1"),
        ("z", "{% macro m(x) %}\n<i>{{ x }}</i>\n{% endmacro %}\n\n{{ m('y') }} z", "a.mjml:5:14"),
        ("<u>", "{% set x %}\n<u>\n{% endset %}\n\n{{ x }}", "a.mjml:2:1"),
        ("<s>", "{% raw %}{{ {% {% endraw %}\n<s>", "a.mjml:2:1"),
        ("<p>", "{# a\n comment #}\n\n   <p>", "a.mjml:4:4"),
        ("b", "a\r\nb\r\n", "a.mjml:2:1"),
        ("Q", "{% filter upper %}\nx q\n{% endfilter %}", "a.mjml:2"),
    ],
)
def test_a_place_is_that_of_the_template(words: str, template: str, place: str) -> None:
    assert place_of(words, template) == place


def test_what_is_included_and_extended_leads_to_its_own_file() -> None:
    base = "<mjml>\n{% block main %}{% endblock %}\n  {% include 'part.mjml' %}\n</mjml>"
    child = "{% extends 'base.mjml' %}\n{% block main %}\n <mine>{{ super() }}\n{% endblock %}"

    files = {"base": base, "part": "\n\n <part>"}

    assert place_of("<mine>", child, **files) == "a.mjml:3:2"
    assert place_of("<part>", child, **files) == "part.mjml:3:2"
    assert place_of("</mjml>", child, **files) == "base.mjml:4:1"


def test_a_template_that_compares_what_it_wrote_is_placed_too() -> None:
    template = "{% set side %}left{% endset %}\n{% if side == 'left' %}<b>{% endif %}\nend"

    assert place_of("<b>", template) == "a.mjml:2:24"


def test_where_the_trace_ends_the_line_of_what_was_made_is_told() -> None:
    template = "{% block b %}left{% endblock %}\n{{ self.b() | length }}\n{{ name }}!"
    made, trace = made_of(Theme((("a.mjml", template),)), CONTEXT)

    place, note = trace.place(made.index("Ada"))

    assert str(place) == "templates/a.mjml"
    assert note == "it is in line 2 of what the template made"


@given(st.lists(st.text("\ufdd0\ufdd10123 x\n"), max_size=4))
@settings(deadline=None, max_examples=200)
def test_no_words_pass_for_a_mark_nor_does_one_survive(words: list[str]) -> None:
    template = "one\n{% for word in words %}{{ word }}\n{% endfor %}\nlast"
    theme = Theme((("a.mjml", template),))
    context: dict[str, object] = {"words": words}
    made, trace = made_of(theme, context)

    place, _ = trace.place(len(made) - 1)

    assert made == "\n".join(["one", *words, "last"])
    assert str(place) == "templates/a.mjml:4:4"


def fault(template: str, **context: object) -> RenderError:
    theme = Theme((("a.mjml", template),))
    made, trace = made_of(theme, {**CONTEXT, **context})
    with pytest.raises(RenderError) as caught:
        compile_mjml(made, trace)
    return caught.value


def test_an_error_in_mjml_names_the_template_s_line_and_column() -> None:
    body = "{% for word in many %}\n  <mj-sectin>\n  {{ word }}</mj-sectin>\n{% endfor %}"

    error = fault(f"<mjml>\n<mj-body>\n{body}\n</mj-body></mjml>")

    assert str(error.problem.place) == "templates/a.mjml:4:3"


def test_an_error_that_comes_out_of_an_expression_names_the_expression() -> None:
    error = fault(
        "<mjml>\n<mj-body>\n {{ body | safe }}\n</mj-body></mjml>",
        body="<mj-raw>\n\n<b <c></mj-raw><d>",
    )

    assert str(error.problem.place) == "templates/a.mjml:3:2"


def test_of_every_line_it_is_known_whether_it_was_written() -> None:
    text = "<p>a</p>\n{% if no %}\n<p>b</p>\n{% else %}\n<p>{{ name }}</p>\n{% endif %}\n"
    _, trace = made_of(Theme((("a.mjml", text),)), {**CONTEXT, "no": False})

    was = {line: written for (_, line), written in trace.lines().items()}

    assert (was[1], was[3], was[5]) == (True, False, True)
