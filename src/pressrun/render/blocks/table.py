"""A table; in plain text a grid where it fits, else one record after the other."""

from collections.abc import Sequence

from pressrun.model.document import Align, Table
from pressrun.model.inline import Inlines, plain
from pressrun.render.lines import TextSetter
from pressrun.render.markup import HtmlSetter
from pressrun.render.measure import columns, wrap

_GUTTER = "  "
_PHONE_COLUMNS = 36  # letters of a small sans on 280 pixels


def html(block: Table, setter: HtmlSetter) -> str:
    head = _row(setter, "th", block.head, block.aligns)
    rows = "\n".join(_row(setter, "td", row, block.aligns) for row in block.rows)
    body = f"\n<tbody>\n{rows}\n</tbody>" if rows else ""
    role = "data" if _fits(block) else "data wide"
    return setter.element("table", f"\n<thead>\n{head}\n</thead>{body}\n", role=role)


def _fits(block: Table) -> bool:
    """Tell whether the longest words of all columns stand side by side on a small phone."""
    rows = [[plain(cell) for cell in row] for row in (block.head, *block.rows)]
    longest = (
        max((columns(word) for cell in column for word in cell.split()), default=0)
        for column in zip(*rows, strict=True)
    )
    return sum(longest) + len(block.head) <= _PHONE_COLUMNS


def _row(setter: HtmlSetter, name: str, cells: Sequence[Inlines], aligns: Sequence[Align]) -> str:
    scope = "col" if name == "th" else ""
    return (
        "<tr>"
        + "".join(
            setter.element(name, setter.inlines(cell), role=str(align), scope=scope)
            for cell, align in zip(cells, aligns, strict=True)
        )
        + "</tr>"
    )


def text(block: Table, setter: TextSetter, width: int) -> str:
    head = [setter.inlines(cell).replace("\n", " ") for cell in block.head]
    rows = [[setter.inlines(cell).replace("\n", " ") for cell in row] for row in block.rows]
    widths = [max(columns(cell) for cell in column) for column in zip(head, *rows, strict=True)]
    if sum(widths) + len(_GUTTER) * (len(widths) - 1) > width and rows:
        return "\n\n".join(_record(head, row, width) for row in rows)
    rule = ["-" * size for size in widths]
    return "\n".join(_grid(row, widths, block.aligns) for row in (head, rule, *rows))


def _grid(cells: Sequence[str], widths: Sequence[int], aligns: Sequence[Align]) -> str:
    padded = []
    for cell, width, align in zip(cells, widths, aligns, strict=True):
        space = width - columns(cell)
        left = {Align.RIGHT: space, Align.CENTRE: space // 2}.get(align, 0)
        padded.append(" " * left + cell + " " * (space - left))
    return _GUTTER.join(padded).rstrip()


def _record(head: Sequence[str], row: Sequence[str], width: int) -> str:
    return "\n".join(
        wrap(f"{name}: {cell}" if name else cell, width, rest="  ")
        for name, cell in zip(head, row, strict=True)
    )
