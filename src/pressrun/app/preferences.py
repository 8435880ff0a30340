"""What readers decide themselves: preferences, pausing, leaving and coming back."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cached_property
from pathlib import PurePosixPath
from typing import Final

from pressrun.app.wiring import Wiring
from pressrun.errors import Problem
from pressrun.model.audience import Cadence, Consent, Reader
from pressrun.model.visit import Visit
from pressrun.press.asking import AskDesk
from pressrun.press.leaving import LeaveDesk, Left
from pressrun.press.preferences import PreferenceDesk, PreferencesForm, PreferencesView
from pressrun.press.topics import Topics
from pressrun.source.roster import plain_name

FIELDS: Final[Mapping[str, str]] = {
    "PRF001": "topics",
    "PRF002": "language",
    "PRF003": "cadence",
    "PRF005": "until",
    "PRF008": "address",
}
"""Which field of a form a Problem is about, by its code; those of addresses begin with ADR."""


class Preferences:
    """Synchronous; the web edge calls it in a worker thread.

    Where a token or a handle is asked for, None is the answer to what leads nowhere.
    """

    def __init__(self, wiring: Wiring) -> None:
        self._wiring = wiring

    def view(self, token: str) -> PreferencesView | None:
        """Return everything a reader decides; changes nothing."""
        return self._desk.view(token)

    def save(self, token: str, form: PreferencesForm) -> PreferencesView | Problem | None:
        """Keep topics, cadence, language and name."""
        return self._desk.save(token, replace(form, name=plain_name(form.name)))

    def pause(
        self, token: str, *, days: int | None = None, until: date | None = None
    ) -> PreferencesView | Problem | None:
        """Send no mail for so many days, or until a day."""
        return self._desk.pause(token, days=days, until=until)

    def resume(self, token: str) -> PreferencesView | Problem | None:
        """Let mail come again at once."""
        return self._desk.resume(token)

    def open_feed(self, token: str) -> PreferencesView | Problem | None:
        """Give a reader a feed of their own; one they had ends."""
        return self._desk.open_feed(token)

    def close_feed(self, token: str) -> PreferencesView | Problem | None:
        """End a reader's own feed."""
        return self._desk.close_feed(token)

    def leave_by_token(self, token: str, *, evidence: str) -> Left | None:
        """End the subscription whose preferences a token opens."""
        handle = self._desk.handle(token)
        return self._leaving.leave(handle, evidence=evidence) if handle else None

    def ask_address(self, token: str, address: str, visit: Visit) -> Problem | bool | None:
        """Write to another mailbox whether mail may go there; True for all that is an address."""
        return self._asking.address(token, address, visit)

    def ask_export(self, token: str, visit: Visit) -> Problem | bool | None:
        """Write to the reader for a link to all that is known of them."""
        return self._asking.export(token, visit)

    def ask_erase(self, token: str, visit: Visit) -> Problem | bool | None:
        """Write to the reader for a yes to being erased."""
        return self._asking.erase(token, visit)

    def reader(self, handle: str) -> Reader | None:
        """Return whose subscription has this handle."""
        return self._leaving.reader(handle)

    def leave(self, handle: str, *, evidence: str) -> Left | None:
        """End the subscription with this handle. Idempotent."""
        return self._leaving.leave(handle, evidence=evidence)

    def pause_by_handle(self, handle: str, *, days: int) -> Reader | Problem | None:
        """Send no mail for so many days; nothing changes for who has left."""
        until = self._desk.pause_end(days=days)
        return until if isinstance(until, Problem) else self._leaving.pause(handle, until=until)

    def undo(self, token: str) -> Reader | None:
        """Let somebody come back who left within the last hour."""
        return self._leaving.undo(token)

    @property
    def topics(self) -> Topics:
        """Return what knows which topics are on offer."""
        return self._wiring.topics

    def languages(self) -> tuple[str, ...]:
        """Return the languages that the theme has words for."""
        theme = self._wiring.desk.theme()
        paths = (PurePosixPath(name) for name, _ in theme.files)
        return tuple(sorted(p.stem for p in paths if p.parent.name == "words"))

    @cached_property
    def _desk(self) -> PreferenceDesk:
        wiring = self._wiring
        return PreferenceDesk(
            wiring.settings.publication,
            store=wiring.store,
            clock=wiring.clock,
            entropy=wiring.entropy,
            topics=wiring.topics.offered,
            languages=self.languages,
            schedules=wiring.settings.schedules,
        )

    @cached_property
    def _asking(self) -> AskDesk:
        wiring = self._wiring
        return AskDesk(
            wiring.settings.publication,
            store=wiring.store,
            wishes=wiring.wishes,
            rules=wiring.settings.subscribe,
        )

    @cached_property
    def _leaving(self) -> LeaveDesk:
        wiring = self._wiring
        return LeaveDesk(
            store=wiring.store, noes=wiring.no_book, clock=wiring.clock, entropy=wiring.entropy
        )


__all__ = [
    "FIELDS",
    "Cadence",
    "Consent",
    "Left",
    "Preferences",
    "PreferencesForm",
    "PreferencesView",
    "Reader",
    "Visit",
]
