"""Templates as the rules get them: documents that the publication wrote, and what a theme made."""

from collections.abc import Callable

from pressrun.errors import Place, Problem
from pressrun.model.checking import Checking
from pressrun.model.issue import BoundIssue
from pressrun.model.publication import Publication, Theme
from pressrun.render.email import layout_name, mail_context
from pressrun.render.lint.rule import Rule
from pressrun.render.lint.script import Script
from pressrun.render.lint.subjects import TemplateCopy
from pressrun.render.lint.tree import read_tree
from pressrun.render.theme import render_template
from pressrun.render.theme.trace import Trace
from render.issue_samples import LIST, PUBLICATION


def written_copy(source: str) -> TemplateCopy:
    """Return a document of which the publication wrote every character."""
    script = Script("templates/email/own.mjml", source)

    def written(at: int) -> Place | None:
        line = source.count("\n", 0, at) + 1
        return script.place(line, at - (source.rfind("\n", 0, at) + 1) + 1)

    tree = read_tree(source, written)
    return TemplateCopy(
        name="email/own.mjml", root=tree, publication=PUBLICATION, checking=Checking()
    )


def document(*columns: str, css: str = "", attributes: str = "", ground: str = "#ffffff") -> str:
    """Return an MJML document, a line for each of ``columns`` in its one column."""
    return "\n".join(
        (
            f"<mjml><mj-head><mj-attributes>{attributes}</mj-attributes><mj-style>{css}</mj-style></mj-head>",
            f'<mj-body background-color="{ground}"><mj-section><mj-column>',
            *columns,
            "</mj-column></mj-section></mj-body></mjml>",
        )
    )


def made_copy(
    bound: BoundIssue, theme: Theme, own: Callable[[str], bool], publication: Publication
) -> TemplateCopy:
    """Return what a theme makes of an issue, of which templates named by ``own`` are its own."""
    context = mail_context(bound, publication, LIST, theme)
    name = f"{layout_name(context)}.mjml"
    made = render_template(theme, name, context)
    trace = Trace(theme, name, context, made)

    def written(at: int) -> Place | None:
        found = trace.written(at)
        return found[1] if found is not None and own(found[0]) else None

    root = read_tree(made, written)
    return TemplateCopy(name=name, root=root, publication=publication, checking=Checking())


def told(rule: Rule, copy: object) -> list[Problem]:
    """Return what a rule finds."""
    return list(rule.look(copy))
