"""A publication that somebody hostile wrote: its finished bytes are words and nothing else."""

import json
import re
import unicodedata
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

import feedparser
import pytest

from faces.hostile import assert_inert, hostile_strings, skeleton
from faces.hostile_folder import RICH, STRINGS_AN_ARTICLE, front, write_publication
from faces.printed import Printed, send_everything
from pressrun.source.article import parse_article
from pressrun.source.frontmatter import read_source

# Every so many of the strings goes through files, processes and transport.
EVERY: Final = 23


def refusal(text: str) -> str:
    """Return the code with which front matter refuses a text as title; empty where it takes it."""
    octets = f"---\nid: aaaaaaaaaa\ntitle: {front(text)}\n---\n".encode("utf-8", "replace")
    source, problems = read_source(octets, path="articles/a.md")
    if source is not None:
        found, more = parse_article(source, language="en", zone="UTC")
        if found is not None:
            assert found.title == text.strip()
            return ""
        problems += more
    return next(problem.code for problem in problems if problem.severity == "error")


def has_reason(text: str) -> bool:
    """Tell whether a text is too long, shows nothing, or holds what turns or breaks a line."""
    kinds = set(map(unicodedata.category, text))
    turning = re.search("[\u202a-\u202e\u2066-\u2069]", text)
    seen = kinds - {"Cc", "Cf", "Zs", "Zl", "Zp"}
    odd = kinds & {"Cc", "Cs", "Cn", "Zl", "Zp"} or "\ufeff" in text
    return len(text.strip()) > 255 or bool(turning) or not seen or bool(odd)


def test_front_matter_takes_nearly_every_string_and_refuses_none_without_a_reason(
    corpora: Path,
) -> None:
    strings = hostile_strings(corpora)[::3]

    codes = {text: refusal(text) for text in strings}

    refused = [text for text, code in codes.items() if code]
    assert [text for text in refused if not has_reason(text)] == []
    assert 0 < len(refused) < 0.02 * len(strings)


@pytest.fixture(scope="module")
def dealt_strings(corpora: Path) -> list[str]:
    """A sample of what front matter takes."""
    return [text for text in hostile_strings(corpora)[::EVERY] if not refusal(text)]


@pytest.fixture(scope="module")
def hostile(dealt_strings: list[str], tmp_path_factory: pytest.TempPathFactory) -> Printed:
    folder = tmp_path_factory.mktemp("hostile")
    write_publication(folder, dealt_strings)
    return send_everything(folder)


@pytest.fixture(scope="module")
def harmless(tmp_path_factory: pytest.TempPathFactory) -> Printed:
    """The same publication, much shorter and by somebody else."""
    folder = tmp_path_factory.mktemp("harmless")
    write_publication(folder, ["word"] * STRINGS_AN_ARTICLE * 5, raw=RICH)
    return send_everything(folder)


def pages(printed: Printed) -> dict[str, list[str]]:
    """Return every HTML document of a publication by its kind."""
    public = printed.folder / "public"
    return {
        "mail": printed.mail_html,
        "issue pages": printed.issue_pages,
        "article pages": [p.read_text("utf-8") for p in public.glob("articles/*/index.html")],
        "index": [(public / "index.html").read_text("utf-8")],
        "not found": [(public / "404.html").read_text("utf-8")],
        "feeds": [
            item["content_html"]
            for name in ("main", "issues")
            for item in json.loads((public / f"feeds/{name}.json").read_bytes())["items"]
        ],
    }


def dress(html: str) -> set[tuple[str, str]]:
    """Return every element that occurs, with its style."""
    return {(name, style) for name, _, style, _ in skeleton(html)}


def test_the_finished_bytes_of_a_hostile_publication_are_words_and_nothing_else(
    hostile: Printed, harmless: Printed, dealt_strings: list[str]
) -> None:
    told = pages(harmless)

    for kind, documents in pages(hostile).items():
        known = set().union(*map(dress, told[kind]))
        for html in documents:
            assert_inert(html, is_page=kind not in {"mail", "feeds"})
            assert dress(html) <= known

    assert len(dealt_strings) > 300
    assert len(pages(hostile)["article pages"]) == -(-len(dealt_strings) // STRINGS_AN_ARTICLE)


@pytest.mark.parametrize("name", ["main", "issues"])
def test_the_feeds_of_a_hostile_publication_are_whole(hostile: Printed, name: str) -> None:
    files = {
        suffix: (hostile.folder / f"feeds/{name}.{suffix}").read_bytes()
        for suffix in ("rss", "atom", "json")
    }

    items = {item["id"]: item for item in json.loads(files.pop("json"))["items"]}
    assert items
    for octets in files.values():
        ElementTree.fromstring(octets)  # raises where it is not well-formed
        read = feedparser.parse(octets, sanitize_html=False, resolve_relative_uris=False)
        assert not read.bozo
        assert {entry.id: entry.content[0].value for entry in read.entries} == {
            key: item["content_html"] for key, item in items.items()
        }


def test_plain_text_of_a_hostile_publication_has_no_control_character(hostile: Printed) -> None:
    for text in hostile.mail_text:
        assert re.findall(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]", text) == []
