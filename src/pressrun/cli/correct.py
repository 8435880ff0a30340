"""`pressrun correct`: what was wrong in a public article, and who has it by mail."""

from typing import Any

import click

from pressrun.app import App
from pressrun.app.amending import Copies, Corrected, Drafted
from pressrun.cli.going import tell_counts
from pressrun.cli.printing import count, emit_json, next_step, plain, put, say, tell_problems
from pressrun.cli.session import with_app
from pressrun.errors import Severity
from pressrun.model.delivery import DeliveryState

_HAVE = (DeliveryState.ACCEPTED, DeliveryState.UNKNOWN)


@click.command(
    "correct", epilog='Example:  pressrun correct ferry --note "The fare is 3 euros, not 2."'
)
@click.argument("article")
@click.argument("words", required=False)
@click.option("--note", default=None, metavar="WORDS", help="What is right; as WORDS.")
@click.option("--minor", is_flag=True, help="A slip was mended in the file: tell nobody.")
@click.option(
    "--draft-erratum",
    "draft",
    is_flag=True,
    help="Write an issue for exactly those who were sent the old text.",
)
@click.option("--publish", is_flag=True, help="Also on a machine without the database.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("-n", "--dry-run", is_flag=True, help="Say what would change.")
@with_app
def command(
    app: App,
    article: str,
    words: str | None,
    note: str | None,
    minor: bool,
    draft: bool,
    publish: bool,
    as_json: bool,
    dry_run: bool,
) -> int:
    """Say at the end of a public ARTICLE what was wrong, in WORDS and with the day of today.

    Mend the text itself by hand, before. Pages and feeds show the article as updated at once,
    under the id it had; how many have the old text by mail is counted, list by list.

    With --draft-erratum an issue is written for those readers, each once; look at it with
    `pressrun show` and send it as any other. Without WORDS it says what the file says already.
    With --minor readers see no update: the words as they are now are taken for those that were
    published.
    """
    given = [one for one in (words, note) if one is not None]
    if len(given) > 1:
        raise click.UsageError("say what is right once: as WORDS or with --note")
    if minor and (given or draft):
        raise click.UsageError("--minor tells nobody: it goes with no words and no erratum")
    if minor:
        return _settle(app, article, publish=publish, as_json=as_json, dry_run=dry_run)
    if not given and not draft:
        raise click.UsageError(
            'say what is right, --note "The fare is 3 euros.", or --minor, or --draft-erratum'
        )
    corrected = app.amending.correct(
        article, given[0] if given else None, draft=draft, record=publish, dry_run=dry_run
    )
    problems = corrected.published.problems if corrected.published else ()
    tell_problems(problems)
    if as_json:
        emit_json(_as_json(corrected))
    else:
        _tell(corrected, dry_run=dry_run)
    # What is wrong with other files is told; the correction stands all the same.
    own = [
        problem for problem in problems if problem.place and problem.place.path == corrected.path
    ]
    return 1 if any(problem.severity is Severity.ERROR for problem in own) else 0


def _settle(app: App, article: str, *, publish: bool, as_json: bool, dry_run: bool) -> int:
    settled = app.amending.settle(article, record=publish, dry_run=dry_run)
    slug, updated_at = settled.article.slug, settled.record.updated_at
    if as_json:
        emit_json({"article": settled.article.id, "slug": slug, "changed": settled.changed})
        return 0
    if settled.changed:
        put(f"{'Would take' if dry_run else 'Took'} the words of {slug} for those published")
        say(f"Updated stays {updated_at:%Y-%m-%d %H:%M} UTC.")
    else:
        put(f"Nothing to do: feeds know the words of {slug} as they are")
    next_step("pressrun build")
    return 0


def _tell(corrected: Corrected, *, dry_run: bool) -> None:
    slug = corrected.article.slug
    if corrected.line and corrected.is_new:
        written = "Would write" if dry_run else "Wrote"
        put(f"{written} in {corrected.path}:  - {corrected.line}")
    elif corrected.line:
        put(f"{corrected.path} says so already:  - {corrected.line}")
    if corrected.published is not None:
        put(f"Pages and feeds show it as updated {corrected.corrected_at:%Y-%m-%d %H:%M:%S} UTC")
    for copies in corrected.copies:
        if copies.have or copies.coming or copies.waiting:
            _tell_copies(copies)
    for drafted in corrected.drafts:
        _tell_draft(drafted, dry_run=dry_run)
    if corrected.drafts:
        next_step(f"pressrun show {corrected.drafts[0].issue.number}")
    elif any(copies.untold for copies in corrected.copies):
        next_step(f"pressrun correct {slug} --draft-erratum")
    elif corrected.published is None and not corrected.copies:
        next_step("pressrun build")
    else:
        if corrected.copies:
            say("Nobody is to be told by mail.")
        next_step("pressrun queue")


def _tell_copies(copies: Copies) -> None:
    """Print who has the old text of one list, who may get it yet, and who gets the new one."""
    have = {state: copies.by_state.get(state, 0) for state in _HAVE}
    people = count(copies.have, "person")
    said = f"{people} of list {copies.list} {'has' if copies.have == 1 else 'have'} the old text"
    said += f" by mail ({tell_counts(have)})" if copies.have else " by mail"
    if copies.waiting:
        verb = "waits for a digest and gets" if copies.waiting == 1 else "wait for a digest and get"
        said += f"; {copies.waiting:,} {verb} the new one"
    put(said)
    if copies.have > copies.untold:
        say(
            f"{copies.have - copies.untold:,} of them are not written to: told already, or they"
            " left, paused, read by feed or are suppressed."
        )
    if copies.coming:
        say(
            f"To {copies.coming:,} more the old text is still on its way: what is frozen goes out"
            " as it is. Draft an erratum once it has."
        )


def _tell_draft(drafted: Drafted, *, dry_run: bool) -> None:
    issue = drafted.issue
    written = "Would draft" if dry_run else "Drafted"
    head = f"{written} issue" if drafted.is_new else "It is drafted already as issue"
    people = count(drafted.readers, "person")
    put(f"{head} {issue.number} “{issue.subject}” for {people} of list {drafted.list}")
    put(f"  {issue.path}")
    for number in drafted.earlier:
        say(f"Issue {number} is about an earlier correction and has not gone out: take one back.")


def _as_json(corrected: Corrected) -> dict[str, Any]:
    return {
        "article": corrected.article.id,
        "slug": corrected.article.slug,
        "path": corrected.path,
        "correction": corrected.line,
        "is_new": corrected.is_new,
        "published": corrected.published is not None,
        "corrected_at": plain(corrected.corrected_at),
        "lists": [
            {
                "list": copies.list,
                "by_state": plain(dict(copies.by_state)),
                "have": copies.have,
                "coming": copies.coming,
                "untold": copies.untold,
                "waiting": copies.waiting,
            }
            for copies in corrected.copies
        ],
        "errata": [
            {
                "issue": drafted.issue.number,
                "path": drafted.issue.path,
                "subject": drafted.issue.subject,
                "list": drafted.list,
                "readers": drafted.readers,
                "is_new": drafted.is_new,
                "earlier": list(drafted.earlier),
            }
            for drafted in corrected.drafts
        ],
    }
