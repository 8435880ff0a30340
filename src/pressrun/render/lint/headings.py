"""Headings that leave a level out."""

import re
from collections.abc import Iterator
from typing import Final

from pressrun.errors import Place, Problem, Severity, quoted
from pressrun.model.code import Code
from pressrun.model.document import Heading, Quotation
from pressrun.model.inline import plain
from pressrun.model.parts import blocks_in
from pressrun.render.lint.rule import Rule
from pressrun.render.lint.script import Script
from pressrun.render.lint.subjects import ArticleCopy, IssueCopy

HED001: Final = Code(
    code="HED001",
    title="headings skip a level",
    why="Screen readers tell the level of each heading, and people move from one to the next by it:"
    " where one is left out, part of the text seems to be missing (WCAG 2.2, technique G141).",
    mend="Give each heading one sign # more than the heading it stands under, and the first ones"
    " two: the title is the first level.",
    severity=Severity.WARNING,
    excusable=True,
)

_SIGNS: Final = re.compile(r"#{1,6}(?=\s|$)")


def _look(copy: ArticleCopy | IssueCopy) -> Iterator[Problem]:
    above = 1  # the title
    for heading in _headings(copy):
        if heading.depth > above + 1:
            yield _problem(copy.script, heading, above)
        above = heading.depth


def _headings(copy: ArticleCopy | IssueCopy) -> Iterator[Heading]:
    """Yield the headings that are the text's own, none of what it quotes."""
    blocks = list(blocks_in(copy.document))
    quotations = [block for block in blocks if isinstance(block, Quotation)]
    theirs = {id(block) for quotation in quotations for block in blocks_in(quotation.blocks)}
    for block in blocks:
        if isinstance(block, Heading) and id(block) not in theirs:
            yield block


def _problem(script: Script, heading: Heading, above: int) -> Problem:
    place, signs = _place(script, heading.line)
    left_out = heading.depth - above - 1
    levels = "a level" if left_out == 1 else f"{left_out} levels"
    title = quoted(plain(heading.parts))
    meant = "#" * max(len(signs) - left_out, 1) if signs else "##"
    return Problem(
        code=HED001.code,
        what=f"the heading {title} skips {levels}: it stands right below level {above}",
        place=place,
        help=f"begin its line with  {meant}  or give it a heading to stand under",
        severity=HED001.severity,
    )


def _place(script: Script, line: int) -> tuple[Place, str]:
    """Return where a heading's signs stand, and the signs; none where it is underlined."""
    whole = script.whole(line)
    found = _SIGNS.search(whole.text or "")
    if found is None:
        return whole, ""
    return script.place(whole.line or 1, found.start() + 1, len(found[0])), found[0]


HEADINGS: Final = Rule(on=(ArticleCopy, IssueCopy), codes=(HED001,), look=_look)
