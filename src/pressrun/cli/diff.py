"""`pressrun diff`: what of an issue is not as it was approved."""

from typing import Final

import click

from pressrun.app import App
from pressrun.app.approving import Compared, Difference, Part
from pressrun.cli.approve import DIGITS
from pressrun.cli.printing import emit_json, next_step, plain, put, say
from pressrun.cli.session import with_app
from pressrun.model.calendar import say_instant

_COLOURS: Final = {"@": "cyan", "-": "red", "+": "green"}
_TITLES: Final = {
    Part.HEADER: "header of the mail",
    Part.TEXT: "text of the mail",
    Part.HTML: "HTML of the mail; its text is the same",
    Part.OCTETS: "octets of the mail; what it says is the same",
    Part.PAGES: "pages of its articles; the mail is the same",
    Part.ARTICLES: "articles that the digest may carry, by id",
}


@click.command("diff", epilog="Example:  pressrun diff 3")
@click.argument("issue")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_app
def command(app: App, issue: str, as_json: bool) -> int:
    """Show what of ISSUE is not as it was approved: lines that went, and lines that came.

    First what the mail says as text, in every language; where that is the same, the words,
    links and other attributes of its HTML; where that is, what only pages say. Exits 0 when
    nothing has changed, 1 when something has.
    """
    compared = app.approving.compare(app.editor.issue(issue))
    if as_json:
        emit_json(_json(compared))
        return int(bool(compared.differences))
    given, number = compared.approval, compared.issue.number
    when = say_instant(given.at, app.approving.zone, app.editor.now())
    if not compared.differences:
        put(f"Issue {number} is as {given.by} approved it: {given.digest[:DIGITS]}")
        return 0
    say(f"Issue {number} is not as {given.by} approved it: {when}")
    for difference in compared.differences:
        _show(difference)
    next_step(f"pressrun approve {number}")
    return 1


def _show(difference: Difference) -> None:
    language = f"{difference.language}: " if difference.language else ""
    put(click.style(f"== {language}{_TITLES[difference.part]}", bold=True))
    for line in difference.lines:
        put(click.style(line, fg=_COLOURS.get(line[:1])))


def _json(compared: Compared) -> dict[str, object]:
    return {
        "issue": compared.issue.key,
        "number": compared.issue.number,
        "approval": plain(compared.approval),
        "digest": compared.digest,
        "same": not compared.differences,
        "differences": plain(compared.differences),
    }
