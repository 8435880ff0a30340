"""The books of what has gone out: read by anybody at any time, changed on the editor's word.

Nothing that renders is loaded for them, so that they open quickly after a crash.
"""

from datetime import datetime

from pressrun.app.mailroom import Mailroom
from pressrun.model.delivery import RunState
from pressrun.model.issue import Issue
from pressrun.press.audit import Audit, audit
from pressrun.press.explain import Event, Story, explain
from pressrun.press.pausing import Change, cancel, is_by_person, pause, resume
from pressrun.press.progress import Progress, RelayProgress, Watch
from pressrun.press.retry import Retried, Which, believe, retry


class Books:
    """Audits, explains and watches; pauses, resumes, cancels and tries again."""

    def __init__(self, mailroom: Mailroom) -> None:
        self._mailroom = mailroom

    @property
    def zone(self) -> str:
        return self._mailroom.settings.publication.zone

    def now(self) -> datetime:
        return self._mailroom.clock.now()

    def issue(self, name: str) -> Issue | None:
        """Return the issue of this name; None if there is none, or none that loads."""
        return next((one for one in self._mailroom.issues() if one.answers_to(name)), None)

    def audit(self, issue: Issue) -> Audit:
        return audit(self._mailroom.store, self._mailroom.journals, issue.key)

    def is_ahead(self, issue: Issue) -> bool:
        """Tell whether an issue has not been opened: whom it will go to may still change."""
        with self._mailroom.store.unit(write=False) as unit:
            run = unit.runs.find(issue.key)
        return run is None or run.state is RunState.FROZEN

    def explain(self, issue: Issue, address: str) -> Story:
        """Tell the story of one address and an issue, as far as the books have it."""
        mailroom, publication = self._mailroom, self._mailroom.settings.publication
        return explain(publication, mailroom.store, mailroom.journals, issue, address)

    def watch(self, issue: Issue) -> Watch:
        return Watch(self._mailroom.store, issue, clock=self._mailroom.clock)

    def believe(self, issue: Issue, *, dry_run: bool) -> int:
        """Call unknown deliveries accepted; return how many."""
        return believe(self._mailroom.store, issue, clock=self._mailroom.clock, commit=not dry_run)

    def require_tenure(self) -> None:
        """Return if this database may send.

        Raises:
            Refused: It may not, until it is adopted.
        """
        self._mailroom.tenure.require()

    def retry(self, issue: Issue, which: Which, *, dry_run: bool) -> Retried:
        mailroom = self._mailroom
        return retry(mailroom.store, issue, which, clock=mailroom.clock, commit=not dry_run)

    def pause(self, issue: Issue, *, by: str, dry_run: bool) -> Change:
        return pause(self._mailroom.store, issue, by=by, commit=not dry_run)

    def resume(self, issue: Issue, *, by: str, dry_run: bool) -> Change:
        mailroom = self._mailroom
        return resume(mailroom.store, issue, by=by, clock=mailroom.clock, commit=not dry_run)

    def cancel(self, issue: Issue, *, by: str, dry_run: bool) -> Change:
        return cancel(self._mailroom.store, issue, by=by, commit=not dry_run)


__all__ = [
    "Audit",
    "Books",
    "Change",
    "Event",
    "Progress",
    "RelayProgress",
    "Retried",
    "Story",
    "Watch",
    "Which",
    "is_by_person",
]
