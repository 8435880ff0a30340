"""Style sheets and declarations, each word of them with where it stands. The door to tinycss2."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, Final

import tinycss2

_DEPTH: Final = 12
_CLOSING: Final = {"() block": ")", "[] block": "]", "{} block": "}"}


@dataclass(frozen=True, slots=True)
class Token:
    """One word of CSS; ``kind`` is tinycss2's, ``text`` lower case, ``at`` an offset.

    ``unit`` is that of a dimension. ``depth`` counts the brackets and functions that it stands in.
    """

    kind: str
    text: str
    at: int
    unit: str = ""
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Declaration:
    """``object-fit: cover``: ``name`` is lower case, ``at`` where it begins."""

    name: str
    at: int
    tokens: tuple[Token, ...]
    important: bool = False

    @property
    def words(self) -> tuple[str, ...]:
        """Return what stands in it at first depth, without spaces."""
        return tuple(token.text for token in self.tokens if token.depth == 0)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of a sheet; ``within`` names the at-rules around it, ``nested`` rules in a rule."""

    at: int
    selector: tuple[Token, ...]
    declarations: tuple[Declaration, ...]
    within: tuple[str, ...] = ()
    nested: bool = False


@dataclass(frozen=True, slots=True)
class AtRule:
    """An at-rule: ``name`` without its sign, ``prelude`` what stands before its block."""

    at: int
    name: str
    prelude: tuple[Token, ...]
    within: tuple[str, ...] = ()


def read_declarations(text: str) -> tuple[Declaration, ...]:
    """Return the declarations of a ``style`` attribute; what is none is left out."""
    at = _Offsets(text)
    nodes = tinycss2.parse_blocks_contents(at.text, skip_comments=True, skip_whitespace=True)
    return tuple(at.declaration(node) for node in nodes if node.type == "declaration")


def read_sheet(text: str) -> Iterator[Rule | AtRule]:
    """Yield every rule of a style sheet, those in other rules behind them."""
    at = _Offsets(text)
    nodes = tinycss2.parse_stylesheet(at.text, skip_comments=True, skip_whitespace=True)
    stack: list[tuple[Any, tuple[str, ...], bool, int]] = [
        (node, (), False, 0) for node in reversed(nodes)
    ]
    while stack:
        node, within, nested, depth = stack.pop()
        if node.type not in {"at-rule", "qualified-rule"}:
            continue
        content = tinycss2.parse_blocks_contents(
            node.content or [], skip_comments=True, skip_whitespace=True
        )
        if node.type == "at-rule":
            name = node.lower_at_keyword
            yield AtRule(at.of(node), name, at.tokens(node.prelude), within)
            within = (*within, name)
        else:
            told = tuple(at.declaration(one) for one in content if one.type == "declaration")
            yield Rule(at.of(node), at.tokens(node.prelude), told, within, nested)
            nested = True
        if depth < _DEPTH:
            stack += [(one, within, nested, depth + 1) for one in reversed(content)]


class _Offsets:
    """Turns tinycss2's lines and columns into offsets of the text as it was given."""

    def __init__(self, text: str) -> None:
        # As tinycss2 would, but so that no offset moves.
        self.text = (
            text.replace("\0", "\ufffd")
            .replace("\r\n", " \n")
            .replace("\r", "\n")
            .replace("\f", "\n")
        )
        lengths = (len(row) + 1 for row in self.text.split("\n"))
        self._starts = list(accumulate(lengths, initial=0))

    def of(self, node: Any) -> int:
        line = min(max(int(node.source_line), 1), len(self._starts)) - 1
        return min(self._starts[line] + int(node.source_column) - 1, max(len(self.text) - 1, 0))

    def declaration(self, node: Any) -> Declaration:
        return Declaration(
            node.lower_name, self.of(node), self.tokens(node.value), bool(node.important)
        )

    def tokens(self, nodes: Sequence[Any]) -> tuple[Token, ...]:
        """Return nodes and all that stands in them, one after another."""
        found: list[Token] = []
        stack: list[tuple[Any, int]] = [(node, 0) for node in reversed(nodes)]
        while stack:
            node, depth = stack.pop()
            kind = node.type
            if kind in {"comment", "error"} or (kind == "whitespace" and depth):
                continue
            inside: Sequence[Any] = ()
            text, unit = "", ""
            if kind == "function":
                text, inside = node.lower_name, node.arguments
            elif kind in _CLOSING:
                text, inside = kind[0], node.content
            elif kind == "dimension":
                text, unit = node.representation + node.lower_unit, node.lower_unit
            elif kind in {"percentage", "number"}:
                text = node.representation.lower()
            elif kind == "whitespace":
                text = " "
            else:
                text = str(node.value).lower()
            found.append(Token(kind, text, self.of(node), unit, depth))
            stack += [(one, depth + 1) for one in reversed(inside)]
        return tuple(found)
