"""What looking at an issue as mail came to."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pressrun.errors import Problem
from pressrun.model.checking import Weights
from pressrun.model.issue import RenderedIssue


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspected:
    """An issue as it would be sent, what it weighs, how long it is read, what was found in it.

    ``lines`` are (template, line) of the publication's own templates in which somebody excuses
    something, each with whether it is part of the mail.
    """

    rendered: RenderedIssue
    weights: Weights
    minutes: int
    problems: tuple[Problem, ...]
    lines: Mapping[tuple[str, int], bool] = field(default_factory=dict)
