"""``::: callout``: an aside in a box."""

from pressrun.model.document import Callout
from pressrun.source.blocks.directive import Directive, Refusal


def read_callout(directive: Directive) -> Callout | Refusal:
    """Read any blocks; the words behind the name are the title."""
    if not directive.blocks:
        return Refusal(
            what="the callout has no words",
            help="write what it says between the two lines of colons",
            line=directive.line,
        )
    return Callout(blocks=directive.blocks, title=directive.argument, line=directive.line)
