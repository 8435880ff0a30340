"""Style sheets as far as colours go: which rules there are, and where each value stands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressrun.render.lint.stylesheet import When, read_declarations, read_rules

START = 100


def test_offsets_are_those_of_the_document() -> None:
    css = "/* a { */ .a{color:red} p.b , #c > d { background : #fff!important ; x }"

    rules = list(read_rules(css, START))

    said = [declaration for rule in rules for declaration in rule.declarations]
    assert [(d.name, d.value, d.important) for d in said] == [
        ("color", "red", False),
        ("background", "#fff", True),
    ]
    assert [css[d.at - START : d.at - START + 3] for d in said] == ["col", "bac"]
    assert [css[d.value_at - START :][:3] for d in said] == ["red", "#ff"]
    assert [selector.specificity for rule in rules for selector in rule.selectors] == [
        (0, 1, 0),
        (0, 1, 1),
        (1, 0, 1),
    ]


@pytest.mark.parametrize(
    ("query", "when"),
    [
        ("screen", When.ALWAYS),
        ("only screen", When.ALWAYS),
        ("(prefers-color-scheme: dark)", When.DARK),
        ("screen and (prefers-color-scheme:dark)", When.DARK),
        ("(prefers-color-scheme: light)", When.LIGHT),
        ("print, screen", When.ALWAYS),
        ("print", None),
        ("not all", None),
        ("(max-width: 480px)", None),
        ("(prefers-color-scheme: dark) and (max-width: 480px)", None),
        ("(-webkit-min-device-pixel-ratio: 0)", None),
    ],
)
def test_a_media_query_says_when_its_rules_count(query: str, when: When | None) -> None:
    rules = list(read_rules(f"@media {query} {{ p {{ color: red }} }} p {{ color: blue }}", 0))

    assert [(rule.when, rule.inlined) for rule in rules] == [
        *([(when, False)] if when else []),
        (When.ALWAYS, True),
    ]


@pytest.mark.parametrize(
    ("selector", "read"),
    [
        ("a:hover", []),
        ("p::first-line", []),
        ("[data-ogsc] .a", []),
        ("p..a", []),
        ("p:first-child", [True]),
        ("a[href]", [True]),
        ("u + .body", [True]),
        (":root", [False]),
        ("h1 > .a .b", [False]),
    ],
)
def test_a_selector_is_known_unsure_or_never_true(selector: str, read: list[bool]) -> None:
    rules = list(read_rules(f"{selector} {{ color: red }}", 0))

    assert [one.unsure for rule in rules for one in rule.selectors] == read


def test_strings_and_comments_hold_no_rules() -> None:
    css = 'a { content: "} b {"; color: red } /* c { x: y } */ @import url(x); d { color: blue }'

    values = [d.value for rule in read_rules(css, 0) for d in rule.declarations]

    assert values == ['"} b {"', "red", "blue"]


PIECES = st.lists(st.sampled_from([*"{}:;/*.#[]()>,'\" a\n", "@media", "screen", "/*", "*/"]))


@given(PIECES.map("".join) | st.text(max_size=60))
def test_no_style_sheet_is_too_much_and_every_offset_lies_in_it(css: str) -> None:
    for rule in read_rules(css, START):
        for declaration in rule.declarations:
            assert START <= declaration.at <= declaration.value_at <= START + len(css)
    for declaration in read_declarations(css, START):
        assert START <= declaration.at <= declaration.value_at <= START + len(css)
