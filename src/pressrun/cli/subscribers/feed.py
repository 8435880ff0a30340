"""`pressrun subscribers feed`: a reader's own feed."""

import click

from pressrun.app import App
from pressrun.app.privatefeeds import Owned
from pressrun.cli.printing import emit_json, next_step, put, say, tell_problems
from pressrun.cli.session import with_app
from pressrun.model.feed import MEDIA_TYPES

# By whether it is the end of the feed, and whether it is a dry run.
_DONE = {
    (False, False): "Made a feed for",
    (False, True): "Would make a feed for",
    (True, False): "Ended the feed for",
    (True, True): "Would end the feed for",
}


@click.command(
    "feed",
    short_help="Show, make or end a subscriber's own feed.",
    epilog="Example:  pressrun subscribers feed ada@example.org --rotate --topics ferries,tides",
)
@click.argument("address")
@click.option("--list", "list_name", default="", help="Which list; else the first.")
@click.option("--rotate", is_flag=True, help="Make a new feed; the one they had ends.")
@click.option("--revoke", is_flag=True, help="End their feed.")
@click.option("--topics", help="Tags to choose articles by, with commas between; '' for all.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("-n", "--dry-run", is_flag=True, help="Say what would change.")
@with_app
def command(
    app: App,
    address: str,
    list_name: str,
    rotate: bool,
    revoke: bool,
    topics: str | None,
    as_json: bool,
    dry_run: bool,
) -> None:
    """Show a subscriber's own feed, which nobody else can find; make, move or end it.

    Whoever has its address can read it: send it to its owner only. It ends when they leave.
    """
    if rotate and revoke:
        raise click.UsageError("--rotate makes a feed and --revoke ends it: choose one")
    feeds = app.private_feeds
    shown = before = feeds.show(address, list=list_name)
    if rotate:
        shown = feeds.rotate(address, list=list_name, commit=not dry_run)
    if revoke:
        shown = feeds.revoke(address, list=list_name, commit=not dry_run)
        shown = shown if dry_run else Owned(shown.reader)
    chosen = shown.reader.subscription.topics
    if topics is not None:
        chosen, problems = feeds.choose(
            address, topics.split(","), list=list_name, commit=not dry_run
        )
        tell_problems(problems)
    if as_json:
        emit_json(_row(shown, chosen))
        return
    person = f"{shown.reader.subscriber.address} on list {shown.reader.subscription.list}"
    if rotate or revoke:
        put(f"{_DONE[revoke, dry_run]} {person}.")
        if rotate and before.feed is not None:
            put(f"The one before {'would end' if dry_run else 'has ended'}.")
    elif shown.address is None:
        put(f"There is no feed for {person}.")
    if shown.address is not None and not (dry_run and rotate):
        for suffix in MEDIA_TYPES:
            put(shown.address.ending(suffix))
    if shown.address is not None or chosen or topics is not None:
        put(f"Topics: {', '.join(chosen) or 'all'}")
    if dry_run:
        put("Dry run: nothing changed.")
    if shown.address is None:
        next_step(f"pressrun subscribers feed {address} --rotate")
    else:
        say("Whoever has one of these addresses can read the feed.")
        next_step(f"pressrun subscribers feed {address} --topics TAG,TAG")


def _row(shown: Owned, topics: tuple[str, ...]) -> dict[str, object]:
    address, feed = shown.address, shown.feed
    return {
        "address": shown.reader.subscriber.address,
        "list": shown.reader.subscription.list,
        "topics": topics,
        "since": feed.created_at if feed else None,
        "feeds": {s[1:]: address.ending(s) for s in MEDIA_TYPES} if address else None,
    }
