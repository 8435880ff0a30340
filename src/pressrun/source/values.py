"""Front matter's text into values, and what to say where it cannot be one.

A reader takes a node and the findings; where it returns None it has told the findings why.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pressrun.errors import Place, quoted, suggest
from pressrun.model.article import ID
from pressrun.source.fields import Node, Scalar, Sequence, Table
from pressrun.source.findings import Findings

LINE_LIMIT: Final = 255
MINT: Final = "run `pressrun check --fix` to mint one"

# Embeddings, overrides and isolates: they turn text beyond the field they stand in (UAX #9 §2).
_TURNS: Final = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
_UNSEEN: Final = {"Cc", "Cf", "Zs", "Zl", "Zp"}
# Letters and marks that are ignored when shown (Unicode §5.21), and the Braille blank.
_BLANK: Final = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\ufe00-\ufe0f\uffa0]")

# What other programs that make sites of Markdown call these (Jekyll, Hugo, Zola, Eleventy, Ghost).
_ELSEWHERE: Final[Mapping[str, str]] = {
    "date": "publish",
    "published": "publish",
    "description": "summary",
    "excerpt": "summary",
    "lang": "language",
    "category": "section",
    "categories": "tags",
    "keywords": "tags",
    "cover": "image",
    "thumbnail": "image",
}

Reader = Callable[[Node, Findings], Any]


@dataclass(frozen=True, slots=True)
class Field:
    """What a key of front matter is read into, and by whom.

    ``missing`` makes it required: the code and the help for a file without it.
    """

    name: str
    read: Reader
    missing: tuple[str, str] | None = None


def read_fields(
    table: Table, fields: Mapping[str, Field], findings: Findings, *, place: Place
) -> dict[str, Any]:
    """Return what the keys of ``table`` say, by the names of ``fields``.

    An empty value is as good as none, and ``place`` is where a missing one is told. An unknown
    key is a warning with the nearest known one.
    """
    values: dict[str, Any] = {}
    for key, node in table:
        field = fields.get(key.text)
        if field is None:
            here = _ELSEWHERE.get(key.text.casefold(), "")
            known = f"it is called '{here}' here" if here in fields else suggest(key.text, fields)
            findings.warn("FM009", f"unknown key {quoted(key.text)}", key.place, help=known)
        elif field.name in values:
            what = f"'{key.text}' says what another key says already"
            findings.refuse("FM016", what, key.place, help="keep one of them")
        elif not _is_empty(node):
            values[field.name] = field.read(node, findings)
    for name, field in fields.items():
        if field.missing and field.name not in values:
            code, advice = field.missing
            empty = table.find(name)
            state, where = ("empty", empty.place) if empty else ("missing", place)
            findings.refuse(code, f"'{name}' is {state}", where, help=advice)
    return values


def read_text(node: Node, findings: Findings) -> str | None:
    """Read running text; line breaks in it become spaces."""
    if isinstance(node, Scalar):
        if turn := _TURNS.search(node.text):
            findings.refuse("FM024", _turning(turn), node.place, help="take it out")
            return None
        return " ".join(row.strip() for row in node.text.strip().split("\n"))
    kind = "a list" if isinstance(node, Sequence) else "a table"
    findings.refuse("FM017", f"{kind} stands where text is expected", node.place, help='write  "…"')
    return None


def read_line(node: Node, findings: Findings) -> str | None:
    """Read one line of text that shows: a title, a name, a tag."""
    if not isinstance(node, Scalar):
        return read_text(node, findings)
    text = node.text.strip()
    if fault := _line_fault(text):
        code, what, advice = fault
        findings.refuse(code, what, node.place, help=advice)
        return None
    return text


def read_lines(node: Node, findings: Findings) -> tuple[str, ...]:
    """Read one line of text, or a list of such; what stands twice is kept once."""
    nodes = node.items if isinstance(node, Sequence) else (node,)
    lines = (read_line(item, findings) for item in nodes)
    return tuple(dict.fromkeys(line for line in lines if line is not None))


def read_id(node: Node, findings: Findings) -> str | None:
    """Read an id as it was minted."""
    text = read_line(node, findings)
    if text is None or ID.fullmatch(text):
        return text
    what = f"{quoted(text)} is not an id: ten characters out of a-z and 2-7"
    findings.refuse("FM021", what, node.place, help=f"take the line out and {MINT}")
    return None


def _is_empty(node: Node) -> bool:
    return isinstance(node, Scalar) and not node.text.strip()


def _line_fault(text: str) -> tuple[str, str, str] | None:
    """Return code, words and help for what may not stand on one line of text."""
    shown = _BLANK.sub("", text)
    if all(unicodedata.category(character) in _UNSEEN for character in shown):
        return "FM022", "nothing of this text would show", "write at least one letter"
    if len(text) > LINE_LIMIT:
        what = f"the text has {len(text):,} characters; the limit is {LINE_LIMIT}"
        return "FM023", what, "say it shorter"
    if "\n" in text or "\t" in text:
        return "FM024", "the text has a line break or a tab in it", "write it on one line"
    if turn := _TURNS.search(text):
        return "FM024", _turning(turn), "take it out"
    return None


def _turning(found: re.Match[str]) -> str:
    return f"U+{ord(found[0]):04X} would turn the direction of the text around it"
