"""A pause between two thoughts."""

from pressrun.model.document import Divider
from pressrun.render.lines import TextSetter
from pressrun.render.markup import HtmlSetter


def html(block: Divider, setter: HtmlSetter) -> str:
    return "<hr>"


def text(block: Divider, setter: TextSetter, width: int) -> str:
    return "* * *".center(width).rstrip()
