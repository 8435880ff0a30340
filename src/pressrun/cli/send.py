"""`pressrun send`: schedule an issue for now and deliver it here."""

import click

from pressrun.app.delivering import Delivering
from pressrun.app.mailroom import Mailroom
from pressrun.cli.going import deliver_here
from pressrun.cli.objections import accepts
from pressrun.cli.printing import count, next_step, put, say
from pressrun.cli.session import with_mailroom
from pressrun.model.issue import Issue


@click.command("send", epilog="Example:  pressrun send 3 --yes")
@click.argument("issue")
@click.option(
    "--to-those-who-joined-since",
    "to_latecomers",
    is_flag=True,
    help="An issue that has gone out: to whoever has joined since, as it was sent.",
)
@accepts
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("-n", "--dry-run", is_flag=True, help="Say what would happen, and send nothing.")
@click.option("--json", "as_json", is_flag=True, help="With --dry-run: print every message.")
@with_mailroom
def command(
    mailroom: Mailroom,
    issue: str,
    to_latecomers: bool,
    accepted: tuple[str, ...],
    yes: bool,
    dry_run: bool,
    as_json: bool,
) -> int:
    """Send ISSUE now and wait until nothing more can be handed over.

    An issue that was interrupted goes on where it stopped. Exits 1 when it was paused because a
    person must look, 4 when a relay refuses our login, 5 when part of the mail was refused, 75
    when some of it waits for another try, 6 when `pressrun run` is sending here, 130 when Ctrl-C
    stopped it: what is under way is finished first. A dry run says exactly to whom it would go,
    and with how many octets. What `pressrun check` calls an error is refused, until it is mended
    or accepted.
    """
    if as_json and not dry_run:
        raise click.UsageError("--json goes with --dry-run")
    sending = Delivering(mailroom)
    if mailroom.is_press and not dry_run:
        sending.require_tenure()
    found = None if to_latecomers else sending.open_issue(issue)
    if found is not None:
        return _go_on(mailroom, sending, found, dry_run=dry_run)
    # What is not open yet must be read, rendered and published first: that takes all of Pressrun,
    # which a sender that only goes on never loads.
    mailroom.close()
    from pressrun.app import App
    from pressrun.cli.latecomers import send_to_latecomers
    from pressrun.cli.opening import open_and_deliver

    with App(mailroom.folder, mailroom.environ) as app:
        if to_latecomers:
            return send_to_latecomers(app, issue, yes=yes, dry_run=dry_run)
        return open_and_deliver(
            app, issue, accepted=accepted, yes=yes, dry_run=dry_run, as_json=as_json
        )


def _go_on(mailroom: Mailroom, sending: Delivering, issue: Issue, *, dry_run: bool) -> int:
    say(f"Mail goes to: {sending.relay}")
    left = count(sending.waiting(issue.key), "delivery")
    if dry_run:
        put(f"Would go on with {left}.")
        next_step(f"pressrun send {issue.number}")
        return 0
    say(f"Going on with {left}.")

    def push() -> None:
        if sending.tells_hubs:
            from pressrun.app import App
            from pressrun.cli.opening import push_hubs

            with App(mailroom.folder, mailroom.environ) as app:
                push_hubs(app)

    with sending.lock():
        return deliver_here(sending, issue, push=push)
