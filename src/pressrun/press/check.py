"""Check: everything that loading and rendering can tell before anything is sent."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from pressrun.errors import ContentError, Place, Problem, Severity
from pressrun.model.article import Article
from pressrun.ports import Contents, Reading
from pressrun.press.copies import Copyist
from pressrun.press.desk import Desk
from pressrun.press.faces import bind, languages_of, mailing_list_of, make_face
from pressrun.press.farewell import ways_out
from pressrun.press.letterproof import letter_problems
from pressrun.press.novelty import look_ahead
from pressrun.press.record import unshown, withdrawn_here
from pressrun.press.shelf import Shelf, is_outside, references
from pressrun.press.site import try_pages
from pressrun.press.weight import weigh
from pressrun.render.lint.inspection import Inspected
from pressrun.render.theme import ENDLESS


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What was looked at, and what is wrong with it, sorted by place."""

    articles: int
    issues: int
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> int:
        return sum(problem.severity is Severity.ERROR for problem in self.problems)


def check(desk: Desk, *, paths: Collection[str] = ()) -> Checked:
    """Load every article, and bind, render and compose every issue; tell what does not work.

    ``paths`` narrow what is told to files of these names or below these folders. An issue that
    has gone out is only loaded: its faces are frozen.
    """
    contents = desk.folder.contents()
    problems = list(contents.problems)
    shelf = Shelf(contents, folder=desk.folder, publication=desk.publication, records={})
    memory = desk.folder.memory()
    public = [record.id for record in memory.records if record.withdrawn_at is None]
    copyist = Copyist(desk.folder, desk.publication, shelf, public)
    asked = [article for article in contents.articles if _asked(article.path, paths)]
    shelf.open(asked)
    copies = []
    for article in asked:
        reading = shelf.reading(article)
        problems += reading.problems
        problems += _dead_references(shelf, article, reading)
        copies.append(copyist.article(article, reading))
    problems += desk.isolate.call("pressrun.render.lint:look_at", copies)
    problems += _issue_problems(desk, contents, copyist, paths)
    if not paths or any(path.startswith("templates") for path in paths):
        problems += letter_problems(desk)
    problems += look_ahead(desk, memory, contents)
    problems += unshown(contents, memory.records)
    problems += withdrawn_here(contents, memory.records)
    # One fault of a template shows in every issue, each time with the names of that issue.
    told = {
        (problem.code, problem.what, problem.place): problem
        for problem in problems
        if _told(problem, paths)
    }
    return Checked(
        articles=sum(_asked(article.path, paths) for article in contents.articles),
        issues=sum(_asked(issue.path, paths) for issue in contents.issues),
        problems=tuple(sorted(told.values(), key=_by_place)),
    )


def _dead_references(shelf: Shelf, article: Article, reading: Reading) -> Iterator[Problem]:
    """Yield a warning for every article named that there is not: it is shown without a link."""
    for reference, line in references(reading.document):
        name = reference.partition("#")[0]
        if shelf.find(name) is None and not is_outside(reference):
            place = Place(path=article.path, line=line or None)
            yield replace(shelf.missing(name, place), severity=Severity.WARNING)


def _issue_problems(
    desk: Desk, contents: Contents, copyist: Copyist, paths: Collection[str]
) -> list[Problem]:
    problems: list[Problem] = []
    gone_out = {record.id for record in desk.folder.memory().records}
    now = desk.clock.now()
    for issue in contents.issues:
        if not _asked(issue.path, paths):
            continue
        for said in (issue, *map(issue.translated, issue.texts)):
            reading = desk.folder.words(said)
            problems += reading.problems
            problems += desk.isolate.call(
                "pressrun.render.lint:look_at", [copyist.issue(said, reading, None)]
            )
        if issue.key in gone_out:
            continue
        try:
            for tag in languages_of(issue, contents, desk.publication.language):
                bound = bind(desk, issue, contents, at=now, language=tag)
                inspected: Inspected = desk.isolate.call(
                    "pressrun.render.lint.inspection:inspect_mail",
                    bound,
                    desk.publication,
                    mailing_list_of(bound.issue, desk.publication),
                    desk.theme(),
                    desk.checking,
                    copyist.script(bound.issue.path),
                )
                rendered = inspected.rendered
                problems += inspected.problems
                problems += weigh(bound.issue, rendered)
                problems += ways_out(bound.issue, rendered)
                make_face(desk, bound, rendered, date_at=now)
                try_pages(desk, bound, desk.theme())
        except ContentError as error:
            problems += error.problems
            if error.problem.code == ENDLESS:
                break  # each further issue would take as long to say the same
    return problems


def _asked(path: str, paths: Collection[str]) -> bool:
    return not paths or any(
        path == asked or path.startswith(f"{asked.rstrip('/')}/") for asked in paths
    )


def _told(problem: Problem, paths: Collection[str]) -> bool:
    return problem.place is None or _asked(problem.place.path, paths)


def _by_place(problem: Problem) -> tuple[str, int, int, str]:
    place = problem.place
    if place is None:
        return ("", 0, 0, problem.code)
    return (place.path, place.line or 0, place.column or 0, problem.code)
