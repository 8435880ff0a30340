"""Issues tried out as mail and as pages, in each of their languages, before anybody gets one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from pressrun.errors import ContentError, Place, Problem
from pressrun.model.checking import Weights
from pressrun.model.issue import Issue
from pressrun.ports import Contents
from pressrun.press.desk import Desk
from pressrun.press.excusing import merge
from pressrun.press.faces import bind, languages_of, mailing_list_of, make_face
from pressrun.press.farewell import ways_out
from pressrun.press.site import try_pages
from pressrun.render.lint.inspected import Inspected
from pressrun.render.lint.script import Script

_INSPECT: Final = "pressrun.render.lint.inspection:inspect_mail"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailProof:
    """What an issue comes to as mail.

    ``weights`` and ``minutes`` are by language; ``lines`` are those of its templates
    (``Inspected.lines``).
    """

    problems: tuple[Problem, ...] = ()
    weights: Mapping[str, Weights] = field(default_factory=dict)
    minutes: Mapping[str, int] = field(default_factory=dict)
    lines: Mapping[tuple[str, int], bool] = field(default_factory=dict)


def prove_mail(
    desk: Desk, issue: Issue, contents: Contents, script: Callable[[str], Script]
) -> MailProof:
    """Return what is wrong with an issue as mail and as pages, and what it weighs.

    ``script`` reads the text of a file. After a language that does not render no other is tried.
    """
    problems = list[Problem]()
    weights, minutes = dict[str, Weights](), dict[str, int]()
    lines = dict[tuple[str, int], bool]()
    now = desk.clock.now()
    try:
        theme = desk.theme()
        for tag in languages_of(issue, contents, desk.publication.language):
            bound = bind(desk, issue, contents, at=now, language=tag)
            inspected: Inspected = desk.isolate.call(
                _INSPECT,
                bound,
                desk.publication,
                mailing_list_of(bound.issue, desk.publication),
                theme,
                desk.checking,
                script(bound.issue.path),
            )
            weights[tag or desk.publication.language] = inspected.weights
            minutes[tag or desk.publication.language] = inspected.minutes
            merge(lines, inspected.lines)
            problems += inspected.problems
            problems += ways_out(bound.issue, inspected.rendered, theme.own)
            make_face(desk, bound, inspected.rendered, date_at=now)
            try_pages(desk, bound, theme)
    except ContentError as error:
        problems += (_placed(problem, issue) for problem in error.problems)
    return MailProof(problems=tuple(problems), weights=weights, minutes=minutes, lines=lines)


def _placed(problem: Problem, issue: Issue) -> Problem:
    """Return what a child broke off with, at the issue it was given."""
    return problem if problem.place else replace(problem, place=Place(path=issue.path))
