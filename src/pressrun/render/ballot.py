"""Pages of questions: one to choose on, a form, and the results. Called by name, in a child."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

from pressrun.model.document import Poll, Quiz, Results
from pressrun.model.inline import plain
from pressrun.model.publication import Publication, Theme
from pressrun.model.question import FEW, Question
from pressrun.model.vote import Count
from pressrun.render.blocks import BLOCKS
from pressrun.render.blocks.choices import kind, lettered
from pressrun.render.context import Data
from pressrun.render.links import Links
from pressrun.render.markup import HtmlSetter, clean
from pressrun.render.page import page_data
from pressrun.render.policy import WEB
from pressrun.render.punctuation import typeset
from pressrun.render.theme import markup, render_template
from pressrun.render.words import Words, fill, find_words

# No ids: what a note or a heading leads to does not stand on these pages.
_POLICY: Final = replace(WEB, anchors=False)


class Face(StrEnum):
    """Which page; the value is its template under ``web/``."""

    VOTE = "vote"  # a link of mail: one choice with a button
    POLL = "poll"  # a form
    RESULTS = "results"


class Notice(StrEnum):
    """What a page says first; the value is the name of its words."""

    NONE = ""
    COUNTED = "vote_counted"
    CLOSED = "vote_closed"
    LIMITED = "vote_limited"
    MISSING = "vote_missing"
    ONCE_MORE = "vote_once_more"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What a page of a question shows, and nothing that is one voter's alone.

    ``offered`` is the choice that a link leads to, ``chosen`` the one that counts, each 0 for
    none. ``counts`` are None where they may not be seen. With ``by_mail`` the other choices are
    links beside this address; else a form on the question's own page takes the vote.
    """

    face: Face
    question: Question
    is_open: bool
    by_mail: bool = False
    offered: int = 0
    chosen: int = 0
    counts: tuple[Count, ...] | None = None
    notice: Notice = Notice.NONE


def ballot_page(sheet: Sheet, links: Links, publication: Publication, theme: Theme) -> str:
    """Return a page of a question in the language of the article that asks it.

    Raises:
        RenderError: The template does not work.
    """
    question = sheet.question
    publication = replace(publication, language=question.language or publication.language)
    words = find_words(theme, publication.language)
    (block,) = typeset((question.block,), words.language)
    if not isinstance(block, Quiz | Poll):
        raise AssertionError("setting punctuation made another block of a question")
    setter = HtmlSetter(_POLICY, links, words, BLOCKS)
    choices = list(_choices(sheet, block, setter, words))
    at = {choice["number"]: choice for choice in choices}
    here = f"{urlsplit(publication.service_address()).path}polls/{question.owner}/{question.id}"
    context = {
        **page_data(publication, words, theme, ()),
        "title": clean(plain(block.question)),
        "kind": kind(block),
        "label": words[kind(block)],
        "question": markup(setter.inlines(block.question, linked=True)),
        "article": {"title": question.title, "url": question.url},
        "choices": choices,
        "offered": at.get(sheet.offered, {}),
        "chosen": at.get(sheet.chosen, {}),
        "right": next((choice for choice in choices if choice["right"]), {}),
        "reason": markup(setter.inlines(block.reason)) if isinstance(block, Quiz) else "",
        "is_open": sheet.is_open,
        "by_mail": sheet.by_mail,
        "notice": _notice(sheet, block, words),
        "is_error": sheet.notice in {Notice.LIMITED, Notice.MISSING},
        "closes": _day(block, words),
        "results": _results(sheet, words),
        "later": _later(sheet, block, words),
        "form_url": here,
        "results_url": f"{here}/results",
    }
    return render_template(theme, f"web/{sheet.face}.html", context)


def _choices(sheet: Sheet, block: Quiz | Poll, setter: HtmlSetter, words: Words) -> Iterator[Data]:
    counts = sheet.counts or ()
    known = sum(count.subscribers for count in counts)
    others = sum(count.others for count in counts)
    for number, letter, choice in lettered(block):
        count = counts[number - 1] if counts else Count(choice=number)
        yield {
            "number": number,
            "letter": letter,
            "label": markup(setter.inlines(choice.parts, linked=True)),
            "words": clean(plain(choice.parts)),
            "right": choice.right,
            "is_chosen": number == sheet.chosen,
            "is_offered": number == sheet.offered,
            "subscribers": _share(count.subscribers, known, words),
            "others": _share(count.others, others, words),
        }


def _share(number: int, total: int, words: Words) -> Data:
    """Return a count as people read it; ``percent`` is a whole number for the bar."""
    if not total:
        return {"number": 0, "percent": 0, "text": "0"}
    percent = round(100 * number / total)
    values = {"number": str(number), "percent": fill(words["percent"], {"number": str(percent)})}
    return {"number": number, "percent": percent, "text": fill(words["results_share"], values)}


def _results(sheet: Sheet, words: Words) -> Data:
    """Return the sums; empty where they may not be seen."""
    if sheet.counts is None:
        return {}
    known = sum(count.subscribers for count in sheet.counts)
    others = sum(count.others for count in sheet.counts)
    few = known + others < FEW
    said = fill(words["results_few"], {"number": str(known + others)}) if few else ""
    if not known + others:
        said = words["results_none"]
    return {"subscribers": known, "others": others, "few": said}


def _notice(sheet: Sheet, block: Quiz | Poll, words: Words) -> str:
    name = str(sheet.notice)
    if not sheet.notice and not sheet.is_open:
        name = str(Notice.CLOSED)
    return fill(words[name], {"date": _day(block, words)}) if name else ""


def _day(block: Quiz | Poll, words: Words) -> str:
    if isinstance(block, Quiz) or block.closes_on is None:
        return ""
    return words.day(block.closes_on)


def _later(sheet: Sheet, block: Quiz | Poll, words: Words) -> str:
    """Return when the results will be seen, where they are not seen now."""
    if sheet.counts is not None:
        return ""
    results = Results.AFTER_VOTE if isinstance(block, Quiz) else block.results
    if results is Results.CLOSED and not _day(block, words):
        return words["results_never"]
    return fill(words[_LATER[results]], {"date": _day(block, words)})


_LATER: Final = {
    Results.AFTER_VOTE: "results_after_vote",
    Results.ALWAYS: "results_after_vote",
    Results.CLOSED: "results_closed",
    Results.NEVER: "results_never",
}
