"""Whether readers of an issue find the way to leave in the message itself."""

from collections.abc import Iterator

from pressrun.errors import Place, Problem, Severity
from pressrun.model.issue import Issue, RenderedIssue
from pressrun.model.slot import Slot, mark


def ways_out(issue: Issue, rendered: RenderedIssue) -> Iterator[Problem]:
    """Yield a warning for each part whose template leaves out the reader's way to unsubscribe.

    The header of RFC 8058 stays, but not every mail program shows it.
    """
    for part, written, kind in (("HTML", rendered.html, "mjml"), ("text", rendered.text, "txt")):
        if mark(Slot.UNSUBSCRIBE_URL) not in written:
            yield Problem(
                code="WAY001",
                what=f"the {part} part of issue {issue.number} has no link to unsubscribe",
                place=Place(path=issue.path),
                help="put  {{ slot.unsubscribe_url }}  into your"
                f" templates/email/parts/foot.{kind} or the layout",
                severity=Severity.WARNING,
            )
