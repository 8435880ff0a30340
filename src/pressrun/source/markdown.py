"""Markdown into a Document: the only door to the parser."""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.common.normalize_url import normalizeLink
from markdown_it.rules_block import StateBlock, reference, table
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.footnote import footnote_plugin

from pressrun.errors import Problem
from pressrun.model.document import Document
from pressrun.model.excuse import without_remarks
from pressrun.source.body import BodyReader
from pressrun.source.frontmatter import take_apart
from pressrun.source.manuscript import Manuscript, Node

BODY_LIMIT: Final = 500_000  # characters; a novel
# Signs outside code that make the parser look far ahead, each for every one: with as many as this
# a text takes about a second.
SIGN_LIMITS: Final = {"[": 5_000, "|": 15_000}

# The parser silently leaves out what stands deeper than this. A list takes two levels, so it is
# more than twice MAX_DEPTH: whatever is left out has been reported as too deep.
_PARSER_DEPTH: Final = 64

# An opening fence, and what may stand around a closing one (CommonMark §4.5).
_FENCE: Final = re.compile(r"(?P<ticks>`{3,})[^`]*|(?P<waves>~{3,}).*")
_CLOSING: Final = re.compile(r" {0,3}(?P<fence>`{3,}|~{3,})[ \t]*")
_AS_SENT: Final = re.compile(r"https?://[a-z0-9.-]+(?:/[A-Za-z0-9/._~-]*)?|[a-z0-9._-]+")
_ADDRESSED: Final = frozenset({"link_open", "image"})

# What XML 1.0 §2.2 does not let a feed carry, not even as a character reference.
_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class _Parser(MarkdownIt):
    """Keeps addresses as written and lets them all pass: ``links.py`` judges them and says why."""

    def normalizeLink(self, url: str) -> str:  # noqa: N802
        return url

    def validateLink(self, url: str) -> bool:  # noqa: N802
        return True


_BlockRule = Callable[[StateBlock, int, int, bool], bool]


def _excuse(state: StateBlock, line: int, _last: int, _silent: bool) -> bool:
    """Leave out a line of excuses that stands where a block begins."""
    row = state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]
    if state.is_code_block(line) or not row.startswith("<!--") or without_remarks(row):
        return False
    state.line = line + 1
    return True


def _excuses(state: StateCore) -> None:
    """Leave out excuses at the ends of lines, and lines of them inside a paragraph."""
    for token in state.tokens:
        if token.type == "inline" and "-->" in token.content:
            rows = token.content.split("\n")
            kept = ((row, without_remarks(row)) for row in rows)
            token.content = "\n".join(left for row, left in kept if left or not row)


def _heedless(rule: _BlockRule, reach: int) -> _BlockRule:
    """Return a rule that does not see excuses at the ends of the first ``reach`` lines: they would
    make a definition of a link or the head of a table something else."""

    def looks(state: StateBlock, line: int, last: int, silent: bool) -> bool:
        ends = state.eMarks[line : min(line + reach, last)]
        for number, end in enumerate(ends, line):
            begin = state.bMarks[number] + state.tShift[number]
            if state.src.endswith("-->", begin, end):
                left = without_remarks(state.src[begin:end])
                state.eMarks[number] = begin + len(left) if left else end
        try:
            return rule(state, line, last, silent)
        finally:
            state.eMarks[line : line + len(ends)] = ends

    return looks


def _parser() -> MarkdownIt:
    parser = _Parser("commonmark", {"html": False, "maxNesting": _PARSER_DEPTH})
    # Without text_join what an author escaped stays apart from what only looks like a tag.
    parser.enable("table").disable("text_join")
    parser.block.ruler.at("reference", _heedless(reference, 3), {"alt": []})
    parser.block.ruler.at("table", _heedless(table, 2), {"alt": ["paragraph", "reference"]})
    parser.block.ruler.before("table", "excuse", _excuse)
    parser.core.ruler.after("block", "excuses", _excuses)
    # Notes stay where they were written, so that they know their lines; a call of one that
    # nothing explains is told (source/notes.py).
    parser.use(footnote_plugin, inline=False, move_to_end=False, always_match_refs=True)
    return parser.use(
        container_plugin, name="directive", validate=lambda info, _markup: bool(info.strip())
    )


_PARSER: Final = _parser()


def ready() -> None:
    """Do nothing: whoever can call this has loaded the parser."""


def parse_source(octets: bytes, path: str) -> tuple[Document, tuple[Problem, ...]]:
    """Return the body of a file as a document, and what is wrong with it.

    Called by name, in a child process.
    """
    source, faults = take_apart(octets, path=path)
    if source is None:
        return (), faults
    return parse_body(source.body, source.path, source.body_line)


def parse_body(body: str, path: str, first_line: int) -> tuple[Document, tuple[Problem, ...]]:
    """Parse a body: CommonMark, tables, task lists, footnotes, ``:::`` directives.

    Raw HTML stays visible text, but for excuses (``model/excuse.py``). Where a problem is an
    error, its block is left out.

    Args:
        body: What follows the front matter.
        path: The file's path, for problems.
        first_line: The line of the file on which ``body`` begins, from 1.

    Returns:
        The document, with lines of the file, and what is wrong with it in order of lines.
    """
    manuscript = Manuscript(body, path=path, first_line=first_line)
    if len(body) > BODY_LIMIT:
        manuscript.report(
            "MD001",
            f"the text is longer than {BODY_LIMIT:,} characters",
            range(1),
            help="split it into several articles",
        )
        return (), manuscript.problems
    if many := _too_many(body):
        manuscript.report(
            "MD011",
            f"there are more than {SIGN_LIMITS[many]:,} signs  {many}  in the text",
            range(len(manuscript.lines)),
            needle=many,
            help="split it into several articles; what is no Markdown belongs between lines ```",
        )
        return (), manuscript.problems
    # The container plugin looks one character past a last line that has no end.
    tokens = _PARSER.parse(_clean(body) + "\n")
    shift = 1 if any(token.tag == "h1" for token in tokens) else 0
    nodes = _nodes(tokens, manuscript, range(len(manuscript.lines)))
    document = BodyReader(manuscript, shift=shift).document(nodes)
    return document, manuscript.problems


@lru_cache(maxsize=4096)
def _normal(written: str) -> str:
    """Return an address as a browser sends it; most are written so, and looking is slow."""
    return written if _AS_SENT.fullmatch(written) else normalizeLink(written)


def _too_many(body: str) -> str:
    """Return a sign of which there are too many outside fenced code, or nothing."""
    if all(body.count(sign) <= limit for sign, limit in SIGN_LIMITS.items()):
        return ""
    bare = _without_fenced(body)
    over = (sign for sign, limit in SIGN_LIMITS.items() if bare.count(sign) > limit)
    return next(over, "")


def _without_fenced(body: str) -> str:
    """Return a text without its fenced code; what stands behind a fence left open stays."""
    bare: list[str] = []
    held: list[str] = []
    fence = ""
    for row in body.split("\n"):
        found = (_CLOSING if fence else _FENCE).fullmatch(row)
        if not fence and found:
            fence, held = found["ticks"] or found["waves"], []
        elif fence and found and found["fence"].startswith(fence):
            fence, held = "", []
        (held if fence else bare).append(row)
    return "\n".join([*bare, *held])


def _clean(text: str) -> str:
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)


def _nodes(tokens: Sequence[Token], manuscript: Manuscript, lines: range) -> tuple[Node, ...]:
    """Return the tree that a flat run of tokens stands for; pieces without lines inherit them.

    There is no recursion over pairs: a hostile text has twenty thousand of them in one another.
    """
    opened: list[tuple[Token, range]] = []
    levels: list[list[Node]] = [[]]
    for token in tokens:
        if token.map is not None:
            lines = range(*token.map)
        if token.nesting == 1:
            opened.append((token, lines))
            levels.append([])
        elif token.nesting == -1:
            (opening, lines), children = opened.pop(), levels.pop()
            closed = _closes(token, opening, manuscript)
            levels[-1].append(_node(opening, lines, tuple(children), closed=closed))
        else:
            children = list(_nodes(token.children or (), manuscript, lines))
            levels[-1].append(_node(token, lines, tuple(children)))
    return tuple(levels[0])


def _node(token: Token, lines: range, children: tuple[Node, ...], *, closed: bool = True) -> Node:
    attributes = {name: _clean(str(value)) for name, value in token.attrs.items()}
    if token.type in _ADDRESSED:
        written = attributes.get("href") or attributes.get("src") or ""
        attributes |= {"written": written, "address": _normal(written)}
    return Node(
        kind=token.type.removesuffix("_open"),
        lines=lines,
        text=_clean(token.content),
        info=without_remarks(token.info) or str(token.meta.get("label", "")),
        markup=token.markup,
        tag=token.tag,
        hidden=token.hidden,
        closed=closed,
        attributes=attributes,
        children=children,
    )


def _closes(closing: Token, opening: Token, manuscript: Manuscript) -> bool:
    """Tell whether a directive ended with a fence, which the plugin keeps to itself.

    It leaves the last characters it looked at as the closing token's markup, and the line after
    the contents as the end of the opening token's lines.
    """
    if opening.type != "container_directive_open" or opening.map is None:
        return True
    after = manuscript.lines[opening.map[1] : opening.map[1] + 1]
    fence = bool(after) and after[0].strip("> \t").startswith(opening.markup)
    return fence and closing.markup.startswith(opening.markup)
