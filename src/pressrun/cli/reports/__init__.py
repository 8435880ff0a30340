"""Forms in which other programs read findings: a file here and a line in ``FORMATS``."""

from collections.abc import Callable, Mapping
from typing import Final

from pressrun.cli.reports.findings import Findings
from pressrun.cli.reports.github import github
from pressrun.cli.reports.gitlab import gitlab
from pressrun.cli.reports.sarif import sarif

FORMATS: Final[Mapping[str, Callable[[Findings], str]]] = {
    "github": github,
    "gitlab": gitlab,
    "sarif": sarif,
}
