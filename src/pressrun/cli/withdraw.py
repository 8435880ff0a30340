"""`pressrun withdraw`: end what is public."""

import click

from pressrun.app import App
from pressrun.app.editor import Withdrawal
from pressrun.cli.printing import count, next_step, put, say, tell_problems
from pressrun.cli.session import ask, with_app
from pressrun.errors import Severity


@click.command("withdraw", epilog="Example:  pressrun withdraw the-winter-ferry --yes")
@click.argument("name", metavar="ARTICLE|ISSUE")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--publish", is_flag=True, help="Also on a machine without the database.")
@click.option("-n", "--dry-run", is_flag=True, help="Say what would change.")
@with_app
def command(app: App, name: str, yes: bool, publish: bool, dry_run: bool) -> int:
    """Take an article or issue out of feeds, archives and site, for good.

    Its addresses answer 410, and readers' programs are told that it is deleted. Its id is never
    used again. Mail that went out stays where it is.
    """
    planned = app.editor.plan_withdrawal(name, record=publish)
    if planned.is_done:
        put(f"{_named(planned)} was withdrawn on {planned.record.withdrawn_at:%Y-%m-%d}")
        next_step("pressrun build")
        return 0
    say(f"{_named(planned)}: its pages answer 410, feeds say that it is deleted.")
    if planned.documents:
        verb = "is" if planned.documents == 1 else "are"
        say(f"{count(planned.documents, 'archive document')} {verb} written anew without it.")
    say("Mail that went out stays. This cannot be taken back.")
    if not dry_run:
        ask("Withdraw it?", yes=yes, otherwise="withdraw it")
    made = app.editor.withdraw(planned, dry_run=dry_run)
    tell_problems(made.problems)
    if dry_run:
        put(f"Would withdraw {_named(planned)}")
    else:
        changed, removed = len(made.written.changed), len(made.written.removed)
        put(f"Withdrew {_named(planned)}; {count(changed, 'file')} changed, {removed} removed")
    next_step("pressrun check" if made.problems else "pressrun queue")
    return 1 if any(problem.severity is Severity.ERROR for problem in made.problems) else 0


def _named(planned: Withdrawal) -> str:
    record = planned.record
    name = f"“{planned.title}”" if planned.title else record.id
    return f"{record.kind.title()} {name}"
