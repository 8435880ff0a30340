"""``::: button``: one link to press."""

from typing import Final

from pressrun.model.document import Button, Paragraph
from pressrun.model.inline import Link, plain
from pressrun.source.blocks.directive import Directive, Refusal

_HELP: Final = "write one link and nothing else:\n[Reserve a place](https://example.org/reserve)"


def read_button(directive: Directive) -> Button | Refusal:
    """Read one link, alone in its paragraph, that has words."""
    match directive.blocks:
        case (Paragraph(parts=(Link() as link,)),) if not directive.argument:
            if plain(link.parts).strip():
                return Button(parts=link.parts, target=link.target, line=directive.line)
    return Refusal(what="a button is one link with words", help=_HELP, line=directive.line)
