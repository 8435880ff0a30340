"""``::: quote``: words of somebody, and who said them."""

from typing import Final

from pressrun.model.document import Paragraph, Quotation
from pressrun.model.inline import Inlines, Link
from pressrun.source.blocks.directive import Directive, Refusal, without_prefix
from pressrun.source.links import is_outside

_HELP: Final = "write the words, an empty line, and who said them:\n-- Ada Sample, 1911"


def read_quote(directive: Directive) -> Quotation | Refusal:
    """Read paragraphs, the last of which is the attribution if it begins with a dash."""
    if directive.argument:
        what = "nothing stands behind `::: quote`"
        return Refusal(what=what, help=_HELP, line=directive.line)
    for block in directive.blocks:
        if not isinstance(block, Paragraph):
            what = "a quotation is made of paragraphs"
            return Refusal(what=what, help=_HELP, line=block.line)
    *words, last = directive.blocks or (Paragraph(parts=()),)
    attribution = _attribution(last)
    if attribution is None:
        words, attribution = list(directive.blocks), ()
    if not words:
        what = "the quotation has no words"
        return Refusal(what=what, help=_HELP, line=directive.line)
    return Quotation(
        blocks=tuple(words),
        attribution=attribution,
        source=_address(attribution),
        line=directive.line,
    )


def _attribution(block: object) -> Inlines | None:
    return without_prefix(block.parts, "-- ", "— ") if isinstance(block, Paragraph) else None


def _address(attribution: Inlines) -> str:
    """Return the first web address that the attribution links to."""
    targets = (part.target for part in attribution if isinstance(part, Link))
    return next((target for target in targets if is_outside(target)), "")
