"""``::: poll``: a question that asks for an opinion."""

import re
from datetime import date
from typing import Final

from pressrun.errors import quoted, suggest
from pressrun.model.document import Block, List, Paragraph, Poll, Results
from pressrun.model.inline import plain
from pressrun.source.blocks.directive import Directive, Refusal
from pressrun.source.blocks.quiz import id_refusal, read_choices

_HELP: Final = (
    "write a question, its choices with empty boxes, and perhaps when it closes:\n"
    "::: poll cadence\nHow often shall we write?\n\n- [ ] Weekly\n- [ ] Monthly\n\n"
    "Closes: 2026-12-08\nResults: after vote\n:::"
)
_TERMS: Final = re.compile(r"(?:Closes: *(?P<closes>[^:]+?))? *(?:Results: *(?P<results>[^:]+))?")

_Terms = tuple[date | None, Results]


def read_poll(directive: Directive) -> Poll | Refusal:
    """Read a question paragraph, a task list with empty boxes, perhaps the terms."""
    if refusal := id_refusal(directive, "poll", _HELP):
        return refusal
    match directive.blocks:
        case (Paragraph(parts=question), List() as tasks):
            terms: _Terms | Refusal = (None, Results.AFTER_VOTE)
        case (Paragraph(parts=question), List() as tasks, Paragraph() as last):
            terms = _terms(last)
        case _:
            what = "a poll is a question, a list of choices and perhaps its terms"
            return Refusal(what=what, help=_HELP, line=directive.line)
    choices = read_choices(tasks, _HELP)
    if isinstance(choices, Refusal):
        return choices
    if isinstance(terms, Refusal):
        return terms
    if len(choices) < 2 or any(choice.right for choice in choices):
        what = "a poll has two choices or more, and none of them is ticked"
        return Refusal(what=what, help=_HELP, line=tasks.line)
    closes_on, results = terms
    return Poll(
        id=directive.argument,
        question=question,
        choices=choices,
        closes_on=closes_on,
        results=results,
        line=directive.line,
    )


def _terms(block: Block) -> _Terms | Refusal:
    """Read ``Closes: 2026-12-08`` and ``Results: after vote``, either or both."""
    words = plain(block.parts) if isinstance(block, Paragraph) else ""
    found = _TERMS.fullmatch(words)
    if not words or found is None:
        what = "below the choices stand only  Closes: DATE  and  Results: WHEN"
        return Refusal(what=what, help=_HELP, line=block.line)
    closes_on, results = None, Results.AFTER_VOTE
    if given := found["closes"]:
        try:
            closes_on = date.fromisoformat(given)
        except ValueError:
            what = f"{quoted(given.strip())} is not a day"
            return Refusal(what=what, help="write  Closes: 2026-12-08", line=block.line)
    if given := found["results"]:
        if given.strip() not in list(Results):
            near = suggest(given.strip(), list(Results))
            what = f"results are not shown {quoted(given.strip())}"
            return Refusal(what=what, help=near, line=block.line)
        results = Results(given.strip())
    return closes_on, results
