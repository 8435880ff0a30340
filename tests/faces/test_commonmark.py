"""CommonMark's own examples: our faces say what the specification's HTML says.

Smart punctuation is ours and is taken back on both sides. In the section on images, addresses that
begin with a slash name a file beside the text instead: Pressrun shows no other pictures.
"""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urljoin

import pytest
from markdown_it import MarkdownIt

from faces.printed import fragment
from faces.reading import Reading, bare, merged, read_text
from pressrun.model.article import Picture
from pressrun.model.document import Document
from pressrun.model.parts import blocks_in, sources_in
from pressrun.render.html import EMAIL, FEED, WEB, blocks
from pressrun.render.links import Links
from pressrun.render.policy import Policy
from pressrun.render.text import lines
from pressrun.source.markdown import parse_body
from render.issue_samples import words

DATA: Final = Path(__file__).parents[1] / "data" / "commonmark" / "examples.json"
URL: Final = "https://notes.example.org/articles/example/"

# Raw HTML is not used: it stays visible as it was written (MD004).
RAW_HTML: Final = frozenset(
    {21, 31, *range(148, 192), 201, 308, 309, 344, 475, 476, 477, 491, 494, 524, 536}
    | {613, 614, 615, 616, 617, 623, *range(625, 632), 642, 643}
)
# Addresses that readers cannot follow, or that no two clients read alike (LNK001).
REFUSED: Final = {
    20: "a backslash in an address",
    200: "an empty address",
    202: "a backslash in an address",
    485: "an empty address",
    486: "an empty address",
    487: "an empty address",
    500: "a colon in the first part of a path",
    502: "a backslash in an address",
    567: "an empty address",
    596: "the scheme irc",
    598: "the scheme a+b+c",
    599: "the scheme made-up-scheme",
    601: "the scheme localhost",
    603: "a backslash in an address",
}
OURS: Final = {
    318: "empty lines at the end of a block of code are not kept",
    484: "a link without words shows its address, or nobody could follow it",
}
_PLAIN: Final = str.maketrans(
    {"“": '"', "”": '"', "‘": "'", "’": "'", "…": "...", "–": "--", "—": "---"}
)


@dataclass(frozen=True, slots=True)
class Example:
    number: int
    markdown: str
    html: str


def _example(data: dict[str, str | int]) -> Example:
    markdown, html = str(data["markdown"]), str(data["html"])
    if data["section"] == "Images":
        markdown, html = (
            text.replace("/url", "url").replace("/path/", "path/") for text in (markdown, html)
        )
    return Example(int(data["example"]), markdown, html)


EXAMPLES: Final = {
    example.number: example
    for example in map(_example, json.loads(DATA.read_text(encoding="utf-8")))
}
COMPARED: Final = [n for n in EXAMPLES if n not in RAW_HTML | REFUSED.keys() | OURS.keys()]
by_number = pytest.mark.parametrize("number", COMPARED)


@cache
def told_of(number: int) -> Reading:
    """Return what the specification's HTML says."""
    return _comparable(fragment(EXAMPLES[number].html.replace('href="#', f'href="{URL}#')))


def read_document(example: Example) -> Document:
    return parse_body(example.markdown, "example.md", 1)[0]


def links_of(document: Document) -> Links:
    """Return the links of a document whose pictures are all there."""
    sources = {source for block in blocks_in(document) for source in sources_in(block)}
    pictures = {
        source: Picture(
            source=source,
            path=f"articles/{source}",
            site_path="media/0123456789abcdef.png",
            media_type="image/png",
            width=40,
            height=30,
            size_octets=99,
        )
        for source in sources
    }
    return Links(url=URL, base="https://notes.example.org", pictures=pictures)


def face_of(example: Example, policy: Policy) -> Reading:
    document = read_document(example)
    html = blocks(document, policy, links=links_of(document), words=words())
    return _comparable(fragment(html))


def text_of(example: Example) -> Reading:
    document = read_document(example)
    return read_text(lines(document, links=links_of(document), words=words()))


def _comparable(reading: Reading) -> Reading:
    """Return a reading with plain punctuation, absolute addresses, and no last end of a line."""
    return Reading(
        words=reading.words.translate(_PLAIN),
        links=merged(_address(link) for link in reading.links),
        pictures=[alt.translate(_PLAIN) for alt in reading.pictures],
        code=[code.removesuffix("\n") for code in reading.code],
    )


def _address(href: str) -> str:
    scheme, colon, rest = unquote(urljoin(URL, href)).partition(":")
    return scheme.lower() + colon + rest


def letters(text: str) -> list[str]:
    """Return words of letters and digits alone: the others are margins and marks in plain text."""
    return re.findall(r"[^\W_]+", text)


@by_number
def test_html_says_what_the_specification_says(number: int) -> None:
    example = EXAMPLES[number]

    for policy in (WEB, FEED, EMAIL):
        assert face_of(example, policy) == told_of(number)


@by_number
def test_plain_text_says_what_the_specification_says(number: int) -> None:
    told, read = told_of(number), text_of(EXAMPLES[number])

    assert letters(read.words) == letters(bare(told.words))
    # What is an address and no link stands among the words of plain text all the same.
    called = merged(address for address in map(_address, read.links) if address in told.links)
    assert called == told.links
    assert [alt for alt in told.pictures if bare(alt) not in read.words] == []


def test_every_example_with_raw_html_is_left_out_and_no_other() -> None:
    parser = MarkdownIt("commonmark")

    raw = {
        example.number
        for example in EXAMPLES.values()
        for token in parser.parse(example.markdown)
        if token.type == "html_block"
        or any(child.type == "html_inline" for child in token.children or ())
    }

    assert raw == RAW_HTML


def test_every_example_with_a_refused_address_is_left_out_and_no_other() -> None:
    refused = {
        example.number
        for example in EXAMPLES.values()
        if example.number not in RAW_HTML
        and any(
            problem.code in {"LNK001", "IMG005"}
            for problem in parse_body(example.markdown, "example.md", 1)[1]
        )
    }

    assert refused == REFUSED.keys()


def test_an_example_left_out_for_our_own_reasons_would_differ() -> None:
    same = [n for n in OURS if face_of(EXAMPLES[n], WEB) == told_of(n)]

    assert same == []


def test_nearly_all_examples_are_compared() -> None:
    assert len(EXAMPLES) == 652
    assert len(COMPARED) == 652 - len(RAW_HTML) - len(REFUSED) - len(OURS) == 564
