"""What is ahead, and whom it is for: looked at by editors, changed by nobody."""

from pressrun.app.wiring import Wiring
from pressrun.model.agenda import Agenda, Handover, Item, Standing
from pressrun.press.planning import plan


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


__all__ = ["Agenda", "Handover", "Item", "Planning", "Standing"]
