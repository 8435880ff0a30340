"""An issue looked at as mail: rendered once, weighed, and its templates read with their lines.

Called by name, in a child process: templates run here.
"""

from collections.abc import Iterator
from typing import Final

from pressrun.errors import Place, Problem
from pressrun.model.checking import Checking, Cut
from pressrun.model.excuse import may_excuse
from pressrun.model.issue import BoundIssue
from pressrun.model.publication import MailingList, Publication, Theme
from pressrun.render.email import Made, fitted, measure_issue
from pressrun.render.lint.inspected import Inspected
from pressrun.render.lint.registry import RULES
from pressrun.render.lint.rule import look
from pressrun.render.lint.script import Script
from pressrun.render.lint.subjects import MailCopy, TemplateCopy
from pressrun.render.lint.tree import read_tree
from pressrun.render.readingtime import issue_minutes

_LETTERS: Final = ("email/letters/", "email/parts/letter")


def ready() -> None:
    """Do nothing: whoever can call this has loaded every rule and what makes mail."""


def inspect_mail(
    bound: BoundIssue,
    publication: Publication,
    mailing_list: MailingList,
    theme: Theme,
    checking: Checking,
    script: Script,
) -> Inspected:
    """Return an issue as mail, and what its words, its weight and its templates are wrong in.

    Raises:
        RenderError: A template does not work.
    """
    if publication.cut is Cut.AUTO:
        bound = fitted(bound, publication, mailing_list, theme)
    measured = measure_issue(bound, publication, mailing_list, theme)
    rendered, weights = measured.rendered, measured.weighed.weights
    copy = MailCopy(
        bound=bound,
        rendered=rendered,
        weights=weights,
        script=script,
        publication=publication,
        mailing_list=mailing_list,
        templates=_own_templates(theme),
    )
    problems = (
        *rendered.findings,
        *look(copy, RULES),
        *look_at_templates(measured.made, theme, publication, checking),
    )
    return Inspected(
        rendered=rendered,
        weights=weights,
        minutes=issue_minutes(bound, publication),
        problems=problems,
        lines=_lines(measured.made, theme),
    )


def _lines(made: Made, theme: Theme) -> dict[tuple[str, int], bool]:
    excusing = {name for name, text in theme.files if name in theme.own and may_excuse(text)}
    if not excusing:
        return {}
    return {line: was for line, was in made.trace.lines().items() if line[0] in excusing}


def _own_templates(theme: Theme) -> dict[str, str]:
    """Return the publication's own templates of issues: those of letters make no issue."""
    return {
        name: text
        for name, text in theme.files
        if name in theme.own and name.startswith("email/") and not name.startswith(_LETTERS)
    }


def look_at_templates(
    made: Made, theme: Theme, publication: Publication, checking: Checking
) -> Iterator[Problem]:
    """Yield what is wrong in what the publication's own templates wrote of a message."""
    own = frozenset(theme.own)
    if not any(name.startswith("email/") for name in own):
        return

    def written(at: int) -> Place | None:
        found = made.trace.written(at)
        return found[1] if found is not None and found[0] in own else None

    root = read_tree(made.source, written)
    copy = TemplateCopy(name=made.name, root=root, publication=publication, checking=checking)
    yield from look(copy, RULES)
