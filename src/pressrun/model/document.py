"""A parsed article body: what was written, before anyone decides how it looks.

A :data:`Document` is a tuple of blocks; blocks carry inlines. There is no HTML in it and every
block knows the line of the file it came from. To add a block: a class here, a file in
``source/blocks/`` that reads it, a file in ``render/blocks/`` that shows it.
"""

from dataclasses import dataclass
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


Block = (
    Paragraph
    | Heading
    | List
    | Quotation
    | CodeBlock
    | Table
    | Divider
    | KeyPoints
    | Figure
    | Related
    | Quiz
)
Document = tuple[Block, ...]
