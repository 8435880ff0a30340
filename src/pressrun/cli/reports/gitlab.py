"""Findings as a report of code quality, which GitLab compares between two branches.

GitLab documentation, "Code Quality": what a custom tool has to write.
"""

import json
from collections.abc import Mapping
from typing import Final

from pressrun.cli.reports.findings import Findings
from pressrun.errors import Severity

_SEVERITIES: Final[Mapping[Severity, str]] = {
    Severity.ERROR: "critical",
    Severity.WARNING: "minor",
    Severity.NOTE: "info",
}


def gitlab(findings: Findings) -> str:
    """Return a JSON array with an object for each problem."""
    rows = [
        {
            "description": f"{problem.what}: {problem.help}" if problem.help else problem.what,
            "check_name": problem.code,
            "fingerprint": name,
            "severity": _SEVERITIES[problem.severity],
            "location": {
                "path": findings.path(problem.place),
                "lines": {"begin": (problem.place and problem.place.line) or 1},
            },
        }
        for problem, name in findings.named()
    ]
    return json.dumps(rows, ensure_ascii=False, indent=2) + "\n"
