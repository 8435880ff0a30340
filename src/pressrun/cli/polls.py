"""`pressrun polls`: the questions of what is public, and how readers answered."""

from collections.abc import Sequence

import click

from pressrun.app import App
from pressrun.app.polls import Asked
from pressrun.cli.printing import emit_json, next_step, put, say, table
from pressrun.cli.session import with_app
from pressrun.errors import Refused, UsageError, suggest
from pressrun.model.inline import plain

_ASK = "write a `::: poll` or `::: quiz` into an article, and publish it"


@click.group("polls", invoke_without_command=True, epilog="Example:  pressrun polls")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def command(ctx: click.Context, as_json: bool) -> None:
    """List polls and quizzes, and print their results.

    Only what is public takes votes, and only that is listed.
    """
    if ctx.invoked_subcommand is None:
        ctx.invoke(_list, as_json=as_json)
    elif as_json:
        raise click.UsageError("--json goes behind the name:  pressrun polls results NAME --json")


@with_app
def _list(app: App, as_json: bool) -> None:
    asked = list(app.polls.all())
    if as_json:
        emit_json([_row(each) for each in asked])
        return
    if not asked:
        say(f"No public article asks anything yet: {_ASK}.")
        return
    table(
        ("QUESTION", "KIND", "ASKS", "SUBSCRIBERS", "OTHERS", "OPEN"),
        (
            (
                each.name,
                each.kind,
                plain(each.question.block.question),
                f"{sum(count.subscribers for count in each.counts):,}",
                f"{sum(count.others for count in each.counts):,}",
                _open(each),
            )
            for each in asked
        ),
    )
    next_step(f"pressrun polls results {asked[0].name}")


@command.command(
    epilog="Example:  pressrun polls results cadence --csv > cadence.csv",
    short_help="Print how a question was answered.",
)
@click.argument("question")
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV that is safe in spreadsheets.")
@click.option("--raw", is_flag=True, help="Print CSV for programs: no apostrophe before formulas.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_app
def results(app: App, question: str, as_csv: bool, raw: bool, as_json: bool) -> None:
    """Print how a QUESTION was answered, whether readers may see it or not.

    A question is named by its id, or by its article's id and its own with a slash between.
    Subscribers voted by a link of their mail and count once each; others voted on the web, where
    nobody can tell who votes twice.
    """
    if as_json and (as_csv or raw):
        raise click.UsageError("either --csv or --json")
    asked = _called(app, question)
    if as_csv or raw:
        put(app.polls.csv([asked], raw=raw), end=False)
        return
    if as_json:
        emit_json(_row(asked))
        return
    block = asked.question.block
    put(plain(block.question))
    subscribers = sum(count.subscribers for count in asked.counts)
    others = sum(count.others for count in asked.counts)
    rows = [
        (
            str(count.choice),
            plain(choice.parts) + (" (right)" if choice.right else ""),
            _share(count.subscribers, subscribers),
            _share(count.others, others),
        )
        for count, choice in zip(asked.counts, block.choices, strict=True)
    ]
    rows.append(("", "All", f"{subscribers:,}", f"{others:,}"))
    table(("NO", "CHOICE", "SUBSCRIBERS", "OTHERS"), rows)
    next_step(f"pressrun polls results {asked.name} --csv")


def _called(app: App, name: str) -> Asked:
    """Return the one question a person means.

    Raises:
        UsageError: There is none of that name.
        Refused: There are several.
    """
    every = list(app.polls.all())
    found: Sequence[Asked] = [each for each in every if name in (each.name, each.question.id)]
    if not found:
        known = [known for each in every for known in (each.name, each.question.id)]
        near = suggest(name, known) if known else f"{_ASK} first"
        raise UsageError(f"no public article asks {name!r}", code="POL001", help=near)
    if len(found) > 1:
        names = " or ".join(each.name for each in found)
        raise Refused(f"{len(found)} articles ask {name!r}", code="POL002", help=f"name {names}")
    return found[0]


def _open(asked: Asked) -> str:
    if asked.closes_on is None:
        return "yes"
    return f"until {asked.closes_on}" if asked.is_open else f"closed {asked.closes_on}"


def _share(number: int, total: int) -> str:
    return f"{number:,} ({number / total:.0%})" if total else "0"


def _row(asked: Asked) -> dict[str, object]:
    """Return a question and its counts as JSON says them."""
    question, block = asked.question, asked.question.block
    return {
        "article": question.owner,
        "title": question.title,
        "url": question.url,
        "question": question.id,
        "kind": asked.kind,
        "asks": plain(block.question),
        "open": asked.is_open,
        "closes": asked.closes_on.isoformat() if asked.closes_on else None,
        "choices": [
            {
                "choice": count.choice,
                "says": plain(choice.parts),
                "right": choice.right,
                "subscribers": count.subscribers,
                "others": count.others,
            }
            for count, choice in zip(asked.counts, block.choices, strict=True)
        ],
    }
