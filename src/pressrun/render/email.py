"""An issue as email: HTML that mail clients show, and text that says the same."""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from pressrun.model.article import Shortening
from pressrun.model.checking import Cut
from pressrun.model.issue import BoundIssue, RenderedIssue
from pressrun.model.publication import MailingList, Publication, Theme
from pressrun.model.slot import ANSWERED, Slot, mark
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
from pressrun.render.cutting import fit
from pressrun.render.finishing import finished
from pressrun.render.html import fragments
from pressrun.render.look import measure_px
from pressrun.render.marks import refuse_marks
from pressrun.render.markup import clean
from pressrun.render.mjml import Compiled, compile_mjml
from pressrun.render.policy import EMAIL, Policy
from pressrun.render.scale import HTML_LIMIT_OCTETS, Scale
from pressrun.render.seams import Marked, find_seams
from pressrun.render.theme import render_template
from pressrun.render.theme.trace import Trace
from pressrun.render.weighing import Weighed, weigh
from pressrun.render.words import find_words

# What is cut must not hang on the day: what is approved goes out on another. So it is weighed as
# if it went out on this one, whose name is long; ``_DATES_OCTETS`` is what dates may weigh less.
_WEIGHED_AT: Final = datetime(2000, 9, 27, 12, tzinfo=UTC)
_DATES_OCTETS: Final = 1_000


@dataclass(frozen=True, slots=True)
class Made:
    """The MJML that the template ``name`` made, and who wrote each character of it."""

    name: str
    source: str
    trace: Trace


@dataclass(frozen=True, slots=True)
class Measured:
    """A message, what it was made of, and what it and its parts weigh."""

    rendered: RenderedIssue
    made: Made
    weighed: Weighed


def render_light(
    bound: BoundIssue, publication: Publication, mailing_list: MailingList, theme: Theme
) -> RenderedIssue | tuple[str, ...]:
    """Return the email face of an issue, or the paths of articles whose documents it needs first.

    That is of those that are left out and that this process has not set before; of all that are
    left out where articles must be cut.
    """
    missing = wanted(bound, _policy(publication), publication, theme)
    if missing:
        return missing
    rendered = _set_issue(bound, publication, mailing_list, theme)
    if not _is_cut(rendered, bound, publication):
        return rendered
    left_out = tuple(piece.article.path for piece in bound.pieces if piece.left_out)
    return left_out or _set_issue(
        fitted(bound, publication, mailing_list, theme), publication, mailing_list, theme
    )


def render_issue(
    bound: BoundIssue, publication: Publication, mailing_list: MailingList, theme: Theme
) -> RenderedIssue:
    """Return the email face of an issue; personal values stand as marks (``model/slot.py``).

    Its longest articles are cut where the publication asks for that and it is too long for Gmail.

    Raises:
        RenderError: A template does not work, or the issue's words hold a mark.
    """
    given = (publication, mailing_list, theme)
    rendered = _set_issue(bound, *given)
    if _is_cut(rendered, bound, publication):
        return _set_issue(fitted(bound, *given), *given)
    return rendered


def fitted(
    bound: BoundIssue, publication: Publication, mailing_list: MailingList, theme: Theme
) -> BoundIssue:
    """Return an issue with its longest articles cut as far as its mail must lose weight.

    Raises:
        RenderError: A template does not work, or the issue's words hold a mark.
    """
    given = (publication, mailing_list, theme)
    dated = _redated(bound, bound.published_at, _WEIGHED_AT)
    weighed = measure_issue(dated, *given).weighed
    if weighed.weights.html <= HTML_LIMIT_OCTETS:
        return bound
    cut = fit(
        dated,
        weighed,
        lambda cut: measure_issue(cut, *given).weighed,
        lambda piece: find_words(theme, piece.article.language),
    )
    return _redated(cut, _WEIGHED_AT, bound.published_at)


def _redated(bound: BoundIssue, old: datetime | None, new: datetime | None) -> BoundIssue:
    """Return an issue with another date, and so all that becomes public with it."""
    if old is None or new is None:
        return bound
    chapters = (
        replace(
            chapter,
            pieces=tuple(
                replace(piece, published_at=new) if piece.published_at == old else piece
                for piece in chapter.pieces
            ),
        )
        for chapter in bound.chapters
    )
    return replace(bound, published_at=new, chapters=tuple(chapters))


def measure_issue(
    bound: BoundIssue, publication: Publication, mailing_list: MailingList, theme: Theme
) -> Measured:
    """Return the mail of an issue as it stands, and what each part of it weighs.

    Raises:
        RenderError: A template does not work, or the issue's words hold a mark.
    """
    context = mail_context(bound, publication, mailing_list, theme)
    made = _make(layout_name(context), context, theme)
    source = clean(made.source)
    seams = find_seams(source, context, _bodies(bound, publication, theme))
    marked = Marked(source, seams, made.trace)
    compiled = compile_mjml(marked.source, marked)
    html, offsets = marked.parted(finished(compiled.html))
    rendered = _rendered(replace(compiled, html=html), context, theme, made.name)
    weighed = weigh(
        html,
        rendered.text,
        tuple(zip(offsets, seams, strict=True)) if offsets else (),
        [piece.article.path for piece in bound.pieces],
        Scale.of(publication, bound.url),
    )
    return Measured(replace(rendered, cut=_cuts(bound)), made, weighed)


def _set_issue(
    bound: BoundIssue, publication: Publication, mailing_list: MailingList, theme: Theme
) -> RenderedIssue:
    context = mail_context(bound, publication, mailing_list, theme)
    return replace(set_mail(layout_name(context), context, theme), cut=_cuts(bound))


def _is_cut(rendered: RenderedIssue, bound: BoundIssue, publication: Publication) -> bool:
    """Tell whether an issue may be too long, and is to be cut then: weighing it tells."""
    if publication.cut is Cut.NEVER:
        return False
    octets = Scale.of(publication, bound.url).octets(rendered.html)
    return octets > HTML_LIMIT_OCTETS - _DATES_OCTETS


def _cuts(bound: BoundIssue) -> tuple[tuple[str, Shortening], ...]:
    return tuple((p.article.path, p.shortened) for p in bound.pieces if p.shortened is not None)


def _bodies(bound: BoundIssue, publication: Publication, theme: Theme) -> list[tuple[str, ...]]:
    """Return the blocks of each article as HTML, none where nothing is ever cut."""
    if publication.cut is Cut.NEVER:
        return [()] * len(bound.pieces)
    publication = publication.speaking(bound.language)
    return [
        fragments(
            piece,
            policy_in(chapter, _policy(publication)),
            base=publication.url,
            words=find_words(theme, piece.article.language),
        )
        for chapter in bound.chapters
        for piece in chapter.pieces
    ]


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
    made = _make(name, context, theme)
    compiled = compile_mjml(clean(made.source), made.trace)
    finish = replace(compiled, html=finished(compiled.html))
    return _rendered(finish, context, theme, made.name), made


def _make(name: str, context: Data, theme: Theme) -> Made:
    name = f"{name}.mjml"
    source = render_template(theme, name, context)
    return Made(name, source, Trace(theme, name, context, source))


def _rendered(compiled: Compiled, context: Data, theme: Theme, name: str) -> RenderedIssue:
    """Return a face of finished HTML, with the text that stands beside it."""
    text = render_template(theme, name.replace(".mjml", ".txt"), context)
    return RenderedIssue(
        subject=context["issue"]["subject"],
        preheader=context["issue"]["preheader"],
        html=compiled.html,
        text=_tidy(clean(text)),
        findings=compiled.findings,
    )


def slot_data(shown: Collection[Slot]) -> Data:
    """Return what templates know as ``slot``: a mark for each that may be shown, else nothing."""
    return {slot.name.lower(): mark(slot) if slot in shown else "" for slot in Slot}


def _policy(publication: Publication) -> Policy:
    return replace(
        EMAIL,
        image_width=measure_px(publication.look),
        vote_url=mark(Slot.VOTE_URL) if Slot.VOTE_URL in ANSWERED else "",
    )


def _tidy(text: str) -> str:
    """Return text with no space at line ends and at most two empty lines together."""
    lines = "\n".join(line.rstrip() for line in text.split("\n"))
    return re.sub(r"\n{4,}", "\n\n\n", lines).strip("\n") + "\n"
