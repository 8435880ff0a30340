"""What ``issue.fr.md`` beside ``issue.md`` says to readers of another language."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from pressrun.errors import Place, Problem
from pressrun.model.issue import Issue, IssueText, Section
from pressrun.model.language import language_of_file, path_of_original
from pressrun.source.fields import Node, Sequence, SourceFile, Table
from pressrun.source.findings import Findings
from pressrun.source.front import Front, Fronts
from pressrun.source.values import Field, read_fields, read_line, read_text


class IssueTextFronts(Fronts[IssueText]):
    """The front matter of every ``issue.<language>.md``."""

    def parse(self, source: SourceFile) -> Front[IssueText]:
        text, faults = parse_issue_text(source)
        return Front(text, faults)


def parse_issue_text(source: SourceFile) -> tuple[IssueText | None, tuple[Problem, ...]]:
    """Return what a translation of an issue says; None with an error among problems."""
    findings = Findings()
    values = read_fields(source.table, FIELDS, findings, place=source.place(1, width=3))
    if not findings.sound:
        return None, findings.told()
    text = IssueText(language=language_of_file(source.path), digest=source.digest, **values)
    return text, findings.told()


def read_headings(node: Node, findings: Findings) -> tuple[Section, ...]:
    """Read title and intro of each section that has a title, in the order of the issue."""
    items = node.items if isinstance(node, Sequence) else (node,)
    found = []
    for item in items:
        if isinstance(item, Table):
            values = read_fields(item, HEADING, findings, place=item.place)
        else:
            values = {"title": read_line(item, findings)}
        title, intro = values.get("title") or "", values.get("intro") or ""
        found.append(Section(articles=(), title=title, intro=intro))
    return tuple(found)


def with_texts(
    issues: Iterable[Issue], fronts: Mapping[str, Front[IssueText]], known: Iterable[str]
) -> tuple[list[Issue], list[Problem]]:
    """Return issues with what they say in other languages, and what is wrong with that.

    ``known`` are the paths of all issues that there are, those included that do not load.
    """
    texts: dict[str, list[IssueText]] = {}
    problems: list[Problem] = []
    there = set(known)
    for path, front in fronts.items():
        beside = path_of_original(path)
        problems += front.problems
        if beside not in there:
            problems.append(_alone(path, beside))
        elif front.found is not None:
            texts.setdefault(beside, []).append(front.found)
    made = []
    for issue in issues:
        own = tuple(texts.get(issue.path, ()))
        titled = sum(bool(section.title) for section in issue.sections)
        problems += [_uneven(issue, text, titled) for text in own if len(text.sections) > titled]
        made.append(replace(issue, texts=own) if own else issue)
    return made, problems


def _alone(path: str, beside: str) -> Problem:
    return Problem(
        code="SRC021",
        what=f"this is a translation into {language_of_file(path)}, and no original {beside}"
        " stands beside it",
        place=Place(path=path),
        help=f"write {beside}, or take this file away",
    )


def _uneven(issue: Issue, text: IssueText, titled: int) -> Problem:
    return Problem(
        code="FM040",
        what=f"{len(text.sections)} sections are named here, and {issue.path} has {titled}"
        " with a title",
        place=Place(path=issue.translated(text).path),
        help="name them in the order of the issue, as many as there are",
    )


HEADING: Final[Mapping[str, Field]] = {
    "section": Field("title", read_line, missing=("FM031", 'write  section: "…"')),
    "intro": Field("intro", read_text),
}

# To add a row: a line here, and an attribute of model.issue.IssueText.
FIELDS: Final[Mapping[str, Field]] = {
    "subject": Field("subject", read_line),
    "preheader": Field("preheader", read_line),
    "sections": Field("sections", read_headings),
}
