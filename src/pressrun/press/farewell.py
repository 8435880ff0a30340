"""Whether readers of an issue find the way to leave in the message itself."""

from collections.abc import Collection, Iterator

from pressrun.errors import Place, Problem, Severity
from pressrun.model.issue import Issue, RenderedIssue
from pressrun.model.slot import Slot, mark


def ways_out(issue: Issue, rendered: RenderedIssue, own: Collection[str] = ()) -> Iterator[Problem]:
    """Yield a warning for each part whose template leaves out the reader's way to unsubscribe.

    The header of RFC 8058 stays, but not every mail program shows it. ``own`` are the templates
    that the publication wrote: one of them is to blame.
    """
    for part, written, kind in (("HTML", rendered.html, "mjml"), ("text", rendered.text, "txt")):
        if mark(Slot.UNSUBSCRIBE_URL) in written:
            continue
        blamed = _blamed(own, kind)
        yield Problem(
            code="WAY001",
            what=f"mail made with this template has no link to unsubscribe in its {part} part"
            if blamed
            else f"the {part} part of issue {issue.number} has no link to unsubscribe",
            place=Place(path=f"templates/{blamed}" if blamed else issue.path),
            help="put  {{ slot.unsubscribe_url }}  into your"
            f" templates/email/parts/foot.{kind} or the layout",
            severity=Severity.WARNING,
        )


def _blamed(own: Collection[str], kind: str) -> str:
    """Return the publication's own template that should have the link, nothing if none is."""
    found = [name for name in own if name.startswith("email/") and name.endswith(f".{kind}")]
    # The foot is where it stands; without one of its own, whatever comes without a foot.
    foot = f"email/parts/foot.{kind}"
    letters = ("email/letters/", "email/parts/letter")
    found = [name for name in sorted(found) if not name.startswith(letters)]
    return foot if foot in found else next(iter(found), "")
