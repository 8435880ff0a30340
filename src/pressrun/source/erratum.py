"""The first text of an erratum: what was wrong, what is right, and where it stands."""

from collections.abc import Iterable

from pressrun.model.issue import Issue
from pressrun.source.literal import literal
from pressrun.source.scaffold import issue_text


def erratum_text(
    issue: Issue, *, opening: str, notes: Iterable[str], link: str, title: str, url: str
) -> str:
    """Return the ``issue.md`` of an erratum, a paragraph for each note.

    ``link`` stands before a link with the article's ``title`` to its page ``url``.
    """
    paragraphs = (
        literal(opening),
        *(literal(note) for note in notes),
        f"{literal(link)} [{literal(title)}](<{url}>)",
    )
    return "\n".join((issue_text(issue), "\n\n".join(paragraphs), ""))
