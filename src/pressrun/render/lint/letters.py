"""A letter looked at as mail: rendered, and its templates read with their lines.

Called by name, in a child process: templates run here.
"""

from dataclasses import replace

from pressrun.model.checking import Checking
from pressrun.model.issue import BoundIssue, RenderedIssue
from pressrun.model.letter import Coming, LetterKind
from pressrun.model.publication import MailingList, Publication, Theme
from pressrun.render.email import set_traced
from pressrun.render.letter import TEMPLATES, letter_context
from pressrun.render.lint.inspection import look_at_templates


def inspect_letter(
    kind: LetterKind,
    publication: Publication,
    mailing_list: MailingList,
    theme: Theme,
    language: str,
    coming: Coming | None,
    latest: BoundIssue | None,
    checking: Checking,
) -> RenderedIssue:
    """Return a letter as ``render_letter`` does, with what rules find in its templates as well.

    Raises:
        RenderError: A template does not work, or the words hold a mark.
    """
    context = letter_context(kind, publication, mailing_list, theme, language, coming, latest)
    rendered, made = set_traced(f"{TEMPLATES}/{kind}", context, theme)
    found = look_at_templates(made, theme, publication, checking)
    return replace(rendered, findings=(*rendered.findings, *found))
