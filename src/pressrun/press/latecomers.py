"""Latecomers: who joined after an issue went out gets it as everybody did, in the same run."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pressrun.errors import Problem, Refused, Severity
from pressrun.model.article import Article
from pressrun.model.issue import Issue, IssueKind, IssueState
from pressrun.model.unseen import original_of
from pressrun.ports import Contents, Store
from pressrun.press.desk import Desk
from pressrun.press.release import by_language

_GOING: Final = frozenset({IssueState.SENDING, IssueState.PAUSED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Latecomers:
    """How many an issue that went out to ``list`` was never meant for, and when it was sent.

    ``warnings`` name what was corrected since: a frozen face says what it said.
    """

    issue: Issue
    list: str
    count: int
    date_at: datetime
    warnings: tuple[Problem, ...] = ()


def find_latecomers(desk: Desk, store: Store, issue: Issue, contents: Contents) -> Latecomers:
    """Return who joined since an issue went out.

    Raises:
        ContentError: The memory of entries does not load.
        Refused: It has not gone out, goes out now, was cancelled, or is not for a whole list.
    """
    with store.unit(write=False) as unit:
        armed, run = unit.issues.find(issue.key), unit.runs.find(issue.key)
        state = armed.state if armed else IssueState.DRAFT
        if armed is None or run is None or state is not IssueState.SENT:
            raise _refused(issue, state)
        if run.kind is not IssueKind.ISSUE:
            raise _not_for_all(issue, run.kind, contents)
        count = unit.digests.latecomers(issue.key, list=armed.list)
        faces = unit.runs.faces(issue.key)
    carried = {original_of(article) for face in faces for article in face.articles}
    # Both are whole seconds: what was corrected in the second of the run is told, as to errata.
    corrected = {
        record.id
        for record in desk.folder.memory().records
        if record.is_corrected and run.date_at <= record.updated_at
    }
    warnings = (
        _corrected(article)
        for article in contents.articles
        if article.work in carried and article.id in corrected
    )
    return Latecomers(
        issue=issue,
        list=armed.list,
        count=count,
        date_at=run.date_at,
        warnings=tuple(warnings),
    )


def admit(desk: Desk, store: Store, found: Latecomers) -> int:
    """Add latecomers to the run of their issue, which is sending again then; return how many.

    One transaction: after a crash they are all in, each once, or none is.

    Raises:
        Refused: The issue began to go out again meanwhile.
    """
    key = found.issue.key
    with store.unit() as unit:
        armed = unit.issues.find(key)
        state = armed.state if armed else IssueState.DRAFT
        if state is not IssueState.SENT:
            raise _refused(found.issue, state)
        faces = by_language(unit.runs.faces(key), first=desk.publication.language)
        return unit.digests.extend(key, list=found.list, faces=faces)


def _refused(issue: Issue, state: IssueState) -> Refused:
    number = issue.number
    if state in _GOING:
        return Refused(
            f"issue {number} is going out now",
            code="LAT001",
            help=f"once it has:  pressrun send {number} --to-those-who-joined-since",
        )
    if state is IssueState.CANCELLED:
        return Refused(
            f"issue {number} was cancelled, and a cancelled issue never starts again",
            code="LAT002",
            help='make a new one: pressrun new issue "SUBJECT"',
        )
    return Refused(
        f"issue {number} is {state}: nobody has it, whenever they joined",
        code="LAT003",
        help=f"pressrun send {number}   sends it to everybody",
    )


def _not_for_all(issue: Issue, kind: IssueKind, contents: Contents) -> Refused:
    if kind is IssueKind.DIGEST:
        return Refused(
            f"issue {issue.number} is a digest: it carried what each reader had not had",
            code="LAT004",
            help="who joined since gets what comes from now on; send them an issue instead",
        )
    slug = next((a.slug for a in contents.articles if a.id == issue.erratum_of), "ARTICLE")
    return Refused(
        f"issue {issue.number} is an erratum: it is for those alone who had the old text",
        code="LAT005",
        help=f"for whoever was sent it since:  pressrun correct {slug} --draft-erratum",
    )


def _corrected(article: Article) -> Problem:
    return Problem(
        code="LAT006",
        severity=Severity.WARNING,
        what=f"“{article.title}” was changed since; they get it as it was sent",
        help=f"afterwards:  pressrun correct {article.slug} --draft-erratum",
    )
