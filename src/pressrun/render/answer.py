"""Pages that answer a reader: set once, with marks where one reader's own values come.

Called by name, in a child process. Whoever has the page fills the marks with escaped text, so that
a thousand readers cost one rendering.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlsplit

from pressrun.model.publication import Publication, Theme
from pressrun.render.context import Data
from pressrun.render.page import FORMAT_NAMES, page_data
from pressrun.render.sheet import style_sheet
from pressrun.render.theme import render_template
from pressrun.render.words import find_words

# Characters for private use (Unicode §23.5) stand around a mark: no text that people write has
# them, and no escaping touches them.
MARK: Final = re.compile("\ue000([a-z_]+[0-9]*)\ue001")

TRAP: Final = "website"
"""The field of a form that people do not see, and programs fill."""


@dataclass(frozen=True, slots=True)
class Blank:
    """What a page leaves open: values that are one reader's, and what it says or does not say."""

    values: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()


# To add a page: a line here and a template of that name under web/.
BLANKS: Final[Mapping[str, Blank]] = {
    "subscribe": Blank(("stamp", "email", "name", "next_date", "topics_open"), ("dated",)),
    "sent": Blank(("email", "code", "code_token"), ("named", "again")),
    "confirm-join": Blank(flags=("once",)),
    "confirm-address": Blank(flags=("once",)),
    "confirm-export": Blank(flags=("once",)),
    "confirm-erase": Blank(flags=("once",)),
    "done-join": Blank(("preferences", "next_date"), ("dated", "preferences")),
    "done-address": Blank(("preferences",), ("preferences",)),
    "done-erase": Blank(),
    "expired": Blank(("wish_token",)),
    "asked": Blank(("preferences",), ("preferences",)),
    "unsubscribe": Blank(("pause",)),
    "unsubscribed": Blank(("undo",), ("undo",)),
    "paused": Blank(("date",)),
    "returned": Blank(),
    "unknown": Blank(),
    "malformed": Blank(),
}


_LINE: Final = {"date": "1", "date_iso": "2026-11-24", "what": "a", "wording": "b"}
_CHOICE: Final = {"name": "a", "tag": "a", "text": "a", "chosen": True, "next": "a"}
_SAMPLE: Final[Data] = {
    "has_left": False,
    "only_feed": False,
    "address": "ada@example.org",
    "new_address": "",
    "name": "",
    "cadences": [_CHOICE],
    "topics": [],
    "languages": [_CHOICE],
    "paused_until": "",
    "earliest": "2026-11-24",
    "last": "2027-11-24",
    "feed": [],
    "history": [],
    "action": "/preferences/a",
    "said": "",
    "problem": "",
    "field": "",
}
# A reader's decisions as templates are given them, to try the page with.
SAMPLES: Final[tuple[Data, ...]] = (
    _SAMPLE,
    {
        **_SAMPLE,
        "topics": [_CHOICE],
        "paused_until": "1",
        "feed": [{"url": "https://example.org/", "media_type": "application/rss+xml"}],
        "history": [_LINE],
        "said": "preferences_saved",
        "problem": "problem_other",
    },
    {**_SAMPLE, "has_left": True},
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Which page, and what of it readers share.

    ``list`` is a list's name; ``lists`` are those to choose from, none where it is settled.
    ``language`` is empty for the publication's. ``problem`` names the words that say what was
    wrong, and ``field`` where. ``flags`` are those of its blank that hold.
    """

    page: str
    list: str = ""
    language: str = ""
    problem: str = ""
    field: str = ""
    flags: frozenset[str] = frozenset()
    lists: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()


def answer_page(answer: Answer, publication: Publication, theme: Theme) -> str:
    """Return a page with a mark for every value that is one reader's.

    A choice of topic or list has a mark as well, ``topic0`` and so on, for the attribute that
    says it was chosen before.

    Raises:
        RenderError: The template does not work.
    """
    blank = BLANKS[answer.page]
    data = _data(answer.list, answer.language, publication, theme)
    words = data["words"]
    data |= {
        "problem": _problem(words, answer.problem, answer.field),
        "agreed": agreed_to(answer.list, publication),
        "is": {flag: flag in answer.flags for flag in blank.flags},
        "at": {name: mark(name) for name in blank.values},
        "lists": [
            {"name": name, "title": _list_data(name, publication)["title"], "chosen": mark(slot)}
            for name, slot in zip(answer.lists, numbered("list", answer.lists), strict=True)
        ],
        "topics": [
            {"name": name, "chosen": mark(slot)}
            for name, slot in zip(answer.topics, numbered("topic", answer.topics), strict=True)
        ],
    }
    return render_template(theme, f"web/{answer.page}.html", data)


def preferences_page(
    list: str, language: str, told: Data, publication: Publication, theme: Theme
) -> str:
    """Return the page of everything that one reader decides; ``told`` is plain data of theirs.

    ``problem`` and ``said`` of it name words.
    """
    data = _data(list, language, publication, theme)
    words = data["words"]
    data |= {
        **told,
        "problem": _problem(words, told["problem"], told["field"]),
        "said": words[told["said"]] if told["said"] else "",
        "feed": [{**each, "format": FORMAT_NAMES[each["media_type"]]} for each in told["feed"]],
    }
    return render_template(theme, "web/preferences.html", data)


def agreed_to(list: str, publication: Publication) -> str:
    """Return the title in the words of consent: a list's, or the publication's where a form
    offers several."""
    if len(publication.lists) > 1:
        return publication.title
    title: str = _list_data(list, publication)["title"]
    return title


def consent_words(list_title: str, language: str, theme: Theme) -> str:
    """Return what somebody agrees to who sends the form, word by word."""
    return find_words(theme, language)["subscribe_consent"].replace("{list}", list_title)


def mark(name: str) -> str:
    """Return what stands in a page for a value."""
    return f"\ue000{name}\ue001"


def numbered(word: str, options: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names of the marks of a row of options."""
    return tuple(f"{word}{number}" for number in range(len(options)))


def embedded_form(
    list: str, language: str, topics: tuple[str, ...], publication: Publication, theme: Theme
) -> str:
    """Return a form for any page on any site: HTML alone, which needs no script and no style."""
    data = _data(list, language, publication, theme)
    # As the page itself says it: of several lists, what is agreed to is the publication.
    agreed = agreed_to(list, publication)
    return render_template(theme, "web/embed.html", {**data, "topics": topics, "agreed": agreed})


def try_answers(publication: Publication, theme: Theme) -> None:
    """Set every page here in all its states, and keep none.

    Raises:
        RenderError: A template does not work.
    """
    for page, blank in BLANKS.items():
        for flags in (frozenset[str](), frozenset(blank.flags)):
            several = tuple(each.name for each in publication.lists) if flags else ()
            answer = Answer(
                page=page,
                problem="problem_other" if flags else "",
                flags=flags,
                lists=several,
                topics=("a",) if flags else (),
            )
            answer_page(answer, publication, theme)
    for told in SAMPLES:
        preferences_page("", "", told, publication, theme)
    embedded_form("", "", ("a",), publication, theme)


def _data(list: str, language: str, publication: Publication, theme: Theme) -> Data:
    """Return what all of these pages may use."""
    publication = replace(publication, language=language or publication.language)
    words = find_words(theme, publication.language)
    here = urlsplit(publication.service_address()).path
    return {
        **page_data(publication, words, theme, ()),
        # Whoever answers has it, whatever was published last.
        "style_url": f"{here}{style_sheet(publication, theme)[0]}",
        "list": _list_data(list, publication),
        "here": here,
        "chosen_language": language,
        "trap": TRAP,
        "privacy_url": publication.address("privacy/"),
    }


def _list_data(name: str, publication: Publication) -> Data:
    found = publication.find_list(name)
    if found is None:
        return {"name": name, "title": publication.title, "sender": ""}
    return {"name": found.name, "title": found.title, "sender": found.sender_address}


def _problem(words: Mapping[str, str], name: str, field: str) -> Data:
    return {"text": words[name] if name else "", "field": field}
