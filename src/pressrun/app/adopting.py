"""Letting a database send that was put back or copied."""

from pressrun.app.wiring import Wiring
from pressrun.model.issue import Issue, IssueKey
from pressrun.press.adopting import Adoption, Stopped, adopt, plan_adoption
from pressrun.press.tenure import Held, problem_of


class Adopting:
    """Says what adoption would do, and does it."""

    def __init__(self, wiring: Wiring) -> None:
        self._wiring = wiring

    def plan(self) -> Adoption:
        """Return what adopting this press's database would do."""
        wiring = self._wiring
        records = wiring.desk.folder.memory().records
        return plan_adoption(wiring.tenure, wiring.store, records, clock=wiring.clock)

    def adopt(self) -> Adoption:
        """Let it send from now on; return what was done for that."""
        wiring = self._wiring
        records = wiring.desk.folder.memory().records
        return adopt(wiring.tenure, records, clock=wiring.clock)

    def issues(self) -> dict[IssueKey, Issue]:
        """Return the issues of the folder that load, by key."""
        return {issue.key: issue for issue in self._wiring.issues()}


__all__ = ["Adopting", "Adoption", "Held", "Stopped", "problem_of"]
