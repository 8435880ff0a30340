"""Front matter is read as text, and what is wrong with it is told with its place and its cure."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pressrun.errors import Problem
from pressrun.source.fields import Scalar, Sequence, SourceFile, Table
from pressrun.source.frontmatter import FRONT_LIMIT_OCTETS, read_source
from pressrun.source.octets import FILE_LIMIT_OCTETS

PATH = "articles/heron.md"


def read(text: str | bytes) -> tuple[SourceFile | None, tuple[Problem, ...]]:
    return read_source(text if isinstance(text, bytes) else text.encode(), path=PATH)


def read_rows(rows: str) -> SourceFile:
    source, problems = read(f"---\n{rows}\n---\n")
    assert source is not None, [str(problem) for problem in problems]
    return source


def told(rows: str | bytes) -> str:
    """Return everything said about front matter made of ``rows``."""
    octets = rows if isinstance(rows, bytes) else rows.encode()
    source, problems = read(b"---\n" + octets + b"\n---\n")
    assert source is None
    return "\n".join(str(problem) for problem in problems)


def value_of(rows: str, key: str = "title") -> str:
    node = read_rows(rows).table.find(key)
    assert isinstance(node, Scalar)
    return node.text


@pytest.mark.parametrize(
    "text",
    [
        *("12:30", "9:30", "1.10", "2026", "0123", "0x1F", "1e3", ".inf", "9" * 5000),
        *("no", "on", "~", "=", "<<", "null", "2026-02-30", "99999-01-01"),
        *("=?utf-8?q?x=0d=0aBcc:_e?=", "heron😀"),
    ],
)
def test_text_stays_the_text_that_was_written(text: str) -> None:
    assert value_of(f"title: {text}") == text


def test_a_file_is_taken_apart_with_places() -> None:
    source = read_rows("title: Heron\ntags: [birds, 'night']\nmore:\n  depth: 1")

    tags, more = source.table.find("tags"), source.table.find("more")

    assert isinstance(tags, Sequence)
    assert [(tag.text, tag.place.column) for tag in tags.items if isinstance(tag, Scalar)] == [
        ("birds", 8),
        ("night", 15),
    ]
    assert isinstance(more, Table)
    assert str(more.place) == "articles/heron.md:5:3"
    assert [str(key.place) for key, _ in source.table] == [f"{PATH}:{n}:1" for n in (2, 3, 4)]


def test_only_the_first_block_is_front_matter() -> None:
    source, problems = read("---\ntitle: Heron\n---\nText\n\n---\nMore: text\n")

    assert problems == ()
    assert source is not None
    assert source.body == "Text\n\n---\nMore: text\n"
    assert source.lines[source.body_line - 1] == "Text"


def test_a_mark_and_other_line_ends_change_nothing_but_the_digest() -> None:
    plain, _ = read("---\ntitle: Heron\n---\nText\nMore\n")

    source, problems = read(b"\xef\xbb\xbf---\r\ntitle: Heron\r\n---\rText\r\nMore\r\n")

    assert problems == ()
    assert source is not None
    assert plain is not None
    assert (source.body, source.lines, source.table) == (plain.body, plain.lines, plain.table)
    assert source.digest != plain.digest


def test_empty_front_matter_is_an_empty_table() -> None:
    assert read_rows("# nothing yet").table.entries == ()


def test_a_colon_in_a_value_is_told_with_the_row_as_it_should_be() -> None:
    assert told("title: Field notes: autumn") == (
        "error[FM002]: front matter is not valid YAML: a value with ': ' in it must be quoted\n"
        " --> articles/heron.md:2:19\n"
        "  |\n"
        "2 | title: Field notes: autumn\n"
        "  |                   ^\n"
        '  = help: write  title: "Field notes: autumn"'
    )


def test_a_repeated_key_is_told_with_both_lines() -> None:
    assert told("title: One\nslug: x\ntitle: Two") == (
        "error[FM004]: 'title' is given twice (lines 2 and 4)\n"
        " --> articles/heron.md:4:1\n"
        "  |\n"
        "4 | title: Two\n"
        "  | ^^^^^\n"
        "  = help: keep one of them"
    )


def test_everything_wrong_is_told_at_once() -> None:
    said = told("title: a: b\nslug: c: d\nslug: e\nlink: *x\nnote: \"\\ud800\"\ntext: 'it's'")

    assert [line.split("]")[0] for line in said.splitlines() if line.startswith("error[")] == [
        "error[FM002",
        "error[FM002",
        "error[FM004",
        "error[FM005",
        "error[FM013",
        "error[FM002",
    ]


@pytest.mark.parametrize(
    ("rows", "code", "place", "advice"),
    [
        ("\ttitle: Heron", "FM008", "2:1", "write  title: Heron"),
        ("title:\tHeron", "FM008", "2:7", "write  title:  Heron"),
        ("more:\n\tdepth: 1", "FM008", "3:1", "write  depth: 1"),
        ("title: 'it's'", "FM002", "2:12", 'write  title: "it\'s"'),
        ('title: "Heron" at dusk', "FM002", "2:16", 'write  title: "\\"Heron\\" at dusk"'),
        ("title: [Draft] Heron", "FM002", "2:16", 'write  title: "[Draft] Heron"'),
        ('title: "Heron\nslug: x', "FM002", "2:8", 'write  title: "Heron"'),
        ("tags: [a, b\nslug: x", "FM002", "2:7", "write  tags: [a, b]"),
        ("tags: [a, , b]", "FM002", "2:11", "write  tags: [a, b]"),
        ("title: @heron", "FM002", "2:8", 'write  title: "@heron"'),
        ("title: *bold* words", "FM002", "2:13", 'write  title: "*bold* words"'),
        ("title: > x", "FM002", "2:10", 'write  title: "> x"'),
        ('title: "C:\\new\\q"', "FM002", "2:16", 'write  title: "C:\\\\new\\\\q"'),
        ('title: "\\UFFFFFFFF"', "FM002", "2:11", 'write  title: "\\\\UFFFFFFFF"'),
        ("title:Heron\nslug: x", "FM002", "2:6", "write  title: Heron"),
        ("title: Heron\nslug:x", "FM002", "3:1", "write  slug: x"),
        ("title: Heron\n  slug: x", "FM002", "3:7", "write  slug: x"),
        ("%YAML " + "9" * 5000 + ".1\ntitle: x", "FM002", "2:7", 'write  key: "value"'),
        ("title: x\n...\nslug: y", "FM002", "4:1", "take out the row above"),
        ("title: x\n--- slug", "FM015", "3:1", "take this row out"),
        ("title: *heron", "FM005", "2:8", 'quote it if it is text:  title: "*heron"'),
        ("title: &a Heron", "FM005", "2:8", 'quote it if it is text:  title: "&a Heron"'),
        ("a: &a [*a]", "FM005", "2:4", 'quote it if it is text:  a: "&a [*a]"'),
        ("title: !!str 1", "FM006", "2:8", 'quote it if it is text:  title: "!!str 1"'),
        ("- title", "FM012", "2:1", 'write  title: "…"'),
        ("? [a]\n: b", "FM014", "2:3", "write  key: value"),
        ("[" * 3000, "FM010", "2:9", "quote the value if it is text"),
        ("title: He\x00ron", "SRC004", "2:10", "take it out; mail and feeds cannot carry it"),
        ("title: He\x85ron", "SRC004", "2:10", "take it out; mail and feeds cannot carry it"),
        ("title: He\x0bron", "SRC004", "2:10", "take it out; mail and feeds cannot carry it"),
        ("title: He\u2028ron", "FM013", "2:10", "take it out"),
        ('title: "He\\Pron"', "FM013", "2:8", "take it out"),
        ('title: "He\\fron"', "FM013", "2:8", "take it out"),
        ('title: "\\ud83d\\ude00"', "FM013", "2:8", "write the character itself, not two halves"),
    ],
)
def test_each_fault_has_a_code_a_place_and_a_cure(
    rows: str, code: str, place: str, advice: str
) -> None:
    _, problems = read(f"---\n{rows}\n---\n")

    first = problems[0]

    assert (first.code, str(first.place), first.help) == (code, f"{PATH}:{place}", advice)


@pytest.mark.parametrize(
    ("rows", "mended"),
    [
        ("title: Field notes: autumn", "Field notes: autumn"),
        ("title: [Draft] Heron", "[Draft] Heron"),
        ("title: 'it's'", "it's"),
        ('title: "C:\\q"', "C:\\q"),
    ],
)
def test_doing_what_the_help_says_keeps_what_was_meant(rows: str, mended: str) -> None:
    _, problems = read(f"---\n{rows}\n---\n")

    cure = problems[0].help.removeprefix("write  ")

    assert value_of(cure) == mended


def test_a_tag_calls_nothing(tmp_path: Path) -> None:
    witness = tmp_path / "witness"

    said = told(f"title: !!python/object/apply:os.mkdir ['{witness}']")

    assert "error[FM006]: front matter takes no YAML tag" in said
    assert not witness.exists()


def test_nesting_is_taken_up_to_its_limit() -> None:
    read_rows("title: [[[[[[[Heron]]]]]]]")

    assert "error[FM010]: front matter is nested deeper than 8 levels" in told(
        "title: [[[[[[[[Heron]]]]]]]]"
    )


def test_front_matter_in_toml_is_told_how_its_rows_are_written_here() -> None:
    _, [problem] = read(b'+++\ntitle = "Heron"\n+++\n')

    assert (problem.code, problem.help) == (
        "FM001",
        "write its rows as  key: value  between two lines  ---",
    )


@pytest.mark.parametrize(
    ("octets", "code", "what"),
    [
        (b"", "FM001", "the file does not begin with front matter"),
        (b"Text\n", "FM001", "the file does not begin with front matter"),
        (b"\n---\ntitle: x\n---\n", "FM001", "the file does not begin with front matter"),
        (b"---\ntitle: x\n", "FM003", "the front matter that opens here never ends"),
        (
            b"---\ntitle: " + b"x" * FRONT_LIMIT_OCTETS + b"\n---\n",
            "FM011",
            "front matter has 65,544 octets; the limit is 65,536",
        ),
        (
            b"---\n---\n" + b"x" * FILE_LIMIT_OCTETS,
            "SRC002",
            "the file has 4,194,312 octets; the limit is 4,194,304",
        ),
    ],
    ids=["empty", "bare", "late", "open", "long", "huge"],
)
def test_a_file_without_whole_front_matter_is_refused(octets: bytes, code: str, what: str) -> None:
    source, problems = read(octets)

    assert source is None
    assert [str(problem).splitlines()[0] for problem in problems] == [f"error[{code}]: {what}"]


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16LE"),
        ("utf-16-be", "UTF-16BE"),
        ("utf-32", "UTF-32"),
    ],
)
def test_wide_encodings_are_named(encoding: str, name: str) -> None:
    _, problems = read("---\ntitle: Heron\n---\nText\n".encode(encoding))

    assert "\n".join(str(problem) for problem in problems) == (
        f"error[SRC003]: the file is not UTF-8; it looks like {name}\n"
        " --> articles/heron.md\n"
        f"  = help: save it as UTF-8:  iconv -f {name} -t UTF-8 articles/heron.md > utf8.md"
    )


def test_latin_1_is_named_with_its_first_octet_that_is_not_utf_8() -> None:
    assert told("title: Café".encode("latin-1")) == (
        "error[SRC003]: the file is not UTF-8; it looks like Latin-1\n"
        " --> articles/heron.md:2:11\n"
        "  |\n"
        "2 | title: Caf\N{REPLACEMENT CHARACTER}\n"
        "  |           ^\n"
        "  = help: save it as UTF-8:  iconv -f ISO-8859-1 -t UTF-8 articles/heron.md > utf8.md"
    )
    assert "looks like Windows-1252" in told("title: “Café”".encode("cp1252"))


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_an_octet_that_is_not_utf_8_is_told_in_its_line_whatever_ends_one(end: str) -> None:
    _, [problem] = read(end.join(["---", "title: Café", "---", "Text"]).encode("latin-1"))

    assert str(problem.place) == f"{PATH}:2:11"
    assert problem.place is not None
    assert problem.place.text == "title: Caf\N{REPLACEMENT CHARACTER}"


def test_a_control_character_in_the_body_is_told_once_with_its_count() -> None:
    _, problems = read("---\ntitle: Heron\n---\nOne\x07\nTwo\x07\x07\n")

    assert [(problem.what, str(problem.place)) for problem in problems] == [
        ("the control character U+0007 stands in the file (3 times)", f"{PATH}:4:4")
    ]


def assert_answered(octets: bytes) -> None:
    source, problems = read(octets)

    assert (source is None) == any(problem.severity == "error" for problem in problems)
    assert all(str(problem) for problem in problems)


@settings(deadline=None, max_examples=150)
@given(st.binary(max_size=200), st.booleans())
def test_no_octets_raise(octets: bytes, fenced: bool) -> None:
    assert_answered(b"---\n" + octets + b"\n---\n" if fenced else octets)


@settings(deadline=None, max_examples=250)
@given(
    st.lists(
        st.sampled_from([*"[]{},:#&*!|>'\"%@`?- \n\t\\x~", ": ", "- ", "\n  ", "---", "...", "\\U"])
        | st.text(max_size=3),
        max_size=30,
    )
)
def test_no_text_raises(parts: list[str]) -> None:
    text = "".join(parts)

    assert_answered(f"---\n{text}\n---\n".encode("utf-8", "replace"))


@settings(deadline=None, max_examples=150)
@given(st.text(st.characters(exclude_categories=("Cc", "Cs", "Cn", "Zl", "Zp")), min_size=1))
def test_any_quoted_text_is_read_back_as_it_is(text: str) -> None:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')

    assert value_of(f'title: "{escaped}"') == text


def test_naughty_strings_are_read_or_refused(corpora: Path) -> None:
    strings = json.loads((corpora / "naughty-strings" / "blns.json").read_text("utf-8"))

    for string in strings:
        assert_answered(f"---\ntitle: {string}\n---\n{string}\n".encode())
        assert_answered(f"---\n{string}\n---\n".encode())
        assert_answered(f"---\ntitle: {json.dumps(string)}\n---\n".encode())

    assert len(strings) > 500


def test_what_yaml_takes_for_a_remark_is_told() -> None:
    source, problems = read_source(
        b'---\ntitle: L #4 of the year\nslug: a#b\n# a line of its own\nsummary: "x" # fine\n---\n',
        path="articles/a.md",
    )

    assert source is not None
    [problem] = problems
    assert str(problem) == (
        "warning[FM033]: from '#4 of the year' on this is a remark, not part of the value\n"
        " --> articles/a.md:2:10\n"
        "  |\n"
        "2 | title: L #4 of the year\n"
        "  |          ^^^^^^^^^^^^^^\n"
        '  = help: if it is text, quote it all: "L #4 of the year"'
    )
