"""What is wrong in the same way many times in one template, told once with all its lines."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from pressrun.errors import Problem

_TEMPLATES: Final = "templates/"
_LINES_TOLD: Final = 6


def folded(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Yield problems; of those of a template that say the same, the first, naming the lines of
    the others.

    It comes after excuses: each of them excuses one line. What can be fixed is not folded.
    """
    alike: dict[tuple[str, str, str, str], list[Problem]] = {}
    for problem in problems:
        place = problem.place
        if place is None or problem.fix or not place.path.startswith(_TEMPLATES):
            yield problem
            continue
        key = (problem.code, problem.severity, place.path, problem.what)
        alike.setdefault(key, []).append(problem)
    for some in alike.values():
        first, *others = sorted(some, key=_at)
        known = first.place.line if first.place else None
        lines = sorted({line for line, _ in map(_at, others) if line and line != known})
        yield replace(first, what=f"{first.what}{_said(lines)}")


def _at(problem: Problem) -> tuple[int, int]:
    place = problem.place
    return (place.line or 0, place.column or 0) if place else (0, 0)


def _said(lines: list[int]) -> str:
    if not lines:
        return ""
    shown = ", ".join(map(str, lines[:_LINES_TOLD]))
    more = f" and {len(lines) - _LINES_TOLD} more" if len(lines) > _LINES_TOLD else ""
    return f"; the same in line{'s' if len(lines) > 1 else ''} {shown}{more}"
