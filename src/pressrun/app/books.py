"""The books of what has gone out: read by anybody at any time, changed on the editor's word."""

from pressrun.app.wiring import Wiring
from pressrun.model.issue import Issue
from pressrun.press.audit import Audit, audit
from pressrun.press.explain import Event, Story, explain
from pressrun.press.pausing import Change, cancel, is_by_person, pause, resume
from pressrun.press.progress import Progress, RelayProgress, Watch
from pressrun.press.retry import Retried, Which, believe, retry


class Books:
    """Audits, explains and watches; pauses, resumes, cancels and tries again."""

    def __init__(self, wiring: Wiring) -> None:
        self._wiring = wiring

    def audit(self, issue: Issue) -> Audit:
        return audit(self._wiring.store, self._wiring.journals, issue.key)

    def explain(self, issue: Issue, address: str) -> Story:
        wiring, publication = self._wiring, self._wiring.settings.publication
        return explain(publication, wiring.store, wiring.journals, issue, address)

    def watch(self, issue: Issue) -> Watch:
        return Watch(self._wiring.store, issue, clock=self._wiring.clock)

    def believe(self, issue: Issue, *, dry_run: bool) -> int:
        """Call unknown deliveries accepted; return how many."""
        return believe(self._wiring.store, issue, clock=self._wiring.clock, commit=not dry_run)

    def retry(self, issue: Issue, which: Which, *, dry_run: bool) -> Retried:
        wiring = self._wiring
        return retry(wiring.store, issue, which, clock=wiring.clock, commit=not dry_run)

    def pause(self, issue: Issue, *, by: str, dry_run: bool) -> Change:
        return pause(self._wiring.store, issue, by=by, commit=not dry_run)

    def resume(self, issue: Issue, *, dry_run: bool) -> Change:
        return resume(self._wiring.store, issue, clock=self._wiring.clock, commit=not dry_run)

    def cancel(self, issue: Issue, *, by: str, dry_run: bool) -> Change:
        return cancel(self._wiring.store, issue, by=by, commit=not dry_run)


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
