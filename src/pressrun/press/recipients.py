"""Recipients: how many readers of a list an issue of its kind would go to now."""

from pressrun.model.article import ArticleId
from pressrun.model.audience import Cadence
from pressrun.model.issue import Issue, IssueKind
from pressrun.ports import Unit
from pressrun.press.correct import old_before
from pressrun.press.desk import Desk
from pressrun.press.digesting import unseen


def recipients(desk: Desk, unit: Unit, issue: Issue, *, list: str) -> int:
    """Return how many an issue would go to, were it opened now; topics are not looked at."""
    match issue.kind:
        case IssueKind.ISSUE:
            return unit.people.count(list).mailable
        case IssueKind.DIGEST:
            sets = unseen(desk, unit, list, issue.digest_of or Cadence.WEEKLY)
            return sum(one.readers for one in sets)
        case IssueKind.ERRATUM:
            before = old_before(issue.corrected_at)
            return unit.digests.untold(ArticleId(issue.erratum_of), list=list, before=before)
