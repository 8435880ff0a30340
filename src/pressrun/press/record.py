"""Decide what is public: the memory of entries before and after a publication."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from pressrun.errors import Place, Problem, Severity
from pressrun.model.article import Article, PublishRule
from pressrun.model.feed import Record, RecordKind
from pressrun.model.issue import BoundIssue, Issue, IssueKey
from pressrun.model.memory import PATH as RECORDS_PATH
from pressrun.ports import Contents


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """What becomes public now besides articles whose own moment has come.

    ``at`` is the instant written down as first publication, whole seconds; ``issue`` brings its
    articles along.
    """

    at: datetime
    issue: IssueKey | None = None


def has_come(article: Article, at: datetime) -> bool:
    """Tell whether ``article`` is public by its own front matter at this instant."""
    if article.draft:
        return False
    publish = article.publish
    return publish.rule is PublishRule.NOW or (
        publish.rule is PublishRule.MOMENT and publish.at is not None and publish.at <= at
    )


def unshown(contents: Contents, records: Iterable[Record]) -> Iterator[Problem]:
    """Yield a warning for what is public and whose file says otherwise, or is gone.

    Nothing is withdrawn by that: readers have it, and feeds never take back.
    """
    here = {article.id for article in contents.articles} | {i.key for i in contents.issues}
    for record in records:
        if record.withdrawn_at is None and record.id not in here:
            yield Problem(
                code="PUB001",
                severity=Severity.WARNING,
                what=f"the {record.kind} {record.id} is public, and no file that loads has its id",
                place=Place(path=RECORDS_PATH),
                help="mend or put back its file; its page stays, feeds leave it out until then",
            )
    public = {record.id for record in records}
    for article in contents.articles:
        if article.draft and article.id in public:
            yield Problem(
                code="PUB002",
                severity=Severity.WARNING,
                what="this article is public already; `draft: true` only keeps it out of issues",
                place=Place(path=article.path),
                help="take `draft: true` out",
            )


class Register:
    """The memory of entries while a publication is made: first publication, then changes.

    A record never changes its id, sequence or ``published_at``; ``updated_at`` moves only when
    the digest of the words does (design §4 item 1).
    """

    def __init__(self, records: Iterable[Record]) -> None:
        self._records = {record.id: record for record in records}

    @property
    def public(self) -> Mapping[str, Record]:
        """Return what is public, by minted id."""
        return {key: r for key, r in self._records.items() if r.withdrawn_at is None}

    @property
    def records(self) -> tuple[Record, ...]:
        """Return every record, withdrawn ones too, in order of first publication."""
        return tuple(sorted(self._records.values(), key=lambda record: record.sequence))

    def enter_article(self, article: Article, *, at: datetime) -> None:
        """Make ``article`` public at this instant, unless it is or was."""
        at = article.publish.at or at
        self._enter(article.id, RecordKind.ARTICLE, article.language, at)

    def enter_issue(self, issue: Issue, *, language: str, at: datetime) -> None:
        """Make ``issue`` public at this instant, unless it is or was."""
        self._enter(issue.key, RecordKind.ISSUE, language, at)

    def note_digest(self, id: str, digest: str, *, at: datetime) -> None:
        """Note the digest of an entry's words; ``updated_at`` moves when they changed."""
        record = self._records[id]
        if record.digest and record.digest != digest:
            record = replace(record, updated_at=max(at, record.published_at))
        self._records[id] = replace(record, digest=digest)

    def _enter(self, id: str, kind: RecordKind, language: str, at: datetime) -> None:
        if id in self._records:
            return
        last = max((record.sequence for record in self._records.values()), default=0)
        self._records[id] = Record(
            id=id,
            kind=kind,
            language=language,
            sequence=last + 1,
            published_at=at,
            updated_at=at,
            digest="",
        )


def stamp(bound: BoundIssue, record: Record) -> BoundIssue:
    """Return ``bound`` with the instant of its first publication."""
    return replace(bound, published_at=record.published_at)
