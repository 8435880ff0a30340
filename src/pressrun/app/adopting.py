"""Letting a database send that was put back or copied."""

from pressrun.app.wiring import Wiring
from pressrun.model.issue import Issue, IssueKey
from pressrun.press.adopting import Adoption, Stopped, adopt, plan_adoption
from pressrun.press.tenure import Held, problem_of
from pressrun.press.traces import gone_out


class Adopting:
    """Says what adoption would do, and does it."""

    def __init__(self, wiring: Wiring) -> None:
        self._wiring = wiring

    def plan(self) -> Adoption:
        """Return what adopting this press's database would do."""
        wiring = self._wiring
        return plan_adoption(wiring.tenure, wiring.store, self._gone(), clock=wiring.clock)

    def adopt(self) -> Adoption:
        """Let it send from now on; return what was done for that."""
        return adopt(self._wiring.tenure, self._gone(), clock=self._wiring.clock)

    def _gone(self) -> frozenset[IssueKey]:
        folder = self._wiring.desk.folder
        return gone_out(folder, folder.memory().records, self._wiring.issues())

    def issues(self) -> dict[IssueKey, Issue]:
        """Return the issues of the folder that load, by key."""
        return {issue.key: issue for issue in self._wiring.issues()}


__all__ = ["Adopting", "Adoption", "Held", "Stopped", "problem_of"]
