"""Lists: bullets, numbers and tasks."""

from pressrun.model.document import List, ListItem, Paragraph
from pressrun.render.lines import TextSetter
from pressrun.render.markup import HtmlSetter
from pressrun.render.measure import columns, indent

_BOXES = {None: "", False: "☐ ", True: "☑ "}


def html(block: List, setter: HtmlSetter) -> str:
    items = "\n".join(_item(item, setter, tight=block.tight) for item in block.items)
    numbered = block.start is not None
    start = str(block.start) if block.start not in (None, 1) else ""
    role = "tasks" if all(item.checked is not None for item in block.items) else ""
    return setter.element("ol" if numbered else "ul", f"\n{items}\n", role=role, start=start)


def _item(item: ListItem, setter: HtmlSetter, *, tight: bool) -> str:
    box, blocks = _BOXES[item.checked], item.blocks
    if blocks and isinstance(blocks[0], Paragraph):
        first = box + setter.inlines(blocks[0].parts)
        head = first if tight else f"<p>{first}</p>"
        rest = f"\n{setter.blocks(blocks[1:])}\n" if blocks[1:] else ""
        return f"<li>{head}{rest}</li>"
    return f"<li>{box}{setter.blocks(blocks)}</li>"


def text(block: List, setter: TextSetter, width: int) -> str:
    gap = "\n" if block.tight else "\n\n"
    rows = []
    for offset, item in enumerate(block.items):
        mark = "- " if block.start is None else f"{block.start + offset}. "
        mark += _BOXES[item.checked]
        margin = " " * columns(mark)
        body = setter.blocks(item.blocks, width - len(margin), gap=gap)
        rows.append(indent(body, mark, margin))
    return gap.join(rows)
