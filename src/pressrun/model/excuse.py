"""An excuse: a comment beside what it excuses that names a code and says why it may stand.

``<!-- allow LNK004: 'here' is the name of the band -->``. Whoever shows a text leaves such comments
out, whoever checks it heeds them: both read them here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pressrun.errors import Fix, Place

# What stands between the delimiters of a comment. A code that nobody knows is one as well: a slip
# of the hand must not become words of an article.
_SAID: Final = re.compile(
    r"[ \t]*+allow[ \t]++(?P<code>[A-Za-z]{2,6}[0-9]{1,4})(?:[ \t]*+:(?P<reason>.*+))?[ \t]*+"
)

_MENTION: Final = re.compile(r"\ballow[ \t]+[A-Za-z]{2,6}[0-9]")

HTML: Final = ("<!--", "-->")
JINJA: Final = ("{#", "#}")


@dataclass(frozen=True, slots=True)
class Remark:
    """An excuse as it stands in a row: ``start`` and ``end`` are offsets of its comment there."""

    code: str
    reason: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Excuse:
    """What a comment excuses: what is told with ``code`` of the lines ``first`` to ``last``.

    ``of_file`` tells whether it excuses as well what is told of the file and of no line of it.
    ``fix`` takes the comment out.
    """

    code: str
    reason: str
    place: Place
    first: int
    last: int
    of_file: bool = False
    fix: Fix | None = None

    def covers(self, place: Place) -> bool:
        """Tell whether something at ``place`` is what it excuses, if the code is the same."""
        if place.path != self.place.path:
            return False
        if place.line is None:
            return self.of_file
        return self.first <= place.line <= self.last or (self.of_file and place.line == 1)


def may_excuse(text: str) -> bool:
    """Tell whether a text may hold an excuse; quick, and sure where the answer is no."""
    return _MENTION.search(text) is not None


def read_remark(comment: str) -> tuple[str, str] | None:
    """Return the code and the reason that a comment without its delimiters gives, if it is one."""
    found = _SAID.fullmatch(comment.rstrip())
    return (found["code"], (found["reason"] or "").strip()) if found else None


def remarks(row: str, *delimiters: tuple[str, str]) -> Iterator[Remark]:
    """Yield the excuses that a row ends with, the last of them first; each is one whole comment."""
    end = len(row.rstrip())
    while pair := next((pair for pair in delimiters if row.endswith(pair[1], 0, end)), None):
        opening, closing = pair
        start = row.rfind(opening, 0, end - len(closing))
        if start < 0 or row.endswith("\\", 0, start):
            return
        inside = row[start + len(opening) : end - len(closing)]
        found = read_remark(inside.strip("-") if pair == JINJA else inside)
        if found is None or closing in inside:
            return
        yield Remark(*found, start, end)
        end = len(row[:start].rstrip())


def without_remarks(row: str) -> str:
    """Return a row of Markdown without the excuses that it ends with, as it is if it has none."""
    found = [remark.start for remark in remarks(row, HTML)]
    return row[: found[-1]].rstrip() if found else row
