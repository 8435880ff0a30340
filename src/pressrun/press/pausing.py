"""Pause, resume and cancel: an issue that goes out is stopped for a while, or for good.

A sender reads an issue's state in every commit, so each of these takes effect within one message
a connection, whichever process is sending. Done a second time, each changes nothing and says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from pressrun.errors import Refused
from pressrun.model.delivery import Accounts, DeliveryState, RunState
from pressrun.model.issue import LATEST, Issue, IssueState
from pressrun.ports import Clock, Store, Unit

_S = IssueState
# A reason that begins so was a person's own; any other is for a person to look at.
_BY_PERSON: Final = "paused by "
_BY_BREAKER: Final = "[BRK"
_SEEN: Final = "goes on although it was paused; "
# What each verb makes of an issue in these states; in others it is refused.
_PAUSE: Final[Mapping[IssueState, IssueState]] = {_S.SENDING: _S.PAUSED, _S.ARMED: _S.HELD}
_RESUME: Final[Mapping[IssueState, IssueState]] = {_S.PAUSED: _S.SENDING, _S.HELD: _S.ARMED}
_CANCEL: Final = frozenset({_S.ARMED, _S.HELD, _S.MISSED, _S.SENDING, _S.PAUSED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What became, or would become, of an issue.

    ``reason`` is why it stood still, and whether a person said so is ``by_person``; ``accounts``
    are its books as they were, empty before its audience was frozen.
    """

    was: IssueState
    now: IssueState
    reason: str = ""
    accounts: Accounts = field(default_factory=lambda: Accounts(frozen=0))

    @property
    def changed(self) -> bool:
        return self.was is not self.now

    @property
    def by_person(self) -> bool:
        """Tell whether it stood still because a person wanted it to."""
        return is_by_person(self.reason)

    @property
    def under_way(self) -> int:
        """Return how many deliveries a sender held: up to so many may still go."""
        held = (DeliveryState.CLAIMED, DeliveryState.SUBMITTING)
        return sum(self.accounts.of(state) for state in held)

    @property
    def waiting(self) -> int:
        """Return how many deliveries had not ended and were held by no sender."""
        return self.accounts.frozen - self.accounts.ended - self.under_way


def is_by_person(reason: str) -> bool:
    """Tell whether an issue's reason for standing still is that a person wanted it to."""
    return reason.startswith(_BY_PERSON)


def is_seen(reason: str) -> bool:
    """Tell whether a person had an issue go on that Pressrun had paused for a fault."""
    return reason.startswith(_SEEN)


def pause(store: Store, issue: Issue, *, by: str, commit: bool) -> Change:
    """Stop an issue that goes out, or keep a scheduled one from beginning.

    Raises:
        Refused: There is nothing to pause.
    """
    with store.unit(write=commit) as unit:
        was, reason, accounts = _stand(unit, issue)
        if was is _S.PAUSED or (was is _S.HELD and is_by_person(reason)):
            return Change(was=was, now=was, reason=reason, accounts=accounts)
        if was not in _PAUSE:
            raise _refused(issue, was, "paused")
        said = f"{_BY_PERSON}{by}"
        if commit:
            unit.issues.move(issue.key, expected=was, to=_PAUSE[was], reason=said)
    return Change(was=was, now=_PAUSE[was], reason=said, accounts=accounts)


def resume(store: Store, issue: Issue, *, by: str, clock: Clock, commit: bool) -> Change:
    """Let an issue go on: one that was going out, or one that was kept from beginning.

    What was paused for how its mail was answered remembers that ``by`` has seen it, and is not
    paused again for that.

    Raises:
        Refused: It is not paused, or its time is so long past that it must be scheduled anew.
    """
    with store.unit(write=commit) as unit:
        was, reason, accounts = _stand(unit, issue)
        if was in _RESUME.values():
            return Change(was=was, now=was, accounts=accounts)
        if was not in _RESUME:
            raise _refused(issue, was, "resumed")
        armed = unit.issues.find(issue.key)
        if was is _S.HELD and armed is not None and clock.now() - armed.due_at > LATEST:
            raise Refused(
                f"the time of issue {issue.number} is more than"
                f" {LATEST.total_seconds() // 3600:.0f} hours past",
                code="PAU002",
                help=f'say when it shall go: pressrun schedule {issue.number} "tue 9:00"',
            )
        said = f"{_SEEN}{by} had seen why" if _BY_BREAKER in reason else ""
        if commit:
            unit.issues.move(issue.key, expected=was, to=_RESUME[was], reason=said)
    return Change(was=was, now=_RESUME[was], reason=reason, accounts=accounts)


def cancel(store: Store, issue: Issue, *, by: str, commit: bool) -> Change:
    """End an issue for good: who has not been sent it is not sent it.

    What a sender holds is its sender's to settle; who has it keeps it, and so do feeds and site.

    Raises:
        Refused: There is nothing to cancel.
    """
    with store.unit(write=commit) as unit:
        was, reason, accounts = _stand(unit, issue)
        if was is _S.CANCELLED:
            return Change(was=was, now=was, reason=reason, accounts=accounts)
        if was not in _CANCEL:
            raise _refused(issue, was, "cancelled")
        said = f"cancelled by {by}"
        if commit:
            unit.issues.move(issue.key, expected=was, to=_S.CANCELLED, reason=said)
            run = unit.runs.find(issue.key)
            if run is not None and run.state is RunState.OPEN:
                unit.runs.close(issue.key)
    return Change(was=was, now=_S.CANCELLED, reason=said, accounts=accounts)


def _stand(unit: Unit, issue: Issue) -> tuple[IssueState, str, Accounts]:
    armed = unit.issues.find(issue.key)
    if armed is None:
        return _S.DRAFT, "", Accounts(frozen=0)
    return armed.state, armed.reason, unit.runs.accounts(issue.key)


def _refused(issue: Issue, state: IssueState, wanted: str) -> Refused:
    number = issue.number
    instead = {
        _S.DRAFT: f'it goes out when you say so: pressrun schedule {number} "tue 9:00"',
        _S.HELD: "mend what it waits for: pressrun check",
        _S.MISSED: f'pressrun schedule {number} "tue 9:00"',
        _S.SENT: f"what became of it: pressrun status {number}",
        _S.CANCELLED: 'make a new one: pressrun new issue "SUBJECT"',
    }
    return Refused(
        f"issue {number} is {state} and cannot be {wanted}", code="PAU001", help=instead[state]
    )
