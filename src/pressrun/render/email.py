"""An issue as email: HTML that mail clients show, and text that says the same."""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Final

import css_inline

from pressrun.errors import Place, RenderError
from pressrun.model.issue import BoundIssue, RenderedIssue
from pressrun.model.publication import MailingList, Publication, Theme
from pressrun.model.slot import ANSWERED, MARK_HOST, Slot, holds_mark, mark
from pressrun.render.context import (
    Data,
    chapters_data,
    frame,
    issue_data,
    issue_language,
    policy_in,
    wanted,
    words_data,
)
from pressrun.render.faces import find_faces
from pressrun.render.look import measure_px
from pressrun.render.markup import clean
from pressrun.render.mjml import compile_mjml
from pressrun.render.policy import EMAIL, Policy
from pressrun.render.theme import render_template
from pressrun.render.theme.trace import Trace
from pressrun.render.words import find_words

# What cannot be written into a tag, such as ``:hover``, stays in the style sheet.
_INLINER: Final = css_inline.CSSInliner(
    load_remote_stylesheets=False, keep_style_tags=True, remove_inlined_selectors=True
)
# A carousel hides what the state of a button shows: written into its tags, the hiding would win.
_STATES: Final = re.compile(r"<style(?=[^>]*+>[^<]*?:checked)")
_IGNORE: Final = ' data-css-inline="ignore"'
_EMPTY_STYLE: Final = re.compile(r"<style[^>]*+>\s*+</style>")
_CHARSET: Final = '<meta charset="utf-8">'
_LATE_CHARSET: Final = '<meta http-equiv="Content-Type" content="text/html; charset=UTF-8">'
# What the engine's style sheet says of every cell and paragraph is inherited or the default
# anyway; inlined, it is a tenth of a mail, and Gmail shows no more than 102 kB.
_TERSER: Final = (
    ("table, td { border-collapse: collapse;", "table { border-collapse: collapse;"),
    ("p { display: block; margin: 13px 0; }", "p { margin: 13px 0; }"),
)
# The inliner's own instructions, once they have done their work; as words they may stand anywhere.
_INSTRUCTION: Final = re.compile(r'(<style[^>]*?) data-css-inline="(?:keep|ignore)"')
_TAG: Final = re.compile(r"""<[A-Za-z](?:[^<>"']++|"[^"]*+"|'[^']*+')*>""")
_COLOUR: Final = re.compile(
    r"""(?<=[\s:,("'])#([0-9a-fA-F])([0-9a-fA-F])([0-9a-fA-F])(?=[\s;,)!"'])"""
)
_SHORT_COLOUR: Final = re.compile(r"#[0-9a-fA-F]{3}(?![0-9a-fA-F])")
_ATTRIBUTE: Final = re.compile(r"""([^\s"'<>/=]++)=(?:"[^"]*+"|'[^']*+')""")
_COLOURED: Final = frozenset({"style", "bgcolor", "color"})


@dataclass(frozen=True, slots=True)
class Made:
    """The MJML that the template ``name`` made, and who wrote each character of it."""

    name: str
    source: str
    trace: Trace


def render_light(
    bound: BoundIssue, publication: Publication, mailing_list: MailingList, theme: Theme
) -> RenderedIssue | tuple[str, ...]:
    """Return the email face of an issue, or the paths of articles whose documents it needs first.

    That is of those that are left out and that this process has not set before.
    """
    missing = wanted(bound, _policy(publication), publication, theme)
    return missing or render_issue(bound, publication, mailing_list, theme)


def render_issue(
    bound: BoundIssue, publication: Publication, mailing_list: MailingList, theme: Theme
) -> RenderedIssue:
    """Return the email face of an issue; personal values stand as marks (``model/slot.py``).

    Raises:
        RenderError: A template does not work, or the issue's words hold a mark.
    """
    context = mail_context(bound, publication, mailing_list, theme)
    return set_mail(layout_name(context), context, theme)


def mail_context(
    bound: BoundIssue, publication: Publication, mailing_list: MailingList, theme: Theme
) -> Data:
    """Return what the templates of an issue's mail are given.

    Raises:
        RenderError: The issue's words hold a mark.
    """
    said = issue_language(bound, publication)
    publication = publication.speaking(bound.language)
    words, policy = find_words(theme, publication.language), _policy(publication)
    context = {
        **frame(publication, words, theme),
        "list": {
            "title": mailing_list.title,
            "name": mailing_list.name,
            "postal_address": mailing_list.postal_address,
        },
        "issue": issue_data(bound, publication, words, said),
        "editorial": words_data(bound, policy, publication, find_words(theme, said)),
        "chapters": chapters_data(bound, policy, publication, theme),
    }
    refuse_marks(context, bound, policy, publication, theme)
    context["slot"] = slot_data(ANSWERED)
    return context


def layout_name(context: Data) -> str:
    """Return the name of the templates that make an issue's mail, without an ending."""
    return f"email/{context['issue']['layout']}"


def set_mail(name: str, context: Data, theme: Theme) -> RenderedIssue:
    """Return what the templates ``name.mjml`` and ``name.txt`` make of ``context``.

    Raises:
        RenderError: A template does not work.
    """
    rendered, _ = set_traced(name, context, theme)
    return rendered


def set_traced(name: str, context: Data, theme: Theme) -> tuple[RenderedIssue, Made]:
    """Return what ``set_mail`` does, and the MJML it was made of.

    Raises:
        RenderError: A template does not work.
    """
    made = render_template(theme, f"{name}.mjml", context)
    trace = Trace(theme, f"{name}.mjml", context, made)
    compiled = compile_mjml(clean(made), trace)
    rendered = RenderedIssue(
        subject=context["issue"]["subject"],
        preheader=context["issue"]["preheader"],
        html=finished(compiled.html),
        text=_tidy(clean(render_template(theme, f"{name}.txt", context))),
        findings=compiled.findings,
    )
    return rendered, Made(f"{name}.mjml", made, trace)


def slot_data(shown: Collection[Slot]) -> Data:
    """Return what templates know as ``slot``: a mark for each that may be shown, else nothing."""
    return {slot.name.lower(): mark(slot) if slot in shown else "" for slot in Slot}


def _policy(publication: Publication) -> Policy:
    return replace(
        EMAIL,
        image_width=measure_px(publication.look),
        vote_url=mark(Slot.VOTE_URL) if Slot.VOTE_URL in ANSWERED else "",
    )


def refuse_marks(
    context: Data, bound: BoundIssue, policy: Policy, publication: Publication, theme: Theme
) -> None:
    """Refuse words and links where a reader's own address or way to leave would be written.

    Raises:
        RenderError: There are some; it names the file.
    """
    for chapter, data in zip(bound.chapters, context["chapters"], strict=True):
        own = policy_in(chapter, policy)
        for piece, given in zip(chapter.pieces, data["pieces"], strict=True):
            # Whole articles have been looked through when they were set.
            words = find_words(theme, piece.article.language)
            faces = find_faces(piece, own, base=publication.url, words=words)
            few = {name: said for name, said in given.items() if name not in {"body", "text"}}
            if faces.marked or is_marked(few):
                raise marked(piece.article.path)
    rest = {**context, "chapters": [{**c, "pieces": []} for c in context["chapters"]]}
    if is_marked(rest):
        raise marked(bound.issue.path)


def is_marked(value: object) -> bool:
    """Tell whether a mark stands in any text of what a template is given."""
    match value:
        case str():
            return holds_mark(value)
        case dict():
            return any(map(is_marked, value.values()))
        case list():
            return any(map(is_marked, value))
    return False


def marked(path: str) -> RenderError:
    """Return that the words of a file hold a mark."""
    return RenderError(
        f"'{MARK_HOST}' stands in the words or links",
        code="RND001",
        place=Place(path=path),
        help=f"{MARK_HOST} stands for readers' own values: take it out",
    )


def finished(html: str) -> str:
    """Return the engine's HTML as it goes out: style sheets inlined, colours of six digits.

    Raises:
        RenderError: A style sheet cannot be inlined.
    """
    for said, meant in _TERSER:
        html = html.replace(said, meant, 1)
    html = _STATES.sub(f"<style{_IGNORE}", html)
    try:
        inlined = _INLINER.inline(html)
    except css_inline.InlineError as cause:
        raise RenderError(
            f"the style sheet cannot be written into the mail: {cause}",
            code="CSS001",
            place=Place(path="templates/email/style.css"),
            help="mend the CSS in mj-style",
        ) from cause
    html = _declare_charset(_INSTRUCTION.sub(r"\1", _EMPTY_STYLE.sub("", inlined)))
    return _TAG.sub(_long_colours, html) if _SHORT_COLOUR.search(html) else html


def _declare_charset(html: str) -> str:
    """Return ``html`` with its encoding said first: browsers look no further than 1,024 octets.

    A message's header says it too; a face that is kept as a file has no header.
    """
    return html.replace(_LATE_CHARSET, "", 1).replace("<head>", f"<head>{_CHARSET}", 1)


def _long_colours(tag: re.Match[str]) -> str:
    """Return a tag with colours of six digits: Outlook's engine misreads three."""
    if "#" not in tag[0] or not _SHORT_COLOUR.search(tag[0]):
        return tag[0]
    return _ATTRIBUTE.sub(_long_colour, tag[0])


def _long_colour(attribute: re.Match[str]) -> str:
    if attribute[1].lower() not in _COLOURED:
        return attribute[0]
    return _COLOUR.sub(r"#\1\1\2\2\3\3", attribute[0])


def _tidy(text: str) -> str:
    """Return text with no space at line ends and at most two empty lines together."""
    lines = "\n".join(line.rstrip() for line in text.split("\n"))
    return re.sub(r"\n{4,}", "\n\n\n", lines).strip("\n") + "\n"
