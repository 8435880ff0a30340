"""Schedule: arm an issue; the only verb that makes mail go out later."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from pressrun.errors import Problem, Refused, Severity, UsageError
from pressrun.model.approval import ApprovalStanding, Verdict
from pressrun.model.audience import ListCount
from pressrun.model.booking import BookingState
from pressrun.model.calendar import When, parse_when
from pressrun.model.issue import ArmedIssue, Issue, IssueKey, IssueKind, IssueState, RenderedIssue
from pressrun.ports import Contents, Store
from pressrun.press.cadences import unserved
from pressrun.press.desk import Desk
from pressrun.press.digesting import whole_of
from pressrun.press.faces import bind, mailing_list_of, render
from pressrun.press.imprimatur import standing, want_of_approval
from pressrun.press.recipients import recipients
from pressrun.press.traces import gone_out
from pressrun.render.scale import Scale


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What will happen when an issue goes out; nothing of it has happened yet.

    ``readers`` are how many it would go to now, of whom ``audience`` counts all of the list.
    ``html_octets`` is what the HTML of a message weighs as it is sent. ``findings`` is what check
    tells of the issue, once it was asked (``press.objections``).
    """

    issue: Issue
    when: When
    audience: ListCount
    readers: int
    list: str
    rendered: RenderedIssue
    html_octets: int
    articles: int
    approval: ApprovalStanding
    replaces: ArmedIssue | None = None
    warnings: tuple[Problem, ...] = ()
    findings: tuple[Problem, ...] = ()


def plan(desk: Desk, store: Store, issue: Issue, contents: Contents, when_text: str) -> Plan:
    """Return what scheduling ``issue`` at ``when_text`` would do; everything is tried out.

    Raises:
        UsageError: The time cannot be understood or has passed.
        ContentError: The issue does not load or render.
        Refused: It is sending, or has gone out.
    """
    now = desk.clock.now()
    when = parse_when(when_text, now=now, zone=desk.publication.zone)
    if isinstance(when, Problem):
        raise UsageError(when.what, code=when.code, help=when.help)
    mailing_list = mailing_list_of(issue, desk.publication)
    bound = bind(desk, whole_of(desk, store, issue), contents, at=when.due_at)
    rendered = render(desk, bound)
    with store.unit(write=False) as unit:
        armed = unit.issues.find(issue.key)
        audience = unit.people.count(mailing_list.name)
        readers = recipients(desk, unit, issue, list=mailing_list.name)
    if armed is not None:
        _refuse_begun(issue, armed.state)
    approval = standing(desk, store, issue, contents)
    return Plan(
        issue=issue,
        when=when,
        audience=audience,
        readers=readers,
        list=mailing_list.name,
        rendered=rendered,
        html_octets=Scale.of(desk.publication, bound.url).octets(rendered.html),
        articles=len(bound.pieces),
        approval=approval,
        replaces=armed,
        warnings=(
            *_warnings(when),
            *unserved(
                desk.schedules,
                mailing_list.name,
                weekly=audience.weekly,
                monthly=audience.monthly,
            ),
            *_again(issue, gone_out(desk.folder, desk.folder.memory().records, [issue])),
            *_doubts(issue, approval, zone=desk.publication.zone),
        ),
    )


def arm(desk: Desk, store: Store, plan: Plan, *, by: str) -> ArmedIssue:
    """Write the row that makes the issue go out; ``by`` says who.

    Raises:
        Refused: It began to go out in the meantime.
    """
    armed = ArmedIssue(
        key=plan.issue.key,
        list=plan.list,
        state=IssueState.ARMED,
        wall=plan.when.wall.isoformat(timespec="seconds"),
        zone=plan.when.zone,
        due_at=plan.when.due_at,
        digest=plan.issue.digest,
        armed_by=by,
        armed_at=desk.clock.now(),
    )
    with store.unit() as unit:
        if not unit.issues.arm(armed):
            found = unit.issues.find(plan.issue.key)
            _refuse_begun(plan.issue, found.state if found else IssueState.SENDING)
        item = unit.bookings.of_issue(plan.issue.key)
        if item is not None and item.state is BookingState.HELD:
            unit.bookings.move(item, expected=item.state, to=BookingState.DRAFTED)
    return armed


def refuse_unapproved(desk: Desk, plan: Plan) -> None:
    """Refuse what would be held at once for want of an approval.

    Raises:
        Refused: It is required, and there is none of the issue as it is.
    """
    problem = want_of_approval(plan.issue, plan.approval, zone=desk.publication.zone)
    if problem is not None:
        raise Refused(problem.what, code=problem.code, help=problem.help)


def disarm(store: Store, issue: Issue, *, commit: bool) -> ArmedIssue:
    """Return a scheduled issue to draft; return the row as it was.

    Without ``commit`` only say which row that would be.

    Raises:
        Refused: It is not scheduled, or it has begun to go out.
    """
    with store.unit(write=commit) as unit:
        armed = unit.issues.find(issue.key)
        if armed is None or armed.state is IssueState.DRAFT:
            raise Refused(
                f"issue {issue.number} is not scheduled",
                code="SCH010",
                help=f'pressrun schedule {issue.number} "tue 9:00"',
            )
        _refuse_begun(issue, armed.state)
        if commit:
            unit.issues.disarm(issue.key)
    return armed


def _refuse_begun(issue: Issue, state: IssueState) -> None:
    if state in {IssueState.SENDING, IssueState.PAUSED}:
        raise Refused(
            f"issue {issue.number} is going out now",
            code="SCH011",
            help=f"pressrun status {issue.number}",
        )
    if state in {IssueState.SENT, IssueState.CANCELLED}:
        raise Refused(
            f"issue {issue.number} is {state} and never goes out again",
            code="SCH012",
            help='make a new one: pressrun new issue "SUBJECT"',
        )


def _warnings(when: When) -> Iterator[Problem]:
    if when.shifted:
        yield Problem(
            code="SCH002",
            severity=Severity.WARNING,
            what=f"the clocks of {when.zone} skip this time; it goes out when they have",
        )


def _again(issue: Issue, gone: Collection[IssueKey]) -> Iterator[Problem]:
    """Yield a warning for an issue that went out, though this database does not know it."""
    if issue.key in gone:
        seen = "is public already" if issue.kind is IssueKind.ISSUE else "went out already"
        yield Problem(
            code="SCH022",
            severity=Severity.WARNING,
            what=f"issue {issue.number} {seen}: a database that was restored, or begun"
            " anew, does not know to whom it went, and sends it to everybody",
            help="leave it, unless you know that it went to nobody",
        )


def _doubts(issue: Issue, approval: ApprovalStanding, *, zone: str) -> list[Problem]:
    """Return what an approval leaves to be done: where none is required, no more than a word."""
    required = replace(approval, required=True)
    found = want_of_approval(issue, required, zone=zone)
    if found is None or not (approval.required or approval.verdict is Verdict.CHANGED):
        return []
    told = found.what if approval.required else f"{found.what}; it goes out all the same"
    return [replace(found, what=told, severity=Severity.WARNING)]
