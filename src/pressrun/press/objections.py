"""Objections: what check tells of an issue that is to be sent; errors stop it unless accepted."""

from collections.abc import Collection
from dataclasses import replace
from typing import Final

from pressrun.errors import Problem, Refused, Severity
from pressrun.model.issue import Issue
from pressrun.ports import Contents, Store
from pressrun.press.approve import BEGUN
from pressrun.press.board import Board, Findings
from pressrun.press.check import check_issue, check_issues
from pressrun.press.desk import Desk
from pressrun.press.duedates import due_dates
from pressrun.press.schedule import Plan

UNACCEPTED: Final = "CHK001"
NEEDLESS: Final = "CHK002"


def with_objections(desk: Desk, store: Store, plan: Plan, contents: Contents) -> Plan:
    """Return a plan with all that check tells of its issue, were it sent at that moment."""
    due_at = plan.when.due_at
    found = check_issue(desk, plan.issue, contents, store=store, moment=lambda _: due_at)
    return replace(plan, findings=found)


def with_findings(desk: Desk, store: Store | None, shown: Board, contents: Contents) -> Board:
    """Return the board with how much is found in every issue that has not begun to go out.

    What has not changed since it was looked at is not looked at again.
    """
    gone = _gone(desk)
    ahead = [c.issue for c in shown.cards if c.state not in BEGUN and c.issue.key not in gone]
    found = check_issues(desk, ahead, contents, moment=due_dates(desk, store), store=store)
    cards = (
        replace(card, findings=Findings.of(found[card.issue.key]))
        if card.issue.key in found
        else card
        for card in shown.cards
    )
    return replace(shown, cards=tuple(cards))


def look(desk: Desk, store: Store | None, issue: Issue, contents: Contents) -> tuple[Problem, ...]:
    """Return what check tells of an issue at its moment; nothing of one that goes out, or has."""
    if issue.key in _gone(desk):
        return ()
    if store is not None:
        with store.unit(write=False) as unit:
            armed = unit.issues.find(issue.key)
        if armed is not None and armed.state in BEGUN:
            return ()
    return check_issue(desk, issue, contents, moment=due_dates(desk, store), store=store)


def _gone(desk: Desk) -> set[str]:
    return {record.id for record in desk.folder.memory().records}


def refuse_errors(plan: Plan, accepted: Collection[str], *, again: str) -> tuple[Problem, ...]:
    """Return if nothing found is an error, or all that are were accepted by their codes.

    What was accepted in vain is returned as a warning. ``again`` is what was typed, without
    ``--accept``.

    Raises:
        Refused: There are others; its help is what to type to send it all the same.
    """
    errors = [problem.code for problem in plan.findings if problem.severity is Severity.ERROR]
    wanted = {code.strip().upper() for code in accepted}
    left = [code for code in errors if code not in wanted]
    number = plan.issue.shown_number
    if left:
        codes = list(dict.fromkeys(errors))
        some = "an error" if len(left) == 1 else f"{len(left)} errors"
        raise Refused(
            f"check finds {some} in issue {number}: {', '.join(dict.fromkeys(left))}",
            code=UNACCEPTED,
            help="mend it, or send it as it is:\n"
            f"{again} {' '.join(f'--accept {code}' for code in codes)}",
        )
    return tuple(
        Problem(
            code=NEEDLESS,
            severity=Severity.WARNING,
            what=f"--accept {code}: check finds no such error in issue {number}",
            help="leave it out",
        )
        for code in sorted(wanted.difference(errors))
    )
