import gc
import pickle
import signal
from concurrent.futures import ThreadPoolExecutor

import pytest

from pressrun.errors import RenderError
from pressrun.model.publication import Theme
from pressrun.render.theme import markup, render_template
from pressrun.render.theme.deadline import DeadlineExceeded, deadline

BASE = {"name": "Ada", "list": {"title": "Letters"}}


# What stops by itself must not be stopped sooner on a busy machine.
AMPLE_S = 60.0


def rendered(template: str, file: str = "a.html", **context: object) -> str:
    return render_template(Theme(((file, template),)), file, {**BASE, **context})


def refusal(template: str, **files: str) -> RenderError:
    theme = Theme((("a.html", template), *files.items()))
    with pytest.raises(RenderError) as caught:
        render_template(theme, "a.html", BASE, limit_s=AMPLE_S)
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


def test_a_template_has_no_dice() -> None:
    error = refusal("\n{{ 'abc' | random }}")

    assert (error.problem.code, str(error.problem.place)) == ("TPL003", "templates/a.html:2")
    assert "random" in error.problem.what


@pytest.mark.parametrize("template", ["{{ 1 / 0 }}", "{{ name + 1 }}", "{% include 'a.html' %}"])
def test_whatever_goes_wrong_in_a_template_is_told_with_its_line(template: str) -> None:
    error = refusal("\n" + template)

    assert error.problem.code == "TPL006"
    assert str(error.problem.place) == "templates/a.html:2"


def test_a_template_that_includes_itself_says_so() -> None:
    assert "includes or calls itself without end" in refusal("{% include 'a.html' %}").problem.what


@pytest.mark.parametrize(
    "template",
    [
        "{{ 'x' * 10**9 }}",
        "{{ [1] * 10**9 }}",
        "{{ 10 ** 10 ** 9 }}",
        "{{ 10 ** (10 ** 9) }}",
        "{{ 9**60 * 9**60 }}",
        "{{ 'x' | center(10**9) }}",
        "{{ 'x' | indent(10**9) }}",
        "{{ [1] | batch(10**9, 0) | list }}",
        "{{ [1] | slice(10**9) | list }}",
        "{{ 1.5 | round(10**9, 'ceil') }}",
        "{{ '%1000000000d' | format(1) }}",
        "{{ '%*d' | format(10**9, 1) }}",
        "{{ '%.1000000000f' % 1 }}",
        "{{ '{:1000000000}'.format(1) }}",
        "{{ '{:{}}'.format(1, 10**9) }}",
        "{{ 'x'.ljust(10**9) }}",
        "{{ 'x'.zfill(10**9) }}",
        "{{ ('x' * 10**6).replace('x', 'y' * 10**6) }}",
        "{{ ('x' * 10**6).join('x' * 10**6) }}",
        "{{ 'x' * 10**6 + 'x' }}",
    ],
)
def test_what_would_be_too_large_is_told_before_it_is_made(template: str) -> None:
    error = refusal("\n" + template)

    assert error.problem.code == "TPL007"
    assert str(error.problem.place) == "templates/a.html:2"


def test_ordinary_sums_and_widths_are_made() -> None:
    assert rendered("{{ 2 ** 10 }} {{ 6 * 7 }} {{ 7 % 4 }} {{ '-' * 3 }} {{ 'a' + 'b' }}") == (
        "1024 42 3 --- ab"
    )
    assert rendered("{{ '%05d' | format(7) }} {{ '%d' % 2000000 }} {{ '{:>4,}'.format(1) }}") == (
        "00007 2000000    1"
    )
    assert rendered("{{ 'a' | center(3) }}.{{ 2000000.26 | round(1) }}.{{ 'a\nb' | indent }}") == (
        " a .2000000.3.a\n    b"
    )
    assert rendered("{{ 'a-b'.replace('-', '+') }}{{ ','.join(['x', 'y']) }}") == "a+bx,y"


ENDLESS = """{% macro turn(left) %}
{% for one in all %}
{{ turn(left - 1) if left }}
{% endfor %}
{% endmacro %}
{{ turn(40) }}"""


def test_a_template_without_end_is_stopped_and_told_with_its_line() -> None:
    theme = Theme((("a.html", ENDLESS),))

    with pytest.raises(RenderError) as caught:
        render_template(theme, "a.html", {"all": [1, 2, 3]}, limit_s=0.2)

    problem = caught.value.problem
    assert (problem.code, problem.place and problem.place.path) == ("TPL008", "templates/a.html")
    assert problem.place is not None
    assert problem.place.line in range(1, 7)
    assert rendered("{{ name }}") == "Ada"


def test_a_deadline_is_told_again_when_what_runs_swallows_it() -> None:
    told = 0

    with deadline(0.05):
        while told < 2:
            try:
                sum(range(1000))
            except DeadlineExceeded:
                told += 1

    assert told == 2


def test_another_thread_has_no_deadline_and_is_none_the_worse() -> None:
    theme = Theme((("a.html", "{{ name }}"),))
    with ThreadPoolExecutor() as threads:
        made = threads.submit(render_template, theme, "a.html", BASE).result()

    assert made == "Ada"


def test_a_deadline_leaves_the_signal_as_it_was() -> None:
    before = signal.getsignal(signal.SIGPROF)

    rendered("{{ name }}")

    assert signal.getsignal(signal.SIGPROF) is before
    assert signal.getitimer(signal.ITIMER_PROF) == (0, 0)


def test_no_garbage_is_looked_for_on_the_time_of_a_deadline() -> None:
    looked: list[str] = []

    def note(phase: str, _about: dict[str, int]) -> None:
        looked.append(phase)

    def litter() -> list[list[object]]:
        return [[] for _ in range(100_000)]

    gc.callbacks.append(note)
    try:
        with deadline(60):
            litter()
        within = len(looked)
        litter()
    finally:
        gc.callbacks.remove(note)

    assert within == 0
    assert looked  # so much makes it look, where nothing keeps it from doing so
    assert gc.isenabled()


def test_templates_are_given_plain_data_only() -> None:
    with pytest.raises(TypeError, match="a template may not be given a Theme"):
        rendered("", thing=[Theme(())])


def test_an_error_crosses_a_process_whole() -> None:
    error = refusal("{{ nam }}")

    assert str(pickle.loads(pickle.dumps(error))) == str(error)
