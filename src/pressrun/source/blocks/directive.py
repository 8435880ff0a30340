"""What a directive's reader is given, and what it may answer instead of a block."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pressrun.model.document import Block, List, ListItem, Paragraph
from pressrun.model.inline import Inlines, Text, plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Directive:
    """``::: name argument`` and the blocks up to its ``:::``; ``line`` is a line of the file."""

    name: str
    argument: str
    blocks: tuple[Block, ...]
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why contents do not fit: ``what`` as in a Problem, ``help`` what to type, ``line`` where."""

    what: str
    help: str
    line: int


Reader = Callable[[Directive], Block | Refusal]


def without_prefix(parts: Inlines, *prefixes: str) -> Inlines | None:
    """Return ``parts`` without the first of ``prefixes`` they begin with, None if with none."""
    match parts:
        case (Text(text), *rest):
            for prefix in prefixes:
                if text.startswith(prefix):
                    kept = text.removeprefix(prefix).lstrip()
                    return (Text(kept), *rest) if kept else tuple(rest)
    return None


def captioned(blocks: Sequence[Block]) -> tuple[Inlines, str] | Block:
    """Return the caption and the credit that ``blocks`` are, or the first that is neither.

    A caption is a paragraph, a credit one that begins with ``Credit:`` and stands last; both
    may be missing.
    """
    credit = _credit(blocks[-1]) if blocks else None
    match blocks if credit is None else blocks[:-1]:
        case ():
            return (), credit or ""
        case (Paragraph(parts=caption),) if " Credit: " not in plain(caption):
            return caption, credit or ""
        case (first, *_):
            return first
    raise AssertionError("a sequence is empty or has a first item")


def _credit(block: Block) -> str | None:
    parts = without_prefix(block.parts, "Credit:") if isinstance(block, Paragraph) else None
    return None if parts is None else plain(parts).strip()


def attributed(blocks: Sequence[Block]) -> tuple[Sequence[Block], Inlines]:
    """Return ``blocks`` without their attribution, and that: a last paragraph after a dash."""
    match blocks:
        case (*words, Paragraph(parts=parts)):
            attribution = without_prefix(parts, "-- ", "— ")
            if attribution is not None:
                return words, attribution
    return blocks, ()


def bullets(block: Block) -> tuple[ListItem, ...]:
    """Return the items of a bullet list, none for anything else."""
    return block.items if isinstance(block, List) and block.start is None else ()


def sentence(item: ListItem) -> Inlines:
    """Return the words of an item that is one paragraph, none for anything else."""
    match item.blocks:
        case (Paragraph(parts=parts),):
            return parts
    return ()
