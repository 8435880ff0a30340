"""What an issue goes through before its mail can: planned, agreed to, frozen, published, opened."""

from pressrun.app import App
from pressrun.cli.going import deliver_here, tell_stopped
from pressrun.cli.objections import refuse_objections
from pressrun.cli.ping import tell_pushed
from pressrun.cli.printing import count, next_step, put, say, tell_problems
from pressrun.cli.rehearsing import print_rehearsal, tell_rehearsal
from pressrun.cli.schedule import tell_plan
from pressrun.cli.session import ask, who
from pressrun.errors import PressrunError
from pressrun.model.issue import Issue, IssueState


def open_and_deliver(
    app: App,
    name: str,
    *,
    yes: bool,
    dry_run: bool,
    accepted: tuple[str, ...] = (),
    as_json: bool = False,
) -> int:
    """Do all that ``pressrun send`` does with an issue that is not open yet."""
    sending = app.sending
    found = app.editor.issue(name)
    state = sending.state(found)
    if state is IssueState.PAUSED:
        return tell_stopped(sending, found)
    say(f"Mail goes to: {sending.relay}")
    if state is IssueState.SENDING:  # frozen, and killed before it was public or open
        if dry_run:
            put("Would publish it, and go on.")
            next_step(f"pressrun send {found.number}")
            return 0
        say("Going on with publishing it.")
    else:
        plan = sending.plan(found, "now")
        again = f"pressrun send {found.number}{' --yes' if yes else ''}"
        if not dry_run:
            sending.refuse_unapproved(plan)
        if as_json:
            print_rehearsal(app.planning.rehearse(found, plan.when.due_at))
            refuse_objections(app, plan, accepted, again=again)
            return int(plan.approval.holds)
        tell_plan(app, plan)
        if dry_run:
            tell_rehearsal(app.planning.rehearse(found, plan.when.due_at))
            put("Dry run: nothing was sent.")
        refuse_objections(app, plan, accepted, again=again)
        if dry_run:
            if plan.approval.holds:
                next_step(f"pressrun approve {found.number}")
            else:
                next_step(" ".join([again, *(f"--accept {code}" for code in accepted)]))
            return int(plan.approval.holds)
        people = count(plan.readers, "person")
        ask(f"Send it to {people}?", yes=yes, otherwise=f"send to {people}")
    with sending.lock():
        if state is not IssueState.SENDING:
            sending.arm(plan, by=who())
        _begin(app, found)
        return deliver_here(sending, found, push=lambda: push_hubs(app))


def _begin(app: App, issue: Issue) -> None:
    try:
        app.sending.begin(issue)
    except KeyboardInterrupt:
        say(f"Issue {issue.number} is due all the same; to take it back, if it has not begun:")
        next_step(f"pressrun unschedule {issue.number}")
        raise


def push_hubs(app: App) -> None:
    """Tell WebSub hubs; the mail has gone, and this changes nothing about how the verb ends."""
    try:
        tell_pushed(app.sending.push(whole=False))
    except PressrunError as error:
        tell_problems(error.problems)
