"""What of a Markdown file is prose: its lines with front matter and code blanked out."""

import re
from functools import lru_cache
from typing import Final

from pressrun.model.document import CodeBlock, Document
from pressrun.model.parts import blocks_in
from pressrun.render.lint.script import Script

_TICKS: Final = re.compile(r"`+")
_FENCES: Final = ("```", "~~~")
_END: Final = re.compile(r"(?:---|\.\.\.)[ \t]*")


def front_end(script: Script) -> int:
    """Return the line that closes the front matter, 0 where the file has none."""
    if script.rows[0].removeprefix("\N{BYTE ORDER MARK}").rstrip() != "---":
        return 0
    closing = (n for n, row in enumerate(script.rows[1:], 2) if _END.fullmatch(row))
    return next(closing, len(script.rows))


def prose(document: Document, script: Script) -> tuple[str, ...]:
    """Return the rows of a file as long as they are, blank where no prose stands."""
    blocks = (block for block in blocks_in(document) if isinstance(block, CodeBlock))
    return _prose(script, tuple((b.line, b.text.count("\n") + bool(b.text)) for b in blocks))


# Several rules ask for the same file one after another.
@lru_cache(maxsize=4)
def _prose(script: Script, code: tuple[tuple[int, int], ...]) -> tuple[str, ...]:
    rows = list(script.rows)
    for line in range(1, front_end(script) + 1):
        rows[line - 1] = " " * len(rows[line - 1])
    for line, height in code:
        if not 1 <= line <= len(rows):
            continue
        fenced = any(fence in rows[line - 1] for fence in _FENCES)
        for n in range(line - 1, min(line - 1 + height + 2 * fenced, len(rows))):
            rows[n] = " " * len(rows[n])
    return tuple(_without_spans("\n".join(rows)).split("\n"))


def _without_spans(text: str) -> str:
    """Return a text with its code spans blank (CommonMark §6.1): none leaves its paragraph."""
    runs: list[tuple[int, int, int]] = []
    paragraph, seen = 0, 0
    for found in _TICKS.finditer(text):
        paragraph += sum(not row.strip() for row in text[seen : found.start()].split("\n")[1:-1])
        seen = found.start()
        start = found.start()
        runs.append((start + _is_escaped(text, start), found.end(), paragraph))
    # Which run of the same length comes next in the same paragraph, told from the end.
    latest: dict[tuple[int, int], int] = {}
    closing: dict[int, int] = {}
    for n in range(len(runs) - 1, -1, -1):
        start, end, paragraph = runs[n]
        if (paragraph, end - start) in latest:
            closing[n] = latest[paragraph, end - start]
        latest[paragraph, end - start] = n
    pieces: list[str] = []
    n, seen = 0, 0
    while n < len(runs):
        close = closing.get(n)
        if close is None or runs[n][0] == runs[n][1]:
            n += 1
            continue
        start, end = runs[n][0], runs[close][1]
        pieces += (text[seen:start], re.sub(r"[^\n]", " ", text[start:end]))
        n, seen = close + 1, end
    return "".join((*pieces, text[seen:]))


def _is_escaped(text: str, at: int) -> bool:
    before = at
    while before and text[before - 1] == "\\":
        before -= 1
    return (at - before) % 2 == 1
