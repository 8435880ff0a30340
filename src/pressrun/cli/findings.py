"""What check found, for a person: repeats together, and what weighs most last."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Final

from pressrun.cli.printing import count, problem_text, say
from pressrun.errors import Place, Problem, Severity

# Repeats of one finding beyond these are told by their places alone.
_WHOLE: Final = 3
_PLACES: Final = 12  # of one file
_FILES: Final = 12

# Help that differs by an address alone is the same help.
_ADDRESS: Final = re.compile(r"^write  https?://\S+", re.MULTILINE)

_ORDER: Final = (Severity.NOTE, Severity.WARNING, Severity.ERROR)


def tell_findings(problems: Iterable[Problem], *, whole: bool) -> None:
    """Print problems on stderr, a blank line after each, those that weigh most at the end.

    Where more than three have one code and one help, whatever address it names, the others are
    told by their places, unless ``whole``.
    """
    for alike in _grouped(problems):
        shown = alike if whole or len(alike) <= _WHOLE else alike[:_WHOLE]
        for problem in shown:
            say(f"{problem_text(problem)}\n")
        if rest := alike[len(shown) :]:
            say(f"{_told_by_places(rest)}\n")


def summary(articles: int, issues: int, problems: Collection[Problem], *, notes: bool) -> str:
    """Return what was looked at and how much was found in a line; ``notes`` if they were told."""
    counts = Counter(problem.severity for problem in problems)
    line = (
        f"{count(articles, 'article')}, {count(issues, 'issue')}:"
        f" {count(counts[Severity.ERROR], 'error')},"
        f" {count(counts[Severity.WARNING], 'warning')}"
    )
    if counts[Severity.NOTE]:
        line += f", {count(counts[Severity.NOTE], 'note')}"
        line += "" if notes else " (--notes tells them)"
    return line


def commonest(problems: Iterable[Problem]) -> str:
    """Return the code that is met most, of those alike the gravest; nothing where there is none."""
    weights = Counter(problem.code for problem in problems)
    grave = {problem.code: _ORDER.index(problem.severity) for problem in problems}
    return max(weights, key=lambda code: (weights[code], grave[code]), default="")


def _grouped(problems: Iterable[Problem]) -> list[list[Problem]]:
    groups: dict[tuple[str, Severity, str], list[Problem]] = {}
    for problem in problems:
        advice = _ADDRESS.sub("write  https://", problem.help)
        groups.setdefault((problem.code, problem.severity, advice), []).append(problem)
    return sorted(groups.values(), key=lambda alike: _ORDER.index(alike[0].severity))


def _told_by_places(rest: Sequence[Problem]) -> str:
    first = rest[0]
    files: dict[str, list[Place]] = {}
    for problem in rest:
        if problem.place is not None:
            files.setdefault(problem.place.path, []).append(problem.place)
    head = Problem(
        code=first.code,
        what=f"{len(rest):,} more like these; --all tells each in full",
        severity=first.severity,
    )
    rows = [problem_text(head)]
    rows += (f" --> {', '.join(_spots(places))}" for places in list(files.values())[:_FILES])
    if len(files) > _FILES:
        rows.append(f" --> and in {count(len(files) - _FILES, 'more file')}")
    return "\n".join(rows)


def _spots(places: Sequence[Place]) -> Iterator[str]:
    yield str(places[0])
    for place in places[1:_PLACES]:
        yield ":".join(str(part) for part in (place.line, place.column) if part)
    if len(places) > _PLACES:
        yield f"and {len(places) - _PLACES:,} more"
