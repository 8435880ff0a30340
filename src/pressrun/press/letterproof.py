"""Letters tried out, before a reader waits for one that cannot be made."""

from collections.abc import Iterator, Sequence
from typing import Final

from pressrun.errors import ENDLESS, ContentError, Place, Problem, Severity
from pressrun.model.feed import RecordKind
from pressrun.model.issue import BoundIssue, IssueKey, RenderedIssue
from pressrun.model.letter import LetterKind
from pressrun.model.publication import MailingList, Publication, Theme, Welcome
from pressrun.model.slot import Slot, mark
from pressrun.press.desk import Desk
from pressrun.press.letterpress import bound_issue, prepare
from pressrun.render.scale import HTML_LIMIT_OCTETS, Scale, kilobytes

_INSPECT: Final = "pressrun.render.lint.letters:inspect_letter"
_FOLDER: Final = "templates/email/letters"
# What a letter is for, in the words of a template; without it nobody can say yes.
_ASKING: Final = (LetterKind.CONFIRM, LetterKind.ADDRESS, LetterKind.EXPORT, LetterKind.ERASE)
_VITAL: Final = dict.fromkeys(_ASKING, Slot.ACTION_URL)
_USEFUL: Final = {
    LetterKind.CONFIRM: Slot.CODE,
    LetterKind.WELCOME: Slot.UNSUBSCRIBE_URL,
}


def letter_problems(desk: Desk) -> Sequence[Problem]:
    """Return what is wrong with the letters of every list in the publication's language.

    Those in other languages differ by their words alone: one of each tells whether these load.
    """
    told: dict[Problem, None] = {}
    try:
        theme = desk.theme()
        language = desk.publication.language
        tried = [(kind, one, language) for one in desk.publication.lists for kind in LetterKind]
        first = desk.publication.lists[0]
        tried += [(LetterKind.CONFIRM, first, tag) for tag in _spoken(theme) if tag != language]
        for kind, mailing_list, spoken in tried:
            found = [*_try(desk, kind, mailing_list, theme, spoken)]
            told |= dict.fromkeys(found)
            if any(problem.code == ENDLESS for problem in found):
                break  # each further letter would take as long to say the same
    except ContentError as error:
        told |= dict.fromkeys(error.problems)
    return tuple(told)


def _try(
    desk: Desk, kind: LetterKind, mailing_list: MailingList, theme: Theme, spoken: str
) -> Iterator[Problem]:
    latest = _latest(desk, mailing_list) if kind is LetterKind.WELCOME else None
    try:
        given = (desk.publication, mailing_list, theme, spoken, None, latest)
        rendered: RenderedIssue = desk.isolate.call(_INSPECT, kind, *given, desk.checking)
        prepare(rendered, kind, mailing_list, spoken)
    except ContentError as error:
        yield from error.problems
        return
    yield from rendered.findings
    yield from _missing(kind, rendered)
    if latest is not None:
        yield from _weigh(desk.publication, mailing_list, latest, rendered)


def _spoken(theme: Theme) -> Iterator[str]:
    """Yield the languages that have a file of words."""
    for name, _ in theme.files:
        if name.startswith("words/"):
            yield name.removeprefix("words/").removesuffix(".toml")


def _latest(desk: Desk, mailing_list: MailingList) -> BoundIssue | None:
    """Return the public issue that a welcome to this list would carry."""
    if mailing_list.welcome is not Welcome.ISSUE:
        return None
    issues = {str(issue.key): issue for issue in desk.folder.contents().issues}
    found = [
        record
        for record in desk.folder.memory().records
        if record.kind is RecordKind.ISSUE
        and record.id in issues
        and desk.publication.find_list(issues[record.id].list) == mailing_list
    ]
    newest = max(found, key=lambda record: record.published_at, default=None)
    return bound_issue(desk, IssueKey(newest.id)) if newest else None


def _missing(kind: LetterKind, rendered: RenderedIssue) -> Iterator[Problem]:
    for part, written, suffix in (("HTML", rendered.html, "mjml"), ("text", rendered.text, "txt")):
        for asked, severity in ((_VITAL, Severity.ERROR), (_USEFUL, Severity.WARNING)):
            slot = asked.get(kind)
            if slot is not None and mark(slot) not in written:
                yield Problem(
                    code="LTR002",
                    what=f"the {part} part of the letter '{kind}' leaves out its"
                    f" {slot.replace('-url', ' link')}",
                    place=Place(path=f"{_FOLDER}/{kind}.{suffix}"),
                    help=f"put  {{{{ slot.{slot.name.lower()} }}}}  into it, or what it includes",
                    severity=severity,
                )


def _weigh(
    publication: Publication,
    mailing_list: MailingList,
    latest: BoundIssue,
    rendered: RenderedIssue,
) -> Iterator[Problem]:
    octets = Scale.of(publication, latest.url).octets(rendered.html)
    if octets > HTML_LIMIT_OCTETS:
        yield Problem(
            code="WGT001",
            what=f"the welcome to list '{mailing_list.name}' with issue {latest.issue.number}"
            f" weighs {kilobytes(octets)} of HTML: Gmail hides what is below about"
            f" {HTML_LIMIT_OCTETS / 1000:.0f} kB",
            place=Place(path="pressrun.toml"),
            help=f'write  welcome = "letter"  in [lists.{mailing_list.name}], or carry'
            " articles as summaries",
            severity=Severity.WARNING,
        )
