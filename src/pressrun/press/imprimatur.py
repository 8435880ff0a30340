"""The imprimatur: whether what an issue would be, or is about to be, is what was approved."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from pressrun.errors import PASSING, ContentError, Problem
from pressrun.model.approval import Approval, ApprovalStanding, ApprovedFace, Approving, Verdict
from pressrun.model.issue import ArmedIssue, Issue, IssueKind, IssueState
from pressrun.model.unseen import original_of
from pressrun.ports import Contents, Store, Unit
from pressrun.press.desk import Desk
from pressrun.press.digesting import whole_of
from pressrun.press.proof import Proof, carried_by, prove
from pressrun.press.snapshot import Snapshot

UNAPPROVED: Final = "APR001"
_CHANGED: Final = "APR002"


def standing(desk: Desk, store: Store, issue: Issue, contents: Contents) -> ApprovalStanding:
    """Return how an issue stands to its approval, by what it would be now.

    One that was approved and does not load or render any more has changed.
    """
    return look(desk, store, issue, contents)[0]


def look(
    desk: Desk, store: Store, issue: Issue, contents: Contents
) -> tuple[ApprovalStanding, Proof | None]:
    """Return how an issue stands to its approval, and its proof where one was made."""
    required = desk.approving is Approving.REQUIRED
    with store.unit(write=False) as unit:
        approval, faces = unit.approvals.find(issue.key), unit.approvals.faces(issue.key)
    if approval is None:
        return ApprovalStanding(verdict=Verdict.NONE, required=required), None
    proof = None
    try:
        carried = _carried_now(desk, store, issue)
        proof = _prove_as(faces, carried, desk, store, issue, contents)
    except ContentError as error:
        if error.problem.code in PASSING:
            raise
        verdict = Verdict.CHANGED
    else:
        verdict = _verdict(approval, proof.digest)
    return ApprovalStanding(verdict=verdict, required=required, approval=approval), proof


def _verdict(approval: Approval | None, digest: str) -> Verdict:
    if approval is None:
        return Verdict.NONE
    return Verdict.SAME if approval.digest == digest else Verdict.CHANGED


def _carried_now(desk: Desk, store: Store, issue: Issue) -> set[str]:
    if issue.kind is not IssueKind.DIGEST:
        return set()
    return {original_of(article) for article in whole_of(desk, store, issue).references}


def _prove_as(
    faces: Iterable[ApprovedFace],
    carried: set[str],
    desk: Desk,
    store: Store,
    issue: Issue,
    contents: Contents,
    *,
    folder: Snapshot | None = None,
) -> Proof:
    """Return an issue's proof, that of a digest with what it was approved with.

    Readers come and go and lack fewer articles or others: as long as a digest carries none but
    approved ones, it is what was approved.
    """
    approved: tuple[str, ...] = ()
    if issue.kind is IssueKind.DIGEST and carried <= set(carried_by(faces)):
        approved = carried_by(faces)
    return prove(desk, store, issue, contents, folder=folder, carrying=approved)


def digest_to_freeze(
    desk: Desk,
    store: Store,
    issue: Issue,
    contents: Contents,
    *,
    folder: Snapshot,
    articles: Iterable[str],
) -> str:
    """Return the digest of an issue whose faces were just made; empty where none is asked for.

    ``folder`` is the snapshot that they were made of, and ``articles`` are all that they carry.
    """
    if desk.approving is not Approving.REQUIRED:
        return ""
    with store.unit(write=False) as unit:
        faces = unit.approvals.faces(issue.key)
    carried: set[str] = {original_of(article) for article in articles}
    return _prove_as(faces, carried, desk, store, issue, contents, folder=folder).digest


def refusal(desk: Desk, unit: Unit, issue: Issue, digest: str) -> Problem | None:
    """Return why an issue of this digest may not go out, by the approval that stands."""
    if desk.approving is not Approving.REQUIRED:
        return None
    approval = unit.approvals.find(issue.key)
    verdict = _verdict(approval, digest)
    found = ApprovalStanding(verdict=verdict, required=True, approval=approval)
    return want_of_approval(issue, found, zone=desk.publication.zone)


def want_of_approval(issue: Issue, found: ApprovalStanding, *, zone: str) -> Problem | None:
    """Return what keeps an issue from going out for want of an approval, and what to type."""
    if not found.holds:
        return None
    number = issue.number
    if found.approval is None:
        return Problem(
            code=UNAPPROVED,
            what=f"nobody has approved issue {number}",
            help=f"pressrun approve {number}",
        )
    return Problem(
        code=_CHANGED,
        what=f"issue {number} has changed since {found.approval.by} approved it on"
        f" {_say(found.approval.at, zone)}",
        help=f"pressrun diff {number}, then pressrun approve {number}",
    )


def is_held(armed: ArmedIssue) -> bool:
    """Tell whether an issue is held for want of an approval, and for nothing else."""
    codes = (f"error[{code}]:" for code in (UNAPPROVED, _CHANGED))
    return armed.state is IssueState.HELD and armed.reason.startswith(tuple(codes))


def _say(at: datetime, zone: str) -> str:
    return f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"
