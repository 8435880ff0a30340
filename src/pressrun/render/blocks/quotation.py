"""Somebody else's words, and whose they are."""

from pressrun.model.document import Quotation
from pressrun.render.lines import TextSetter
from pressrun.render.markup import HtmlSetter
from pressrun.render.measure import indent


def html(block: Quotation, setter: HtmlSetter) -> str:
    cite = setter.links.address(block.source) if block.source else ""
    words = setter.element("blockquote", setter.blocks(block.blocks), cite=cite)
    if not block.attribution:
        return words
    who = setter.element("figcaption", f"— {setter.inlines(block.attribution)}", role="attribution")
    return setter.element("figure", f"{words}\n{who}", role="quotation")


def text(block: Quotation, setter: TextSetter, width: int) -> str:
    quoted = indent(setter.blocks(block.blocks, width - 2), "> ", "> ")
    if not block.attribution:
        return quoted
    return quoted + "\n>\n" + setter.lines(block.attribution, width, "> — ", ">   ")
