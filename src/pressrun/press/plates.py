"""The plates of an issue: every face that goes out, made once and frozen when it is due."""

import logging
from dataclasses import dataclass
from datetime import datetime

from pressrun.errors import PASSING, ContentError, Problem, Refused
from pressrun.model.delivery import Face, PressRun, RunState
from pressrun.model.issue import ArmedIssue, BoundIssue, Issue, IssueKind, IssueState
from pressrun.ports import Contents, Store
from pressrun.press.desk import Desk
from pressrun.press.digesting import digest_faces, whole_of
from pressrun.press.freeze import bind, make_face, render, topics_of
from pressrun.press.keyring import make_mailing_keys
from pressrun.press.novelty import look_ahead
from pressrun.press.site import try_pages

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plates:
    """Every face of an issue, and ``bound``: all it carries, in the publication's own language."""

    bound: BoundIssue
    faces: tuple[Face, ...]


def make_plates(
    desk: Desk,
    store: Store,
    issue: Issue,
    contents: Contents,
    *,
    at: datetime,
    whole: bool = False,
) -> Plates:
    """Return every face of ``issue`` as it would be frozen at this instant.

    A digest has one for each set of articles that readers lack; ``whole`` makes one of all of
    them instead.

    Raises:
        ContentError: The issue or one of its articles does not load.
        RenderError: A template does not work.
    """
    bound = bind(desk, whole_of(desk, store, issue), contents, at=at)
    if issue.kind is IssueKind.DIGEST and not whole:
        return Plates(bound=bound, faces=tuple(digest_faces(desk, store, issue, contents, at=at)))
    return Plates(bound=bound, faces=(make_face(desk, bound, render(desk, bound), date_at=at),))


def freeze(desk: Desk, store: Store, armed: ArmedIssue, contents: Contents) -> PressRun | Problem:
    """Freeze an issue that is due, or hold it and return the reason.

    One transaction moves it to ``sending`` and stores its run and faces; what does not load or
    render holds the issue, changes nothing else, and is told. A child process that died is told
    and leaves the issue armed.
    """
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
        if unit.issues.move(armed.key, expected=IssueState.ARMED, to=IssueState.SENDING):
            unit.runs.freeze(run, plates.faces)
            make_mailing_keys(unit, entropy=desk.entropy, at=now)
    log.debug("step.frozen")
    return run
