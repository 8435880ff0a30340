"""``::: figure``: a picture with a caption and a credit."""

from typing import Final

from pressrun.model.document import Block, Figure, Paragraph
from pressrun.model.inline import Image, Inlines, plain
from pressrun.source.blocks.directive import Directive, Refusal, without_prefix

_HELP: Final = (
    "write the picture, an empty line, a caption, an empty line, a credit:\n"
    "![What it shows](picture.png)\n\nCaption\n\nCredit: Photographer"
)


def read_figure(directive: Directive) -> Figure | Refusal:
    """Read a picture alone in its paragraph, then perhaps a caption, then perhaps a credit."""
    match directive.blocks:
        case (Paragraph(parts=(Image() as image,)), *rest) if not directive.argument:
            pass
        case _:
            what = "a figure begins with a picture alone in its paragraph"
            return Refusal(what=what, help=_HELP, line=directive.line)
    credit = _credit(rest[-1]) if rest else None
    captions = rest if credit is None else rest[:-1]
    caption: Inlines = ()
    match captions:
        case ():
            pass
        case (Paragraph(parts=caption),) if " Credit: " not in plain(caption):
            pass
        case (first, *_):
            what = "below the picture stand one caption and one credit, each a paragraph"
            return Refusal(what=what, help=_HELP, line=first.line)
    return Figure(
        source=image.source,
        alt=image.alt,
        caption=caption,
        credit=credit or "",
        line=directive.line,
    )


def _credit(block: Block) -> str | None:
    parts = without_prefix(block.parts, "Credit:") if isinstance(block, Paragraph) else None
    return None if parts is None else plain(parts).strip()
