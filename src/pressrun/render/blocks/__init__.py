"""How each block looks: one file a block, one line here.

A file has ``html(block, setter)`` and ``text(block, setter, width)``; what a medium allows is in
the setter's policy, and no block asks which medium it is.
"""

from collections.abc import Mapping
from typing import Any, Final, Protocol

from pressrun.model.document import (
    Block,
    Button,
    Callout,
    CodeBlock,
    Correction,
    Divider,
    Figure,
    Footnotes,
    Heading,
    KeyPoints,
    List,
    Media,
    Paragraph,
    Poll,
    PullQuote,
    Quiz,
    Quotation,
    Related,
    Table,
)
from pressrun.render.blocks import (
    button,
    callout,
    code,
    correction,
    divider,
    figure,
    footnotes,
    heading,
    key_points,
    lists,
    media,
    paragraph,
    poll,
    pull_quote,
    quiz,
    quotation,
    related,
    table,
)
from pressrun.render.lines import TextSetter
from pressrun.render.markup import HtmlSetter


class BlockFaces(Protocol):
    """What a module of this folder offers."""

    def html(self, block: Any, setter: HtmlSetter) -> str:
        """Return the block as HTML."""
        ...

    def text(self, block: Any, setter: TextSetter, width: int) -> str:
        """Return the block as lines of at most ``width`` columns."""
        ...


BLOCKS: Final[Mapping[type[Block], BlockFaces]] = {
    Button: button,
    Callout: callout,
    CodeBlock: code,
    Correction: correction,
    Divider: divider,
    Figure: figure,
    Footnotes: footnotes,
    Heading: heading,
    KeyPoints: key_points,
    List: lists,
    Media: media,
    Paragraph: paragraph,
    Poll: poll,
    PullQuote: pull_quote,
    Quiz: quiz,
    Quotation: quotation,
    Related: related,
    Table: table,
}
