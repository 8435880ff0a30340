"""Every code that a person may meet is explained, in words that help, and on one page."""

import ast
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Final

import click
import pytest

from pressrun.app.codes import all_codes, code_called, find_code, looks_like_code
from pressrun.cli import VERBS
from pressrun.errors import Severity, UsageError
from pressrun.model.code import Code
from pressrun.model.codes import CODES, by_name
from pressrun.model.codes.families import FAMILIES, family_of
from pressrun.model.cron import parse_cron
from pressrun.model.phrase import parse_every
from pressrun.model.rule import Rule
from pressrun.settings import tables
from pressrun.source.article import FIELDS as ARTICLE_FIELDS
from pressrun.source.issue import FIELDS as ISSUE_FIELDS
from pressrun.source.issue import SECTION

ROOT = Path(__file__).parents[2]
SRC = ROOT / "src" / "pressrun"
PAGE = ROOT / "docs" / "codes.md"

# Words before " = " and ": " in what is to be written.
SETTINGS: Final = {
    key
    for name, table in vars(tables).items()
    if name.isupper() and isinstance(table, Mapping)
    for key in table
}
ROWS: Final = {*ARTICLE_FIELDS, *ISSUE_FIELDS, *SECTION, "key", "language"}

_CODE: Final = re.compile(r"[A-Z]{2,6}[0-9]{3}")
_TOLD: Final = re.compile(r"(?:error|warning|note)\[([A-Z]{2,6}[0-9]{3})\]")
_ERRORS: Final = frozenset({"error", "refuse", "refuse_value", "refused", "_refusal", "_problem"})
_WARNINGS: Final = frozenset({"warn", "_warning", "found"})

each = pytest.mark.parametrize("code", all_codes(), ids=lambda code: code.code)


@cache
def modules() -> Mapping[Path, ast.Module]:
    """Return the source that tells problems: all of it but the tables that explain them."""
    files = [path for path in sorted(SRC.rglob("*.py")) if path.parent != SRC / "model" / "codes"]
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in files}


@cache
def written() -> Mapping[str, Path]:
    """Return every code that stands in the source, with a file that it stands in."""
    found = {}
    for path, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                whole = [node.value] if _CODE.fullmatch(node.value) else []
                found |= dict.fromkeys((*whole, *_TOLD.findall(node.value)), path)
    return found


@cache
def weights() -> Mapping[str, set[Severity]]:
    """Return how much each code weighs where the source says it in one call."""
    found = defaultdict[str, set[Severity]](set)
    for tree in modules().values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and (weight := weight_of(node)):
                found[weight[0]].add(weight[1])
    return found


def weight_of(call: ast.Call) -> tuple[str, Severity] | None:
    """Return the code and the severity of a call that tells a problem."""
    named = {keyword.arg: keyword.value for keyword in call.keywords}
    code = named.get("code") or next(iter(call.args), None)
    if not (isinstance(code, ast.Constant) and _CODE.fullmatch(str(code.value))):
        return None
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    if "severity" in named:
        said = getattr(named["severity"], "attr", "")
        return (str(code.value), Severity[said]) if said in Severity.__members__ else None
    if name in _WARNINGS:
        return str(code.value), Severity.WARNING
    is_error = "code" in named or name in _ERRORS or name == "report"
    return (str(code.value), Severity.ERROR) if is_error else None


def test_every_code_of_the_source_is_explained() -> None:
    assert {name: path.name for name, path in written().items() if not find_code(name)} == {}


def test_every_explanation_is_of_a_code_of_the_source() -> None:
    assert {code.code for code in all_codes()} - written().keys() == set()


def test_the_reader_of_source_finds_codes_however_they_are_written() -> None:
    assert {"LNK004", "SMTP535", "BUG001", "APR002", "MJML012"} <= written().keys()
    assert len(written()) > 330


@each
def test_a_code_weighs_what_it_weighs_where_it_is_told(code: Code) -> None:
    seen = weights().get(code.code)

    assert not seen or code.severity in seen


def test_most_weights_can_be_read_from_the_source() -> None:
    assert len(weights()) > 250
    assert weights()["FM009"] == {Severity.WARNING}
    assert weights()["FM018"] == weights().get("FM018", set())
    assert weights()["IDN002"] == {Severity.WARNING}


@each
def test_a_title_is_a_short_line_without_a_stop(code: Code) -> None:
    title = code.title

    assert 10 < len(title) < 70
    assert title == " ".join(title.split())
    assert title[-1] not in ".!?:;,"
    first = title.split()[0].strip("`")
    assert first[0].islower() or first[0] == "-" or first in {"Pressrun", "MJML"}


@each
@pytest.mark.parametrize("part", ["why", "mend"])
def test_why_and_mend_are_a_few_whole_sentences(code: Code, part: str) -> None:
    text = getattr(code, part)

    assert text == " ".join(text.split())
    assert text[-1] in ".`"
    assert text.count("`") % 2 == 0
    limit, sentences = (330, 4) if code.code in CODES else (700, 7)
    assert 10 < len(text) <= limit
    assert 1 <= len(re.findall(r"[.?`](?= [A-Z`]|$)", text)) <= sentences


@each
def test_what_is_told_to_type_can_be_typed(code: Code) -> None:
    for typed in re.findall(r"`(pressrun [^`]*)`", f"{code.why} {code.mend}"):
        words = typed.removeprefix("pressrun ").split()
        words = words[2:] if words[0] == "--folder" else words
        assert words[0] in {*VERBS, "COMMAND"}, typed
        if words[0] in VERBS:
            known = options_of(words)
            assert {word for word in words if word.startswith("-")} <= known, typed


@each
def test_a_row_that_is_told_to_write_is_one_that_is_read(code: Code) -> None:
    for typed in re.findall(r"`([^`]*)`", f"{code.why} {code.mend}"):
        if setting := re.match(r"([a-z_]+) = ", typed):
            assert setting[1] in SETTINGS or code.code.startswith("WRD"), typed
            assert "…" in typed or tomllib.loads(typed), typed
        if row := re.match(r"([a-z_]+): ", typed):
            assert row[1] in ROWS, typed


@each
def test_a_moment_that_is_told_to_write_is_understood(code: Code) -> None:
    for key, said in re.findall(r'(every|cron): "([^"…]*)"', code.mend.replace(" = ", ": ")):
        assert isinstance({"every": parse_every, "cron": parse_cron}[key](said), Rule), said


@each
def test_pages_that_are_named_are_there(code: Code) -> None:
    for name in re.findall(r"\bdocs/[\w-]+\.md", f"{code.why} {code.mend}"):
        assert (ROOT / name).is_file() or ROOT / name == PAGE


def test_no_two_codes_say_the_same() -> None:
    titles = [code.title for code in all_codes()]

    assert {title for title in titles if titles.count(title) > 1} == set()


def test_a_code_that_is_given_twice_is_refused() -> None:
    some = next(iter(CODES.values()))

    with pytest.raises(ValueError, match=some.code):
        by_name((some,), (some,))


def test_every_family_has_a_name_and_no_name_is_without_codes() -> None:
    assert {family_of(code.code) for code in all_codes()} <= FAMILIES.keys()
    assert len({*FAMILIES.values()}) == len(FAMILIES)


@pytest.mark.parametrize("name", ["LNK004", "lnk004", "Lnk004", "fm1", "smtp535"])
def test_a_code_is_found_in_any_letters(name: str) -> None:
    assert looks_like_code(name)
    assert find_code(name)


@pytest.mark.parametrize("name", ["ada@example.org", "ada", "004", "LNK", "LNK004 ", "abcdefg001"])
def test_what_is_no_code_does_not(name: str) -> None:
    assert not looks_like_code(name)


@pytest.mark.parametrize(
    ("name", "near"), [("FM999", "FM0"), ("fm999", "FM0"), ("LINK004", "LNK004"), ("zz1", "")]
)
def test_an_unknown_code_is_answered_with_a_near_one(name: str, near: str) -> None:
    with pytest.raises(UsageError) as refused:
        code_called(name)

    assert refused.value.problem.code == "USE005"
    assert f"did you mean {near}" in refused.value.problem.help


def test_the_page_of_codes_is_what_the_tables_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == codes_page()


def test_every_code_has_an_anchor_of_its_own_on_the_page() -> None:
    heads = re.findall(r"^### (.*)$", codes_page(), re.M)

    assert heads == [code.code for code in all_codes()]


@cache
def _command(verb: str) -> click.Command:
    command = import_module(f"pressrun.cli.{verb}").command
    assert isinstance(command, click.Command)
    return command


def options_of(words: list[str]) -> set[str]:
    """Return the options of the command that a line names."""
    command = _command(words[0])
    if isinstance(command, click.Group) and len(words) > 1 and words[1] in command.commands:
        command = command.commands[words[1]]
    return {"--help", *(option for param in command.params for option in param.opts)}


def codes_page() -> str:
    """Return docs/codes.md as the tables of codes have it."""
    return "\n".join(_rows()) + "\n"


def _rows() -> Iterator[str]:
    yield "# Codes"
    yield ""
    yield "Made from the tables of codes; `python tests/model/test_codes.py` writes it anew."
    yield ""
    yield "Every problem begins with a code, which stays the same from release to release:"
    yield "`warning[LNK004]`. `pressrun explain LNK004` says on the terminal what stands here."
    yield ""
    yield "An **error** stops what it stands in. A **warning** stops nothing; `check --strict`"
    yield "counts it. A **note** tells what may be meant. A few weigh more in one place than in"
    yield "another: what stands here is how much they weigh mostly."
    yield ""
    yield "Families: " + " · ".join(_index()) + "."
    family = ""
    for code in all_codes():
        if family != family_of(code.code):
            family = family_of(code.code)
            yield from ("", f"## {FAMILIES.get(family, family)}")
        yield from ("", f"### {code.code}", "", f"**{code.severity}**: {_escaped(code.title)}")
        yield from ("", _escaped(code.why), "", f"What to do: {_escaped(code.mend)}")
        if code.excusable:
            yield from ("", f"Where it is meant: `<!-- allow {code.code}: why it is meant -->`")


def _index() -> Iterator[str]:
    for family in dict.fromkeys(family_of(code.code) for code in all_codes()):
        anchor = re.sub(r"[^a-z -]", "", FAMILIES.get(family, family).lower()).replace(" ", "-")
        yield f"[{family}](#{anchor})"


def _escaped(text: str) -> str:
    """Return a text as Markdown that shows the same; what stands in backticks is code."""
    pieces = text.split("`")
    pieces[::2] = [re.sub(r"([\\\[\]<>*_|])", r"\\\1", piece) for piece in pieces[::2]]
    return re.sub(r"\bdocs/([\w-]+\.md)", r"[docs/\1](\1)", "`".join(pieces))


if __name__ == "__main__":
    PAGE.write_text(codes_page(), encoding="utf-8")
