"""The board: every issue with where it stands, and articles that no issue carries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from pressrun.errors import Problem, Severity
from pressrun.model.approval import ApprovalStanding
from pressrun.model.article import Article, PublishRule
from pressrun.model.delivery import Accounts
from pressrun.model.feed import Record
from pressrun.model.issue import ArmedIssue, Issue, IssueKey, IssueState
from pressrun.ports import Contents, Store
from pressrun.press.shelf import names


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """How much check finds in an issue; ``codes`` are those of errors and warnings, each once."""

    errors: int
    warnings: int
    codes: tuple[str, ...]

    @classmethod
    def of(cls, problems: Iterable[Problem]) -> "Findings":
        """Return problems counted; a note is no fault."""
        counted = [one for one in problems if one.severity is not Severity.NOTE]
        errors = sum(one.severity is Severity.ERROR for one in counted)
        return cls(
            errors=errors,
            warnings=len(counted) - errors,
            codes=tuple(sorted({one.code for one in counted})),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One issue on the board; ``accounts`` is None before its run is open.

    ``waiting`` counts readers of a digest who wait for the next: theirs were the rarest sets.
    ``approval`` is None where nobody asks for one and none was given, and once it goes out;
    ``findings`` is None of what goes out or has, and where nobody asked (``press.objections``).
    """

    issue: Issue
    state: IssueState
    armed: ArmedIssue | None = None
    accounts: Accounts | None = None
    next_at: datetime | None = None
    waiting: int = 0
    problems: tuple[Problem, ...] = ()
    approval: ApprovalStanding | None = None
    findings: Findings | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Spare:
    """An article that no issue carries, and why it is not public."""

    article: Article
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    cards: tuple[Card, ...]
    spare: tuple[Spare, ...]
    problems: tuple[Problem, ...]


def board(contents: Contents, records: Iterable[Record], store: Store | None) -> Board:
    """Return every issue with its state and books; a folder without a row is a draft."""
    rows: Mapping[IssueKey, Card] = _rows(contents, store) if store else {}
    cards = tuple(
        rows.get(issue.key) or Card(issue=issue, state=IssueState.DRAFT)
        for issue in contents.issues
    )
    carried = {reference for issue in contents.issues for reference in issue.references}
    public = {record.id for record in records}
    spare = tuple(
        Spare(article=article, why=_why(article))
        for article in contents.originals
        if article.id not in public and not carried & names(article)
    )
    return Board(cards=cards, spare=spare, problems=contents.problems)


def _rows(contents: Contents, store: Store) -> dict[IssueKey, Card]:
    found = {}
    with store.unit(write=False) as unit:
        for issue in contents.issues:
            armed = unit.issues.find(issue.key)
            if armed is None:
                continue
            run = unit.runs.find(issue.key)
            opened = run is not None and run.state != "frozen"
            found[issue.key] = Card(
                issue=issue,
                state=armed.state,
                armed=armed,
                accounts=unit.runs.accounts(issue.key) if opened else None,
                next_at=unit.deliveries.next_at(issue.key) if opened else None,
                waiting=run.waiting if run else 0,
            )
    return found


def _why(article: Article) -> str:
    if article.draft:
        return "draft"
    if article.publish.rule is PublishRule.ISSUE:
        return "waits for an issue"
    if article.publish.rule is PublishRule.NOW:
        return "public with the next build"
    return "public at a moment of its own"
