"""A letter as email: short words, one button, and for some a code; HTML and text say the same."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from pressrun.model.issue import BoundIssue, RenderedIssue
from pressrun.model.letter import SLOTS, Coming, LetterKind
from pressrun.model.publication import MailingList, Publication, Theme
from pressrun.model.slot import Slot, mark
from pressrun.model.wish import VALID
from pressrun.render.context import Data, chapters_data, frame, issue_data, words_data
from pressrun.render.email import set_mail, slot_data
from pressrun.render.look import measure_px
from pressrun.render.marks import is_marked, marked, refuse_marks
from pressrun.render.markup import clean
from pressrun.render.measure import WIDTH, wrap
from pressrun.render.policy import EMAIL
from pressrun.render.text import title
from pressrun.render.words import Words, direction, fill, find_words

TEMPLATES: Final = "email/letters"

# Where the one button of a letter leads.
_BUTTON: Final[Mapping[LetterKind, Slot]] = {
    LetterKind.CONFIRM: Slot.ACTION_URL,
    LetterKind.ALREADY: Slot.PREFERENCES_URL,
    LetterKind.WELCOME: Slot.PREFERENCES_URL,
    LetterKind.ADDRESS: Slot.ACTION_URL,
    LetterKind.MOVED: Slot.PREFERENCES_URL,
    LetterKind.EXPORT: Slot.ACTION_URL,
    LetterKind.ERASE: Slot.ACTION_URL,
}
FORETELLING: Final = frozenset({LetterKind.CONFIRM, LetterKind.WELCOME})
"""Letters that say when the next issue comes, where one is armed."""

_LIST_FIELDS: Final = ("name", "title", "postal_address", "sender_address")


def letter_language(publication: Publication, theme: Theme, language: str) -> str:
    """Return the language a letter is written in for somebody who reads ``language``.

    That is theirs where the theme has its words, else the publication's.
    """
    known = {name for name, _ in (*theme.words, *theme.files)}
    tag = language.lower()
    for found in (tag, tag.split("-")[0]):
        if found and f"words/{found}.toml" in known:
            return found
    return publication.language


def render_letter(
    kind: LetterKind,
    publication: Publication,
    mailing_list: MailingList,
    theme: Theme,
    language: str = "",
    coming: Coming | None = None,
    latest: BoundIssue | None = None,
) -> RenderedIssue:
    """Return the face of a letter; what is its reader's alone stands as marks.

    ``coming`` is the issue that is armed, ``latest`` one that the letter carries whole, which
    has it written in the publication's language. Nothing of it comes from whoever filled in a form.

    Raises:
        RenderError: A template does not work, or the words hold a mark.
    """
    context = letter_context(kind, publication, mailing_list, theme, language, coming, latest)
    return set_mail(f"{TEMPLATES}/{kind}", context, theme)


def letter_context(
    kind: LetterKind,
    publication: Publication,
    mailing_list: MailingList,
    theme: Theme,
    language: str = "",
    coming: Coming | None = None,
    latest: BoundIssue | None = None,
) -> Data:
    """Return what the templates of a letter are given, of what ``render_letter`` is.

    Raises:
        RenderError: The words hold a mark.
    """
    spoken = publication.language if latest else letter_language(publication, theme, language)
    words = find_words(theme, spoken)
    context: Data = {
        **frame(replace(publication, language=spoken), words, theme),
        "list": {name: getattr(mailing_list, name) for name in _LIST_FIELDS},
        "letter": _letter(kind, publication, mailing_list, words, coming),
        **_no_issue(publication),
    }
    if is_marked(context):
        raise marked("pressrun.toml")
    if latest is not None:
        # A letter has no token to vote by: questions lead to their page.
        policy = replace(EMAIL, image_width=measure_px(publication.look))
        carried = {
            "issue": issue_data(latest, publication, words),
            "editorial": words_data(latest, policy, publication, words),
            "chapters": chapters_data(latest, policy, publication, theme),
        }
        refuse_marks(carried, latest, policy, publication, theme)
        context |= {**carried, "latest": carried["issue"]}
    subject, preheader = context["letter"]["subject"], context["letter"]["text"]
    context["issue"] = {**context["issue"], "subject": subject, "preheader": preheader}
    context["letter"]["url"] = mark(_BUTTON[kind])
    context["slot"] = slot_data(SLOTS[kind])
    return context


def _letter(
    kind: LetterKind,
    publication: Publication,
    mailing_list: MailingList,
    words: Words,
    coming: Coming | None,
) -> Data:
    """Return the words of a letter as one line each and, with ``_wrapped``, as lines of text."""
    values = {
        "list": mailing_list.title,
        "publication": publication.title,
        "sender": mailing_list.sender_address,
        "days": str(VALID.days),
    }
    if coming is not None:
        values["number"] = str(coming.number)
        values["date"] = words.date(coming.at, publication.zone)
    first = "next" if coming is not None and kind in FORETELLING else "text"
    after = words[f"letter_{kind}_after"]
    if Slot.ACTION_URL in SLOTS[kind]:
        ends = words["letter_valid_code" if Slot.CODE in SLOTS[kind] else "letter_valid"]
        after = f"{after} {ends}"
    said = {
        "subject": words[f"letter_{kind}_subject"],
        "text": words[f"letter_{kind}_{first}"],
        "button": words[f"letter_{kind}_button"],
        "after": after,
        "code": words["letter_code"],
        "latest": words["letter_welcome_latest"],
    }
    filled = {name: clean(fill(pattern, values)) for name, pattern in said.items()}
    wrapped = {f"{name}_wrapped": wrap(line, WIDTH) for name, line in filled.items()}
    return {"kind": str(kind), **filled, **wrapped, "subject_ruled": title(filled["subject"])}


def _no_issue(publication: Publication) -> Data:
    """Return what a layout is given of an issue where there is none."""
    return {
        "issue": {
            **dict.fromkeys(("subject_ruled", "number", "date", "date_iso"), ""),
            "url": publication.address(),
            "language": publication.language,
            "direction": direction(publication.language),
            "layout": "letter",
            "content": "full",
            "contents": [],
        },
        "latest": {},
        "editorial": {"html": "", "text": ""},
        "chapters": [],
    }
