"""What the article says, in a few lines, at its head."""

from pressrun.model.document import KeyPoints
from pressrun.render.lines import TextSetter
from pressrun.render.markup import HtmlSetter, clean


def html(block: KeyPoints, setter: HtmlSetter) -> str:
    items = "\n".join(f"<li>{setter.inlines(item)}</li>" for item in block.items)
    label = setter.label(block.title or setter.words["key_points"])
    return setter.element("section", f"\n{label}\n<ul>\n{items}\n</ul>\n", role="key-points")


def text(block: KeyPoints, setter: TextSetter, width: int) -> str:
    rows = [clean(block.title or setter.words["key_points"])]
    rows += [setter.lines(item, width, "- ", "  ") for item in block.items]
    return "\n".join(rows)
