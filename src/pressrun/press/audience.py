"""Audience: whom an issue would go to as things stand, and the reason of everybody else."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from pressrun.model.audience import SubscriberId
from pressrun.model.delivery import DeliveryState, PressRun, RunState
from pressrun.model.fate import GOES, OUTSIDE, WHY, Audience, Group
from pressrun.model.issue import Issue
from pressrun.model.relay import Relay
from pressrun.ports import Contents, Store, Unit
from pressrun.press.desk import Desk
from pressrun.press.explain import SKIPPED
from pressrun.press.forecast import Forecaster
from pressrun.press.outlook import Outlook

_PAGE: Final = 10_000  # deliveries looked at together


def audience(
    desk: Desk, store: Store, issue: Issue, contents: Contents, *, relays: Sequence[Relay] = ()
) -> Audience:
    """Return how many an issue goes to and why the others are left out; they add up to the list.

    Raises:
        ContentError: The issue names a list that the publication does not have.
    """
    now = desk.clock.now().replace(microsecond=0)
    outlook = Outlook(desk, issue, contents)
    with store.unit(write=False) as unit:
        run, armed = unit.runs.find(issue.key), unit.issues.find(issue.key)
        pending = unit.people.count(outlook.list).pending
        if run is not None and run.state is not RunState.FROZEN:
            return _gone(outlook, unit, run, armed.list if armed else outlook.list, pending)
        counts = outlook.count(unit)
        forecaster = Forecaster(
            relays,
            now=now,
            paces=unit.runs.paces(),
            spent={relay.name: unit.buckets.spent(relay.name) for relay in relays},
        )
    going = {language: count for (key, language), count in counts.items() if key == GOES}
    left_out = Counter({key: count for (key, _), count in counts.items() if key != GOES})
    begins_at = max(armed.due_at, now) if armed else now
    return Audience(
        issue=issue.key,
        kind=issue.kind,
        list=outlook.list,
        going=dict(sorted(going.items(), key=lambda pair: (-pair[1], pair[0]))),
        left_out=tuple(
            Group(key=key, count=count, why=WHY[key], next_at=outlook.next_at(key))
            for key, count in left_out.most_common()
        ),
        pending=pending,
        handover=forecaster.send(sum(going.values()), begins_at) if relays else None,
    )


def _gone(outlook: Outlook, unit: Unit, run: PressRun, list: str, pending: int) -> Audience:
    """Return the audience of an issue that is going or has gone out, from its ledger."""
    accounts = unit.runs.accounts(run.issue)
    states = {state.value: count for state, count in accounts.by_state.items()}
    skipped, after = Counter[str](), SubscriberId(0)
    while rows := unit.deliveries.rows(
        run.issue, states=[DeliveryState.SKIPPED], after=after, limit=_PAGE
    ):
        skipped.update(row.reason for row in rows)
        after = rows[-1].subscriber
    states.pop(DeliveryState.SKIPPED, None)
    subscriptions = sum(row.count for row in unit.people.reach(list, topics=None))
    groups = [
        Group(key=f"skipped {reason}", count=count, why=SKIPPED.get(reason, reason))
        for reason, count in skipped.most_common()
    ]
    if outside := subscriptions - accounts.frozen:
        groups.append(Group(key=OUTSIDE, count=outside, why=WHY[OUTSIDE]))
    return Audience(
        issue=run.issue,
        kind=run.kind,
        list=list,
        going={},
        by_state=states,
        left_out=tuple(groups),
        pending=pending,
    )
