"""The parts of a document one by one, for whoever looks for something in it."""

from collections.abc import Iterable, Iterator

from pressrun.model.document import (
    Block,
    Figure,
    Heading,
    KeyPoints,
    List,
    Paragraph,
    Quiz,
    Quotation,
    Table,
)
from pressrun.model.inline import Emphasis, Inline, Inlines, Link, Strong


def blocks_in(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield every block in reading order, what stands inside a block right after it."""
    for block in blocks:
        yield block
        match block:
            case Quotation():
                yield from blocks_in(block.blocks)
            case List():
                for item in block.items:
                    yield from blocks_in(item.blocks)


def inlines_in(block: Block) -> Iterator[Inline]:
    """Yield every inline of a block itself, what stands inside an inline right after it."""
    for parts in _runs(block):
        yield from _flat(parts)


def _runs(block: Block) -> Iterator[Inlines]:
    match block:
        case Paragraph() | Heading():
            yield block.parts
        case Quotation():
            yield block.attribution
        case Figure():
            yield block.caption
        case KeyPoints():
            yield from block.items
        case Table():
            yield from (cell for row in (block.head, *block.rows) for cell in row)
        case Quiz():
            yield from (block.question, block.reason, *(c.parts for c in block.choices))


def _flat(parts: Inlines) -> Iterator[Inline]:
    for part in parts:
        yield part
        if isinstance(part, Emphasis | Strong | Link):
            yield from _flat(part.parts)
