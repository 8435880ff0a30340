"""Mail of an issue that is open already: how it stands, and going on with it."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime

from pressrun.app.mailroom import Mailroom
from pressrun.errors import Problem
from pressrun.model.delivery import Accounts, DeliveryState, Outcome, RunState
from pressrun.model.issue import ArmedIssue, Issue, IssueKey, IssueState
from pressrun.model.relay import Relay, RelayKind
from pressrun.press.deliver import deliver
from pressrun.press.office import Delivered
from pressrun.press.pausing import is_by_person
from pressrun.press.progress import Progress, RelayProgress
from pressrun.press.tally import Tally
from pressrun.press.tenure import holding
from pressrun.system.lock import SenderLock


class Delivering:
    """What a sender does once an issue is frozen, public and open."""

    def __init__(self, mailroom: Mailroom) -> None:
        self._mailroom = mailroom

    @property
    def relay(self) -> str:
        """Return in words where mail goes, each relay by its name where there are several."""
        relays = self._mailroom.settings.relays
        if len(relays) == 1:
            return _where(relays[0])
        return " · ".join(f"{relay.name}: {_where(relay)}" for relay in relays)

    def check(self) -> None:
        """Try out whether mail may go out: there are relays that may be used as set, and books.

        Raises:
            SettingsError: The settings do not load.
            Refused: Mail may not go out.
            StoreError: The database cannot be opened.
        """
        self._mailroom.transports()
        with self._mailroom.store.unit(write=False):
            return

    @property
    def zone(self) -> str:
        return self._mailroom.settings.publication.zone

    @property
    def tells_hubs(self) -> bool:
        """Tell whether WebSub hubs are to be told when an issue has gone out."""
        return bool(self._mailroom.settings.feeds.hubs)

    def now(self) -> datetime:
        return self._mailroom.clock.now()

    def open_issue(self, name: str) -> Issue | None:
        """Return the issue of this name if all there is to do is to deliver it.

        None says that more must be looked at: it is not sending, not open yet, or not found.
        """
        mailroom = self._mailroom
        if not mailroom.is_press:
            return None
        with mailroom.store.unit(write=False) as unit:
            runs = {run.issue for run in unit.runs.unfinished() if run.state is RunState.OPEN}
        found = [issue for issue in mailroom.issues() if issue.answers_to(name)] if runs else []
        return found[0] if len(found) == 1 and found[0].key in runs else None

    def armed(self, issue: Issue) -> ArmedIssue | None:
        """Return an issue's row; a draft has none."""
        with self._mailroom.store.unit(write=False) as unit:
            return unit.issues.find(issue.key)

    def state(self, issue: Issue) -> IssueState:
        armed = self.armed(issue)
        return armed.state if armed else IssueState.DRAFT

    def lock(self) -> SenderLock:
        """Return the lock that one sender holds; taking it may raise Locked (exit 6)."""
        return self._mailroom.lock()

    def waiting(self, key: IssueKey) -> int:
        """Return how many deliveries of an issue's run have not ended."""
        with self._mailroom.store.unit(write=False) as unit:
            accounts = unit.runs.accounts(key)
        return accounts.frozen - accounts.ended

    def tally(self, issue: Issue) -> Tally:
        """Return what counts the outcomes of a pass that begins now."""
        mailroom = self._mailroom
        with mailroom.store.unit(write=False) as unit:
            accounts = unit.runs.accounts(issue.key)
        names = [transport.name for transport in mailroom.transports()]
        return Tally(names, accounts=accounts, clock=mailroom.clock)

    def letters(self) -> Mapping[DeliveryState, int]:
        """Return how many letters stand where, of those that are still known."""
        with self._mailroom.store.unit(write=False) as unit:
            return unit.letters.counts()

    def held(self) -> Problem | None:
        """Return why nothing may be sent from this database, until it is adopted."""
        return self._mailroom.tenure.problem() if self._mailroom.is_press else None

    def require_tenure(self) -> None:
        """Return if this database may send.

        Raises:
            Refused: It may not, until it is adopted.
        """
        self._mailroom.tenure.require()

    async def deliver(
        self,
        issue: Issue,
        *,
        on_settled: Callable[[Outcome], None],
        on_letter: Callable[[Outcome], None],
        stop: asyncio.Event,
    ) -> Delivered:
        """Deliver letters that wait, then what is due of an issue; the caller holds the lock.

        Raises:
            Refused: This database may not send; and see ``press.deliver``.
        """
        office, tenure = self._mailroom.office(), self._mailroom.tenure
        async with holding(tenure, office.clock):
            return await deliver(
                issue.key, office, on_settled=on_settled, on_letter=on_letter, stop=stop
            )


def _where(relay: Relay) -> str:
    if relay.kind is RelayKind.OUTBOX:
        return "files in .pressrun/outbox/ (no relay is set)"
    return f"SMTP, {relay.host}:{relay.port}"


__all__ = [
    "Accounts",
    "Delivered",
    "Delivering",
    "Outcome",
    "Progress",
    "RelayProgress",
    "SenderLock",
    "Tally",
    "is_by_person",
]
