"""`pressrun approve`: say yes to an issue as it is."""

import click

from pressrun.app import App
from pressrun.app.approving import Approved, Review, Verdict
from pressrun.cli.printing import count, emit_json, next_step, plain, put
from pressrun.cli.session import who, with_app
from pressrun.model.calendar import say_instant
from pressrun.model.issue import IssueState

DIGITS = 12  # of a digest: enough to be told apart by eye


@click.command("approve", epilog="Example:  pressrun approve 3")
@click.argument("issue")
@click.option("--take-back", is_flag=True, help="Take an approval back.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("-n", "--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@with_app
def command(app: App, issue: str, take_back: bool, as_json: bool, dry_run: bool) -> None:
    """Approve ISSUE as it is now, and say what that is.

    With approval = "required" in pressrun.toml nothing goes out that nobody has approved, and
    any edit that changes the mail, or what its articles' pages say, asks for a new approval:
    `pressrun diff` shows it. An issue that is held for want of it goes out once it is approved.
    """
    if take_back:
        _take_back(app, issue, as_json=as_json, dry_run=dry_run)
        return
    reviewed = app.approving.review(app.editor.issue(issue))
    approved = None if dry_run else app.approving.approve(reviewed, by=who())
    if as_json:
        emit_json(_json(reviewed, approved))
        return
    _tell(app, reviewed)
    number = reviewed.issue.number
    if approved is None:
        put("Dry run: nothing is approved.")
        next_step(f"pressrun approve {number}")
        return
    put("Approved." if approved.anew else "It is approved already, as it is.")
    if approved.late:
        put("It is too late for it to go out unasked.")
        next_step(f"pressrun schedule {number} now")
    elif approved.released:
        put("It waited for that, and goes out now.")
        next_step("pressrun run")
    elif reviewed.armed is None or reviewed.armed.state is not IssueState.ARMED:
        next_step(f'pressrun schedule {number} "tue 9:00"')
    else:
        next_step("pressrun run")


def _take_back(app: App, issue: str, *, as_json: bool, dry_run: bool) -> None:
    found = app.editor.issue(issue)
    taken = app.approving.take_back(found, dry_run=dry_run)
    if as_json:
        emit_json({"number": found.number, "dry_run": dry_run, "taken_back": plain(taken)})
        return
    when = say_instant(taken.at, app.approving.zone, app.editor.now())
    told = "Would take back" if dry_run else "Took back"
    put(f"{told} the approval of issue {found.number} by {taken.by}: {when}")
    next_step(f"pressrun approve {found.number}")


def _tell(app: App, reviewed: Review) -> None:
    issue, bound, found = reviewed.issue, reviewed.proof.bound, reviewed.standing
    facts = {
        "Issue": f"{issue.number} “{issue.subject}”",
        "Articles": ", ".join(piece.article.slug for piece in bound.pieces) or "none",
        "To": f"{count(reviewed.readers, 'person')} on list {reviewed.list}",
        "Content": reviewed.proof.digest[:DIGITS],
    }
    if found.approval is not None:
        when = say_instant(found.approval.at, app.approving.zone, app.editor.now())
        since = ", and changed since" if found.verdict is Verdict.CHANGED else ""
        facts["Before"] = f"approved by {found.approval.by}{since}: {when}"
    for name, fact in facts.items():
        put(f"  {name:10}{fact}")


def _json(reviewed: Review, approved: Approved | None) -> dict[str, object]:
    bound = reviewed.proof.bound
    return {
        "issue": reviewed.issue.key,
        "number": reviewed.issue.number,
        "subject": reviewed.issue.subject,
        "articles": [piece.article.id for piece in bound.pieces],
        "list": reviewed.list,
        "readers": reviewed.readers,
        "digest": reviewed.proof.digest,
        "before": plain(reviewed.standing),
        "dry_run": approved is None,
        "approved": plain(approved),
    }
