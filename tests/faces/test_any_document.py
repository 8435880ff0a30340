"""Whatever an author nests in whatever: each word is on each face, once, in its place."""

import re
from collections.abc import Callable, Iterator
from itertools import count
from typing import Final

from hypothesis import given, settings
from hypothesis import strategies as st

from faces.printed import fragment
from faces.reading import Reading, read_text
from pressrun.model.document import Document
from pressrun.render.html import EMAIL, FEED, WEB, blocks
from pressrun.render.links import Links
from pressrun.render.text import lines
from pressrun.source.markdown import parse_body
from render.issue_samples import words

DEEPEST: Final = 4
Rows = list[str]


class Writer:
    """Writes Markdown whose words are numbered in reading order: ``w1 w2 w3``."""

    def __init__(self, draw: Callable[[st.SearchStrategy[str]], str]) -> None:
        self._draw, self._numbers = draw, count(1)
        self.written: list[str] = []
        self.linked: list[str] = []

    def document(self) -> str:
        rows: Rows = []
        for _ in range(self._times(1, 5)):
            kind = self._one_of("block block heading callout key-points pull-quote quote figure")
            rows += [*self._top(kind), ""]
        return "\n".join(rows)

    def _times(self, least: int, most: int) -> int:
        return int(self._one_of(" ".join(map(str, range(least, most + 1)))))

    def _one_of(self, kinds: str) -> str:
        return self._draw(st.sampled_from(kinds.split()))

    def _word(self) -> str:
        self.written.append(f"w{next(self._numbers)}")
        return self.written[-1]

    def _line(self) -> str:
        return " ".join(self._dressed() for _ in range(self._times(1, 12)))

    def _dressed(self) -> str:
        match self._one_of("plain plain em strong code link both break"):
            case "em":
                return f"*{self._word()}*"
            case "strong":
                return f"**{self._word()} {self._word()}**"
            case "code":
                return f"`{self._word()}`"
            case "both":
                return f"***{self._word()}** {self._word()}*"
            case "break":
                return f"{self._word()}\\\n{self._word()}"
            case "link":
                word = self._word()
                self.linked.append(f"https://example.org/{word}")
                return f"[{word}]({self.linked[-1]})"
        return self._word()

    def _top(self, kind: str) -> Rows:
        match kind:
            case "heading":
                return [f"## {self._line()}".replace("\\\n", " ")]
            case "callout":
                return [f"::: callout {self._word()}", *self._blocks(1), ":::"]
            case "key-points":
                return ["::: key-points T", *self._indented("- ", [self._line()]), ":::"]
            case "pull-quote":
                return ["::: pull-quote", self._line(), "", f"-- {self._line()}", ":::"]
            case "quote":
                return ["::: quote", self._line(), "", self._line(), "", f"— {self._line()}", ":::"]
            case "figure":
                alt, caption = self._word(), self._line()
                return [
                    "::: figure",
                    f"![{alt}](boat.png)",
                    "",
                    caption,
                    "",
                    f"Credit: {self._word()}",
                    ":::",
                ]
        return self._blocks(0)

    def _blocks(self, depth: int) -> Rows:
        rows: Rows = []
        for _ in range(self._times(1, 3)):
            rows += [*self._block(depth), ""]
        return rows

    def _block(self, depth: int) -> Rows:
        kinds = "line line code table divider"
        match self._one_of(kinds if depth >= DEEPEST else f"{kinds} bullets numbers quotation"):
            case "code":
                return ["```", self._word(), f"  {self._word()}", "```"]
            case "table":
                return [f"| {self._word()} | {self._word()} |", "| --- | --: |"] + [
                    f"| {self._dressed()} | {self._word()} |".replace("\\\n", " ")
                    for _ in range(self._times(0, 2))
                ]
            case "divider":
                return ["***"]
            case "bullets":
                return self._indented("- ", *(self._blocks(depth + 1) for _ in "ab"))
            case "numbers":
                return self._indented("7. ", *(self._blocks(depth + 1) for _ in "ab"))
            case "quotation":
                inner = self._blocks(depth + 1)
                return [f"> {row}" for part in inner for row in part.split("\n")]
        return [self._line()]

    def _indented(self, mark: str, *items: Rows) -> Rows:
        return [
            f"{mark if n == 0 else ' ' * len(mark)}{row}"
            for item in items
            for n, row in enumerate(row for part in item for row in part.split("\n"))
        ]


@st.composite
def manuscripts(draw: Callable[[st.SearchStrategy[str]], str]) -> tuple[str, list[str], list[str]]:
    writer = Writer(draw)
    return writer.document(), writer.written, writer.linked


def faces(document: Document) -> Iterator[Reading]:
    url = "https://notes.example.org/articles/any/"
    links = Links(url=url, base="https://notes.example.org")
    for policy in (WEB, FEED, EMAIL):
        yield fragment(blocks(document, policy, links=links, words=words()))
    yield read_text(lines(document, links=links, words=words()))


@settings(max_examples=75)
@given(manuscripts())
def test_every_word_and_link_is_on_every_face_in_its_place(
    manuscript: tuple[str, list[str], list[str]],
) -> None:
    markdown, written, linked = manuscript
    document, problems = parse_body(markdown, "articles/any.md", 1)

    assert problems == ()
    for face in faces(document):
        assert re.findall(r"w\d+", face.words) == written
        assert [link for link in face.links if link.startswith("https://example.org/")] == linked
