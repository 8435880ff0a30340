"""Articles and issues that take longer than most people give them."""

from collections.abc import Iterator
from typing import Final

from pressrun.errors import Problem, Severity
from pressrun.model.code import Code
from pressrun.render.lint.front import value_of
from pressrun.render.lint.rule import Rule
from pressrun.render.lint.subjects import ArticleCopy, MailCopy
from pressrun.render.readingtime import issue_minutes, reading_minutes

# In minutes. Nobody has measured where readers stop; these are what an editor may want to know.
ARTICLE_LIMIT: Final = 20
ISSUE_LIMIT: Final = 45

RDT001: Final = Code(
    code="RDT001",
    title="this takes long to read",
    why=f"An article of more than {ARTICLE_LIMIT} minutes, or an issue of more than {ISSUE_LIMIT},"
    " is seldom read at one sitting. That may be meant.",
    mend="Split the article, or carry articles as summaries: `content: summary` in issue.md.",
    severity=Severity.NOTE,
    excusable=True,
)


def _look(copy: ArticleCopy | MailCopy) -> Iterator[Problem]:
    if isinstance(copy, ArticleCopy):
        minutes = reading_minutes(copy.document, copy.article.language)
        limit, what, key = ARTICLE_LIMIT, "this article", "title"
        advice = "split it into several articles, if that is not what it is meant to be"
    else:
        minutes = issue_minutes(copy.bound, copy.publication)
        limit, what, key = ISSUE_LIMIT, "this issue", "subject"
        advice = "carry its articles as summaries:  content: summary"
    if minutes > limit:
        yield Problem(
            code=RDT001.code,
            what=f"{what} takes about {minutes} minutes to read",
            place=value_of(copy.script, key) or copy.script.whole(1),
            help=advice,
            severity=RDT001.severity,
        )


READING_TIME: Final = Rule(on=(ArticleCopy, MailCopy), codes=(RDT001,), look=_look)
