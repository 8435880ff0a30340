"""Everything that makes mail go out, or says what became of it."""

import asyncio
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress

from pressrun.app.delivering import Delivered, Delivering
from pressrun.app.wiring import Wiring
from pressrun.errors import ContentError, OutletError, Problem
from pressrun.model.audience import SubscriberId
from pressrun.model.delivery import Accounts, Delivery, DeliveryState, Outcome, Receipt
from pressrun.model.issue import ArmedIssue, Issue
from pressrun.press.board import Card, board
from pressrun.press.faces import mailing_list_of
from pressrun.press.latecomers import Latecomers, admit, find_latecomers
from pressrun.press.objections import refuse_errors, with_objections
from pressrun.press.outage import Alert
from pressrun.press.postroom import Finished, Mailed
from pressrun.press.preview import preview, send_test
from pressrun.press.publiccalendar import hang_calendar
from pressrun.press.schedule import Plan, arm, disarm, plan, refuse_unapproved
from pressrun.press.shift import Adopted, News, Shift
from pressrun.press.tick import Ticked, tick
from pressrun.press.websub import REQUESTS_A_TICK, Pushed
from pressrun.system.lock import SenderLock

OPEN_STATES = (DeliveryState.DEFERRED, DeliveryState.UNKNOWN, DeliveryState.SUBMITTING)


class Sending(Delivering):
    """Schedules, sends and reports."""

    def __init__(self, wiring: Wiring) -> None:
        super().__init__(wiring)
        self._wiring = wiring

    def plan(self, issue: Issue, when: str) -> Plan:
        """Return what scheduling would do, with all that check tells of it; try everything out."""
        wiring = self._wiring
        wiring.transport()
        desk, store, contents = wiring.desk, wiring.store, wiring.desk.folder.contents()
        planned = plan(desk, store, issue, contents, when)
        return with_objections(desk, store, planned, contents)

    def refuse_errors(
        self, plan: Plan, accepted: Collection[str], *, again: str
    ) -> tuple[Problem, ...]:
        """Refuse an issue with errors that nobody accepts; see press.objections."""
        return refuse_errors(plan, accepted, again=again)

    def refuse_unapproved(self, plan: Plan) -> None:
        """Refuse what would be held at once for want of an approval."""
        refuse_unapproved(self._wiring.desk, plan)

    def arm(self, plan: Plan, *, by: str) -> ArmedIssue:
        armed = arm(self._wiring.desk, self._wiring.store, plan, by=by)
        self._hang_calendar()
        return armed

    def disarm(self, issue: Issue, *, dry_run: bool) -> ArmedIssue:
        disarmed = disarm(self._wiring.store, issue, commit=not dry_run)
        if not dry_run:
            self._hang_calendar()
        return disarmed

    def _hang_calendar(self) -> None:
        # What was asked for is done: a calendar that cannot be written is mended by the next tick.
        with suppress(OutletError):
            hang_calendar(self._wiring.desk, self._wiring.store)

    def test(self, issue: Issue, address: str, *, language: str = "") -> tuple[Receipt, int]:
        """Send one copy to an address, as readers of ``language`` get it; no book counts it.

        Return the answer, and how many of its pictures are not on line yet: they come with the
        issue, and a mail program that asks for them now finds none.
        """
        wiring = self._wiring
        transport = wiring.transport()
        shown = preview(
            wiring.desk,
            issue,
            wiring.desk.folder.contents(),
            store=wiring.store if wiring.is_press else None,
            address=address,
            language=language,
            prefix="[TEST]",
        )
        site = wiring.folder / "public"
        missing = sum(not (site / picture.site_path).is_file() for picture in shown.pictures)
        mailing_list = mailing_list_of(issue, wiring.settings.publication)
        sent = send_test(wiring.desk, mailing_list, shown, transport, keys=wiring.keys)
        return asyncio.run(sent), missing

    def begin(self, issue: Issue) -> int:
        """Freeze, publish and open an issue that is due; return how many it goes to.

        Raises:
            ContentError: It does not load or render; it is held.
            Refused: This database may not send.
        """
        self.require_tenure()
        ticked = tick(self._wiring.desk, self._wiring.store, only=issue.key)
        if ticked.problems:
            raise ContentError.of(ticked.problems)
        with self._wiring.store.unit(write=False) as unit:
            run = unit.runs.find(issue.key)
        return run.frozen if run else 0

    def latecomers(self, issue: Issue) -> Latecomers:
        """Return who joined since an issue went out; see press.latecomers.

        Raises:
            Refused: It is not one that was sent to a whole list, or mail may not go out.
        """
        self.check()
        wiring = self._wiring
        return find_latecomers(wiring.desk, wiring.store, issue, wiring.desk.folder.contents())

    def admit(self, found: Latecomers) -> int:
        """Add latecomers to the run of their issue, which is sending again then."""
        return admit(self._wiring.desk, self._wiring.store, found)

    def shift(self, tell: Callable[[News], None]) -> Shift:
        """Return the working day of `pressrun run`; the caller holds the lock."""
        wiring = self._wiring
        wiring.no_book.begin(wiring.store, at=wiring.clock.now())
        return Shift(
            wiring.desk,
            wiring.office(persistent=True),
            tenure=wiring.tenure,
            alarm=wiring.alarm(),
            websub=wiring.websub,
            packs=wiring.settings.site.precompress,
            tell=tell,
        )

    def push_refusal(self) -> Problem | None:
        """Return why no WebSub hub is told anything."""
        return self._wiring.websub.refusal()

    def push(self, *, dry_run: bool = False, whole: bool = True) -> Pushed:
        """Tell WebSub hubs what is due; the caller holds the lock, unless it only looks.

        Not ``whole`` is a part, as large as that of one tick.
        """
        websub = self._wiring.websub
        return websub.due() if dry_run else websub.push(limit=None if whole else REQUESTS_A_TICK)

    def card(self, issue: Issue) -> Card:
        """Return where an issue stands."""
        desk = self._wiring.desk
        cards = board(
            desk.folder.contents(), desk.folder.memory().records, self._wiring.store
        ).cards
        return next(card for card in cards if card.issue.key == issue.key)

    def rows(self, issue: Issue, *, states: Sequence[DeliveryState], limit: int) -> list[Delivery]:
        """Return deliveries in these states, in order of subscriber."""
        with self._wiring.store.unit(write=False) as unit:
            return list(
                unit.deliveries.rows(issue.key, states=states, after=SubscriberId(0), limit=limit)
            )


__all__ = [
    "OPEN_STATES",
    "Accounts",
    "Adopted",
    "Alert",
    "Card",
    "Delivered",
    "Delivery",
    "Finished",
    "Latecomers",
    "Mailed",
    "News",
    "Outcome",
    "Plan",
    "Pushed",
    "SenderLock",
    "Sending",
    "Shift",
    "Ticked",
]
