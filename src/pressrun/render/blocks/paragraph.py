"""A paragraph."""

from pressrun.model.document import Paragraph
from pressrun.render.lines import TextSetter
from pressrun.render.markup import HtmlSetter


def html(block: Paragraph, setter: HtmlSetter) -> str:
    return f"<p>{setter.inlines(block.parts)}</p>"


def text(block: Paragraph, setter: TextSetter, width: int) -> str:
    return setter.lines(block.parts, width)
