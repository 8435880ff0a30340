"""``::: key-points``: what the article says, in a few lines."""

from typing import Final

from pressrun.model.document import KeyPoints
from pressrun.source.blocks.directive import Directive, Refusal, bullets, sentence

_HELP: Final = "write one list and nothing else:\n- First point\n- Second point"


def read_key_points(directive: Directive) -> KeyPoints | Refusal:
    """Read a bullet list whose items are one paragraph each."""
    match directive.blocks:
        case (block,) if items := bullets(block):
            pass
        case _:
            what = "key points are one list of bullets"
            return Refusal(what=what, help=_HELP, line=directive.line)
    for item in items:
        if not sentence(item) or item.checked is not None:
            what = "a key point is one short paragraph"
            return Refusal(what=what, help=_HELP, line=item.line)
    return KeyPoints(
        items=tuple(sentence(item) for item in items),
        title=directive.argument,
        line=directive.line,
    )
