"""Names that another program would have filled in."""

import pytest
from hypothesis import given, settings

from pressrun.errors import Severity
from pressrun.render.lint.merge_names import MERGE_NAMES
from render.lint.copy_samples import (
    MARKDOWN,
    article_copy,
    assert_inside,
    issue_copy,
    said,
    told,
)
from render.lint.template_copies import document, written_copy


@pytest.mark.parametrize(
    "name",
    [
        "{{ name }}",
        "{{first_name}}",
        "{{ subscriber.first_name | default('friend') }}",
        "{{{name}}}",
        "{% if name %}",
        "{%- endif -%}",
        '{% image "weir/at-20%.png" "' + "The weir in the autumn flood. " * 9 + '" %}',
        '{{< figure src="' + "weir/" * 30 + '.png" >}}',
        "*|FNAME|*",
        "*|IF:FNAME|*",
        "%%name%%",
        "%%First Name%%",
        "%recipient.name%",
        "%FIRSTNAME%",
        "{$name}",
        "{!Contact.FirstName}",
        "[firstname,fallback=there]",
        "[[name]]",
        "[[First Name]]",
        '[[data:firstname:"friend"]]',
        "<<First Name>>",
        "{first_name}",
        "${email}",
    ],
)
def test_a_merge_name_is_told_where_it_stands(name: str) -> None:
    assert told(MERGE_NAMES, article_copy(f"Dear {name}, welcome.\n")) == [f"MRG001 5:{name}"]


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("{{ first_name | default('you') }}", "greet all readers alike"),
        ("*|FNAME|*", "greet all readers alike"),
        ("{% youtube a1b2 %}", "write in its place what readers are to see"),
        ("{{< youtube a1b2 >}}", "write in its place what readers are to see"),
        ("{{ '/about/' | url }}", "write in its place what readers are to see"),
        ("{{ site.url }}", "write in its place what readers are to see"),
    ],
)
def test_what_makes_sites_is_told_apart_from_what_greets_readers(name: str, advice: str) -> None:
    [problem] = MERGE_NAMES.look(article_copy(f"See {name} there.\n"))

    assert problem.help == f"{advice}; put it in `backticks` where it is meant to be seen"


@pytest.mark.parametrize(
    "text",
    [
        "Write `{{ name }}` there.",
        "Write ``{{ `name` }}`` there.",
        "A span `over\nlines {{ name }}` ends.",
        "```\n{{ name }}\n```",
        "    {{ name }}",
        "> ~~~\n> %%name%%\n> ~~~",
        r"Write \{{ name }} there.",
        "50% of 100% and 20%",
        "https://tides.org/%D0%BF%D1%80%D0%B8",
        "<<hola>> and <<mot>>",
        "[[1]] and [[Heron]]",
        "a {set} of {things}",
        "*|a|*",
        "%a.b",
        "{ name: heron }",
        "<!-- allow MRG001: {{ name }} is shown as it is -->",
    ],
)
def test_what_is_code_or_meant_or_something_else_is_left_alone(text: str) -> None:
    assert told(MERGE_NAMES, article_copy(f"{text}\n")) == []


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("| a | b |\n|---|---|\n| {{ name }} | c |\n", "7:{{ name }}"),
        ("[read](https://tides.org/?e={{email}})\n", "5:{{email}}"),
        ("![A heron for {{ name }}](h.png)\n", "5:{{ name }}"),
        ("## For {{ name }}\n", "5:{{ name }}"),
        ("Note.[^1]\n\n[^1]: Dear {{ name }}.\n", "7:{{ name }}"),
        ("::: callout For {{ name }}\nWords.\n:::\n", "5:{{ name }}"),
        ("`{{ code }}` but {{ name }}\n", "5:{{ name }}"),
        ("A lone ` and {{ name }}\n\nb ` c\n", "5:{{ name }}"),
        ("\\`{{ name }}\\`\n", "5:{{ name }}"),
    ],
)
def test_it_is_found_wherever_readers_would_see_it(body: str, found: str) -> None:
    assert told(MERGE_NAMES, article_copy(body)) == [f"MRG001 {found}"]


def test_front_matter_is_looked_at_and_its_comments_are_not() -> None:
    front = (
        "---\nid: heronaaaaa\n# once: {{ name }}\ntitle: For *|FNAME|*\n"
        'summary: "{{ name }}, this is for you"\n---\n'
    ).replace("# once: {{ name }}", "# once {{ first }}")

    copy = article_copy("Dear {{ name }}\n", front=front)

    assert told(MERGE_NAMES, copy) == ["MRG001 4:*|FNAME|*", "MRG001 5:{{ name }}"]
    assert [problem.help for problem in MERGE_NAMES.look(copy)] == ["greet all readers alike"] * 2
    [below] = MERGE_NAMES.look(article_copy("Dear {{ name }}\n"))
    assert below.help.endswith("put it in `backticks` where it is meant to be seen")


def test_of_an_issue_subject_preheader_and_sections_are_looked_at() -> None:
    front = (
        '---\nid: frostaaaaa\nsubject: "{{ name }}, frost"\npreheader: For %%name%% alone\n'
        "articles:\n  - section: For {first_name}\n    intro: Dear *|FNAME|*\n"
        "    articles: [heron]\n---\n"
    )

    assert told(MERGE_NAMES, issue_copy(front, "Dear [[name]]\n")) == [
        "MRG001 3:{{ name }}",
        "MRG001 4:%%name%%",
        "MRG001 6:{first_name}",
        "MRG001 7:*|FNAME|*",
        "MRG001 10:[[name]]",
    ]


def test_the_same_name_again_and_again_is_told_once_with_its_lines() -> None:
    [problem] = MERGE_NAMES.look(article_copy("{{ a }} {{ a }}\n\n{{ a }}\n\n{{ a }}\n"))

    assert problem.what.endswith("(and in lines 7, 9)")
    assert problem.severity is Severity.ERROR


@given(MARKDOWN)
@settings(deadline=None, max_examples=300)
def test_no_markdown_makes_it_fail_and_every_place_lies_inside(body: str) -> None:
    copy = article_copy(body)

    for problem in MERGE_NAMES.look(copy):
        assert_inside(copy, problem)


@pytest.mark.parametrize(
    ("column", "name"),
    [
        ("<mj-text>Dear *|FNAME|*, welcome.</mj-text>", "*|FNAME|*"),
        ("<mj-text><p>Dear [[first_name]]</p></mj-text>", "[[first_name]]"),
        ('<mj-button href="%%unsubscribe%%">Leave</mj-button>', "%%unsubscribe%%"),
        ('<mj-image src="a.png" alt="For {{ name }} &amp; all" />', "For {{"),
    ],
)
def test_a_merge_name_of_a_template_is_told_where_it_stands(column: str, name: str) -> None:
    [problem] = MERGE_NAMES.look(written_copy(document(column)))

    assert said(problem).startswith(f"3:{name}")


def test_what_no_reader_sees_of_a_template_holds_no_merge_name() -> None:
    copy = written_copy(document('<mj-raw><b class="{{ a }}">x</b></mj-raw>', css="/* *|A|* */"))

    assert list(MERGE_NAMES.look(copy)) == []
