"""Drafts whose titles a published text would show."""

from collections.abc import Iterator
from typing import Final

from pressrun.errors import Problem, Severity, quoted
from pressrun.model.code import Code
from pressrun.render.lint.naming import named_by_title
from pressrun.render.lint.rule import Rule
from pressrun.render.lint.subjects import ArticleCopy, IssueCopy

LEK001: Final = Code(
    code="LEK001",
    title="a draft is named, and its title would be shown",
    why="A related item without words of its own stands there under the title of the article that"
    " it names, with a link as soon as there is a page. Of a draft that is a title that nobody has"
    " released, and it leads nowhere.",
    mend="Take the item out until the article is finished, or give it words of your own:"
    " `- [What we say of it until then](the-article.md)`.",
    severity=Severity.ERROR,
    excusable=True,
)


def _look(copy: ArticleCopy | IssueCopy) -> Iterator[Problem]:
    if isinstance(copy, ArticleCopy) and copy.article.draft:
        return
    for mention, place in named_by_title(copy):
        if mention.draft and not mention.public:
            yield Problem(
                code=LEK001.code,
                what=f"{mention.path} is a draft, and its title {quoted(mention.title)} would be"
                " shown here",
                place=place,
                help="take it out, or write words of your own in its place: "
                f" - [words]({mention.path.rpartition('/')[2]})",
                severity=LEK001.severity,
            )


DRAFTS: Final = Rule(on=(ArticleCopy, IssueCopy), codes=(LEK001,), look=_look)
