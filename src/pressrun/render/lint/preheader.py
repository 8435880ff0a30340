"""The line that mail programs show behind a subject: missing, or saying the same."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from pressrun.errors import Problem, Severity
from pressrun.model.code import Code
from pressrun.model.issue import IssueKind
from pressrun.render.lint.front import value_of
from pressrun.render.lint.rule import Rule
from pressrun.render.lint.subjects import IssueCopy

PRE001: Final = Code(
    code="PRE001",
    title="the issue has no preheader",
    why="Behind the subject, mail programs show the first words of a message: without a preheader"
    " that is the publication's name and the date, which say nothing of the issue.",
    mend='Write a line `preheader: "…"` in issue.md with what else is in it, in 40 to 110'
    " characters.",
    severity=Severity.WARNING,
    excusable=True,
)
PRE002: Final = Code(
    code="PRE002",
    title="the preheader repeats the subject",
    why="Both are shown beside each other, so that readers get the same words twice and learn"
    " nothing else of the issue.",
    mend="Say in `preheader:` what the subject leaves out.",
    severity=Severity.WARNING,
    excusable=True,
)

# A subject of fewer words may well be named again.
_PHRASE: Final = 3


def _look(copy: IssueCopy) -> Iterator[Problem]:
    issue = copy.issue
    subject = value_of(copy.script, "subject")
    written = value_of(copy.script, "preheader")
    # The engine writes those of digests and corrections, and of what a schedule drafts, itself: it
    # leaves them out where there is nothing to say.
    is_its_own = issue.kind is IssueKind.ISSUE and not issue.schedule
    if not issue.preheader.strip():
        # A translation that is silent gets what its original says.
        if is_its_own and not issue.language:
            yield Problem(
                code=PRE001.code,
                what="the issue has no preheader: mail programs show the masthead in its place",
                place=written or subject or copy.script.whole(1),
                help='write  preheader: "…"  with what else is in the issue',
                severity=PRE001.severity,
            )
    # Where a translation leaves its preheader to the original, its subject is what can be mended.
    elif (place := written or subject) and _repeats(issue.preheader, issue.subject):
        yield Problem(
            code=PRE002.code,
            what="the preheader repeats the subject, and both are shown beside each other",
            place=place,
            help="say what the subject leaves out",
            severity=PRE002.severity,
        )


def _repeats(preheader: str, subject: str) -> bool:
    """Tell whether a preheader only says what the subject says, or all of it at its beginning."""
    said, before = _words(preheader), _words(subject)
    if not said or not before:
        return False
    again = len(before) >= _PHRASE and said[: len(before)] == before
    return again or _stands_in(said, before)


def _stands_in(few: list[str], many: list[str]) -> bool:
    width = len(few)
    return any(many[at : at + width] == few for at in range(len(many) - width + 1))


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", unicodedata.normalize("NFC", text).casefold())


PREHEADER: Final = Rule(on=(IssueCopy,), codes=(PRE001, PRE002), look=_look)
