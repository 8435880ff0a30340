"""What became of one issue for one person, as a table and as JSON."""

import os

import click

from pressrun.app.books import Books, Story
from pressrun.cli.printing import emit_json, next_step, plain, put, table
from pressrun.cli.session import find_folder, issue_called, with_books
from pressrun.model.calendar import say_instant
from pressrun.model.issue import Issue


@with_books
def tell_story(books: Books, address: str, issue: str, as_json: bool) -> None:
    """Print what one issue and one person have to do with each other.

    Raises:
        UsageError: That is not an address, or there is no such issue.
    """
    found = issue_called(books, issue)
    story = _ahead(found, address) if books.is_ahead(found) else books.explain(found, address)
    if as_json:
        emit_json(_json(found, story))
        return
    now, zone = books.now(), books.zone
    put(f"{story.address} and issue {found.number}  {found.subject}")
    if story.message_id:
        put(f"Message-ID: <{story.message_id}>")
    put()
    table(
        ("WHEN", "WHAT"),
        [
            (say_instant(event.at, zone, now) if event.at else "", event.what)
            for event in story.events
        ],
    )
    put()
    due = story.delivery.next_at if story.delivery else None
    when = f", {say_instant(due, zone, now)}" if due else ""
    put(f"What happens now: {story.next}{when}")
    next_step(f"pressrun audit {found.number}")


def _ahead(issue: Issue, address: str) -> Story:
    from pressrun.app import App

    # What an issue yet to come means to somebody is told by who reads the whole folder.
    with App(find_folder(click.get_current_context().find_root().obj), os.environ) as app:
        return app.planning.explain(issue, address)


def _json(issue: Issue, story: Story) -> dict[str, object]:
    reader = story.reader
    return {
        "issue": issue.key,
        "number": issue.number,
        "address": story.address,
        "list": reader.subscription.list if reader else None,
        "subscription": reader.subscription.state if reader else None,
        "since": plain(reader.subscription.changed_at) if reader else None,
        "suppressed": reader.suppressed if reader else None,
        "message_id": story.message_id or None,
        "events": plain(story.events),
        "fate": plain(story.fate),
        "delivery": plain(story.delivery),
        "next": story.next,
    }
