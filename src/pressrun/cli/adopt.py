"""`pressrun adopt`: let a database send that was put back or copied."""

from collections.abc import Iterator, Mapping

import click

from pressrun.app import App
from pressrun.app.adopting import Adoption, Held, Stopped, problem_of
from pressrun.cli.printing import count, emit_json, next_step, plain, put
from pressrun.cli.session import ask, with_app
from pressrun.errors import quoted
from pressrun.model.calendar import say_instant
from pressrun.model.issue import Issue, IssueKey, IssueState


@click.command("adopt", epilog="Example:  pressrun adopt --dry-run")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("-n", "--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@with_app
def command(app: App, yes: bool, as_json: bool, dry_run: bool) -> None:
    """Let this folder's database send, though it was put back from a backup or copied.

    Such a database does not know what went out since, and holds all sending, letters included.
    First it shows how old it is, whose noes it had forgotten and took in from no.log, and which
    issues stop: what was going out waits for `pressrun resume`, and what should have gone out
    meanwhile does not go by itself. A running `pressrun run` sends once this is done. See that
    no other copy of it sends.
    """
    names = app.adopting.issues()
    found = app.adopting.plan()
    if not as_json:
        _tell(app, found, names)
    if found.held is not None and not dry_run:
        ask(
            "Let this database send from now on?",
            yes=yes,
            otherwise="let this database send",
        )
        found = app.adopting.adopt()
    if as_json:
        emit_json(_told(found, names, dry_run=dry_run))
        return
    if found.held is None:
        put("Nothing holds sending here: there is nothing to adopt.")
        next_step("pressrun run")
    elif dry_run:
        put("Dry run: nothing is sent from this database yet.")
        next_step("pressrun adopt")
    else:
        put("Adopted: this database sends from now on.")
        next_step(_next(found, names))


def _tell(app: App, found: Adoption, names: Mapping[IssueKey, Issue]) -> None:
    if found.held is None:
        return
    for name, fact in _facts(app, found, names):
        put(f"  {name:10}{fact}")
    if found.held is Held.COPIED or found.held is Held.ALONE:
        put("  Beware    while another copy of it sends, both would: stop that one first")


def _facts(app: App, found: Adoption, names: Mapping[IssueKey, Issue]) -> Iterator[tuple[str, str]]:
    assert found.held is not None  # noqa: S101  else there is nothing to tell
    now, zone = app.editor.now(), app.sending.zone
    yield "Held", problem_of(found.held).what
    if found.until is None:
        yield "Knows", "nobody has noted when it last sent"
    else:
        yield "Knows", f"what went out until {say_instant(found.until, zone, now)}"
    yield "Noes", _noes(found.forgotten)
    for stopped in found.stopped:
        what = "Paused" if stopped.now is IssueState.PAUSED else "Held back"
        when = say_instant(stopped.due_at, zone, now)
        yield what, f"{_name(stopped.issue, names)} of {when}: {stopped.reason}"
    for armed in found.ahead:
        yield "Ahead", f"{_name(armed.key, names)}: {say_instant(armed.due_at, zone, now)}"
    for key in found.unknown:
        if key not in {stopped.issue for stopped in found.stopped}:
            seen = "has gone out, as its folder says: do not send it again"
            yield "Beware", f"{_name(key, names)} {seen}"
    for item in found.given_up:
        yield "Given up", f"the issue of schedule {item.schedule} for {item.wall}"
    if found.letters:
        yield "At once", f"{count(found.letters, 'letter')}; who had theirs since gets it twice"


def _noes(forgotten: Mapping[str, int]) -> str:
    said = [
        f"{count(number, 'person')} had left list {name}"
        if name
        else f"{count(number, 'person')} had refused mail of any list"
        for name, number in forgotten.items()
    ]
    if not said:
        return "no.log names nobody whom this database had forgotten"
    return f"{', '.join(said)}: it had forgotten that, and took it in from no.log"


def _name(key: IssueKey, names: Mapping[IssueKey, Issue]) -> str:
    issue = names.get(key)
    return f"issue {issue.number} {quoted(issue.subject)}" if issue else f"issue {key}"


def _told(found: Adoption, names: Mapping[IssueKey, Issue], *, dry_run: bool) -> dict[str, object]:
    def of(stopped: Stopped) -> object:
        return {"number": _number(stopped.issue, names), **plain(stopped)}

    return {
        "held": found.held,
        "what": problem_of(found.held).what if found.held else "",
        "known_until": found.until,
        "noes": {
            "any_list": found.forgotten.get("", 0),
            "lists": {name: number for name, number in found.forgotten.items() if name},
        },
        "stopped": [of(stopped) for stopped in found.stopped],
        "ahead": [
            {"number": _number(armed.key, names), "issue": armed.key, "due_at": armed.due_at}
            for armed in found.ahead
        ],
        "unknown": [{"number": _number(key, names), "issue": key} for key in found.unknown],
        "given_up": [{"schedule": item.schedule, "wall": item.wall} for item in found.given_up],
        "letters": found.letters,
        "adopted": found.held is not None and not dry_run,
        "dry_run": dry_run,
    }


def _number(key: IssueKey, names: Mapping[IssueKey, Issue]) -> int | None:
    issue = names.get(key)
    return issue.number if issue else None


def _next(found: Adoption, names: Mapping[IssueKey, Issue]) -> str:
    paused = (s.issue for s in found.stopped if s.now is IssueState.PAUSED)
    number = next((_number(key, names) for key in paused if key in names), None)
    if number is None:
        return "pressrun run"
    return f"pressrun resume {number}   or   pressrun cancel {number}"
