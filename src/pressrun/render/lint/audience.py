"""An audience of nobody, and readers of whom no consent is on record."""

from collections.abc import Iterator
from typing import Final

from pressrun.errors import Problem, Severity, quoted
from pressrun.model.code import Code
from pressrun.model.issue import IssueKind
from pressrun.render.lint.blame import list_place, table_place
from pressrun.render.lint.rule import Rule
from pressrun.render.lint.subjects import SendingCopy

SND011: Final = Code(
    code="SND011",
    title="an issue for nobody",
    why="As things stand not one message would be made of it: the list is empty, or everybody on"
    " it has chosen other topics, a digest or a feed. An issue for everybody still becomes"
    " public, and can never be sent again afterwards.",
    mend="`pressrun audience ISSUE` says whom it leaves out and why; `pressrun subscribers import`"
    " brings people in who have agreed. Look whether `list` names the list that was meant.",
    severity=Severity.WARNING,
    excusable=True,
)

SND013: Final = Code(
    code="SND013",
    title="readers without a yes on record",
    why="Whoever writes to people must be able to show that they agreed, when and where (GDPR,"
    " article 7(1)). Pressrun writes a line in the consent log with everybody it takes in, so"
    " somebody without one was put into the database by other means.",
    mend="`pressrun subscribers export` shows them by an empty column `consent`. Ask them to"
    " subscribe by the form, or take them off: `pressrun subscribers remove ADDRESS`.",
    severity=Severity.ERROR,
)


def _look(copy: SendingCopy) -> Iterator[Problem]:
    name = copy.mailing_list.name
    if copy.readers == 0:
        yield _nobody(copy, name)
    if copy.without_consent:
        number = copy.without_consent
        some = "1 reader" if number == 1 else f"{number:,} readers"
        yield Problem(
            code=SND013.code,
            what=f"of {some} of list {quoted(name)} it is not on record that they agreed",
            place=table_place(copy.settings, f"lists.{name}"),
            help=f"see who:  pressrun subscribers export --list {name}    (their consent is"
            " empty)\nand take them off:  pressrun subscribers remove ADDRESS",
            severity=SND013.severity,
        )


def _nobody(copy: SendingCopy, name: str) -> Problem:
    number = copy.issue.shown_number
    if copy.issue.kind is not IssueKind.ISSUE:
        what = f"as things are, nobody on list {quoted(name)} is to be sent it"
        advice = f"pressrun audience {number}"
    elif copy.on_list:
        what = (
            f"nobody on list {quoted(name)} would be sent it, of {copy.on_list:,}:"
            " it goes to feeds and archive only"
        )
        advice = f"see why:  pressrun audience {number}"
    else:
        what = f"nobody is subscribed to list {quoted(name)}: it goes to feeds and archive only"
        advice = 'pressrun subscribers import FILE --consent "where and when they agreed"'
    return Problem(
        code=SND011.code,
        what=what,
        place=list_place(copy),
        help=advice,
        severity=SND011.severity,
    )


AUDIENCE: Final = Rule(on=(SendingCopy,), codes=(SND011, SND013), look=_look)
