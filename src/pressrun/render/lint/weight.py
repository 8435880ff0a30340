"""Mail that is so long that Gmail hides its end, or nearly so, and what was cut of it."""

from collections.abc import Iterator
from typing import Final

from pressrun.errors import Place, Problem, Severity
from pressrun.model.checking import Cut, Weights
from pressrun.model.code import Code
from pressrun.render.lint.rule import Rule
from pressrun.render.lint.subjects import MailCopy
from pressrun.render.scale import HTML_LIMIT_OCTETS, NEAR_OCTETS, kilobytes

_LIMIT: Final = f"{HTML_LIMIT_OCTETS / 1000:.0f} kB"

WGT001: Final = Code(
    code="WGT001",
    title=f"mail has more than {_LIMIT} of HTML",
    why=f"Gmail shows about {_LIMIT} of a message and hides the rest behind a link that few follow:"
    " the last articles, and the way to unsubscribe. Counted is what one reader gets, with their"
    " own addresses in it and encoded for sending.",
    mend="Carry articles as summaries (`content: summary` in issue.md), have the longest cut with"
    ' cut = "auto" in [email], or make two issues of it.',
    severity=Severity.WARNING,
    excusable=True,
)
WGT002: Final = Code(
    code="WGT002",
    title=f"mail has more than nine tenths of the {_LIMIT} that Gmail shows",
    why="It is shown whole. One more article or table, and it would not be.",
    mend="Nothing, as long as nothing is added.",
    severity=Severity.NOTE,
)
WGT003: Final = Code(
    code="WGT003",
    title="mail is too long, and nothing more can be cut",
    why='With cut = "auto" articles end at a paragraph, but each keeps its first one, tables and'
    " lists are never cut in two, and an article without a public page is left whole. What is left"
    f" is still over {_LIMIT}, and Gmail hides its end.",
    mend="Carry articles as summaries (`content: summary` in issue.md), or make two issues of it.",
    severity=Severity.WARNING,
    excusable=True,
)
WGT004: Final = Code(
    code="WGT004",
    title="an article is cut in the mail",
    why='The issue is too long for Gmail, and cut = "auto" asks for this: readers get the article'
    " up to this line, and a link to its page. Pages and feeds have all of it.",
    mend="Nothing, if it may end here. Otherwise shorten it, or another article.",
    severity=Severity.NOTE,
)
CODES: Final = (WGT001, WGT002, WGT003, WGT004)


def heaviest(weights: Weights, count: int = 3) -> str:
    """Return the largest parts of a message in words, empty where nobody can tell them apart."""
    parts = sorted((*weights.articles, *weights.parts), key=lambda part: -part[1])
    return ", ".join(f"{what} {kilobytes(octets)}" for what, octets in parts[:count])


def _look(copy: MailCopy) -> Iterator[Problem]:
    octets, issue = copy.weights.html, copy.bound.issue
    language = f" in {copy.bound.language}" if copy.bound.language else ""
    named = f"issue {issue.shown_number}{language}"
    place = copy.script.key("subject")
    largest = heaviest(copy.weights)
    lines = [f"largest: {largest}"] if largest else []
    if octets > HTML_LIMIT_OCTETS:
        kept = copy.publication.cut is Cut.AUTO
        code = WGT003 if kept else WGT001
        said = " though nothing more can be cut" if kept else ""
        remedy = "write  content: summary  into issue.md"
        remedy += ", or leave an article out" if kept else ', or  [email] cut = "auto"  into'
        remedy += "" if kept else " pressrun.toml"
        yield Problem(
            code=code.code,
            what=f"{named} weighs {kilobytes(octets)} of HTML{said}: Gmail hides what is below"
            f" about {_LIMIT}, the unsubscribe link with it",
            place=place,
            help="\n".join([*lines, remedy]),
            severity=code.severity,
        )
    elif octets > NEAR_OCTETS and not copy.rendered.cut:
        yield Problem(
            code=WGT002.code,
            what=f"{named} weighs {kilobytes(octets)} of the {_LIMIT} of HTML that Gmail shows",
            place=place,
            help="\n".join([*lines, "nothing, as long as nothing is added"]),
            severity=WGT002.severity,
        )
    for path, cut in copy.rendered.cut:
        yield Problem(
            code=WGT004.code,
            what=f"{named} gives {cut.kept} of {cut.blocks} blocks of this article and a link to"
            " its page: it would be too long for Gmail",
            place=Place(path=path, line=cut.line or None),
            help="shorten it, or carry fewer articles, if it should not end before this line",
            severity=WGT004.severity,
        )


WEIGHT: Final = Rule(on=(MailCopy,), codes=CODES, look=_look)
