"""Check: everything that can be known before anything is sent."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from pressrun.errors import ContentError, Problem, Severity
from pressrun.model.checking import Weights
from pressrun.model.issue import Issue, IssueKey
from pressrun.ports import Contents, Store
from pressrun.press.desk import Desk
from pressrun.press.excusing import SETTINGS, heed
from pressrun.press.folding import folded
from pressrun.press.housecopy import house_copy
from pressrun.press.letterproof import letter_problems
from pressrun.press.linkcheck import LinkCheck
from pressrun.press.novelty import look_ahead, swapped
from pressrun.press.record import unshown, withdrawn_here
from pressrun.press.review import Moment, Review
from pressrun.press.sendability import sending_problems
from pressrun.press.site import try_answers

_TEMPLATES: Final = "templates"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What was looked at, and what is wrong with it, sorted by place.

    ``weights`` are those of every issue that has not gone out, by its path and language.
    ``minutes`` say how long each text is read, by its path: a whole issue as it is sent.
    """

    articles: int
    issues: int
    problems: tuple[Problem, ...]
    weights: Mapping[str, Mapping[str, Weights]] = field(default_factory=dict)
    minutes: Mapping[str, int] = field(default_factory=dict)

    @property
    def errors(self) -> int:
        return sum(problem.severity is Severity.ERROR for problem in self.problems)


def check(
    desk: Desk,
    *,
    paths: Collection[str] = (),
    moment: Moment = lambda _: None,
    store: Store | None = None,
    links: LinkCheck | None = None,
) -> Checked:
    """Look at every article, and at every issue that has not gone out as mail and as pages.

    ``paths`` narrow what is told to files of these names or below these folders, for templates and
    settings by way of every issue, where it shows what is wrong in them; ``moment`` says
    when an issue goes out, and ``store`` to whom. What was found in texts is kept, and what has
    not changed is not looked at again. ``links`` asks whether links lead to anything.
    """
    contents, memory = desk.folder.contents(), desk.folder.memory()
    problems = list(contents.problems)
    articles = [a for a in contents.articles if _asked(a.path, paths)]
    everywhere = any(_is_everywhere(path) for path in paths)
    issues = [i for i in contents.issues if everywhere or _asked_in(i, paths)]
    review = Review(desk, contents, memory, moment=moment)
    found = [*review.all(articles, issues)]
    if not paths or everywhere:
        found.append(("", review.house(lambda: _house_problems(desk))))
    review.close()
    for _, reviewed in found:
        problems += reviewed.problems
    problems += look_ahead(desk, memory, contents)
    renamed = [minted for _, minted in swapped(memory.records, contents)]
    problems += unshown(contents, memory.records, told=renamed)
    problems += withdrawn_here(contents, memory.records)
    gone = {record.id for record in memory.records}
    ahead = [issue for issue in issues if issue.key not in gone]
    for objections in sending_problems(desk, store, ahead, contents, moment=moment).values():
        problems += objections
    if links is not None:
        problems += links.look(articles, [i for i in ahead if _asked_in(i, paths)])
    mails = {path for path, reviewed in found if reviewed.weights}
    excusing = [path for path, reviewed in found if reviewed.excusing]
    for issue in (issue for issue in issues if issue.texts):
        said = [issue.translated(text).path for text in issue.texts]
        mails |= {*said} if issue.path in mails else set()
        excusing += said if issue.path in excusing else ()
    if not paths:
        excusing += (SETTINGS, *_own_templates(desk))
    lines = [reviewed.lines for _, reviewed in found]
    heeded = heed(desk, problems, excusing, mails=mails, settings=not paths, lines=lines)
    return Checked(
        articles=len(articles),
        issues=len(issues),
        problems=_sorted(problem for problem in heeded if _is_told(problem, paths)),
        weights={path: reviewed.weights for path, reviewed in found if reviewed.weights},
        minutes={path: reviewed.minutes for path, reviewed in found if reviewed.minutes},
    )


def check_issue(
    desk: Desk,
    issue: Issue,
    contents: Contents,
    *,
    moment: Moment = lambda _: None,
    store: Store | None = None,
) -> tuple[Problem, ...]:
    """Return what is wrong with an issue, with the articles that it carries and its sending."""
    return check_issues(desk, [issue], contents, moment=moment, store=store)[issue.key]


def check_issues(
    desk: Desk,
    issues: Sequence[Issue],
    contents: Contents,
    *,
    moment: Moment,
    store: Store | None = None,
) -> dict[IssueKey, tuple[Problem, ...]]:
    """Return what :func:`check_issue` does of each issue."""
    review = Review(desk, contents, desk.folder.memory(), moment=moment)
    carried = {issue.key: review.carried(issue) for issue in issues}
    articles = {article.path: article for some in carried.values() for article in some}
    reviewed = dict(review.articles(list(articles.values())))
    reviewed |= dict(review.issues(issues))
    review.close()
    sending = sending_problems(desk, store, issues, contents, moment=moment)
    found = {}
    for issue in issues:
        paths = [issue.path, *(article.path for article in carried[issue.key])]
        problems = [p for p in contents.problems if p.place is not None and p.place.path in paths]
        for path in paths:
            problems += reviewed[path].problems if path in reviewed else ()
        problems += sending.get(issue.key, ())
        found[issue.key] = _sorted(heed(desk, problems))
    return found


def _house_problems(desk: Desk) -> list[Problem]:
    """Return what is wrong with what no article or issue is to blame for."""
    problems = [*letter_problems(desk)]
    try:
        try_answers(desk, desk.theme())
        if copy := house_copy(desk):
            problems += desk.isolate.call("pressrun.render.lint.registry:look_at", [copy])
    except ContentError as error:
        problems += error.problems
    return problems


def _own_templates(desk: Desk) -> list[str]:
    """Return the paths of templates that the publication wrote."""
    try:
        return [f"templates/{name}" for name in desk.theme().own]
    except ContentError:
        return []


def _asked(path: str, paths: Collection[str]) -> bool:
    return not paths or any(
        path == asked or path.startswith(f"{asked.rstrip('/')}/") for asked in paths
    )


def _asked_in(issue: Issue, paths: Collection[str]) -> bool:
    """Tell whether an issue, or what it says in another language, is asked for."""
    return any(_asked(said.path, paths) for said in (issue, *map(issue.translated, issue.texts)))


def _is_everywhere(path: str) -> bool:
    """Tell whether what is wrong with a file shows in what is made of every issue alone."""
    return path == SETTINGS or path.split("/")[0] == _TEMPLATES


def _is_told(problem: Problem, paths: Collection[str]) -> bool:
    return problem.place is None or _asked(problem.place.path, paths)


def _sorted(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return problems by place, each once.

    One fault of a template shows in every issue, each time with the names of that issue.
    """
    told = {(problem.code, problem.what, problem.place): problem for problem in problems}
    return tuple(sorted(folded(told.values()), key=_by_place))


def _by_place(problem: Problem) -> tuple[str, int, int, str]:
    place = problem.place
    if place is None:
        return ("", 0, 0, problem.code)
    return (place.path, place.line or 0, place.column or 0, problem.code)
