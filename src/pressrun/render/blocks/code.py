"""A block of code. Its lines are the author's: plain text never wraps them."""

from pressrun.model.document import CodeBlock
from pressrun.render.lines import TextSetter
from pressrun.render.markup import HtmlSetter, clean
from pressrun.render.measure import indent


def html(block: CodeBlock, setter: HtmlSetter) -> str:
    # A newline right after <pre> is dropped by every parser; one more keeps the author's own.
    first = "\n" if block.text.startswith("\n") else ""
    code = setter.element("code", setter.escape(block.text.removesuffix("\n")))
    return setter.element("pre", first + code, role="code", dir="ltr")


def text(block: CodeBlock, setter: TextSetter, width: int) -> str:
    return indent(clean(block.text).expandtabs(4).removesuffix("\n"), "    ", "    ")
