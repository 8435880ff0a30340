"""The ids of a document's headings, as its page writes them."""

import re
from collections.abc import Iterator
from typing import Final

from pressrun.model.document import Document, Heading
from pressrun.model.inline import plain
from pressrun.model.parts import blocks_in
from pressrun.render.markup import clean

# What else on a page can be led to: no heading's id has two hyphens together.
_OTHERS: Final = ("vote--", "note--", "call--")


def anchors(document: Document) -> tuple[str, ...]:
    """Return what may stand behind ``#`` in a link to a heading, in order (render/markup.py)."""
    return tuple(_anchors(document))


def _anchors(document: Document) -> Iterator[str]:
    seen: dict[str, int] = {}
    for block in blocks_in(document):
        if not isinstance(block, Heading):
            continue
        stem = "-".join(re.findall(r"\w+", clean(plain(block.parts)).lower()))
        anchor = stem
        while anchor in seen:
            seen[stem] += 1
            anchor = f"{stem}-{seen[stem]}"
        seen[anchor] = 1
        yield anchor


def leads_to_no_heading(fragment: str) -> bool:
    """Tell whether a fragment is one of those that lead to a vote or a note."""
    return fragment.startswith(_OTHERS)
