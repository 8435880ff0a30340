"""What one person is told of an issue that is yet to come, or came before they did."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from pressrun.model.audience import Cadence, Consent, ConsentKind, Reader, SubscriptionState
from pressrun.model.delivery import Delivery, PressRun
from pressrun.model.fate import WHY, Fate
from pressrun.model.issue import ArmedIssue, Issue, IssueKind, IssueState


def foretold(fate: Fate | None) -> Iterator[tuple[datetime | None, str]]:
    """Yield what is known of one reader and an issue to come, with its moment if it has one."""
    if fate is None:
        return
    if fate.lacks:
        count = len(fate.lacks)
        some = "an article" if count == 1 else f"{count} articles"
        yield None, f"lacks {some}: {', '.join(fate.lacks)}"
    if fate.goes and fate.language:
        yield None, f"gets its face in language {fate.language}"
    if not fate.goes:
        yield None, f"is not written to: {WHY[fate.key]}"
    if fate.next_at is not None:
        yield fate.next_at, "the next digest of theirs is due"


def joined_since(
    issue: Issue,
    armed: ArmedIssue | None,
    run: PressRun | None,
    reader: Reader,
    consent: Iterable[Consent],
    delivery: Delivery | None,
) -> str:
    """Return how a latecomer may get an issue that went out before they came."""
    is_out = run is not None and run.kind is IssueKind.ISSUE and armed is not None
    if not is_out or delivery is not None or armed is None or armed.state is not IssueState.SENT:
        return ""
    held, date_at = reader.subscription, run.date_at if run else armed.due_at
    came = any(
        (line.list, line.kind) == (held.list, ConsentKind.GIVEN) and line.at >= date_at
        for line in consent
    )
    mailed = held.state is SubscriptionState.CONFIRMED and held.cadence is Cadence.EACH
    if not came or not mailed or reader.suppressed:
        return ""
    how = f"pressrun send {issue.number} --to-those-who-joined-since"
    return f"nothing by itself: they joined since; it goes to them with {how}"
