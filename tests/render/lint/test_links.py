"""Links that lead nowhere, or where no reader can follow."""

from dataclasses import replace

import pytest
from hypothesis import example, given, settings

from pressrun.errors import Severity
from pressrun.render.lint.links import LINKS
from pressrun.render.lint.merge_names import MERGE_NAMES
from pressrun.render.lint.subjects import Page
from render.issue_samples import FULL, PUBLICATION, THEME
from render.lint.copy_samples import (
    HOUSE,
    MARKDOWN,
    article_copy,
    assert_inside,
    issue_copy,
    mended,
    said,
    told,
)
from render.lint.template_copies import document, made_copy, written_copy

SOUND = [
    "https://tides.org/table",
    "https://en.wikipedia.org/wiki/Heron_(bird)",
    "https://en.wikipedia.org/wiki/Washington,_D.C.",
    "https://web.archive.org/web/2020/http://old.org/page",
    "https://bücher.org/straße?a=1&b=2#teil",
    "https://[2606:4700::6810:84e5]/x",
    "https://duckduckgogg42xjoc72x2sjasowoarfbgcmvfimaftt6twagswzczad.onion/",
    "https://a_b.tides.org:8443/x",
    "https://example.org/lights/floating-lens",
    "mailto:paths@marsh.org",
    "mailto:a@marsh.org,b@marsh.org?subject=Paths%20and%20weirs",
    "#what-it-eats",
    "#note--1",
    "sluice.md",
    "../articles/sluice.md",
    "sluice.md#the-wheel",
    "/",
    "/archive/",
    "/feeds/main.atom",
    "/subscribe?list=main",
    "/issues/001-frost/",
    "/articles/sluice/",
    "../sluice/",
    "https://marsh.example.org/about",
]
PAGES = {"/articles/sluice/": "sluice.md", "../sluice/": "sluice.md", "sluice": "sluice.md"}
HEADINGS = {"sluice.md#the-wheel": ["the-wheel"], "sluice.md#the-weel": ["the-wheel"]}


@pytest.mark.parametrize("target", SOUND)
def test_a_link_that_leads_somewhere_is_no_fault(target: str) -> None:
    copy = article_copy(
        f"## What it eats\n\nSee [it](<{target}>).\n", pages=PAGES, headings=HEADINGS
    )

    assert told(LINKS, copy) == []


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("/about", "LNK002"),
        ("page.html", "LNK002"),
        ("notes.pdf", "LNK002"),
        ("sluice", "LNK002"),
        ("/articles/nothing/", "LNK002"),
        ("?page=2", "LNK002"),
        ("www.tides.org", "LNK002"),
        ("tides.org/table", "LNK002"),
        ("paths@marsh.org", "LNK002"),
        ("http://localhost:8080/articles/sluice/", "LNK003"),
        ("http://127.0.0.1/x", "LNK003"),
        ("https://192.168.1.20/photos", "LNK003"),
        ("https://10.0.0.1", "LNK003"),
        ("http://[::1]:8080/", "LNK003"),
        ("http://nas.local/photos", "LNK003"),
        ("https://intranet/wiki", "LNK003"),
        ("http://tides.org/table", "LNK005"),
        ("HTTP://tides.org", "LNK005"),
        ("http://marsh.example.org/articles/sluice/", "LNK005"),
        ("#", "LNK006"),
        ("TODO", "LNK006"),
        ("xxx", "LNK006"),
        ("https://xxx", "LNK006"),
        ("https://TODO/", "LNK006"),
        ("...", "LNK006"),
        ("link-here", "LNK006"),
        ("https://example.com", "LNK006"),
        ("https://www.example.net/", "LNK006"),
        ("#what-it-ate", "LNK008"),
        ("#What-it-eats", "LNK008"),
        ("sluice.md#the-weel", "LNK008"),
        ("https://https://tides.org", "LNK009"),
        ("http://https//tides.org/x", "LNK009"),
        ("https//tides.org/x", "LNK009"),
        ("https://www,tides.org", "LNK009"),
        ("https://tides..org", "LNK009"),
        ("https://tides.org:port/", "LNK009"),
        ("https://tides.org/table,", "LNK009"),
        ("https://tides.org/table.html.", "LNK009"),
        ("https://tides.org.", "LNK009"),
        ("mailto:paths@marsh.org.", "LNK009"),
        ("mailto:%20paths@marsh.org", "LNK009"),
    ],
)
def test_a_link_that_leads_nowhere_is_told_once_under_its_address(target: str, code: str) -> None:
    copy = article_copy(f"## What it eats\n\nSee [it]({target}).\n", pages=PAGES, headings=HEADINGS)

    assert told(LINKS, copy) == [f"{code} 7:{target}"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("paths@marsh.org", "mailto:paths@marsh.org"),
        ("sluice", "sluice.md"),
        ("http://localhost:8080/articles/sluice/", "sluice.md"),
        ("http://localhost:8080/articles/sluice/#sluice--the-wheel", "sluice.md#the-wheel"),
        ("http://marsh.example.org/archive/", "https://marsh.example.org/archive/"),
        ("https://https://tides.org/x", "https://tides.org/x"),
        ("https//tides.org/x", "https://tides.org/x"),
        ("#What-It-Eats", "#what-it-eats"),
        ("sluice.md#The-Wheel", "sluice.md#the-wheel"),
        ("mailto:paths@marsh.org.", "mailto:paths@marsh.org"),
    ],
)
def test_what_is_certain_to_be_meant_can_be_written_in_its_place(written: str, meant: str) -> None:
    pages = dict.fromkeys([written], "sluice.md") if "sluice" in written else {}
    headings = {written: ["the-wheel"]}
    copy = article_copy(
        f"## What it eats\n\nSee [it]({written}).\n", pages=pages, headings=headings
    )

    [problem] = LINKS.look(copy)

    assert mended(copy, problem) == f"See [it]({meant})."
    after = article_copy(
        f"## What it eats\n\nSee [it]({meant}).\n", headings={meant: ["the-wheel"]}
    )
    assert told(LINKS, after) == []


@pytest.mark.parametrize(
    "written",
    ["http://tides.org/", "http://localhost:8080/about", "/about", "https://tides.org/a,", "#todo"],
)
def test_what_somebody_must_look_at_has_no_fix(written: str) -> None:
    [problem] = LINKS.look(article_copy(f"[it]({written})\n"))

    assert problem.fix is None
    assert problem.help


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("One [a](/x) and [b](/x), `[c](/x)` and [d](/x).\n", ["5:/x", "5:/x", "5:/x"]),
        ("See [the words][there].\n\n[there]: </x> 'T'\n", ["7:/x"]),
        ("See [it][there] and [again][there].\n\n[there]: /x\n", ["7:/x"]),
        ("<http://localhost/x>\n", ["5:http://localhost/x"]),
        ("![words](h.png)\n\n[![a heron](h.png)](/x)\n", ["7:/x"]),
        (
            "| a | b |\n|---|---|\n| [c](/x) | [d](/y) |\n| [e](/x) | f |\n",
            ["7:/x", "7:/y", "8:/x"],
        ),
        ("- a\n  - b\n\n    > c [d](/x)\n", ["8:/x"]),
        ("See ![a heron](http://localhost/h.png).\n", ["5:http://localhost/h.png"]),
        ("![a heron](https://tides.org/h.png)\n", []),
        ("A note.[^n]\n\n[^n]: See [it](/x).\n", ["7:/x"]),
        ("::: callout Title\nSee [it](/x).\n:::\n", ["6:/x"]),
        ("::: quote\nWords.\n\n-- [Ada](/x)\n:::\n", ["8:/x"]),
        ("::: button\n[Press](/x)\n:::\n", ["6:/x"]),
        ("::: related\n- [Label](http://localhost/x) -- why\n:::\n", ["6:http://localhost/x"]),
        ("::: video\n[![A still](h.png)](http://localhost/x)\n:::\n", ["6:http://localhost/x"]),
        ("```\n[a](/x)\n```\n\n    [a](/x)\n\n[a](/x)\n", ["11:/x"]),
        ('[a](/stra\u00dfe "/stra\u00dfe")\n', ["5:/stra\u00dfe"]),
    ],
)
def test_the_caret_stands_under_the_address_wherever_it_is(body: str, found: list[str]) -> None:
    copies = (article_copy(body), issue_copy(body=body))
    # An issue's front matter is a line longer.
    for copy, more in zip(copies, (0, 1), strict=True):
        lines = [f.partition(":") for f in found]
        assert [row.partition(" ")[2] for row in told(LINKS, copy)] == [
            f"{int(line) + more}:{text}" for line, _, text in lines
        ]


@pytest.mark.parametrize(
    "written", ["{{url}}", "/u/{{ slug }}", "https://{{host}}/x", "http://example.org/?u=*|EMAIL|*"]
)
def test_an_address_with_a_merge_name_is_told_as_that_alone(written: str) -> None:
    copy = article_copy(f"See [the winch](<{written}>).\n")

    assert told(LINKS, copy) == []
    assert told(MERGE_NAMES, copy) != []


def test_http_is_a_warning_and_what_leads_nowhere_an_error() -> None:
    problems = list(LINKS.look(article_copy("[a](http://tides.org) [b](/x) [c](#nope)\n")))

    assert [p.severity for p in problems] == [Severity.WARNING, Severity.ERROR, Severity.WARNING]


def test_a_publication_that_lives_under_the_name_for_examples_may_lead_there() -> None:
    assert told(LINKS, article_copy("[a](https://example.org/)\n")) == []
    house = replace(HOUSE, url="https://marsh.org")
    assert told(LINKS, article_copy("[a](https://example.org/)\n", publication=house)) == [
        "LNK006 5:https://example.org/"
    ]


def test_a_press_that_nobody_else_reaches_may_link_to_itself() -> None:
    house = replace(HOUSE, url="http://127.0.0.1:8080")
    body = "[a](http://127.0.0.1:8080/articles/sluice/) [b](http://127.0.0.1:9090/x)\n"

    found = told(LINKS, article_copy(body, publication=house))

    assert found == ["LNK003 5:http://127.0.0.1:9090/x"]


def test_a_path_above_a_publication_in_a_folder_is_somebody_elses_to_answer() -> None:
    house = replace(HOUSE, url="https://marsh.org/notes")

    assert told(LINKS, article_copy("[a](/about)\n", publication=house)) == []
    assert told(LINKS, article_copy("[a](/notes/about)\n", publication=house)) == [
        "LNK002 5:/notes/about"
    ]


def test_a_path_is_seen_from_the_page_of_an_issue_too() -> None:
    body = "[a](fr/) [b](../001-frost/) [c](notes@marsh.org) [d](plan)\n"

    assert told(LINKS, issue_copy(body=body)) == ["LNK002 6:notes@marsh.org", "LNK002 6:plan"]


def test_an_address_that_leads_on_to_where_a_page_is_now_is_no_fault() -> None:
    copy = article_copy("See [it](/articles/weir/) and [more](/articles/weirs/).\n")

    found = told(LINKS, replace(copy, former=frozenset({"/articles/weir/"})))

    assert found == ["LNK002 5:/articles/weirs/"]


@pytest.mark.parametrize("target", ["https://marsh.example.org/articles/sluice/", "../sluice/"])
def test_the_page_of_a_draft_is_led_to_by_other_drafts_alone(target: str) -> None:
    body = f"See [it]({target}).\n"
    page = Page(slug="sluice", file="sluice.md", draft=True)
    copy = replace(article_copy(body), pages={target: page})
    draft = replace(copy, article=replace(copy.article, draft=True))
    public = replace(copy, pages={target: replace(page, draft=False)})

    assert told(LINKS, copy) == [f"LNK002 5:{target}"]
    assert mended(copy, next(iter(LINKS.look(copy)))) == "See [it](sluice.md)."
    assert told(LINKS, draft) == told(LINKS, public) == []


def test_the_second_heading_of_the_same_words_has_an_address_of_its_own() -> None:
    body = "## Log\n\n[first](#log) [second](#log-2) [third](#log-3)\n\n> ### Log!\n"

    assert told(LINKS, article_copy(body)) == ["LNK008 7:#log-3"]


@given(MARKDOWN)
@example("[`](`\n\n` `](x) `")
@settings(deadline=None, max_examples=300)
def test_no_markdown_makes_it_fail_and_every_place_lies_inside(body: str) -> None:
    copy = article_copy(body)

    for problem in LINKS.look(copy):
        assert_inside(copy, problem)
        if problem.fix:
            mended(copy, problem)


@pytest.mark.parametrize(
    ("column", "code", "target"),
    [
        ('<mj-button href="#">Book</mj-button>', "LNK006", "#"),
        ('<mj-text><a href=" TODO ">Book</a></mj-text>', "LNK006", "TODO"),
        ('<mj-text><a href="http://tides.org/a?b&amp;c">B</a></mj-text>', "LNK005", "http://"),
        ('<mj-image alt="" href="http://nas.local/a" />', "LNK003", "http://nas."),
        ('<mj-image src="../media/a.png" alt="" />', "LNK002", "../media/a.png"),
        ('<mj-text><img src="a.png" alt=""></mj-text>', "LNK002", "a.png"),
        ('<mj-image src="http://localhost/a.png" alt="" />', "LNK003", "http://localhost"),
        ('<mj-text><a href="+351 210 000 000">Call</a></mj-text>', "LNK002", "+351"),
        ('<mj-button href="https//tides.org">Book</mj-button>', "LNK009", "https//tides.org"),
        ('<mj-text><a href="/about">About</a></mj-text>', "LNK002", "/about"),
        ('<mj-text><a href="//tides.org/a">Tides</a></mj-text>', "LNK002", "//tides.org/a"),
        ('<mj-text><a href="www.tides.org">Tides</a></mj-text>', "LNK002", "www.tides.org"),
        ('<mj-text><a href="paths@marsh.org">Write</a></mj-text>', "LNK002", "paths@marsh.org"),
        ('<mj-navbar><mj-navbar-link href="/a">A</mj-navbar-link></mj-navbar>', "LNK002", "/a"),
    ],
)
def test_a_link_of_a_template_is_told_at_its_address(column: str, code: str, target: str) -> None:
    [problem] = LINKS.look(written_copy(document(column)))

    assert problem.code == code
    assert said(problem).startswith(f"3:{target}")


@pytest.mark.parametrize(
    "column",
    [
        '<mj-button href="https://tides.org/table">Tides</mj-button>',
        '<mj-text><a href="mailto:paths@marsh.org">Write</a> <a name="weir">a place</a></mj-text>',
        '<mj-text><a href="#weir">further down</a> <a href="tel:+351210000000">Call</a></mj-text>',
        '<mj-navbar base-url="https://a.org"><mj-navbar-link href="b" /></mj-navbar>',
        '<mj-text><a href="">nowhere yet</a></mj-text>',
        '<mj-image src="http://tides.org/a.png" alt="" />',
        '<mj-text><img src="data:image/png;base64,AA==" alt=""></mj-text>',
    ],
)
def test_a_link_of_a_template_that_leads_somewhere_is_no_fault(column: str) -> None:
    assert list(LINKS.look(written_copy(document(column)))) == []


def test_an_address_that_many_buttons_share_is_told_where_it_stands_once_they_are_there() -> None:
    shared = '<mj-class name="go" href="#" />'
    buttons = (
        '<mj-button mj-class="go">Book</mj-button>',
        '<mj-button mj-class="go">Go</mj-button>',
    )

    [problem] = LINKS.look(written_copy(document(*buttons, attributes=shared)))

    assert said(problem) == "1:#"
    assert list(LINKS.look(written_copy(document(attributes=shared)))) == []


def test_what_the_built_in_theme_links_is_no_fault() -> None:
    assert list(LINKS.look(made_copy(FULL, THEME, lambda _: True, PUBLICATION))) == []


def test_what_lies_at_home_is_said_of_a_link_as_of_a_picture_of_a_template() -> None:
    link, picture = (
        LINKS.look(written_copy(document(column)))
        for column in (
            '<mj-button href="http://nas.local/a">Book</mj-button>',
            '<mj-image src="http://nas.local/a.png" alt="" />',
        )
    )

    assert [one.what for one in (*link, *picture)] == [
        "this link leads to an address of somebody's own network: 'http://nas.local/a'",
        "this picture lies on an address of somebody's own network: 'http://nas.local/a.png'",
    ]
