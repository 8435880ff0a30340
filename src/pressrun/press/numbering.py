"""Numbers of issues: one after the other, or anew in each year."""

from collections.abc import Iterable
from typing import Final

from pressrun.errors import Refused
from pressrun.model.schedule import Numbering
from pressrun.ports import Contents

# A year's numbers are the year and three digits, 2026001: they rise from one year to the next.
_YEAR: Final = 1000


def next_number(
    contents: Contents, numbering: Numbering, *, year: int, taken: Iterable[int] = ()
) -> int:
    """Return the number of a new issue; ``taken`` are numbers that nothing in ``contents`` has.

    Raises:
        Refused: The year has no number left.
    """
    numbers = {issue.number for issue in contents.issues}
    numbers |= {*taken, *_broken(contents)}
    if numbering is Numbering.PUBLICATION:
        return max(numbers, default=0) + 1
    first, last = year * _YEAR + 1, (year + 1) * _YEAR - 1
    number = max((n for n in numbers if first <= n <= last), default=first - 1) + 1
    if number > last:
        raise Refused(
            f"{_YEAR - 1} issues have numbers of {year}, and no more can",
            code="ISS018",
            help='numbering = "publication" in pressrun.toml counts on',
        )
    return number


def folder_of(number: int, slug: str) -> str:
    """Return the name of an issue's folder: ``044-weekly``."""
    return f"{number:03}-{slug}"


def _broken(contents: Contents) -> Iterable[int]:
    """Yield the numbers of issues that do not load."""
    for problem in contents.problems:
        parts = problem.place.path.split("/") if problem.place else []
        if len(parts) == 3 and parts[0] == "issues":
            digits = parts[1].partition("-")[0]
            if digits.isdecimal():
                yield int(digits)
