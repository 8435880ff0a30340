"""`pressrun queue`: the board, and which articles an issue carries."""

from datetime import datetime

import click

from pressrun.app import App
from pressrun.app.bundling import Prospect
from pressrun.app.editor import Board, Card
from pressrun.cli.objections import say_findings
from pressrun.cli.printing import count, emit_json, next_step, plain, put, say, table
from pressrun.cli.schedule import say_approval
from pressrun.cli.session import with_app
from pressrun.errors import Severity
from pressrun.model.calendar import say_instant
from pressrun.model.issue import Issue, IssueState


class _Queue(click.Group):
    """Shows the board for `queue` and `queue ISSUE`, and hands the rest to its verbs."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name, *rest = args
        if name in self.commands or name.startswith("-"):
            return super().resolve_command(ctx, args)
        if all(word.startswith("-") for word in rest):
            return "show", self.commands["show"], args
        raise click.exceptions.NoSuchCommand(name, possibilities=self.list_commands(ctx), ctx=ctx)


@click.group(
    "queue",
    cls=_Queue,
    invoke_without_command=True,
    subcommand_metavar="[ISSUE | COMMAND [ARGS]...]",
    epilog="Example:  pressrun queue 3",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def command(ctx: click.Context, as_json: bool) -> None:
    """Show the board, or one ISSUE; add, remove and move its articles.

    FINDINGS counts what `pressrun check` tells of an issue that has not gone out.
    An issue is named by its number, its slug or its folder.
    """
    if ctx.invoked_subcommand is None:
        ctx.invoke(_show_board, as_json=as_json)
    elif as_json and ctx.invoked_subcommand != "show":
        raise click.UsageError("--json is for what reads:  pressrun queue 3 --json")


@with_app
def _show_board(app: App, as_json: bool) -> None:
    board, coming = app.editor.board(checked=True), app.bundling.prospects()
    if as_json:
        emit_json({**plain(board), "schedules": plain(coming)})
        return
    now = app.editor.now()
    rows = [(f"{c.issue.number}", c.state, c.issue.subject, *_state(c, now)) for c in board.cards]
    table(("ISSUE", "STATE", "SUBJECT", "ARTICLES", "FINDINGS", "WHEN"), rows)
    if board.spare:
        put()
        spare = ((s.article.slug, s.article.title, s.why) for s in board.spare)
        table(("IN NO ISSUE", "TITLE", "WHY"), spare)
    for prospect in coming:
        _show_prospect(prospect, now)
    _end(board)


def _show_prospect(prospect: Prospect, now: datetime) -> None:
    """Say what the next issue of a schedule would be now, and what it would leave out."""
    put()
    when = say_instant(prospect.at, prospect.zone, now) if prospect.at else "never again"
    put(f"{prospect.schedule}: {when}")
    if prospect.issue is not None:
        put(f"  is issue {prospect.issue}")
    if prospect.lacking:
        put(f"  a digest for {count(prospect.lacking, 'reader')} of what they lack")
    if prospect.articles:
        put(f"  {', '.join(prospect.articles)}")
    if prospect.nothing:
        put(f"  as things stand, {prospect.nothing}")
    # What went out, or was there before, would be told for ever.
    told = [left for left in prospect.left_out if not left.past or "limit" in left.why]
    if told:
        table(("NOT IN IT", "TITLE", "WHY"), [(each.slug, each.title, each.why) for each in told])


def _state(card: Card, now: datetime) -> tuple[str, str, str]:
    when = ""
    if card.armed is not None and card.state is not IssueState.SENT:
        when = card.armed.reason.splitlines()[0] if card.armed.reason else ""
        if card.state is IssueState.ARMED:
            when = say_instant(card.armed.due_at, card.armed.zone, now)
    if card.approval is not None and card.state is not IssueState.HELD:
        when = f"{when}; {say_approval(card.approval)}" if when else say_approval(card.approval)
    if card.accounts is not None:
        when = f"{card.accounts.ended:,} of {card.accounts.frozen:,} done"
    found = card.findings
    findings = say_findings(found.errors, found.warnings) if found is not None else ""
    return f"{len(card.issue.references)}", findings, when


def _end(board: Board) -> None:
    errors = [problem for problem in board.problems if problem.severity == "error"]
    if errors:
        say(f"{count(len(errors), 'problem')} in files that are not shown here.")
        next_step("pressrun check")
        return
    if any(c.state is IssueState.SENDING for c in board.cards):
        next_step("pressrun run")
        return
    draft = next((c.issue for c in board.cards if c.state is IssueState.DRAFT), None)
    if draft is not None:
        next_step(f'pressrun schedule {draft.number} "tue 9:00"')
    else:
        next_step('pressrun new issue "SUBJECT"')


@command.command("show", hidden=True)
@click.argument("issue")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_app
def _show_issue(app: App, issue: str, as_json: bool) -> None:
    """Show what one issue carries."""
    group = click.get_current_context().parent
    as_json = as_json or bool(group and group.params["as_json"])
    contents = app.editor.contents()
    found = app.editor.issue(issue, contents)
    carried = app.bundling.carried(found)
    looked = app.editor.look(found, contents)
    findings = [problem for problem in looked if problem.severity is not Severity.NOTE]
    if as_json:
        names = ("section", "reference", "article")
        articles = [dict(zip(names, plain(line), strict=True)) for line in carried]
        emit_json({"issue": plain(found), "articles": articles, "findings": plain(findings)})
        return
    put(f"{found.number}  {found.subject}")
    rows = (
        (f"{at}", reference, article.title if article else "(missing, or does not load)", section)
        for at, (section, reference, article) in enumerate(carried, 1)
    )
    table(("", "ARTICLE", "TITLE", "SECTION"), rows)
    if findings:
        put()
        told = ((f"{p.severity} {p.code}", f"{p.place or ''}", p.what) for p in findings)
        table(("FINDING", "WHERE", "WHAT"), told)
    bad = any(problem.severity is Severity.ERROR for problem in findings)
    next_step("pressrun check" if bad else f"pressrun show {found.number}")


@command.command(epilog="Example:  pressrun queue add winter-ferry soup-for-eleven --issue 3")
@click.argument("articles", nargs=-1, required=True, metavar="ARTICLE...")
@click.option("--issue", "issue_name", default="", help="Which issue; else the last draft.")
@click.option("--section", default="", help="Under which section; it is made if it is new.")
@click.option("-n", "--dry-run", is_flag=True, help="Say what would change.")
@with_app
def add(app: App, articles: tuple[str, ...], issue_name: str, section: str, dry_run: bool) -> None:
    """Add articles at the end of an issue."""
    issue = _issue(app, issue_name)
    fresh = app.bundling.add(issue, articles, section=section, dry_run=dry_run)
    for article in fresh:
        put(f"{'Would add' if dry_run else 'Added'} {article.slug} to issue {issue.number}")
    if len(fresh) < len(set(articles)):
        known = count(len(set(articles)) - len(fresh), "article")
        say(f"Issue {issue.number} carries {known} of these already.")
    next_step(f"pressrun queue {issue.number}")


@command.command(epilog="Example:  pressrun queue remove winter-ferry --issue 3")
@click.argument("articles", nargs=-1, required=True, metavar="ARTICLE...")
@click.option("--issue", "issue_name", default="", help="Which issue; else the last draft.")
@click.option("-n", "--dry-run", is_flag=True, help="Say what would change.")
@with_app
def remove(app: App, articles: tuple[str, ...], issue_name: str, dry_run: bool) -> None:
    """Take articles out of an issue; the files stay."""
    issue = _issue(app, issue_name)
    for reference in app.bundling.remove(issue, articles, dry_run=dry_run):
        put(f"{'Would take' if dry_run else 'Took'} {reference} out of issue {issue.number}")
    next_step(f"pressrun queue {issue.number}")


@command.command(epilog="Example:  pressrun queue move winter-ferry --to 1 --issue 3")
@click.argument("article")
@click.option("--to", type=click.IntRange(min=1), required=True, help="Position, from 1.")
@click.option("--issue", "issue_name", default="", help="Which issue; else the last draft.")
@click.option("-n", "--dry-run", is_flag=True, help="Say what would change.")
@with_app
def move(app: App, article: str, to: int, issue_name: str, dry_run: bool) -> None:
    """Move an article to another place in its issue."""
    issue = _issue(app, issue_name)
    reference = app.bundling.move(issue, article, to=to, dry_run=dry_run)
    put(f"{'Would move' if dry_run else 'Moved'} {reference} to place {to}")
    next_step(f"pressrun queue {issue.number}")


@command.command(epilog="Example:  pressrun queue feature winter-ferry --issue 3")
@click.argument("article", required=False, default="")
@click.option("--none", is_flag=True, help="Feature no article any more.")
@click.option("--issue", "issue_name", default="", help="Which issue; else the last draft.")
@click.option("-n", "--dry-run", is_flag=True, help="Say what would change.")
@with_app
def feature(app: App, article: str, none: bool, issue_name: str, dry_run: bool) -> None:
    """Let an article stand first in its issue, and whole."""
    if bool(article) == none:
        raise click.UsageError("name an article, or --none")
    issue = _issue(app, issue_name)
    reference = app.bundling.feature(issue, article, dry_run=dry_run)
    verb = "Would feature" if dry_run else "Featured"
    put(f"{verb} {reference or 'no article'} in issue {issue.number}")
    next_step(f"pressrun show {issue.number}")


def _issue(app: App, name: str) -> Issue:
    """Return the issue called ``name``, for an empty name the last that is still a draft."""
    return app.editor.issue(name) if name else app.editor.last_draft()
