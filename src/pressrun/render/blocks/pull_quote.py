"""A sentence of the article, set large."""

from pressrun.model.document import PullQuote
from pressrun.render.lines import TextSetter
from pressrun.render.markup import HtmlSetter


def html(block: PullQuote, setter: HtmlSetter) -> str:
    words = f"<p>{setter.inlines(block.parts)}</p>"
    if block.attribution:
        who = f"— {setter.inlines(block.attribution)}"
        words += "\n" + setter.element("p", who, role="attribution")
    return setter.element("blockquote", f"\n{words}\n", role="pull-quote")


def text(block: PullQuote, setter: TextSetter, width: int) -> str:
    quoted = setter.lines(block.parts, width, "> ", "> ")
    if not block.attribution:
        return quoted
    return quoted + "\n>\n" + setter.lines(block.attribution, width, "> — ", ">   ")
