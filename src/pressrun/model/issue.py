"""What is sent and archived under one subject."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, NewType

from pressrun.errors import Problem
from pressrun.model.article import Picture, Piece, Shortening
from pressrun.model.audience import Cadence
from pressrun.model.document import Document
from pressrun.model.publication import Content, Layout

IssueKey = NewType("IssueKey", str)

# Later than this, mail about Tuesday is no longer Tuesday's mail: somebody must decide.
LATEST: Final = timedelta(hours=12)
FOLDER: Final = re.compile(r"(?P<number>\d{1,7})-(?P<slug>[a-z0-9]+(?:-[a-z0-9]+)*)")


class IssueState(StrEnum):
    """Where an issue stands (design §4 item 6). A folder without a row is a draft."""

    DRAFT = "draft"
    ARMED = "armed"
    HELD = "held"  # due, and something must be mended first
    SENDING = "sending"
    PAUSED = "paused"
    SENT = "sent"
    CANCELLED = "cancelled"
    MISSED = "missed"  # too late to go out unasked


class IssueKind(StrEnum):
    """Whom an issue is for; one that is not for everybody has no page and stands in no feed."""

    ISSUE = "issue"
    DIGEST = "digest"  # each reader of a cadence, with the articles that they lack
    ERRATUM = "erratum"  # who was sent an article before it was corrected


_S = IssueState
NEXT: Final[Mapping[IssueState, frozenset[IssueState]]] = {
    _S.DRAFT: frozenset({_S.ARMED}),
    _S.ARMED: frozenset({_S.ARMED, _S.DRAFT, _S.HELD, _S.SENDING, _S.MISSED, _S.CANCELLED}),
    _S.HELD: frozenset({_S.ARMED, _S.DRAFT, _S.CANCELLED}),
    _S.MISSED: frozenset({_S.ARMED, _S.DRAFT, _S.CANCELLED}),
    _S.SENDING: frozenset({_S.SENT, _S.PAUSED, _S.CANCELLED}),
    _S.PAUSED: frozenset({_S.SENDING, _S.CANCELLED}),
    _S.SENT: frozenset({_S.SENDING}),  # `retry` and `send --to-those-who-joined-since` alone
    _S.CANCELLED: frozenset(),
}


def say_number(number: int) -> str:
    """Return an issue's number as readers are told it: ``44``, or ``2026/7`` for 2026007."""
    year, place = divmod(number, 1000)
    return f"{year}/{place}" if year >= 1000 else f"{number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A run of articles under a title of its own; the first may have none.

    ``articles`` are references as written: an id, a slug, or a file name; ``lines`` holds the
    line of issue.md each stands in.
    """

    articles: tuple[str, ...]
    title: str = ""
    intro: str = ""
    lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueText:
    """What ``issue.<language>.md`` says in the place of ``issue.md``; empty where it is silent.

    ``sections`` are title and intro of each section with a title, in the issue's order.
    ``digest`` is SHA-256 of the file's octets.
    """

    language: str
    digest: str
    subject: str = ""
    preheader: str = ""
    sections: tuple[Section, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One ``issues/<number>-<slug>/issue.md``.

    ``key`` is its id for ever; number, slug and folder are labels. ``when`` is a wish that arms
    nothing. ``list`` is empty for the publication's first list; ``layout`` and ``content`` are
    None where the theme decides. ``digest`` is SHA-256 of the file's octets. ``featured`` is the
    reference of the article that stands first and in full. ``schedule`` made it, if any did; a
    digest is for readers of cadence ``digest_of``, an erratum for those who were sent the article
    ``erratum_of`` as it was before ``corrected_at``. ``texts`` is what it says in other
    languages; ``language`` is empty in the publication's own.
    """

    key: IssueKey
    number: int
    slug: str
    folder: str
    subject: str
    digest: str
    preheader: str = ""
    list: str = ""
    when: str = ""
    layout: Layout | None = None
    content: Content | None = None
    sections: tuple[Section, ...] = ()
    featured: str = ""
    schedule: str = ""
    digest_of: Cadence | None = None
    erratum_of: str = ""
    corrected_at: datetime | None = None
    texts: tuple[IssueText, ...] = ()
    language: str = ""

    def translated(self, text: IssueText) -> "Issue":
        """Return the issue as it reads in the language of ``text``; articles stay as they are."""
        said = iter(text.sections)
        empty = Section(articles=())
        sections = []
        for section in self.sections:
            own = next(said, empty) if section.title else empty
            title, intro = own.title or section.title, own.intro or section.intro
            sections.append(replace(section, title=title, intro=intro))
        return replace(
            self,
            subject=text.subject or self.subject,
            preheader=text.preheader or self.preheader,
            sections=tuple(sections),
            digest=text.digest,
            language=text.language,
        )

    @property
    def kind(self) -> IssueKind:
        """Return whom it is for."""
        if self.erratum_of:
            return IssueKind.ERRATUM
        return IssueKind.DIGEST if self.digest_of else IssueKind.ISSUE

    def answers_to(self, name: str) -> bool:
        """Tell whether a person may mean it: by number, slug, folder, path or id."""
        bare = name.strip().removeprefix("issues/").rstrip("/").removesuffix("/issue.md")
        by_number = bare.isdigit() and int(bare) == self.number
        by_number = by_number or bare == self.shown_number
        return by_number or bare in {self.slug, self.folder, self.key}

    @property
    def shown_number(self) -> str:
        """Return its number as readers are told it: ``44``, or ``2026/7`` for 2026007."""
        return say_number(self.number)

    @property
    def path(self) -> str:
        """Return the path of its file below the publication's folder."""
        suffix = f".{self.language}" if self.language else ""
        return f"issues/{self.folder}/issue{suffix}.md"

    @property
    def site_path(self) -> str:
        """Return the path of its page below the publication's address."""
        return f"issues/{self.folder}/"

    def page_in(self, language: str) -> str:
        """Return the path of its page in a language, empty for the publication's own."""
        return f"{self.site_path}{language.lower()}/" if language else self.site_path

    @property
    def references(self) -> tuple[str, ...]:
        """Return every article it names, in order."""
        return tuple(ref for section in self.sections for ref in section.articles)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """A section with its articles found and parsed."""

    pieces: tuple[Piece, ...]
    title: str = ""
    intro: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundIssue:
    """An issue with everything its faces need; ``words`` are the editor's own.

    ``pictures`` are those of the words, keyed by the source as written. ``language`` is that of
    its readers, empty for the publication's own; words and articles that nobody translated into
    it stand in theirs.
    """

    issue: Issue
    words: Document
    chapters: tuple[Chapter, ...]
    url: str
    published_at: datetime | None = None
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    language: str = ""

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """Return its articles in reading order."""
        return tuple(piece for chapter in self.chapters for piece in chapter.pieces)


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedIssue:
    """The email face before it is on the wire; same input, same characters.

    Personal values stand as slot names (see ``model/slot.py``). ``findings`` are warnings about
    the template, each with its line. ``cut`` are the paths of articles that would have made it
    too long for Gmail, each with where it ends in this face (see ``Publication.cut``).
    """

    subject: str
    preheader: str
    html: str
    text: str
    findings: tuple[Problem, ...] = ()
    cut: tuple[tuple[str, Shortening], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ArmedIssue:
    """The row that only ``schedule`` writes: when an issue goes out, and who said so.

    ``wall`` is the local time as the editor meant it (``2026-12-01T09:00``), ``zone`` its IANA
    name; ``due_at`` is that moment, aware and in UTC. ``reason`` says why it is held or missed.
    """

    key: IssueKey
    list: str
    state: IssueState
    wall: str
    zone: str
    due_at: datetime
    digest: str
    armed_by: str
    armed_at: datetime
    reason: str = ""
