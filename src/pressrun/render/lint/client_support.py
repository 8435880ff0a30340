"""What a publication's own templates ask of mail clients that some of them cannot do."""

from collections.abc import Iterable, Iterator
from typing import Final

from pressrun.errors import Problem, Severity, quoted
from pressrun.model.code import Code
from pressrun.render.lint.clients.effects import COMPANIONS, LOSSES, instead
from pressrun.render.lint.clients.elements import find_uses
from pressrun.render.lint.clients.shares import touched
from pressrun.render.lint.clients.support import clients
from pressrun.render.lint.clients.use import Use
from pressrun.render.lint.rule import Rule
from pressrun.render.lint.subjects import TemplateCopy

_ABOUT: Final = (
    " Which clients these are is told by the tests of Can I email (caniemail.com); some of them are"
    " years old, so each is told with its month. How many readers that is nobody can know but you:"
    " say it in pressrun.toml, under [check.clients]."
)
CAN001: Final = Code(
    code="CAN001",
    title="some mail clients do not show this, and something is lost there",
    why="What stands in a template of yours is no part of what these clients understand: where they"
    " leave it out, words or pictures are missing, or stand where nobody would look for them."
    + _ABOUT,
    mend="Write what the help says, or write before it, in the same rule, what every client"
    " understands. If it may be missing there, write beside it: `{# allow CAN001: why #}`.",
    severity=Severity.WARNING,
    excusable=True,
)
CAN002: Final = Code(
    code="CAN002",
    title="some mail clients do not show this, and the mail does without",
    why="What stands in a template of yours is no part of what these clients understand. Readers"
    " there see square corners, no shadow, another font: nothing that they would miss." + _ABOUT,
    mend="Nothing, if the mail reads well without it.",
    severity=Severity.NOTE,
    excusable=True,
)
_FEW: Final = 1.0
_LINES: Final = 5


def _look(copy: TemplateCopy) -> Iterator[Problem]:
    found: dict[tuple[str, str], list[Use]] = {}
    lacked = clients().lacked
    for use in find_uses(copy.root, lacked):
        if clients().having(use.slug, "n") - use.spared:
            found.setdefault((use.slug, use.place.path), []).append(use)
    for (slug, path), uses in found.items():
        leaders = (leader for leader, others in COMPANIONS.items() if slug in others)
        if not any((leader, path) in found for leader in leaders):
            yield _problem(uses, copy.checking.shares)


def _problem(uses: list[Use], shares: Iterable[tuple[str, float]]) -> Problem:
    """Return what is to be said of all uses of one feature in one file, at the first of them."""
    first = min(uses, key=lambda use: (use.mild, use.place.line or 0, use.place.column or 0))
    known = clients()
    feature = known.features[first.slug]
    lacking = known.having(first.slug, "n") - first.spared
    partly = len(known.having(first.slug, "a") - first.spared)
    tested = len(known.having(first.slug, "yan"))
    what = (
        f"{_said(first.shown)} is not in {len(lacking)} of {len(known.platforms)} client"
        f" platforms: {known.named(lacking, feature.years)}"
        f"{f'; partly in {partly} more' if partly else ''}; tested {feature.tested} in {tested}"
    )
    code = CAN002 if first.mild or first.slug not in LOSSES else CAN001
    severity = code.severity
    if readers := touched(lacking, tuple(shares)):
        what += f"; {readers}"
        severity = Severity.NOTE if readers.most < _FEW else severity
    rows = [instead(first.slug), feature.url, _others(uses, first)]
    return Problem(
        code=code.code,
        what=what,
        place=first.place,
        help="\n".join(row for row in rows if row),
        severity=severity,
    )


def _said(shown: str) -> str:
    """Return what is written as such in quotation marks, and a description without."""
    return shown if shown.startswith(("a ", "the ")) else quoted(shown)


def _others(uses: list[Use], first: Use) -> str:
    """Return in which other lines of the file the same stands, a few of them by number."""
    lines = sorted({use.place.line or 0 for use in uses} - {first.place.line or 0})
    if not lines:
        return ""
    said = ", ".join(map(str, lines[:_LINES])) + (" …" if len(lines) > _LINES else "")
    if len(lines) == 1:
        return f"the same stands in line {said}"
    return f"the same stands in {len(lines)} more lines: {said}"


CLIENT_SUPPORT: Final = Rule(on=(TemplateCopy,), codes=(CAN001, CAN002), look=_look)
