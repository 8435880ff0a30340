"""A heading; its level follows the face, its depth the article."""

from pressrun.model.document import Heading
from pressrun.model.inline import plain
from pressrun.render.lines import TextSetter
from pressrun.render.markup import HtmlSetter
from pressrun.render.measure import underline

_STROKES = {1: "=", 2: "-"}


def html(block: Heading, setter: HtmlSetter) -> str:
    name = setter.policy.heading(block.depth)
    return setter.element(name, setter.inlines(block.parts), id=setter.anchor(plain(block.parts)))


def text(block: Heading, setter: TextSetter, width: int) -> str:
    return underline(setter.lines(block.parts, width), _STROKES.get(block.depth, "."))
