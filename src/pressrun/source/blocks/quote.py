"""``::: quote`` and ``::: pull-quote``: words of somebody, and who said them."""

from typing import Final

from pressrun.model.document import Paragraph, PullQuote, Quotation
from pressrun.model.inline import Inlines, Link
from pressrun.source.blocks.directive import Directive, Refusal, attributed
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
    words, attribution = attributed(directive.blocks)
    if not words:
        what = "the quotation has no words"
        return Refusal(what=what, help=_HELP, line=directive.line)
    return Quotation(
        blocks=tuple(words),
        attribution=attribution,
        source=_address(attribution),
        line=directive.line,
    )


def read_pull_quote(directive: Directive) -> PullQuote | Refusal:
    """Read one paragraph, and perhaps an attribution that begins with a dash."""
    words, attribution = attributed(directive.blocks)
    match words:
        case (Paragraph(parts=parts),) if not directive.argument:
            return PullQuote(parts=parts, attribution=attribution, line=directive.line)
    what = "a pull quote is one paragraph, perhaps with who said it"
    return Refusal(what=what, help=_HELP, line=directive.line)


def _address(attribution: Inlines) -> str:
    """Return the first web address that the attribution links to."""
    targets = (part.target for part in attribution if isinstance(part, Link))
    return next((target for target in targets if is_outside(target)), "")
