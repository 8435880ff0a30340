"""`pressrun schedule`: arm an issue to go out at a time."""

import click

from pressrun.app import App
from pressrun.app.sending import Plan
from pressrun.cli.going import tell_held
from pressrun.cli.objections import accepts, refuse_objections, tell_objections
from pressrun.cli.printing import count, cuts, next_step, put, tell_problems
from pressrun.cli.rehearsing import print_rehearsal, refuse_json, tell_rehearsal
from pressrun.cli.session import ask, is_terminal, who, with_app
from pressrun.errors import UsageError
from pressrun.model.approval import ApprovalStanding
from pressrun.model.calendar import PASSED, say_instant
from pressrun.model.issue import Issue, IssueKind

_FEEDS = "main and issues, as RSS, Atom and JSON, and the archive, at the same moment"


@click.command("schedule", epilog='Example:  pressrun schedule 3 "tue 9:00"')
@click.argument("issue")
@click.argument("when")
@accepts
@click.option("--yes", is_flag=True, help="Do not ask, though WHEN has passed: send it at once.")
@click.option("-n", "--dry-run", is_flag=True, help="Say what would happen, and arm nothing.")
@click.option("--json", "as_json", is_flag=True, help="With --dry-run: print every message.")
@with_app
def command(
    app: App,
    issue: str,
    when: str,
    accepted: tuple[str, ...],
    yes: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Arm ISSUE to go out at WHEN, and say what will happen.

    WHEN is a time in the publication's zone: "tue 9:00", "tomorrow 18:30",
    "2026-12-01 09:00", "in 2 hours", "now". Scheduling again moves it. `pressrun run` sends it.
    Where WHEN has passed it asks whether to send it at once; where nobody can answer, that is
    refused. A dry run says exactly to whom it would go as things stand, and with how many octets.
    What `pressrun check` calls an error is refused as well, until it is mended or accepted.
    """
    refuse_json(as_json=as_json, dry_run=dry_run)
    plan = _plan(app, app.editor.issue(issue), when, yes=yes, dry_run=dry_run)
    again = f'pressrun schedule {plan.issue.number} "{when}"{" --yes" if yes else ""}'
    if as_json:
        print_rehearsal(app.planning.rehearse(plan.issue, plan.when.due_at))
        refuse_objections(app, plan, accepted, again=again)
        return
    tell_plan(app, plan)
    if dry_run:
        tell_rehearsal(app.planning.rehearse(plan.issue, plan.when.due_at))
        put("Dry run: nothing is scheduled.")
    refuse_objections(app, plan, accepted, again=again)
    if dry_run:
        next_step(" ".join([again, *(f"--accept {code}" for code in accepted)]))
        return
    app.sending.arm(plan, by=who())
    put("Moved." if plan.replaces else "Scheduled.")
    next_step(
        f"pressrun run    (look: pressrun queue · take back:"
        f" pressrun unschedule {plan.issue.number})"
    )


def _plan(app: App, issue: Issue, when: str, *, yes: bool, dry_run: bool) -> Plan:
    """Return the plan for a moment, or for now if that has passed and somebody says so."""
    try:
        return app.sending.plan(issue, when)
    except UsageError as error:
        if error.problem.code != PASSED or not (yes or (is_terminal() and not dry_run)):
            raise
        question = f"{error.problem.what}. Send issue {issue.number} at once?"
        ask(question, yes=yes, otherwise="send it at once")
        return app.sending.plan(issue, "now")


def _say_readers(plan: Plan, apart: list[str]) -> str:
    """Return whom an issue of its kind goes to; ``apart`` is who of the list is not mailed."""
    people = count(plan.readers, "person")
    match plan.issue.kind:
        case IssueKind.DIGEST:
            return f"{people} on list {plan.list} who lack something ({plan.issue.digest_of})"
        case IssueKind.ERRATUM:
            return f"{people} on list {plan.list} who were sent the old text"
        case IssueKind.ISSUE:
            return f"{people} on list {plan.list} ({', '.join(apart)})"


def say_approval(found: ApprovalStanding) -> str:
    """Return how an issue stands to its approval, and by whom that is."""
    return f"{found.verdict} by {found.approval.by}" if found.approval else str(found.verdict)


def tell_plan(app: App, plan: Plan) -> None:
    """Print what will happen, a fact a line, and what could be wrong with it."""
    audience, due_at = plan.audience, plan.when.due_at
    apart = [f"{audience.suppressed} suppressed", f"{audience.paused} paused"]
    if audience.by_feed:
        apart.append(f"{audience.by_feed} by a feed of their own")
    facts = {
        "Issue": f"{plan.issue.number} “{plan.issue.subject}”   {count(plan.articles, 'article')},"
        f" {plan.html_octets / 1000:.1f} kB of HTML",
        # Rendering takes a moment, and what is meant for now is not late for that.
        "When": say_instant(due_at, plan.when.zone, min(due_at, app.editor.now())),
        "To": _say_readers(plan, apart),
        "How": app.sending.relay,
        "Feeds": _FEEDS if plan.issue.kind is IssueKind.ISSUE else "none, and no page: mail alone",
    }
    if plan.approval.required or plan.approval.approval is not None:
        facts["State"] = say_approval(plan.approval)
    for name, fact in facts.items():
        put(f"  {name:8}{fact}")
    for line in cuts(plan.rendered):
        put(f"  Cut     {line}")
    tell_problems(plan.warnings)
    tell_objections(plan)
    tell_held(app.sending)
