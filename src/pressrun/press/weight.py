"""What an issue weighs as mail, and who will not see its end."""

from collections.abc import Iterator
from typing import Final

from pressrun.errors import Place, Problem, Severity
from pressrun.model.issue import Issue, RenderedIssue
from pressrun.model.quotedprintable import encode_text

# Gmail publishes no number; what senders report is 102 kB, and whether before or after transfer
# encoding is told either way. The larger of the two is weighed, with some room for a name.
HTML_LIMIT_OCTETS: Final = 100_000


def weigh(issue: Issue, rendered: RenderedIssue) -> Iterator[Problem]:
    """Yield a warning where the HTML part, as it is sent, would be cut by Gmail."""
    size_octets = len(encode_text(rendered.html))
    if size_octets > HTML_LIMIT_OCTETS:
        yield Problem(
            code="WGT001",
            what=f"the HTML part of issue {issue.number} has {size_octets:,} octets as it is sent:"
            " Gmail hides what is below about 102,000, and the unsubscribe link with it",
            place=Place(path=issue.path),
            help="shorten it, or carry its articles as summaries:  content: summary  in issue.md",
            severity=Severity.WARNING,
        )
