"""Freeze an issue that is due: its plates are made for the last time and stored."""

import logging
from dataclasses import replace

from pressrun.errors import PASSING, ContentError, Problem, Refused
from pressrun.model.delivery import PressRun, RunState
from pressrun.model.issue import ArmedIssue, Issue, IssueKind, IssueState
from pressrun.ports import Contents, Store
from pressrun.press.desk import Desk
from pressrun.press.digesting import nothing_owed
from pressrun.press.faces import topics_of
from pressrun.press.imprimatur import digest_to_freeze, refusal
from pressrun.press.keyring import make_mailing_keys
from pressrun.press.novelty import look_ahead
from pressrun.press.plates import make_plates
from pressrun.press.site import try_answers, try_pages
from pressrun.press.snapshot import Snapshot

log = logging.getLogger(__name__)


def freeze(desk: Desk, store: Store, armed: ArmedIssue, contents: Contents) -> PressRun | Problem:
    """Freeze an issue that is due, or hold it and return the reason.

    One transaction moves it to ``sending`` and stores its run and faces; what does not load or
    render holds the issue, changes nothing else, and is told. A child process that died is told
    and leaves the issue armed. Where approval is required, what is frozen is what was approved:
    both are made of one snapshot of the folder, and the approval is read in that transaction.
    """
    folder = Snapshot(desk.folder)
    desk = replace(desk, folder=folder)
    now = desk.clock.now().replace(microsecond=0)
    try:
        issue = next((item for item in contents.issues if item.key == armed.key), None)
        if issue is None:
            raise ContentError(
                f"the folder of issue {armed.key} is missing or does not load",
                code="ISS006",
                help="pressrun check",
            )
        if foreseen := look_ahead(desk, desk.folder.memory(), contents):
            # Publishing stops at this; mail whose pages do not answer must not go out before.
            raise ContentError.of(foreseen)
        plates = make_plates(desk, store, issue, contents, at=now)
        try_pages(desk, plates.bound, desk.theme())
        try_answers(desk, desk.theme())
        if issue.kind is IssueKind.DIGEST and not plates.faces:
            return _put_by(store, issue)
        carried = [article for face in plates.faces for article in face.articles]
        digest = digest_to_freeze(desk, store, issue, contents, folder=folder, articles=carried)
    except (ContentError, Refused) as error:
        if error.problem.code in PASSING:
            return error.problem  # the next tick tries again, until it is too late to go unasked
        with store.unit() as unit:
            unit.issues.move(
                armed.key, expected=IssueState.ARMED, to=IssueState.HELD, reason=str(error.problem)
            )
        return error.problem
    run = PressRun(
        issue=armed.key,
        salt=desk.entropy.octets(16),
        date_at=now,
        state=RunState.FROZEN,
        kind=issue.kind,
        topics=topics_of(plates.bound),
    )
    log.debug("step.freezing")
    with store.unit() as unit:
        if unapproved := refusal(desk, unit, issue, digest):
            unit.issues.move(
                armed.key, expected=IssueState.ARMED, to=IssueState.HELD, reason=str(unapproved)
            )
            return unapproved
        if unit.issues.move(armed.key, expected=IssueState.ARMED, to=IssueState.SENDING):
            unit.runs.freeze(run, plates.faces)
            make_mailing_keys(unit, entropy=desk.entropy, at=now)
    log.debug("step.frozen")
    return run


def _put_by(store: Store, issue: Issue) -> Problem:
    """End a digest that nobody lacks anything for; one that an editor made waits for them."""
    empty = nothing_owed(issue)
    to = IssueState.CANCELLED if issue.schedule else IssueState.HELD
    with store.unit() as unit:
        unit.issues.move(issue.key, expected=IssueState.ARMED, to=to, reason=empty.what)
    return empty
