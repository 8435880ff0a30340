"""`pressrun audience`: whom an issue goes to, and why not to the others."""

import click

from pressrun.app import App
from pressrun.app.planning import Audience
from pressrun.cli.printing import count, emit_json, next_step, plain, put, table
from pressrun.cli.session import with_app
from pressrun.model.calendar import say_instant
from pressrun.model.issue import Issue


@click.command("audience", epilog="Example:  pressrun audience 3")
@click.argument("issue")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_app
def command(app: App, issue: str, as_json: bool) -> None:
    """Count whom ISSUE goes to as things stand, and everybody else with the reason.

    The numbers add up to all who are or were on its list. Once the issue has gone out they come
    from its ledger. `pressrun explain ADDRESS --issue ISSUE` says the same of one person.
    """
    found = app.editor.issue(issue)
    audience = app.planning.audience(found)
    if as_json:
        emit_json(_json(found, audience))
        return
    _tell(app, found, audience)
    next_step(f"pressrun explain ADDRESS --issue {found.number}")


def _tell(app: App, issue: Issue, audience: Audience) -> None:
    now, zone = app.editor.now(), app.sending.zone
    went = audience.by_state is not None
    put(f"{issue.number}  {issue.subject}   {audience.kind}, list {audience.list}")
    verb = "went or goes" if went else "would go"
    put(f"{verb.capitalize()} to {count(audience.goes_to, 'person')} of {audience.total:,}.")
    put()
    rows = [
        (f"{number:,}", state, "") for state, number in sorted((audience.by_state or {}).items())
    ]
    rows += [
        (f"{number:,}", "is written to", f"in language {language}" if language else "")
        for language, number in audience.going.items()
    ]
    for group in audience.left_out:
        due = f"the next one {say_instant(group.next_at, zone, now)}" if group.next_at else ""
        rows.append((f"{group.count:,}", group.why, due))
    rows.append((f"{audience.total:,}", "in all", ""))
    table(("PEOPLE", "WHAT", "MORE"), rows)
    if audience.pending:
        put(
            f"Besides, {count(audience.pending, 'person')} have asked to join and not said yes yet."
        )
    told = audience.handover
    if told is not None:
        ends = say_instant(told.ends_at, zone, now) if told.ends_at else "at a time nobody knows"
        put(f"All handed over: {ends} ({told.quota or told.basis})")


def _json(issue: Issue, audience: Audience) -> dict[str, object]:
    return {
        "issue": issue.key,
        "number": issue.number,
        "kind": audience.kind,
        "list": audience.list,
        "goes_to": audience.goes_to,
        "total": audience.total,
        "languages": plain(audience.going),
        "by_state": plain(audience.by_state),
        "left_out": plain(audience.left_out),
        "pending": audience.pending,
        "handover": plain(audience.handover),
    }
