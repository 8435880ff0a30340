"""The parts of a document one by one, whatever blocks it has; and a document with other parts.

Nothing here names a block: what a part is, is told by its type.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any, Final, get_args

from pressrun.model.document import Block, Button, Document, Figure, Media
from pressrun.model.inline import (
    Emphasis,
    Image,
    Inline,
    Inlines,
    LineBreak,
    Link,
    Strong,
    Text,
    plain,
)

_BLOCKS: Final = frozenset(get_args(Block))
_INLINES: Final = frozenset(get_args(Inline))
# Fields of blocks that hold words as bare text; all other bare text is addresses and names.
_PROSE: Final = frozenset({"title", "teaser", "label", "credit", "alt"})


def blocks_in(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield every block in reading order, what stands inside a block right after it."""
    for block in blocks:
        yield block
        yield from blocks_in(_inner(block))


def inlines_in(block: Block) -> Iterator[Inline]:
    """Yield every inline of a block itself, what stands inside an inline right after it."""
    for parts in _runs(block):
        yield from flat(parts)


def sources_in(block: Block) -> Iterator[str]:
    """Yield the source of every picture of a block itself."""
    if isinstance(block, Figure | Media) and block.source:
        yield block.source
    for part in inlines_in(block):
        if isinstance(part, Image):
            yield part.source


def targets_in(block: Block) -> Iterator[str]:
    """Yield where the links, buttons and recordings of a block itself lead, as written."""
    if isinstance(block, Button | Media):
        yield block.target
    for part in inlines_in(block):
        if isinstance(part, Link):
            yield part.target


def words_in(blocks: Iterable[Block]) -> Iterator[str]:
    """Yield every run of words and all bare ones, block by block, without their dress."""
    for block in blocks_in(blocks):
        for name in ("text", *sorted(_PROSE)):
            if isinstance(words := getattr(block, name, None), str) and words:
                yield words
        yield from (plain(run) for run in _runs(block))


def has_words(parts: Inlines) -> bool:
    """Tell whether a run says something beside the descriptions of its pictures."""
    return any(
        bool(part.text.strip())
        if isinstance(part, Text)
        else not isinstance(part, Image | LineBreak | Emphasis | Strong | Link)
        for part in flat(parts)
    )


def rewritten(
    document: Document,
    run: Callable[[Inlines], Inlines],
    words: Callable[[str], str] = lambda text: text,
) -> Document:
    """Return a document with every run of inlines, and all bare words, replaced.

    Args:
        document: Blocks, as deep as they stand.
        run: What becomes of the inlines of a paragraph, a cell, a caption.
        words: What becomes of a title, a teaser, a label, a credit, an alternative text.
    """
    return tuple(_rewritten(block, run, words) for block in document)


def _rewritten(value: Any, run: Callable[[Inlines], Inlines], words: Callable[[str], str]) -> Any:
    if type(value) is tuple:
        if value and type(value[0]) in _INLINES:
            return run(value)
        return tuple(_rewritten(item, run, words) for item in value)
    changed = {}
    for name in getattr(value, "__dataclass_fields__", ()):
        old = getattr(value, name)
        if type(old) is tuple:
            new = _rewritten(old, run, words) if old else old
        elif name in _PROSE and old:
            new = words(old)
        else:
            continue
        if new != old:
            changed[name] = new
    return replace(value, **changed) if changed else value


def _inner(value: Any) -> Iterator[Block]:
    """Yield the blocks that stand directly inside a block, its items or its notes."""
    for held in _tuples(value):
        if type(held[0]) in _INLINES:
            continue
        for item in held:
            if type(item) in _BLOCKS:
                yield item
            elif type(item) is not tuple:
                yield from _inner(item)


def _runs(value: Any) -> Iterator[Inlines]:
    """Yield the runs of inlines of a block itself, not those of blocks inside it."""
    for held in _tuples(value) if type(value) is not tuple else (value,):
        if not held:
            continue
        if type(held[0]) in _INLINES:
            yield held
        else:
            for item in held:
                if type(item) not in _BLOCKS:
                    yield from _runs(item)


def _tuples(value: Any) -> Iterator[tuple[Any, ...]]:
    """Yield what a dataclass holds of several, where it holds any."""
    for name in getattr(value, "__dataclass_fields__", ()):
        held = getattr(value, name)
        if type(held) is tuple and held:
            yield held


def flat(parts: Inlines) -> Iterator[Inline]:
    """Yield every inline of a run, what stands inside one right after it."""
    for part in parts:
        yield part
        if isinstance(part, Emphasis | Strong | Link):
            yield from flat(part.parts)
