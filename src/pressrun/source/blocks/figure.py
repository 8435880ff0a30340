"""``::: figure``: a picture with a caption and a credit."""

from typing import Final

from pressrun.model.document import Figure, Paragraph
from pressrun.model.inline import Image
from pressrun.source.blocks.directive import Directive, Refusal, captioned

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
    below = captioned(rest)
    if not isinstance(below, tuple):
        what = "below the picture stand one caption and one credit, each a paragraph"
        return Refusal(what=what, help=_HELP, line=below.line)
    caption, credit = below
    return Figure(
        source=image.source, alt=image.alt, caption=caption, credit=credit, line=directive.line
    )
