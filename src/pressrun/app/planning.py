"""What is ahead, and whom it is for: looked at by editors, changed by nobody."""

from datetime import datetime

from pressrun.app.wiring import Wiring
from pressrun.model.agenda import Agenda, Handover, Item, Standing
from pressrun.model.fate import Audience, Fate
from pressrun.model.issue import Issue
from pressrun.press.audience import audience
from pressrun.press.explain import Story, explain
from pressrun.press.outlook import Outlook
from pressrun.press.planning import plan
from pressrun.press.rehearsal import Copy, Rehearsal, rehearse


class Planning:
    """Plans and audiences."""

    def __init__(self, wiring: Wiring) -> None:
        self._wiring = wiring

    def plan(self, *, weeks: int) -> Agenda:
        """Return what goes out in the weeks ahead, if nobody changes anything."""
        wiring = self._wiring
        return plan(
            wiring.desk,
            wiring.store if wiring.is_press else None,
            wiring.desk.folder.contents(),
            weeks=weeks,
            relays=wiring.settings.relays,
        )

    def audience(self, issue: Issue) -> Audience:
        """Return whom an issue goes to, or went to, and why the others are left out."""
        wiring = self._wiring
        contents = wiring.desk.folder.contents()
        return audience(wiring.desk, wiring.store, issue, contents, relays=wiring.settings.relays)

    def rehearse(self, issue: Issue, at: datetime) -> Rehearsal:
        """Return whom an issue would go to at an instant, with what; nothing of it is kept."""
        wiring = self._wiring
        contents = wiring.desk.folder.contents()
        at = at.replace(microsecond=0)
        return rehearse(wiring.desk, wiring.store, issue, contents, at=at)

    def explain(self, issue: Issue, address: str) -> Story:
        """Tell the story of one address and an issue, that of an issue yet to come included."""
        wiring = self._wiring
        outlook = Outlook(wiring.desk, issue, wiring.desk.folder.contents())
        return explain(
            wiring.settings.publication,
            wiring.store,
            wiring.journals,
            issue,
            address,
            foretell=outlook.fate,
        )


__all__ = [
    "Agenda",
    "Audience",
    "Copy",
    "Fate",
    "Handover",
    "Item",
    "Planning",
    "Rehearsal",
    "Standing",
    "Story",
]
