"""Check: everything that can be known before anything is sent."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from pressrun.errors import ContentError, Problem, Severity
from pressrun.model.checking import Weights
from pressrun.model.issue import Issue
from pressrun.ports import Contents
from pressrun.press.desk import Desk
from pressrun.press.letterproof import letter_problems
from pressrun.press.novelty import look_ahead
from pressrun.press.record import unshown, withdrawn_here
from pressrun.press.review import Moment, Review
from pressrun.press.site import try_answers


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What was looked at, and what is wrong with it, sorted by place.

    ``weights`` are those of every issue that has not gone out, by its path and language.
    """

    articles: int
    issues: int
    problems: tuple[Problem, ...]
    weights: Mapping[str, Mapping[str, Weights]] = field(default_factory=dict)

    @property
    def errors(self) -> int:
        return sum(problem.severity is Severity.ERROR for problem in self.problems)


def check(desk: Desk, *, paths: Collection[str] = (), moment: Moment = lambda _: None) -> Checked:
    """Look at every article, and at every issue that has not gone out as mail and as pages.

    ``paths`` narrow what is told to files of these names or below these folders; ``moment`` says
    when an issue goes out. What was found is kept, and what has not changed is not looked at again.
    """
    contents, memory = desk.folder.contents(), desk.folder.memory()
    problems = list(contents.problems)
    articles = [a for a in contents.articles if _asked(a.path, paths)]
    issues = [i for i in contents.issues if _asked(i.path, paths)]
    review = Review(desk, contents, memory, moment=moment)
    found = [*review.articles(articles), *review.issues(issues)]
    if not paths or any(path.startswith("templates") for path in paths):
        found.append(("", review.house(lambda: _house_problems(desk))))
    review.close()
    for _, reviewed in found:
        problems += reviewed.problems
    problems += look_ahead(desk, memory, contents)
    problems += unshown(contents, memory.records)
    problems += withdrawn_here(contents, memory.records)
    return Checked(
        articles=len(articles),
        issues=len(issues),
        problems=_sorted(problem for problem in problems if _is_told(problem, paths)),
        weights={path: reviewed.weights for path, reviewed in found if reviewed.weights},
    )


def check_issue(
    desk: Desk, issue: Issue, contents: Contents, *, moment: Moment = lambda _: None
) -> tuple[Problem, ...]:
    """Return what is wrong with an issue and the articles that it carries."""
    review = Review(desk, contents, desk.folder.memory(), moment=moment)
    carried = review.carried(issue)
    paths = {issue.path, *(article.path for article in carried)}
    problems = [p for p in contents.problems if p.place is not None and p.place.path in paths]
    for _, reviewed in (*review.articles(carried), *review.issues([issue])):
        problems += reviewed.problems
    review.close()
    return _sorted(problems)


def _house_problems(desk: Desk) -> list[Problem]:
    """Return what is wrong with what no article or issue is to blame for."""
    problems = [*letter_problems(desk)]
    try:
        try_answers(desk, desk.theme())
    except ContentError as error:
        problems += error.problems
    return problems


def _asked(path: str, paths: Collection[str]) -> bool:
    return not paths or any(
        path == asked or path.startswith(f"{asked.rstrip('/')}/") for asked in paths
    )


def _is_told(problem: Problem, paths: Collection[str]) -> bool:
    return problem.place is None or _asked(problem.place.path, paths)


def _sorted(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return problems by place, each once.

    One fault of a template shows in every issue, each time with the names of that issue.
    """
    told = {(problem.code, problem.what, problem.place): problem for problem in problems}
    return tuple(sorted(told.values(), key=_by_place))


def _by_place(problem: Problem) -> tuple[str, int, int, str]:
    place = problem.place
    if place is None:
        return ("", 0, 0, problem.code)
    return (place.path, place.line or 0, place.column or 0, problem.code)
