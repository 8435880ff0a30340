"""Parsed pieces of a line into the model's inlines."""

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from typing import Final

from pressrun.errors import Severity, quoted
from pressrun.model.inline import (
    Code,
    Emphasis,
    Image,
    Inline,
    Inlines,
    LineBreak,
    Link,
    Strong,
    Text,
    plain,
)
from pressrun.source.links import link_fault, picture_fault
from pressrun.source.manuscript import Manuscript, Node

MAX_DEPTH: Final = 20

# What an author escapes so that smart punctuation leaves it alone (render/punctuation.py).
_TYPOGRAPHIC: Final = frozenset("\"'-.")
_RAW_HTML: Final = re.compile(r"(</?[A-Za-z][A-Za-z0-9-]*)(?:[\s/][^<>\0]*)?>|<!--|<[!?][A-Za-z\[]")
_NO_HTML: Final = "use Markdown, or put it in `backticks` if it is meant to be seen"
# How the end of a link without an address is written most often.
_NO_ADDRESS: Final = "]()"
# The one comment that nobody sees, for whoever meant to write it.
_EXCUSE: Final = (
    "take it out, or put it in `backticks` if it is meant to be seen\n"
    "an excuse stands alone or at the end of a line:  <!-- allow CODE: why -->"
)


def read_inlines(nodes: Sequence[Node], manuscript: Manuscript, depth: int = 0) -> Inlines:
    """Return the inlines of ``nodes``; what may not stand is reported to ``manuscript``."""
    if depth > MAX_DEPTH:
        manuscript.report(
            "MD002",
            f"marks of emphasis and links stand {MAX_DEPTH} deep in one another",
            nodes[0].lines if nodes else range(0),
            help="write this with fewer marks",
        )
        return ()
    _warn_of_html(nodes, manuscript)
    return _joined(part for node in nodes for part in _read(node, manuscript, depth))


def _read(node: Node, manuscript: Manuscript, depth: int) -> Inlines:
    reader = _READERS.get(node.kind)
    if reader is None:
        manuscript.report(
            "MD003",
            f"this is Markdown that Pressrun does not show ({node.kind})",
            node.lines,
            help="write it as plain text",
        )
        return ()
    return reader(node, manuscript, depth)


def _text(node: Node, _manuscript: Manuscript, _depth: int) -> Inlines:
    return (Text(node.text),)


def _escaped(node: Node, _manuscript: Manuscript, _depth: int) -> Inlines:
    return (Text(node.text, literal=node.text in _TYPOGRAPHIC),)


def _note(node: Node, manuscript: Manuscript, _depth: int) -> Inlines:
    reference = manuscript.call_note(node.info)
    if reference is not None:
        return (reference,)
    written = f"[^{node.info}]"
    manuscript.report(
        "MD007",
        f"no footnote explains {written}, so it stays as it is written",
        node.lines,
        needle=written,
        help=f"write on a line of its own:  {written}: What it says",
        severity=Severity.WARNING,
    )
    return (Text(written, literal=True),)


def _space(_node: Node, _manuscript: Manuscript, _depth: int) -> Inlines:
    return (Text(" "),)


def _break(_node: Node, _manuscript: Manuscript, _depth: int) -> Inlines:
    return (LineBreak(),)


def _code(node: Node, _manuscript: Manuscript, _depth: int) -> Inlines:
    return (Code(node.text),)


def _emphasis(node: Node, manuscript: Manuscript, depth: int) -> Inlines:
    parts = read_inlines(node.children, manuscript, depth + 1)
    return (Emphasis(parts),) if parts else ()


def _strong(node: Node, manuscript: Manuscript, depth: int) -> Inlines:
    parts = read_inlines(node.children, manuscript, depth + 1)
    return (Strong(parts),) if parts else ()


def _link(node: Node, manuscript: Manuscript, depth: int) -> Inlines:
    parts = read_inlines(node.children, manuscript, depth + 1)
    written, address = node.attributes["written"], node.attributes["address"]
    if fault := link_fault(written):
        manuscript.report(
            "LNK001",
            f"this link may not lead to {quoted(written)}: {fault}",
            node.lines,
            needle=written or _NO_ADDRESS,
            help="link to https://…, mailto:…, another article's file or a #heading",
        )
        return parts
    return (Link(parts or (Text(address),), address, node.attributes.get("title", "")),)


def _image(node: Node, manuscript: Manuscript, depth: int) -> Inlines:
    alt = plain(read_inlines(node.children, manuscript, depth + 1))
    written, address = node.attributes["written"], node.attributes["address"]
    if fault := picture_fault(written):
        manuscript.report(
            "IMG005",
            f"this picture may not come from {quoted(written)}: {fault}",
            node.lines,
            needle=written or _NO_ADDRESS,
            help="put the file beside the text and name it:  ![What it shows](picture.png)",
        )
        return (Text(alt),) if alt else ()
    if not alt.strip():
        manuscript.report(
            "IMG003",
            "the picture has no alternative text",
            node.lines,
            needle=written,
            help=f"say what a reader who cannot see it would miss:  ![What it shows]({written})",
            severity=Severity.WARNING,
        )
    return (Image(address, alt, node.attributes.get("title", "")),)


_READERS: Final[dict[str, Callable[[Node, Manuscript, int], Inlines]]] = {
    "text": _text,
    "text_special": _escaped,
    "footnote_ref": _note,
    "softbreak": _space,
    "hardbreak": _break,
    "code_inline": _code,
    "em": _emphasis,
    "strong": _strong,
    "link": _link,
    "image": _image,
}


def _joined(parts: Iterable[Inline]) -> Inlines:
    """Return ``parts`` with neighbouring texts of one kind made one, empty ones gone."""
    joined: list[Inline] = []
    for literal, run in groupby(parts, lambda part: getattr(part, "literal", None)):
        if literal is None:
            joined += run
        elif text := "".join(part.text for part in run if isinstance(part, Text)):
            joined.append(Text(text, literal))
    return tuple(joined)


def _warn_of_html(nodes: Sequence[Node], manuscript: Manuscript) -> None:
    """Report the first raw tag; what was escaped on purpose (``text_special``) is no tag."""
    written = "".join(
        node.text if node.kind == "text" else " " if node.kind == "softbreak" else "\0"
        for node in nodes
    )
    if tag := _RAW_HTML.search(written):
        manuscript.report(
            "MD004",
            "raw HTML is not used; readers will see it as it is written here",
            nodes[0].lines,
            needle=tag[1] or tag[0],
            help=_EXCUSE if tag[0] == "<!--" else _NO_HTML,
            severity=Severity.WARNING,
        )
