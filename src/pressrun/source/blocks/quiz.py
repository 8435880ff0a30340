"""``::: quiz``: a question, its choices, and why the right one is right."""

from typing import Final

from pressrun.errors import quoted
from pressrun.model.article import is_slug
from pressrun.model.document import Choice, List, Paragraph, Quiz
from pressrun.model.inline import Inlines
from pressrun.source.blocks.directive import Directive, Refusal, bullets, sentence

_HELP: Final = (
    "write a question, its choices with one [x], and perhaps a reason:\n"
    "::: quiz lamp-height\nHow high is the lamp?\n\n- [ ] 12 metres\n- [x] 34 metres\n\n"
    "Because of the cliff.\n:::"
)


def read_quiz(directive: Directive) -> Quiz | Refusal:
    """Read a question paragraph, a task list with one right choice, perhaps a reason."""
    if refusal := id_refusal(directive, "quiz", _HELP):
        return refusal
    reason: Inlines = ()
    match directive.blocks:
        case (Paragraph(parts=question), List() as tasks):
            pass
        case (Paragraph(parts=question), List() as tasks, Paragraph(parts=reason)):
            pass
        case _:
            what = "a quiz is a question, a list of choices and perhaps a reason"
            return Refusal(what=what, help=_HELP, line=directive.line)
    choices = read_choices(tasks, _HELP)
    if isinstance(choices, Refusal):
        return choices
    right = sum(choice.right for choice in choices)
    if len(choices) < 2 or right != 1:
        what = f"a quiz has two choices or more, one of them right; here {right} of {len(choices)}"
        return Refusal(what=what, help=_HELP, line=tasks.line)
    return Quiz(
        id=directive.argument,
        question=question,
        choices=choices,
        reason=reason,
        line=directive.line,
    )


def id_refusal(directive: Directive, what: str, help: str) -> Refusal | None:
    """Return why the words behind the name cannot be the id of a question, if they cannot."""
    if is_slug(directive.argument):
        return None
    given = quoted(directive.argument)
    told = f"a {what} needs an id of small letters, digits and hyphens, not {given}"
    return Refusal(what=told, help=help, line=directive.line)


def read_choices(tasks: List, help: str) -> tuple[Choice, ...] | Refusal:
    """Read a task list, each item one short paragraph."""
    for item in bullets(tasks):
        if item.checked is None or not sentence(item):
            what = "a choice is a box and a short paragraph"
            return Refusal(what=what, help=help, line=item.line)
    return tuple(
        Choice(parts=sentence(item), right=item.checked is True) for item in bullets(tasks)
    )
