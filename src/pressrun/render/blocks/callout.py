"""An aside in a box."""

from pressrun.model.document import Callout
from pressrun.render.lines import TextSetter
from pressrun.render.markup import HtmlSetter, clean
from pressrun.render.measure import indent, wrap


def html(block: Callout, setter: HtmlSetter) -> str:
    label = f"{setter.label(block.title)}\n" if block.title else ""
    return setter.element("aside", f"\n{label}{setter.blocks(block.blocks)}\n", role="callout")


def text(block: Callout, setter: TextSetter, width: int) -> str:
    rows = [wrap(clean(block.title), width - 2)] if block.title else []
    rows.append(setter.blocks(block.blocks, width - 2))
    return indent("\n\n".join(rows), "| ", "| ")
