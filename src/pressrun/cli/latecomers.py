"""Send an issue that went out to those who joined since."""

from pressrun.app import App
from pressrun.app.sending import Latecomers
from pressrun.cli.going import deliver_here
from pressrun.cli.printing import count, next_step, put, say, tell_problems
from pressrun.cli.session import ask
from pressrun.errors import Locked
from pressrun.model.calendar import say_instant


def send_to_latecomers(app: App, name: str, *, yes: bool, dry_run: bool) -> int:
    """Do all that ``pressrun send ISSUE --to-those-who-joined-since`` does."""
    found = app.sending.latecomers(app.editor.issue(name))
    number = found.issue.number
    if not found.count:
        put(f"Nobody is to be sent issue {number}: who reads list {found.list} by mail has it.")
        next_step(f"pressrun status {number}")
        return 0
    people = count(found.count, "person")
    _tell(app, found, people)
    if dry_run:
        put("Dry run: nothing was sent.")
        next_step(f"pressrun send {number} --to-those-who-joined-since")
        return 0
    ask(f"Send it to {people}?", yes=yes, otherwise=f"send to {people}")
    lock = app.sending.lock()
    try:
        lock.acquire()
    except Locked:
        added = count(app.sending.admit(found), "person")
        put(f"Added {added}. A process is sending here already: `pressrun run` goes on with it.")
        next_step(f"pressrun status {number}")
        return 0
    try:
        app.sending.admit(found)
        return deliver_here(app.sending, found.issue, push=_nothing_new)
    finally:
        lock.release()


def _nothing_new() -> None:
    """Tell hubs nothing: what is public stays what it was."""


def _tell(app: App, found: Latecomers, people: str) -> None:
    issue, zone = found.issue, app.sending.zone
    facts = {
        "Issue": f"{issue.number} “{issue.subject}”",
        "To": f"{people} on list {found.list} who joined since"
        f" {say_instant(found.date_at, zone, app.sending.now())}",
        "What": "what everybody was sent, with the same date; pages and feeds stay as they are",
        "How": app.sending.relay,
    }
    for name, fact in facts.items():
        put(f"  {name:8}{fact}")
    tell_problems(found.warnings)
    if found.warnings:
        say("Whoever gets the old text now is told of what is right by an erratum of their own.")
