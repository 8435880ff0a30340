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
            elif isinstance(node, ast.Name) and _CODE.fullmatch(node.id):
                found[node.id] = path
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


def test_a_code_weighs_what_it_weighs_where_it_is_told() -> None:
    seen = {code.code: weights().get(code.code, {code.severity}) for code in all_codes()}

    assert {code.code for code in all_codes() if code.severity not in seen[code.code]} == set()


def test_most_weights_can_be_read_from_the_source() -> None:
    assert len(weights()) > 250
    assert weights()["FM009"] == {Severity.WARNING}
    assert weights()["FM003"] == {Severity.ERROR}
    assert weights()["IDN002"] == {Severity.WARNING}


def test_a_title_is_a_short_line_without_a_stop() -> None:
    for code in all_codes():
        first = code.title.split()[0].strip("`")
        assert 10 < len(code.title) < 70, code.code
        assert code.title == " ".join(code.title.split()), code.code
        assert code.title[-1] not in ".!?:;,", code.code
        assert first[0].islower() or first[0] == "-" or first in {"Pressrun", "MJML"}, code.code


@pytest.mark.parametrize("part", ["why", "mend"])
def test_why_and_mend_are_a_few_whole_sentences(part: str) -> None:
    for code in all_codes():
        text = getattr(code, part)
        limit, sentences = (330, 4) if code.code in CODES else (700, 7)
        assert text == " ".join(text.split()), code.code
        assert text[-1] in ".`", code.code
        assert text.count("`") % 2 == 0, code.code
        assert 10 < len(text) <= limit, code.code
        assert 1 <= len(re.findall(r"[.?`](?= [A-Z`]|$)", text)) <= sentences, code.code


def test_what_is_told_to_type_can_be_typed() -> None:
    for code, typed in to_be_written():
        words = typed.removeprefix("pressrun ").split()
        words = words[2:] if words[0] == "--folder" else words
        if not typed.startswith("pressrun ") or words[0] == "COMMAND":
            continue
        assert words[0] in VERBS, (code.code, typed)
        assert {word for word in words if word.startswith("-")} <= options_of(words), typed


def test_a_row_that_is_told_to_write_is_one_that_is_read() -> None:
    for code, typed in to_be_written():
        if setting := re.match(r"([a-z_]+) = ", typed):
            assert setting[1] in SETTINGS or code.code.startswith("WRD"), (code.code, typed)
            assert "…" in typed or tomllib.loads(typed), (code.code, typed)
        if row := re.match(r"([a-z_]+): ", typed):
            assert row[1] in ROWS, (code.code, typed)


def test_a_moment_that_is_told_to_write_is_understood() -> None:
    readers = {"every": parse_every, "cron": parse_cron}
    told = [typed for _, typed in to_be_written() if typed.split(" = ")[0] in readers]
    assert len(told) > 3

    for key, moment in (next(iter(tomllib.loads(typed).items())) for typed in told):
        assert isinstance(readers[key](moment), Rule), moment


def test_pages_that_are_named_are_there() -> None:
    for code in all_codes():
        for name in re.findall(r"\bdocs/[\w-]+\.md", f"{code.why} {code.mend}"):
            assert (ROOT / name).is_file() or ROOT / name == PAGE, code.code


def test_no_two_codes_say_the_same() -> None:
    titles = [code.title for code in all_codes()]

    assert {title for title in titles if titles.count(title) > 1} == set()


def test_a_code_that_is_given_twice_is_refused() -> None:
    some = next(iter(CODES.values()))

    with pytest.raises(ValueError, match=some.code):
        by_name((some,), (some,))


def test_every_family_has_a_name_and_no_name_is_without_codes() -> None:
    assert {family_of(code.code) for code in all_codes()} == FAMILIES.keys()
    assert len({*FAMILIES.values()}) == len(FAMILIES)


@pytest.mark.parametrize("name", ["LNK004", "lnk004", "Lnk004", "fm1", "smtp535"])
def test_a_code_is_found_in_any_letters(name: str) -> None:
    assert looks_like_code(name)
    assert find_code(name)


@pytest.mark.parametrize("name", ["ada@example.org", "ada", "004", "LNKS", "LNK004 ", "abcdefg001"])
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


def to_be_written() -> Iterator[tuple[Code, str]]:
    """Yield what stands between backticks, with the code that says it."""
    for code in all_codes():
        yield from ((code, typed) for typed in re.findall(r"`([^`]*)`", f"{code.why} {code.mend}"))


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
    yield "What is **excusable** may stand where it is meant, with a reason beside it:"
    yield "`<!-- allow LNK004: why -->` in Markdown, `# allow SBJ002: why` in front matter,"
    yield "`{# allow CAN001: why #}` in templates."
    yield ""
    yield "Families: " + " · ".join(_index()) + "."
    family = ""
    for code in all_codes():
        if family != family_of(code.code):
            family = family_of(code.code)
            yield from ("", f"## {FAMILIES.get(family, family)}")
        weight = f"**{code.severity}**{', excusable' * code.excusable}"
        yield from ("", f"### {code.code}", "", f"{weight}: {_escaped(code.title)}")
        yield from ("", _escaped(code.why), "", f"What to do: {_escaped(code.mend)}")


def _index() -> Iterator[str]:
    for family in dict.fromkeys(family_of(code.code) for code in all_codes()):
        anchor = re.sub(r"[^a-z -]", "", FAMILIES.get(family, family).lower()).replace(" ", "-")
        yield f"[{family}](#{anchor})"


def _escaped(text: str) -> str:
    """Return a text as Markdown that shows the same; what stands in backticks is code."""
    pieces = text.split("`")
    pieces[::2] = [re.sub(r"([\\\[\]<>*|])", r"\\\1", piece) for piece in pieces[::2]]
    return re.sub(r"\bdocs/([\w-]+\.md)", r"[docs/\1](\1)", "`".join(pieces))


if __name__ == "__main__":
    PAGE.write_text(codes_page(), encoding="utf-8")
