"""Articles with a moment of their own that readers would get before it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from pressrun.errors import Place, Problem, Severity
from pressrun.model.code import Code
from pressrun.model.publication import Publication
from pressrun.render.lint.naming import named_by_title
from pressrun.render.lint.rule import Rule
from pressrun.render.lint.subjects import ArticleCopy, IssueCopy, Mention

LEK002: Final = Code(
    code="LEK002",
    title="readers would get an article, or its title, before its moment",
    why="An issue carries whole articles, whatever `publish:` says in them: who gets the mail has"
    " read what was to be kept back, and the article is public with the issue. An article that is"
    " only named, without words of its own, shows its title.",
    mend="Let the issue go out later, or take the article out: `pressrun queue remove ARTICLE"
    " --issue N`. If it may come with the issue, write `publish: issue` in it.",
    severity=Severity.ERROR,
    excusable=True,
)


def _look(copy: ArticleCopy | IssueCopy) -> Iterator[Problem]:
    if isinstance(copy, IssueCopy):
        if copy.due_at is not None:
            yield from _carried(copy, copy.due_at)
            yield from _named(copy, copy.due_at, "this issue goes out at")
    elif copy.article.publish.at is not None and not copy.article.draft:
        yield from _named(copy, copy.article.publish.at, "this article is public from")


def _carried(copy: IssueCopy, due_at: datetime) -> Iterator[Problem]:
    """Yield what the issue itself carries; its translations carry the same."""
    if copy.issue.language:
        return
    for section in copy.issue.sections:
        lines = section.lines or (0,) * len(section.articles)
        for reference, line in zip(section.articles, lines, strict=True):
            mention = copy.carried.get(reference)
            if mention is None or not _is_early(mention, due_at):
                continue
            until, goes = (
                _said(mention.public_at, copy.publication),
                _said(due_at, copy.publication),
            )
            yield Problem(
                code=LEK002.code,
                what=f"{mention.path} is to be kept back until {until}, and this issue carries it"
                f" out at {goes}",
                place=copy.script.find(reference, line, line),
                help=f"pressrun queue remove {reference} --issue {copy.issue.number}\n"
                f'or, to let it go out then:  pressrun schedule {copy.issue.number} "{until}"',
                severity=LEK002.severity,
            )


def _named(copy: ArticleCopy | IssueCopy, at: datetime, how: str) -> Iterator[Problem]:
    for mention, place in named_by_title(copy):
        if _is_early(mention, at):
            until, early = _said(mention.public_at, copy.publication), _said(at, copy.publication)
            yield _title_shown(mention, place, f"{how} {early}", until)


def _title_shown(mention: Mention, place: Place, how: str, until: str) -> Problem:
    return Problem(
        code=LEK002.code,
        what=f"{mention.path} is to be kept back until {until}, and its title would be shown here:"
        f" {how}",
        place=place,
        help="take it out, or write words of your own in its place: "
        f" - [words]({mention.path.rpartition('/')[2]})",
        # A title is often meant to be announced.
        severity=Severity.WARNING,
    )


def _is_early(mention: Mention, at: datetime) -> bool:
    moment = mention.public_at
    return moment is not None and moment > at and not (mention.public or mention.draft)


def _said(at: datetime | None, publication: Publication) -> str:
    """Return an instant as a clock in the publication's zone shows it."""
    return f"{at.astimezone(ZoneInfo(publication.zone)):%Y-%m-%d %H:%M}" if at else ""


EMBARGO: Final = Rule(on=(ArticleCopy, IssueCopy), codes=(LEK002,), look=_look)
