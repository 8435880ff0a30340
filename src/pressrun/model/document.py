"""A parsed article body: what was written, before anyone decides how it looks.

A :data:`Document` is a tuple of blocks; blocks carry inlines. There is no HTML in it and every
block knows the line of the file it came from. To add a block: a class here, a file in
``source/blocks/`` that reads it, a file in ``render/blocks/`` that shows it.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pressrun.model.inline import Inlines


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    parts: Inlines
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """``depth`` 1 stands for the article's own title, so a body starts at 2."""

    parts: Inlines
    depth: int
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ListItem:
    """``checked`` is None for an ordinary item, else the state of a task."""

    blocks: tuple["Block", ...]
    checked: bool | None = None
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class List:
    """``start`` is None for bullets, else the first number."""

    items: tuple[ListItem, ...]
    start: int | None = None
    tight: bool = True
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """A block quotation; ``attribution`` says who, ``source`` is an optional address."""

    blocks: tuple["Block", ...]
    attribution: Inlines = ()
    source: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PullQuote:
    """A sentence of the article itself, set large; ``attribution`` says whose, if it needs to."""

    parts: Inlines
    attribution: Inlines = ()
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Callout:
    """An aside in a box; ``title`` may be empty."""

    blocks: tuple["Block", ...]
    title: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """One link to press; ``target`` as written, perhaps relative to the article."""

    parts: Inlines
    target: str
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeBlock:
    text: str
    language: str = ""
    line: int = 0


class Align(StrEnum):
    NONE = ""
    LEFT = "left"
    CENTRE = "center"
    RIGHT = "right"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """``aligns`` has one value a column; every row has as many cells as ``head``."""

    head: tuple[Inlines, ...]
    rows: tuple[tuple[Inlines, ...], ...]
    aligns: tuple[Align, ...]
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Divider:
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyPoints:
    """What the article says, in a few lines, at its head."""

    items: tuple[Inlines, ...]
    title: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A picture with its words. Width and height come from the file, by ``source``."""

    source: str
    alt: str
    caption: Inlines = ()
    credit: str = ""
    line: int = 0


class MediaKind(StrEnum):
    VIDEO = "video"
    AUDIO = "audio"


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """A video or a recording elsewhere: a link with its still and its words.

    ``target`` is where it plays; ``title`` names it; ``source`` and ``alt`` are those of the
    still, empty where it has none.
    """

    kind: MediaKind
    target: str
    title: str = ""
    source: str = ""
    alt: str = ""
    caption: Inlines = ()
    credit: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Footnote:
    """What a note says; ``references`` is how often the text calls it."""

    number: int
    blocks: tuple["Block", ...]
    references: int = 1
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Footnotes:
    """All notes of a document, at its end, in the order of their first calls."""

    items: tuple[Footnote, ...]
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What was wrong in an article and is mended; ``on`` is the day. It stands at the end."""

    on: date
    parts: Inlines
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedItem:
    """``ref`` is an article's id or slug, or an absolute address outside.

    ``label`` is required for an address outside and replaces the title of an article of ours.
    """

    ref: str
    label: str = ""
    teaser: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """ "Also interesting": articles of ours and links to elsewhere."""

    items: tuple[RelatedItem, ...]
    title: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One answer; ``right`` marks the answer of a quiz."""

    parts: Inlines
    right: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiz:
    """A question with choices; ``reason`` says why the right one is right."""

    id: str
    question: Inlines
    choices: tuple[Choice, ...]
    reason: Inlines = ()
    line: int = 0


class Results(StrEnum):
    """When a poll's results are shown."""

    AFTER_VOTE = "after vote"
    ALWAYS = "always"
    CLOSED = "closed"
    NEVER = "never"


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """A question without a right answer.

    ``closes_on`` is the last day of voting in the publication's zone, None for no end.
    """

    id: str
    question: Inlines
    choices: tuple[Choice, ...]
    closes_on: date | None = None
    results: Results = Results.AFTER_VOTE
    line: int = 0


Block = (
    Paragraph
    | Heading
    | List
    | Quotation
    | PullQuote
    | Callout
    | Button
    | CodeBlock
    | Table
    | Divider
    | KeyPoints
    | Figure
    | Media
    | Related
    | Quiz
    | Poll
    | Footnotes
    | Correction
)
Document = tuple[Block, ...]
