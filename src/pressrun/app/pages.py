"""Pages that answer readers: set once, then filled for whoever asks."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from html import escape
from pathlib import PurePosixPath
from threading import Lock
from typing import Any, Final
from zoneinfo import ZoneInfo

from pressrun.app.preferences import PreferencesView
from pressrun.app.wiring import Wiring
from pressrun.errors import PressrunError
from pressrun.model.audience import Cadence, ConsentKind
from pressrun.model.feed import MEDIA_TYPES
from pressrun.model.publication import MailingList, Publication, Theme
from pressrun.press.preferences import LONGEST_PAUSE_DAYS
from pressrun.render.answer import (
    BLANKS,
    MARK,
    TRAP,
    Answer,
    agreed_to,
    consent_words,
    numbered,
)
from pressrun.render.words import find_words, language_name

SCRIPT: Final = "web/press.js"
# So long may a template that an editor has changed stay unseen.
_FRESH: Final = timedelta(seconds=10)
_KEPT: Final = 512
_FIRST: Final = (
    ("confirm-join", ()),
    ("confirm-join", ("once",)),
    ("done-join", ("preferences",)),
    ("unsubscribe", ()),
    ("unsubscribed", ("undo",)),
)


@dataclass(frozen=True, slots=True)
class _Page:
    """A page in pieces: text, the name of a value, text, and so on."""

    theme: Theme
    pieces: tuple[str, ...]

    def fill(self, values: Mapping[str, str]) -> str:
        pieces = list(self.pieces)
        pieces[1::2] = [escape(values.get(name, "")) for name in self.pieces[1::2]]
        return "".join(pieces)


class Pages:
    """Synchronous; the web edge calls it in a worker thread.

    A page is rendered in a child once for each list, language and state of it; then only text is
    filled in. A change of the theme is seen within ten seconds.
    """

    def __init__(self, wiring: Wiring) -> None:
        self._wiring = wiring
        self._pages: dict[Answer, _Page] = {}
        self._lock = Lock()
        self._seen: tuple[datetime, Theme] | None = None
        self._sheet: tuple[Theme, str, str] | None = None

    @property
    def publication(self) -> Publication:
        """Return whose pages these are."""
        return self._wiring.settings.publication

    def page(self, answer: Answer, values: Mapping[str, str] | None = None) -> str:
        """Return a page with a reader's values in it, as text whatever they hold.

        Raises:
            RenderError: The theme does not work.
        """
        theme = self._theme()
        found = self._pages.get(answer)
        if found is None or found.theme is not theme:
            found = self._compile(answer, theme)
        return found.fill(values or {})

    def make_ready(self) -> None:
        """Set what most readers see, so that the first waits no longer; raises nothing."""
        with suppress(PressrunError):  # told by whoever needs what does not work
            for page, flags in _FIRST:
                for each in self.publication.lists:
                    self.page(Answer(page=page, list=each.name, flags=frozenset(flags)))
            self.page(Answer(page="sent", flags=frozenset({"named"})))
            self.page(Answer(page="unknown"))

    def preferences(
        self,
        view: PreferencesView,
        *,
        action: str,
        said: str = "",
        problem: str = "",
        field: str = "",
        kept: Mapping[str, str] | None = None,
    ) -> str:
        """Return the page of everything a reader decides.

        ``action`` is its path. ``said`` and ``problem`` name words, ``kept`` is what stands in
        fields that were refused.
        """
        theme, language = self._theme(), self.language(view.language)
        told = self._told(view, language, theme) | {
            "action": action,
            "said": said,
            "problem": problem,
            "field": field,
            "new_address": "",
            **(kept or {}),
        }
        return self._call("preferences_page", view.list, language, told, theme)

    def consent(self, list: str, language: str) -> str:
        """Return what the form of a list says that its sender agrees to."""
        language = self.language(language) or self.publication.language
        return consent_words(agreed_to(list, self.publication), language, self._theme())

    def form(self, list: str, language: str, topics: tuple[str, ...]) -> str:
        """Return a form to put into a page anywhere."""
        language = self.language(language)
        return self._call("embedded_form", list, language, topics, self._theme())

    def find_list(self, name: str) -> MailingList | None:
        """Return the list with this name, the first for an empty name."""
        return self.publication.find_list(name)

    def language(self, asked: str) -> str:
        """Return the language of a page for who reads ``asked``; empty for the publication's."""
        known = self.languages()
        tag = asked.lower()
        if tag == self.publication.language.lower():
            return ""
        return next((name for name in (tag, tag.split("-")[0]) if name in known), "")

    def languages(self) -> frozenset[str]:
        """Return the languages that the theme has words for."""
        return _languages(self._theme())

    def day(self, at: datetime | date, language: str) -> str:
        """Return a day as a language writes it, in the publication's zone."""
        words = find_words(self._theme(), language or self.publication.language)
        if isinstance(at, datetime):
            at = at.astimezone(ZoneInfo(self.publication.zone)).date()
        return words.day(at)

    def script(self) -> str:
        """Return the one script there is."""
        return dict(self._theme().files)[SCRIPT]

    def style(self, name: str) -> str | None:
        """Return the style sheet of this name, None if it is not that of the theme as it is now.

        Pages call it before the next build has published it.
        """
        theme = self.theme()
        if self._sheet is None or self._sheet[0] is not theme:
            found: tuple[str, str] = self._wiring.desk.isolate.call(
                "pressrun.render.sheet:style_sheet", self.publication, theme
            )
            self._sheet = (theme, *found)
        return self._sheet[2] if self._sheet[1] == name else None

    def theme(self) -> Theme:
        """Return the theme as it was within the last ten seconds."""
        return self._theme()

    def _told(self, view: PreferencesView, language: str, theme: Theme) -> dict[str, Any]:
        """Return a reader's decisions as plain data for a template."""
        publication = self.publication
        words = find_words(theme, language or publication.language)
        today = self._wiring.clock.now().astimezone(ZoneInfo(publication.zone)).date()
        chosen = {topic.casefold() for topic in view.topics}
        own = publication.language.split("-")[0]
        tags = ("", *(tag for tag in view.languages if tag != own))
        return {
            "has_left": view.has_left,
            "address": view.address,
            "name": view.name,
            "only_feed": view.cadence is Cadence.FEED,
            "cadences": [
                {
                    "name": each,
                    "text": words[f"cadence_{each}"],
                    "chosen": each is view.cadence,
                    "next": self.day(view.next_digests[each], language)
                    if each in view.next_digests
                    else "",
                }
                for each in view.cadences
            ],
            "topics": [
                {"name": name, "chosen": name.casefold() in chosen} for name in view.topics_on_offer
            ],
            "languages": [
                {
                    "tag": tag,
                    "name": language_name(tag or publication.language, theme),
                    "chosen": tag == view.language or (not tag and view.language == own),
                }
                for tag in tags
            ],
            "paused_until": self.day(view.paused_until, language) if view.paused_until else "",
            "earliest": (today + timedelta(days=1)).isoformat(),
            "last": (today + timedelta(days=LONGEST_PAUSE_DAYS)).isoformat(),
            "feed": [
                {"url": view.feed.ending(suffix), "media_type": media_type}
                for suffix, media_type in MEDIA_TYPES.items()
            ]
            if view.feed
            else [],
            "history": [
                {
                    "date": self.day(line.at, language),
                    "date_iso": line.at.isoformat(),
                    "what": words[f"consent_{ConsentKind(line.kind).value}"],
                    "wording": line.proof.wording if line.proof else "",
                }
                for line in view.history
            ],
        }

    def _compile(self, answer: Answer, theme: Theme) -> _Page:
        text = self._call("answer_page", answer, theme)
        pieces = MARK.split(text)
        known = {
            *BLANKS[answer.page].values,
            *numbered("list", answer.lists),
            *numbered("topic", answer.topics),
        }
        # A character for private use that stands in somebody's own text is no mark of ours.
        if not known.issuperset(pieces[1::2]):
            pieces = [MARK.sub("", text)]
        page = _Page(theme, tuple(pieces))
        with self._lock:
            if len(self._pages) >= _KEPT:
                self._pages.clear()
            self._pages[answer] = page
        return page

    def _call(self, function: str, *arguments: Any) -> str:
        *first, theme = arguments
        page: str = self._wiring.desk.isolate.call(
            f"pressrun.render.answer:{function}", *first, self.publication, theme
        )
        return page

    def _theme(self) -> Theme:
        """Return the theme; looking whether it has changed means looking at every file."""
        now = self._wiring.clock.now()
        seen = self._seen
        if seen is None or not timedelta() <= now - seen[0] < _FRESH:
            theme = self._wiring.desk.theme()
            if seen is not None and theme == seen[1]:
                theme = seen[1]
            self._seen = seen = (now, theme)
        return seen[1]


@lru_cache(maxsize=4)
def _languages(theme: Theme) -> frozenset[str]:
    paths = (PurePosixPath(name) for name, _ in theme.files)
    return frozenset(path.stem for path in paths if path.parent.name == "words")


__all__ = ["SCRIPT", "TRAP", "Answer", "Pages"]
