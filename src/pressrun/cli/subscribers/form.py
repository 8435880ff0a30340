"""`pressrun subscribers form`: the form to subscribe by, for a page of one's own."""

import click

from pressrun.app import App
from pressrun.cli.printing import put
from pressrun.cli.session import with_app
from pressrun.cli.subscribers.options import in_list


@click.command(
    "form",
    short_help="Print a form to subscribe by, for any page.",
    epilog="Example:  pressrun subscribers form --topics > form.html",
)
@in_list
@click.option("--language", default="", help="Its language; else the publication's.")
@click.option("--topics", is_flag=True, help="Let people choose among the topics there are.")
@with_app
def command(app: App, list_name: str, language: str, topics: bool) -> None:
    """Print a form to subscribe by: HTML without scripts, for any page on any site.

    It is sent to the address where the publication answers forms, [site] service or else url.
    """
    name = app.people.list_called(list_name).name
    offered = app.preferences.topics.offered() if topics else ()
    put(app.pages.form(name, language, offered))
