"""The two parts of a message as words, and what an issue has that should stand in both."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from html import unescape
from typing import Final

from pressrun.errors import quoted
from pressrun.model.issue import BoundIssue
from pressrun.model.parts import words_in
from pressrun.render.lint.tree import Element, Words, read_tree
from pressrun.render.teaser import teaser

# So many words in a row make it sure that they come of the same text.
_RUN: Final = 3
# The parts never say a text in the very same words: notes, columns and numbers stand in between.
# A text of which less than the first share is there is not, one of which the second is, is.
_GONE: Final = 0.1
THERE: Final = 0.25
_UNSEEN: Final = frozenset({"style", "script", "head", "title"})
_INLINE: Final = frozenset(
    {"a", "abbr", "b", "bdi", "bdo", "cite", "code", "em", "font", "i", "mark", "q", "s", "small"}
    | {"span", "strong", "sub", "sup", "time", "u"}
)
# Scripts without spaces: each sign by itself.
_TOKEN: Final = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
    r"|[^\W_\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uf900-\ufaff]+"
)


@dataclass(frozen=True)
class Part:
    """A part of a message: its words in order, and all of it in which an address may stand."""

    words: tuple[str, ...]
    source: str

    @cached_property
    def runs(self) -> Mapping[tuple[str, ...], int]:
        """Return every few words in a row, each with where they stand first."""
        found: dict[tuple[str, ...], int] = {}
        for at, run in enumerate(_runs(self.words)):
            found.setdefault(run, at)
        return found

    def names(self, url: str) -> bool:
        """Tell whether an address stands here."""
        return bool(re.search(re.escape(url) + r"(?![\w/.%-])", self.source))

    def share(self, text: str) -> float:
        """Return how much of a text stands here, from 0 to 1, as far as its words do."""
        words, runs = _told(text)
        if runs:
            return sum(map(self.runs.__contains__, runs)) / len(runs)
        width = len(words)
        return float(any(self.words[n : n + width] == words for n in range(len(self.words))))

    def middle(self, text: str) -> int:
        """Return where the words of a text stand on the whole, -1 where they do not."""
        places = sorted(self.runs[run] for run in _told(text)[1] if run in self.runs)
        return places[len(places) // 2] if places else -1


@dataclass(frozen=True)
class Item:
    """Something that both parts should have.

    ``kind`` is ``words``, ``section`` or ``article``; ``texts`` are, by what they are called,
    other ways to say it: one of each is enough.
    """

    kind: str
    name: str
    texts: tuple[tuple[str, tuple[str, ...]], ...]
    url: str = ""

    @property
    def sides(self) -> int:
        """Return of how many things it is made."""
        return len(self.texts) + bool(self.url)

    def lacking(self, part: Part, other: Part) -> tuple[str, ...]:
        """Return what ``other`` has of it and ``part`` has not."""
        lacking = [
            what
            for what, ways in self.texts
            if ways
            and all(part.share(way) < _GONE for way in ways)
            and any(other.share(way) >= THERE for way in ways)
        ]
        if self.url and other.names(self.url) and not part.names(self.url):
            lacking.append("address")
        return tuple(lacking)


def items_of(bound: BoundIssue) -> list[Item]:
    """Return what an issue has to say, in reading order."""
    return list(_items(bound))


def _items(bound: BoundIssue) -> Iterator[Item]:
    if bound.words:
        words = " ".join(words_in(bound.words))
        yield Item("words", "the editor's words", (("words", (words,)),))
    for chapter in bound.chapters:
        if chapter.title:
            said = (("title", (chapter.title,)), ("intro", (chapter.intro,)))
            texts = tuple((what, ways) for what, ways in said if ways[0].strip())
            yield Item("section", f"section {quoted(chapter.title)}", texts)
        for piece in chapter.pieces:
            title, few = piece.article.title, teaser(piece)
            whole = " ".join(words_in(piece.document))
            ways = tuple(text for text in (whole, few.rstrip("…")) if text.strip())
            texts = (("title", (title,)), *((("words", ways),) if ways else ()))
            yield Item("article", piece.article.path, texts, url=piece.url)


def html_part(html: str) -> Part:
    """Return the HTML part as people see it."""
    words = "".join(_seen(read_tree(html, lambda _: None)))
    return Part(tokens(unescape(words)), unescape(html))


def text_part(text: str) -> Part:
    """Return the text part."""
    return Part(tokens(text), text)


def tokens(text: str) -> tuple[str, ...]:
    """Return the words of a text, however they are dressed."""
    return tuple(_TOKEN.findall(unicodedata.normalize("NFKC", text).casefold()))


@lru_cache(maxsize=512)
def _told(text: str) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Return the words of a text, and every few of them in a row: each part is asked for them."""
    words = tokens(text)
    return words, tuple(_runs(words))


def _runs(words: tuple[str, ...]) -> Iterable[tuple[str, ...]]:
    return (words[at : at + _RUN] for at in range(len(words) - _RUN + 1))


def _seen(root: Element) -> Iterator[str]:
    stack: list[Element | Words | str] = [root]
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            yield node
        elif isinstance(node, Words):
            yield node.text
        elif node.name == "img":
            yield f" {node.get('alt')} "
        elif node.name not in _UNSEEN and not _is_preview(node):
            gap = "" if node.name in _INLINE else " "
            stack += (gap, *reversed(node.children), gap)


def _is_preview(element: Element) -> bool:
    """Tell whether an element holds the preheader, which lists of messages show and mail hides.

    What is hidden in another way may be shown where a screen is small.
    """
    style = element.get("style").replace(" ", "").lower()
    return "display:none" in style and "max-height:0" in style
