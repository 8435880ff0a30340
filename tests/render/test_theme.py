import pickle

import pytest

from pressrun.errors import RenderError
from pressrun.model.publication import Theme
from pressrun.render.theme import markup, render_template

BASE = {"name": "Ada", "list": {"title": "Letters"}}


def rendered(template: str, file: str = "a.html", **context: object) -> str:
    return render_template(Theme(((file, template),)), file, {**BASE, **context})


def refusal(template: str, **files: str) -> RenderError:
    theme = Theme((("a.html", template), *files.items()))
    with pytest.raises(RenderError) as caught:
        render_template(theme, "a.html", BASE)
    return caught.value


def test_text_is_escaped_in_html_and_left_alone_in_text() -> None:
    assert rendered("{{ name }}", name="<b>") == "&lt;b&gt;"
    assert rendered("{{ name }}", "a.mjml", name="<b>") == "&lt;b&gt;"
    assert rendered("{{ name }}", "a.txt", name="<b>") == "<b>"


def test_finished_html_is_written_as_it_is() -> None:
    assert rendered("{{ body }}", body=markup("<p>x</p>")) == "<p>x</p>"


def test_an_unknown_template_is_told_with_the_nearest_name() -> None:
    with pytest.raises(RenderError) as caught:
        render_template(Theme((("email/issue.mjml", ""),)), "email/isue.mjml", {})

    assert caught.value.problem.code == "TPL002"
    assert caught.value.problem.help == "did you mean 'email/issue.mjml'?"


def test_an_unknown_include_is_told_where_it_is_asked_for() -> None:
    error = refusal("one\n{% include 'styl.css' %}", **{"style.css": ""})

    assert str(error.problem.place) == "templates/a.html:2"
    assert "'style.css'" in error.problem.help


def test_a_syntax_error_is_told_with_file_line_and_text() -> None:
    error = refusal("one\n{% if name %}\nthree")

    place = error.problem.place
    assert error.problem.code == "TPL003"
    assert place is not None
    assert place.path == "templates/a.html"
    assert place.line in (2, 3)


def test_a_misspelt_value_is_told_with_its_line_and_the_nearest_name() -> None:
    error = refusal("one\n  {{ list.titel }}")

    place = error.problem.place
    assert place is not None
    assert (str(place), place.text) == ("templates/a.html:2", "  {{ list.titel }}")
    assert error.problem.help == "did you mean 'title'?"


def test_an_error_in_an_included_file_points_there() -> None:
    error = refusal("{% include 'b.html' %}", **{"b.html": "\n\n{{ nam }}"})

    assert str(error.problem.place) == "templates/b.html:3"


@pytest.mark.parametrize(
    "template",
    [
        "{{ name.__class__ }}",
        "{{ ''.__class__.__mro__ }}",
        "{{ list.__init__.__globals__ }}",
        "{{ name | attr('__class__') }}",
        "{{ '{0.__class__}'.format(name) }}",
        "{{ list.clear() }}",
        "{{ list.update({'a': 1}) }}",
        "{{ self.__init__.__globals__ }}",
        "{{ cycler.__init__.__globals__.os.environ }}",
        "{{ range(3) }}",
    ],
)
def test_a_template_cannot_leave_the_sandbox(template: str) -> None:
    assert refusal(template).problem.code in {"TPL004", "TPL005"}


@pytest.mark.parametrize("template", ["{{ 1 / 0 }}", "{{ name + 1 }}", "{% include 'a.html' %}"])
def test_whatever_goes_wrong_in_a_template_is_told_with_its_line(template: str) -> None:
    error = refusal("\n" + template)

    assert error.problem.code == "TPL006"
    assert str(error.problem.place) == "templates/a.html:2"


def test_templates_are_given_plain_data_only() -> None:
    with pytest.raises(TypeError, match="a template may not be given a Theme"):
        rendered("", thing=[Theme(())])


def test_an_error_crosses_a_process_whole() -> None:
    error = refusal("{{ nam }}")

    assert str(pickle.loads(pickle.dumps(error))) == str(error)
