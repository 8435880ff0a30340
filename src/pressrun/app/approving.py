"""Approvals: given, taken back, and held against what an issue is now."""

from pressrun.app.wiring import Wiring
from pressrun.model.approval import Approval, ApprovalStanding, Verdict
from pressrun.model.issue import Issue
from pressrun.press.approve import Approved, Review, approve, review, take_back
from pressrun.press.difference import Compared, Difference, Part, compare


class Approving:
    """Says yes to issues, and what of them has changed since."""

    def __init__(self, wiring: Wiring) -> None:
        self._wiring = wiring

    @property
    def zone(self) -> str:
        """Return the publication's time zone."""
        return self._wiring.settings.publication.zone

    def review(self, issue: Issue) -> Review:
        """Return what approving ``issue`` would be a yes to; everything is tried out."""
        wiring = self._wiring
        return review(wiring.desk, wiring.store, issue, wiring.desk.folder.contents())

    def approve(self, reviewed: Review, *, by: str) -> Approved:
        """Write down that ``by`` approves what was reviewed, and let go what waited for it."""
        return approve(self._wiring.desk, self._wiring.store, reviewed, by=by)

    def take_back(self, issue: Issue, *, dry_run: bool) -> Approval:
        """Forget an approval and return it."""
        return take_back(self._wiring.store, issue, commit=not dry_run)

    def compare(self, issue: Issue) -> Compared:
        """Return what of ``issue`` is not as it was approved."""
        wiring = self._wiring
        return compare(wiring.desk, wiring.store, issue, wiring.desk.folder.contents())


__all__ = [
    "ApprovalStanding",
    "Approved",
    "Approving",
    "Compared",
    "Difference",
    "Part",
    "Review",
    "Verdict",
]
