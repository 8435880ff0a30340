"""Findings as commands of a GitHub workflow, which shows each beside its line.

GitHub documentation, "Workflow commands for GitHub Actions": error, warning and notice.
"""

from collections.abc import Mapping
from typing import Final

from pressrun.cli.reports.findings import Findings
from pressrun.errors import Problem, Severity

_COMMANDS: Final[Mapping[Severity, str]] = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.NOTE: "notice",
}
_IN_MESSAGE: Final = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_IN_PROPERTY: Final = _IN_MESSAGE | str.maketrans({":": "%3A", ",": "%2C"})


def github(findings: Findings) -> str:
    """Return a command for each problem, a line each."""
    return "".join(f"{_command(findings, problem)}\n" for problem in findings.problems)


def _command(findings: Findings, problem: Problem) -> str:
    properties: dict[str, str | int] = {}
    place = problem.place
    if place is not None:
        properties["file"] = findings.path(place)
        if place.line:
            properties["line"] = place.line
        if place.line and place.column:
            properties |= {"col": place.column, "endColumn": place.column + place.width}
    properties["title"] = problem.code
    said = ",".join(
        f"{key}={str(item).translate(_IN_PROPERTY)}" for key, item in properties.items()
    )
    message = f"{problem.what}\n{problem.help}".strip().translate(_IN_MESSAGE)
    return f"::{_COMMANDS[problem.severity]} {said}::{message}"
