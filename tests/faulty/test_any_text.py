"""Whatever stands in whatever field, check ends, and each finding lies inside its file."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from doubles.shop import PrintShop
from pressrun.press.check import check

# What rules look for, in any order and cut anywhere.
PIECES = (
    *(
        "[",
        "](",
        ")",
        "![",
        "](lamp.png)",
        "<",
        ">",
        "<!-- allow LNK004: x -->",
        "# allow SBJ001: x",
    ),
    *("{{ name }}", "{%", "*|FNAME|*", "%%", "TODO:", "XXX", "http://", "https://a.example.net/"),
    *("localhost", "#", "## ", "\n#### ", "::: related\n- tide\n:::\n", ":::", "\n", "\n\n", "---"),
    *(
        "`",
        "```\n",
        "|",
        "| a |\n| - |\n",
        "[^1]",
        "[^1]: ",
        "*[A]: b",
        "\\",
        "&amp;",
        "mailto:",
        ":",
    ),
    *("\u202e", "\u200b", "\u0130", "\ufb03", "\U0001f600", "e\u0301", "\u4e2d\u6587", "\u0645"),
    *("[here](http://a.example.net/)", "[a](/about)", "![](lamp.png)", "[b](tide.md#c)", "[d](#)"),
    *("tide.md", "tide.md#x", "/about", "A B C D", "words", " ", "\t", '"', "'", ",", "- ", "1. "),
)
SEEN = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=80)
PIECED = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)
# A sign of control stops its file: rarely, so that something is left to look at.
ODD = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
TEXT = st.one_of(SEEN, PIECED, PIECED, PIECED, SEEN, st.one_of(PIECED, ODD))


def quoted(text: str) -> str:
    """Return a text as a value of YAML that is this text, or nearly."""
    return json.dumps(text, ensure_ascii=False)


def one_line(text: str) -> str:
    return "".join(" " if sign in "\n\t\u202e" else sign for sign in text)


# Mostly what a field takes, and now and then whatever may stand there.
LINE = st.one_of(SEEN, PIECED).map(one_line).map(lambda text: quoted(f"A {text}"))
VALUE = st.integers(0, 19).flatmap(lambda n: LINE if n else st.one_of(TEXT, TEXT.map(quoted)))


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> PrintShop:
    return PrintShop(tmp_path_factory.mktemp("any"))


@given(values=st.tuples(*[VALUE] * 7), bodies=st.tuples(TEXT, TEXT, TEXT))
@settings(max_examples=120, suppress_health_check=list(HealthCheck))
def test_any_text_in_any_field_is_checked_to_its_end(
    shop: PrintShop, values: tuple[str, ...], bodies: tuple[str, str, str]
) -> None:
    title, summary, tag, subject, preheader, section, intro = values
    write(shop, "articles/lamp.md", "id: lampaaaaaa", f"title: {title}", f"summary: {summary}",
          f"tags: [{tag}]", body=bodies[0])  # fmt: skip
    write(shop, "articles/lamp.fr.md", f"title: {subject}", f"summary: {intro}", body=bodies[1])
    rows = ("articles:", "  - tide", f"  - section: {section}", f"    intro: {intro}",
            "    articles: [lamp]")  # fmt: skip
    write(shop, "issues/001-storm/issue.md", "id: issueaaaaa", f"subject: {subject}",
          f"preheader: {preheader}", *rows, body=bodies[2])  # fmt: skip

    for problem in check(shop.desk).problems:
        place = problem.place
        if place is None or place.line is None:
            continue
        octets = (shop.root / place.path).read_bytes()
        text = octets.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
        lines = text.split("\n")
        assert 1 <= place.line <= len(lines), problem
        assert 1 <= (place.column or 1) <= len(lines[place.line - 1]) + 1, problem
        assert place.width >= 1, problem


def write(shop: PrintShop, path: str, *rows: str, body: str) -> None:
    front = "".join(f"{row}\n" for row in rows)
    file: Path = shop.root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"---\n{front}---\n\n{body}\n", encoding="utf-8", newline="")
