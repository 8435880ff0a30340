"""What check tells of an issue that is about to be sent, and how a person sends it all the same."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

import click

from pressrun.cli.printing import count, say, tell_problems
from pressrun.errors import Problem, Severity

# A sender that only goes on never loads all of Pressrun.
if TYPE_CHECKING:
    from pressrun.app import App
    from pressrun.app.sending import Plan

# More files than these are not named one by one.
_NAMED: Final = 3
# What is told of a moment no check can tell before it is set.
_OF_THE_MOMENT: Final = "SND"

accepts = click.option(
    "--accept",
    "accepted",
    metavar="CODE",
    multiple=True,
    help="Go on though check finds errors with this code; may be repeated.",
)


def tell_objections(plan: "Plan") -> None:
    """Print errors, and what is told of the moment, in full; count the other warnings."""
    warnings = []
    for problem in plan.findings:
        if problem.severity is Severity.ERROR or problem.code.startswith(_OF_THE_MOMENT):
            tell_problems((problem,))
        elif problem.severity is Severity.WARNING:
            warnings.append(problem)
    if warnings:
        say(f"{count(len(warnings), 'warning')}:  {_check(warnings)}\n")


def refuse_objections(app: "App", plan: "Plan", accepted: tuple[str, ...], *, again: str) -> None:
    """Refuse an issue with errors that were not accepted; ``again`` is what was typed.

    Raises:
        Refused: There are some.
    """
    tell_problems(app.sending.refuse_errors(plan, accepted, again=again))


def say_findings(errors: int, warnings: int) -> str:
    """Return how much was found, in words: ``1 error, 2 warnings``, ``–`` for nothing."""
    counted = ((errors, "error"), (warnings, "warning"))
    return ", ".join(count(number, noun) for number, noun in counted if number) or "–"


def _check(warnings: Iterable[Problem]) -> str:
    """Return the command that shows these."""
    places = (problem.place for problem in warnings)
    paths = sorted({place.path if place else "" for place in places})
    named = paths if "" not in paths and len(paths) <= _NAMED else []
    return " ".join(["pressrun check", *named])
