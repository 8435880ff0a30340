"""Approve: somebody's yes to an issue as it is; where that is required, nothing else goes out."""

from dataclasses import dataclass, replace
from typing import Final

from pressrun.errors import Refused
from pressrun.model.approval import Approval, ApprovalStanding
from pressrun.model.issue import ArmedIssue, Issue, IssueState
from pressrun.ports import Contents, Store
from pressrun.press.board import Board
from pressrun.press.desk import Desk
from pressrun.press.faces import mailing_list_of
from pressrun.press.imprimatur import UNAPPROVED, is_held, look, standing
from pressrun.press.lateness import lateness
from pressrun.press.proof import Proof, prove
from pressrun.press.recipients import recipients

BEGUN: Final = frozenset(
    {IssueState.SENDING, IssueState.PAUSED, IssueState.SENT, IssueState.CANCELLED}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What an approval would be of; nothing is approved yet.

    ``armed`` is the issue's row, and ``readers`` are how many of ``list`` it would go to now.
    """

    issue: Issue
    proof: Proof
    standing: ApprovalStanding
    list: str
    readers: int
    armed: ArmedIssue | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Approved:
    """What an approval did.

    ``anew`` is False where it stood already. An issue that was held for want of it goes out now
    (``released``), unless its moment is too long past (``late``).
    """

    approval: Approval
    anew: bool
    released: bool = False
    late: bool = False


def with_standing(desk: Desk, store: Store, shown: Board, contents: Contents) -> Board:
    """Return the board with how every issue that has not begun stands to its approval.

    Only what was approved is set to be compared; so a board is quick where little was.
    """
    cards = []
    for card in shown.cards:
        found = None
        if card.state not in BEGUN:
            found = standing(desk, store, card.issue, contents)
            found = found if found.required or found.approval is not None else None
        cards.append(replace(card, approval=found))
    return replace(shown, cards=tuple(cards))


def review(desk: Desk, store: Store, issue: Issue, contents: Contents) -> Review:
    """Return what approving ``issue`` would be a yes to; everything is tried out.

    Raises:
        ContentError: The issue does not load or render.
        Refused: It is going out, or has.
    """
    with store.unit(write=False) as unit:
        armed = unit.issues.find(issue.key)
    _refuse_begun(issue, armed)
    found, proof = look(desk, store, issue, contents)
    proof = proof or prove(desk, store, issue, contents)
    name = mailing_list_of(issue, desk.publication).name
    with store.unit(write=False) as unit:
        readers = recipients(desk, unit, issue, list=name)
    return Review(issue=issue, proof=proof, standing=found, list=name, readers=readers, armed=armed)


def approve(desk: Desk, store: Store, reviewed: Review, *, by: str) -> Approved:
    """Write down that ``by`` approves what was reviewed, and let go what waited for it.

    Who approved it first stays the one who did, as long as nothing has changed.

    Raises:
        Refused: It began to go out in the meantime.
    """
    issue = reviewed.issue
    given = Approval(issue=issue.key, digest=reviewed.proof.digest, by=by, at=desk.clock.now())
    released = late = False
    with store.unit() as unit:
        armed = unit.issues.find(issue.key)
        _refuse_begun(issue, armed)
        stands = unit.approvals.find(issue.key)
        anew = stands is None or stands.digest != given.digest
        if stands is None or anew:
            unit.approvals.give(given, reviewed.proof.faces)
            stands = given
        if armed is not None and is_held(armed):
            late = lateness(desk.schedules, armed, given.at) is not None
            released = not late and unit.issues.move(
                issue.key, expected=IssueState.HELD, to=IssueState.ARMED
            )
    return Approved(approval=stands, anew=anew, released=released, late=late)


def take_back(store: Store, issue: Issue, *, commit: bool) -> Approval:
    """Forget an approval and return it; without ``commit`` only say which that would be.

    Raises:
        Refused: There is none, or the issue is going out or has.
    """
    with store.unit(write=commit) as unit:
        _refuse_begun(issue, unit.issues.find(issue.key))
        found = unit.approvals.find(issue.key)
        if found is None:
            raise Refused(
                f"nobody has approved issue {issue.number}",
                code=UNAPPROVED,
                help=f"pressrun approve {issue.number}",
            )
        if commit:
            unit.approvals.take_back(issue.key)
    return found


def _refuse_begun(issue: Issue, armed: ArmedIssue | None) -> None:
    if armed is None or armed.state not in BEGUN:
        return
    going = armed.state in {IssueState.SENDING, IssueState.PAUSED}
    raise Refused(
        f"issue {issue.number} is going out now: what it is was frozen"
        if going
        else f"issue {issue.number} is {armed.state}: what it was is frozen",
        code="APR003",
        help=f"pressrun status {issue.number}",
    )
