"""Who publishes: identity that never changes, and the lists one can subscribe to."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from pressrun.model.article import Picture
from pressrun.model.checking import Cut


class Layout(StrEnum):
    """How an issue is set: which template under ``email/`` makes its mail."""

    ISSUE = "issue"
    DIGEST = "digest"
    LETTER = "letter"


class Content(StrEnum):
    """How much of each article stands in an issue."""

    FULL = "full"
    SUMMARY = "summary"


class Welcome(StrEnum):
    """What somebody gets who has just confirmed."""

    LETTER = "letter"
    ISSUE = "issue"  # a letter with the issue of the list that went out last
    NONE = "none"


# What a layout carries where nobody says otherwise.
CONTENT: Final[Mapping[Layout, Content]] = {
    Layout.ISSUE: Content.FULL,
    Layout.DIGEST: Content.SUMMARY,
    Layout.LETTER: Content.FULL,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What a publication changes of the theme without touching a template.

    Colours are ``#rrggbb``: paper behind, ink on it, an accent for links and buttons, each once
    more for dark rooms. ``font`` is ``serif``, ``sans``, ``mono`` or a font stack, and
    ``heading_font``, where it is empty, the same. ``logo`` and ``logo_dark`` are paths below the
    publication's folder; ``logo_width_px`` 0 stands for the picture's own width within reason.
    ``content`` None leaves it to the layout.
    """

    layout: Layout = Layout.ISSUE
    content: Content | None = None
    accent: str = "#9a3412"
    accent_dark: str = "#f0a483"
    paper: str = "#fdfcf9"
    paper_dark: str = "#17191c"
    ink: str = "#22211f"
    ink_dark: str = "#e8e4db"
    font: str = "serif"
    heading_font: str = ""
    width_px: int = 600
    logo: str = ""
    logo_dark: str = ""
    logo_alt: str = ""
    logo_width_px: int = 0

    def layout_of(self, asked: Layout | None) -> Layout:
        """Return the layout of an issue that asks for ``asked``."""
        return asked or self.layout

    def content_of(self, layout: Layout, asked: Content | None) -> Content:
        """Return how much of its articles an issue carries that asks for ``asked``."""
        return asked or self.content or CONTENT[layout]


@dataclass(frozen=True, slots=True, kw_only=True)
class MailingList:
    """What one subscribes to: consent, sender, List-Id and unsubscribe belong to it.

    ``list_id`` is the part between the angle brackets of List-Id (RFC 2919 §2).
    ``postal_address`` is the sender's, for the foot of every message.
    """

    name: str
    title: str
    list_id: str
    sender_name: str
    sender_address: str
    reply_to: str = ""
    postal_address: str = ""
    welcome: Welcome = Welcome.LETTER


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """A publication's identity.

    ``url`` is where readers find it, without a final slash. ``authority``, ``year`` and
    ``language`` are written once by ``init`` and never follow the domain (design §4 item 2).
    ``zone`` is an IANA time zone name. ``service_url`` is where forms are answered, empty where
    ``url`` answers them itself; a site of files alone needs one. ``security_contact`` is a URI
    for whoever finds a hole, empty for the first list's sender. ``cut`` says what becomes of mail
    that is too long for Gmail.
    """

    title: str
    url: str
    authority: str
    year: int
    language: str
    zone: str
    lists: tuple[MailingList, ...]
    description: str = ""
    author: str = ""
    rights: str = ""
    postal_address: str = ""
    service_url: str = ""
    security_contact: str = ""
    look: Look = Look()
    cut: Cut = Cut.NEVER

    def entry_id(self, minted: str, language: str) -> str:
        """Return the id under which every feed knows an article or an issue (RFC 4151).

        It depends on nothing that an editor may change later. The id of a translation names its
        language already.
        """
        named = language == self.language or ":" in minted
        suffix = "" if named else f":{language}"
        return f"tag:{self.authority},{self.year}:{minted}{suffix}"

    def speaking(self, language: str) -> "Publication":
        """Return the publication as it speaks to readers of a language, for faces and pages alone.

        Ids do not follow it. An empty language is its own.
        """
        return replace(self, language=language) if language else self

    def address(self, site_path: str = "") -> str:
        """Return the absolute address of a path below the publication."""
        return f"{self.url}/{site_path}"

    def service_address(self, path: str = "") -> str:
        """Return the absolute address of what this program answers itself: forms and tokens."""
        return f"{self.service_url or self.url}/{path}"

    def find_list(self, name: str) -> MailingList | None:
        """Return the list called ``name``, the first one for an empty name."""
        if not name:
            return self.lists[0]
        return next((item for item in self.lists if item.name == name), None)


@dataclass(frozen=True, slots=True)
class Theme:
    """Template files by name, a publication's own over the built-in ones.

    Names are relative to ``templates/`` with forward slashes: ``email/issue.mjml``. Values are
    (name, text) pairs sorted by name, so that a theme can be hashed and sent to a child process.
    ``words`` are built-in files of words that a publication's own take the place of: those say
    what its own leave out. ``logos`` are the pictures of ``Look.logo`` and ``Look.logo_dark`` by
    their paths. ``own`` are the names of files that the publication wrote or changed.
    """

    files: tuple[tuple[str, str], ...]
    words: tuple[tuple[str, str], ...] = ()
    logos: tuple[tuple[str, Picture], ...] = ()
    own: tuple[str, ...] = ()
