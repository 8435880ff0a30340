"""MJML and the HTML in it as a tree that knows where each part was written.

It is made of a document that the guard has let through (``render/mjml``), so every MJML tag is
closed; HTML may leave out what HTML lets it leave out. Conditional comments for Outlook are not
part of it: they are somebody's answer to what Outlook cannot do. What stands between two of them
that only Outlook takes for one (``<!--[if !mso]><!-->``) is what all others see, and part of it.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Final

from pressrun.errors import Place

_TAG: Final = re.compile(
    r"""<(?P<close>/?)(?P<name>[A-Za-z][\w:.-]*+)(?P<attributes>(?:[^<>"']++|"[^"]*+"|'[^']*+')*)>""",
)
_ATTRIBUTE: Final = re.compile(
    r"""(?P<name>[^\s"'<>/=]++)(?:\s*+=\s*+(?:"(?P<double>[^"]*+)"|'(?P<single>[^']*+)'|(?P<bare>[^\s"'<>]++)))?""",
)
_COMMENT: Final = re.compile(r"<!--.*?-->|<![^>]*+>|<\?[^>]*+>", re.DOTALL)
# Inside these nothing is a tag.
_RAW: Final = frozenset({"style", "script", "mj-style", "mj-title", "mj-preview", "title"})
_VOID: Final = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param"}
    | {"source", "track", "wbr"}
)
_DEPTH: Final = 300

Trace = Callable[[int], Place | None]


@dataclass(frozen=True, slots=True)
class Attribute:
    """``value`` is unescaped; ``at`` and ``value_at`` are offsets of its name and its value.

    ``exact`` tells that nothing was escaped, so that offsets in the value are those in the source.
    """

    name: str
    value: str
    at: int
    value_at: int
    exact: bool = True


@dataclass(slots=True, eq=False)
class Words:
    """A run of text between tags, as it stands in the source."""

    text: str
    at: int


@dataclass(slots=True, eq=False)
class Element:
    """One element; ``at`` is the offset of its ``<``, ``end`` that behind its start tag.

    ``written`` asks where a character was written literally in a template of the publication's
    own: None for what the program, an article or a built-in template put there. ``answered`` tells
    that a conditional comment for Outlook stands directly in it, or hides it from Outlook.
    """

    name: str
    at: int
    end: int
    attributes: dict[str, Attribute]
    written: Trace
    parent: "Element | None" = None
    children: "list[Element | Words]" = field(default_factory=list)
    answered: bool = False

    def get(self, name: str, default: str = "") -> str:
        """Return the value of an attribute."""
        found = self.attributes.get(name)
        return found.value if found else default

    def walk(self) -> "Iterator[Element]":
        """Yield this element and every one inside it, in the order of the document."""
        stack = [self]
        while stack:
            element = stack.pop()
            yield element
            stack += [c for c in reversed(element.children) if isinstance(c, Element)]

    def ancestors(self) -> "Iterator[Element]":
        """Yield what it stands in, the nearest first."""
        above = self.parent
        while above is not None:
            yield above
            above = above.parent

    def text(self) -> str:
        """Return all words inside it, without tags, unescaped."""
        words: list[str] = []
        stack: list[Element | Words] = [self]
        while stack:
            node = stack.pop()
            if isinstance(node, Words):
                words.append(node.text)
            else:
                stack += reversed(node.children)
        return unescape("".join(words))

    def place(self, at: int | None = None) -> Place | None:
        """Return where a character was written, its own first one unless said; None if nobody of
        the publication wrote it."""
        return self.written(self.at if at is None else at)


def read_tree(source: str, written: Trace) -> Element:
    """Return a document as a tree below an element without a name; it never fails."""
    root = Element("", 0, 0, {}, written)
    open_: list[Element] = [root]
    hidden = False
    at = 0
    while at < len(source):
        start = source.find("<", at)
        if start < 0:
            start = len(source)
        if start > at and not source[at:start].isspace():
            open_[-1].children.append(Words(source[at:start], at))
        if start >= len(source):
            break
        if comment := _COMMENT.match(source, start):
            at = comment.end()
            if source.startswith("<!--[if", start):
                open_[-1].answered = True
                if "<![endif]" not in comment[0]:
                    hidden = comment[0].endswith("-->")
                    close = -1 if hidden else source.find("<![endif]", at)
                    at = at if close < 0 else close
            elif "<![endif]" in comment[0]:
                hidden = False
            continue
        tag = _TAG.match(source, start)
        if tag is None:
            open_[-1].children.append(Words("<", start))
            at = start + 1
            continue
        at = tag.end()
        name = tag["name"].lower()
        if tag["close"]:
            depth = next((n for n in range(len(open_) - 1, 0, -1) if open_[n].name == name), 0)
            if depth:
                del open_[depth:]
            continue
        element = _element(tag, name, written, open_[-1])
        element.answered = hidden
        open_[-1].children.append(element)
        if name in _RAW:
            close_tag = re.compile(rf"</{re.escape(name)}\s*+>", re.IGNORECASE).search(source, at)
            stop = close_tag.start() if close_tag else len(source)
            if source[at:stop]:
                element.children.append(Words(source[at:stop], at))
            at = close_tag.end() if close_tag else stop
        elif name not in _VOID and not tag["attributes"].endswith("/") and len(open_) < _DEPTH:
            open_.append(element)
    return root


def _element(tag: re.Match[str], name: str, written: Trace, parent: Element) -> Element:
    attributes: dict[str, Attribute] = {}
    start = tag.start("attributes")
    for found in _ATTRIBUTE.finditer(tag["attributes"]):
        key = found["name"].lower()
        kind = found.lastgroup or "name"
        written_value = found[kind] if kind != "name" else ""
        value = unescape(written_value)
        value_at = start + (found.start(kind) if kind != "name" else found.end())
        attribute = Attribute(
            key, value, start + found.start("name"), value_at, value == written_value
        )
        attributes.setdefault(key, attribute)
    return Element(name, tag.start(), tag.end(), attributes, written, parent)
