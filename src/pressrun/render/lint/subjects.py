"""What rules look at, one type for each kind of thing that can be checked by itself.

All of it is values: whoever looks reads no file, asks no clock and opens no database.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from pressrun.model.agenda import Handover
from pressrun.model.article import Article, Picture
from pressrun.model.checking import Checking, Weights
from pressrun.model.document import Document
from pressrun.model.issue import BoundIssue, Issue, RenderedIssue
from pressrun.model.publication import MailingList, Publication
from pressrun.render.lint.script import Script
from pressrun.render.lint.tones import Tones
from pressrun.render.lint.tree import Element


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """An article that another text names, as the folder has it.

    ``public_at`` is an instant that has passed or is still to come; None where it becomes public
    with an issue or not at all. ``public`` tells whether readers can open its page now. ``digest``
    is that of its file where the mention is of a heading in it, else empty.
    """

    title: str
    path: str
    draft: bool
    public: bool
    public_at: datetime | None = None
    digest: str = ""
    slug: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The article whose page an address seems to be: its slug, and the name of its file.

    ``draft`` tells that there is no such page, and will not be as long as it is a draft.
    """

    slug: str
    file: str
    draft: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TextCopy:
    """What somebody wrote, and what it mentions.

    ``document`` is its body; ``pictures``, ``tones`` and ``mentions`` are by the reference as
    written, ``tones`` only of pictures through which their ground may show, ``mentions`` only of
    articles that there are. ``pages`` are by the addresses in it that seem to
    be those of articles, ``headings`` the ids of another article's by a reference to one of them.
    ``former`` are such addresses at which there has been a page: whoever asks there is led on.
    """

    document: Document
    script: Script
    publication: Publication
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    tones: Mapping[str, Tones] = field(default_factory=dict)
    mentions: Mapping[str, Mention] = field(default_factory=dict)
    pages: Mapping[str, Page] = field(default_factory=dict)
    headings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    former: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleCopy(TextCopy):
    """One article or translation."""

    article: Article


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueCopy(TextCopy):
    """What an editor wrote into one ``issue.md``, or into one of its translations.

    ``carried`` are the articles that it names, in order, by the reference as written; ``due_at``
    is when it goes out, None while nobody has said so.
    """

    issue: Issue
    carried: Mapping[str, Mention] = field(default_factory=dict)
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MailCopy:
    """An issue as mail, in one language: bound, rendered and weighed.

    ``templates`` are the texts of the publication's own templates for it, by name.
    """

    bound: BoundIssue
    rendered: RenderedIssue
    weights: Weights
    script: Script
    publication: Publication
    mailing_list: MailingList
    templates: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateCopy:
    """What templates made, as a tree that knows who wrote each part of it.

    Only what stands literally in a template of the publication's own is its to mend: see
    ``Element.is_written``. ``name`` is the layout's (``email/issue.mjml``).
    """

    name: str
    root: Element
    publication: Publication
    checking: Checking


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationCopy:
    """The publication itself: ``script`` is its ``pressrun.toml``.

    ``logos`` are the look's pictures by path, ``tones`` those of them that may be clear.
    """

    publication: Publication
    script: Script
    logos: Mapping[str, Picture] = field(default_factory=dict)
    tones: Mapping[str, Tones] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """What else the same readers get, and when.

    Of an issue that is armed its number and subject; of one that is still to be written the name
    of its ``schedule``, and its time ``wall`` in the zone of that, ``2026-12-24T09:00``.
    """

    due_at: datetime
    number: int = 0
    subject: str = ""
    schedule: str = ""
    wall: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SendingCopy:
    """An issue about to be sent, and what is known of its readers and relays.

    ``due_at`` is when it goes out, None while nobody has said so.
    ``readers`` are those whom it goes to, None where nobody has counted them: there is no
    database here, or no moment. ``on_list`` are all of its list who may be written to, of whom
    ``without_consent`` have no yes on record. ``handover`` says when the relays have taken it all,
    None where they have no limit of a day. ``reaches_people`` tells whether a relay is one that is
    not on this machine.
    """

    issue: Issue
    script: Script
    settings: Script
    publication: Publication
    mailing_list: MailingList
    due_at: datetime | None = None
    readers: int | None = None
    on_list: int = 0
    neighbours: Sequence[Neighbour] = ()
    handover: Handover | None = None
    without_consent: int = 0
    reaches_people: bool = False
