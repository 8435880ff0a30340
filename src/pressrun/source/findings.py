"""What was found wrong with one file so far."""

from pressrun.errors import Place, Problem, Severity


class Findings:
    """Collects the problems of one file; a refusal never stops the reading.

    ``zone`` is the publication's IANA zone, for moments written without one.
    """

    def __init__(self, *, zone: str = "UTC") -> None:
        self.zone = zone
        self.problems: list[Problem] = []

    def refuse(self, code: str, what: str, place: Place, *, help: str) -> None:
        """Add an error."""
        self.problems.append(Problem(code=code, what=what, place=place, help=help))

    def warn(self, code: str, what: str, place: Place, *, help: str) -> None:
        """Add a warning."""
        self.problems.append(
            Problem(code=code, what=what, place=place, help=help, severity=Severity.WARNING)
        )

    @property
    def sound(self) -> bool:
        """Tell whether no problem so far is an error."""
        return not any(problem.severity is Severity.ERROR for problem in self.problems)

    def told(self) -> tuple[Problem, ...]:
        """Return all problems in the order of the file."""
        return tuple(sorted(self.problems, key=_position))


def _position(problem: Problem) -> tuple[int, int]:
    place = problem.place
    return (place.line or 0, place.column or 0) if place else (0, 0)
