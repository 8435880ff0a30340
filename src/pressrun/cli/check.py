"""`pressrun check`: everything that can be known before anything is sent."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from pressrun.cli.asked_links import tell_asked, tell_progress
from pressrun.cli.findings import commonest, summary, tell_findings
from pressrun.cli.printing import emit_json, next_step, plain, put, say
from pressrun.cli.rechecking import watch_texts
from pressrun.cli.reports import FORMATS
from pressrun.cli.reports.findings import Findings
from pressrun.cli.session import find_folder, with_checking
from pressrun.errors import ContentError, Problem, SettingsError, Severity, StoreError

if TYPE_CHECKING:
    from pressrun.app.checking import Checked, Checking, LinkCheck, Mended
    from pressrun.cli.session import Opening

# What was mended may bring to light what stood behind it; nothing needs to be mended so often.
_ROUNDS: Final = 5
# What is mended as of whole files: ids that are missing, pictures that tell where they were taken.
_OF_FILES: Final = frozenset({"FM020", "IMG006"})


@click.command("check", epilog="Example:  pressrun check articles/the-winter-ferry.md")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option(
    "--fix",
    is_flag=True,
    help="Mend what is certain; mint missing ids; take positions out of pictures.",
)
@click.option("--strict", is_flag=True, help="Count warnings as problems.")
@click.option("--notes", is_flag=True, help="Tell notes as well: what may be meant.")
@click.option("--links", is_flag=True, help="Ask the web whether links lead to anything.")
@click.option("--all", "whole", is_flag=True, help="Tell repeats in full.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option(
    "--format", "form", type=click.Choice(list(FORMATS)), help="Print a report for other programs."
)
@click.option("-n", "--dry-run", is_flag=True, help="With --fix: change nothing.")
@click.option("--watch", is_flag=True, help="Look again whenever a file is saved.")
@with_checking
def command(
    opening: "Opening",
    paths: tuple[str, ...],
    fix: bool,
    strict: bool,
    notes: bool,
    links: bool,
    whole: bool,
    as_json: bool,
    form: str | None,
    dry_run: bool,
    watch: bool,
) -> int:
    """Look at everything that can be known before it is sent, and tell what is wrong.

    Loads every article, renders every issue that has not gone out, and looks at words, links,
    pictures and templates. Exits 1 when there are errors, with --strict when there are warnings.
    With --links it asks for the pages on other sites that texts lead to, at most 500 in one run
    and one at a time of each host, and remembers the answers for days. With --watch it goes on
    until Ctrl-C, and tells what is wrong after each change.
    """
    if as_json and form:
        raise click.UsageError("choose one of --json and --format")
    if watch and (fix or links or as_json or form):
        raise click.UsageError("--watch is for reading: leave out --fix, --links, --json, --format")
    telling = _Telling(strict=strict, notes=notes, whole=whole, as_json=as_json, form=form)
    if watch:
        watch_texts(opening, lambda checking: telling.tell(checking, checking.check(paths)))
    try:
        with opening() as checking:
            if fix:
                _fix_files(checking, paths, dry_run=dry_run)
            asking = checking.links(tell_progress) if links else None
            checked = checking.check(paths, links=asking)
            if asking is not None:
                tell_asked(asking.asked)
            if fix:
                checked = _fix(checking, paths, checked, links=asking, dry_run=dry_run)
            found = telling.tell(checking, checked)
    except (SettingsError, ContentError, StoreError) as error:
        telling.report(find_folder(click.get_current_context().find_root().obj), error.problems)
        raise
    bad = telling.counts(found)
    if not (as_json or form):
        _tell_next(found, bad=bad, fix=fix)
    return 1 if bad else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Telling:
    """How somebody wants to be told what was found."""

    strict: bool
    notes: bool
    whole: bool
    as_json: bool
    form: str | None

    def tell(self, checking: "Checking", checked: "Checked") -> list[Problem]:
        """Print what was found that is to be told, and return that."""
        found = [p for p in checked.problems if self.notes or p.severity is not Severity.NOTE]
        if self.as_json:
            emit_json(_json(checked, found))
            return found
        line = summary(checked.articles, checked.issues, checked.problems, notes=self.notes)
        if self.form:
            put(FORMATS[self.form](Findings(checking.folder, found)), end=False)
            say(line)
            return found
        tell_findings(found, whole=self.whole)
        put(line)
        return found

    def report(self, folder: Path, problems: Sequence[Problem]) -> None:
        """Report to other programs why nothing could be looked at."""
        if self.as_json:
            from pressrun.app.checking import Checked

            emit_json(_json(Checked(articles=0, issues=0, problems=tuple(problems)), problems))
        elif self.form:
            put(FORMATS[self.form](Findings(folder, problems)), end=False)

    def counts(self, found: Iterable[Problem]) -> bool:
        """Tell whether something was found that makes the check fail."""
        stopping = {Severity.ERROR, Severity.WARNING} if self.strict else {Severity.ERROR}
        return any(problem.severity in stopping for problem in found)


def _tell_next(found: Sequence[Problem], *, bad: bool, fix: bool) -> None:
    if code := commonest(found):
        say(f"Why:   pressrun explain {code}")
    mendable = 0 if fix else sum(map(_is_mendable, found))
    if mendable:
        next_step(f"pressrun check --fix  mends {mendable:,} of these")
    else:
        next_step("mend what is above, then  pressrun check" if bad else "pressrun queue")


def _is_mendable(problem: Problem) -> bool:
    return problem.fix is not None or problem.code in _OF_FILES


def _fix_files(checking: "Checking", paths: tuple[str, ...], *, dry_run: bool) -> None:
    """Mend what is wrong with whole files."""
    for path in checking.mint_ids(paths, dry_run=dry_run):
        say(f"{'Would give' if dry_run else 'Gave'} {path} an id")
    for path in checking.strip_positions(paths, dry_run=dry_run):
        say(f"{'Would take' if dry_run else 'Took'} metadata with a position out of {path}")


def _fix(
    checking: "Checking",
    paths: tuple[str, ...],
    checked: "Checked",
    *,
    links: "LinkCheck | None",
    dry_run: bool,
) -> "Checked":
    """Mend what was found and is certain, until nothing more is; return what is wrong then."""
    for _ in range(_ROUNDS):
        changes = checking.fix(checked.problems, dry_run=dry_run)
        for change in changes:
            say(f"{'Would change' if dry_run else 'Changed'} {_said(change)}")
        if dry_run or not changes:
            break
        checked = checking.check(paths, links=links)
    return checked


def _said(change: "Mended") -> str:
    at = f"{change.place.path}:{change.place.line}"
    if not change.new:
        return f"{at}: took out  {change.old.strip()}"
    return f"{at}: {change.old} → {change.new}"


def _json(checked: "Checked", found: Sequence[Problem]) -> dict[str, Any]:
    counts = [problem.severity for problem in checked.problems]
    return {
        "articles": checked.articles,
        "issues": checked.issues,
        "errors": counts.count(Severity.ERROR),
        "warnings": counts.count(Severity.WARNING),
        "notes": counts.count(Severity.NOTE),
        "problems": [{**plain(problem), "fixable": _is_mendable(problem)} for problem in found],
        "weights": plain(checked.weights),
        "minutes": plain(checked.minutes),
    }
