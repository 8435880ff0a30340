"""Parsed pieces of a body into the model's blocks."""

import re
from collections.abc import Callable, Sequence
from typing import Final

from pressrun.errors import Severity
from pressrun.model.document import (
    Align,
    Block,
    CodeBlock,
    Divider,
    Document,
    Heading,
    List,
    ListItem,
    Paragraph,
    Quotation,
    Table,
)
from pressrun.model.excuse import without_remarks
from pressrun.model.inline import Inlines
from pressrun.source.abbreviations import Abbreviations
from pressrun.source.blocks.directive import without_prefix
from pressrun.source.directives import Directives
from pressrun.source.inlines import MAX_DEPTH, read_inlines
from pressrun.source.manuscript import Manuscript, Node
from pressrun.source.notes import NOTE, Notes

_FENCE: Final = re.compile(r":{3,}\s*")
_BOXES: Final = {"[ ] ": False, "[x] ": True, "[X] ": True}
_LANGUAGE: Final = re.compile(r"[\w+#.-]+")


class BodyReader:
    """Reads one body. ``shift`` is added to the depth of its headings."""

    def __init__(self, manuscript: Manuscript, *, shift: int) -> None:
        self._manuscript, self._shift = manuscript, shift
        self._abbreviations = Abbreviations(manuscript)
        self._directives = Directives(manuscript, self.read)
        self._readers: dict[str, Callable[[Node, int], Block | None]] = {
            "paragraph": self._paragraph,
            "heading": self._heading,
            "bullet_list": self._list,
            "ordered_list": self._list,
            "blockquote": self._quotation,
            "fence": self._code,
            "code_block": self._code,
            "table": self._table,
            "hr": self._divider,
            "container_directive": self._directives.block,
            NOTE: lambda _node, _depth: None,  # read when all calls are known
        }

    def document(self, nodes: Sequence[Node]) -> Document:
        """Return a whole body: its blocks, then its notes."""
        notes = Notes(nodes, self._manuscript)
        blocks = self.read(nodes)
        last = self._manuscript.first_line + len(self._manuscript.lines) - 1
        return self._abbreviations.apply((*blocks, *notes.read(self.read, blocks, line=last)))

    def read(self, nodes: Sequence[Node], depth: int = 0) -> Document:
        """Return the blocks of ``nodes``; what may not stand is reported and left out."""
        if nodes and depth > MAX_DEPTH:
            self._manuscript.report(
                "MD002",
                f"lists and quotations stand {MAX_DEPTH} deep in one another",
                nodes[0].lines,
                help="write this with fewer levels",
            )
            return ()
        blocks = (self._block(node, depth) for node in nodes)
        return tuple(block for block in blocks if block is not None)

    def _block(self, node: Node, depth: int) -> Block | None:
        reader = self._readers.get(node.kind)
        if reader is not None:
            return reader(node, depth)
        self._manuscript.report(
            "MD003",
            f"this is Markdown that Pressrun does not show ({node.kind})",
            node.lines,
            help="write it as plain text",
        )
        return None

    def _inlines(self, node: Node) -> Inlines:
        return tuple(
            part
            for inline in node.children
            for part in read_inlines(inline.children, self._manuscript)
        )

    def _paragraph(self, node: Node, _depth: int) -> Paragraph | None:
        if self._abbreviations.take(node):
            return None
        for inline in node.children:
            self._refuse_stray_fences(inline)
        parts = self._inlines(node)
        return Paragraph(parts=parts, line=self._manuscript.line_of(node)) if parts else None

    def _refuse_stray_fences(self, inline: Node) -> None:
        for line, text in zip(inline.lines, inline.text.split("\n"), strict=False):
            if _FENCE.fullmatch(text) and not self._directives.takes_end():
                self._manuscript.report(
                    "DIR004",
                    "this `:::` closes nothing",
                    range(line, line + 1),
                    needle=":::",
                    help="open a directive above it with  ::: name  or delete this line",
                )

    def _heading(self, node: Node, _depth: int) -> Heading | None:
        parts, depth = self._inlines(node), int(node.tag.removeprefix("h")) + self._shift
        line = self._manuscript.line_of(node)
        return Heading(parts=parts, depth=min(depth, 6), line=line) if parts else None

    def _list(self, node: Node, depth: int) -> List:
        return List(
            items=tuple(self._item(item, depth) for item in node.children),
            start=int(node.attributes.get("start", 1)) if node.kind == "ordered_list" else None,
            tight=all(
                block.hidden
                for item in node.children
                for block in item.children
                if block.kind == "paragraph"
            ),
            line=self._manuscript.line_of(node),
        )

    def _item(self, node: Node, depth: int) -> ListItem:
        blocks, checked = _task(self.read(node.children, depth + 1))
        return ListItem(blocks=blocks, checked=checked, line=self._manuscript.line_of(node))

    def _quotation(self, node: Node, depth: int) -> Quotation:
        blocks = self.read(node.children, depth + 1)
        return Quotation(blocks=blocks, line=self._manuscript.line_of(node))

    def _code(self, node: Node, _depth: int) -> CodeBlock:
        if node.kind == "fence" and not self._is_closed(node):
            self._manuscript.report(
                "MD006",
                "this code block is never closed, so all below it is code",
                node.lines,
                needle=node.markup,
                help=f"write a line  {node.markup}  where it ends",
                severity=Severity.WARNING,
            )
        language = _LANGUAGE.match(node.info.strip())
        return CodeBlock(
            text=node.text.removesuffix("\n"),
            language=language[0] if language else "",
            line=self._manuscript.line_of(node),
        )

    def _is_closed(self, node: Node) -> bool:
        rows = self._manuscript.lines[node.lines.start + 1 : node.lines.stop]
        last = rows[-1].strip("> \t") if rows else ""
        return last.startswith(node.markup) and not last.strip(node.markup[0])

    def _table(self, node: Node, _depth: int) -> Table:
        every = (row for part in node.children for row in part.children)
        rows = [row.children for row in every if not self._is_excuse(row)]
        head, *body = [tuple(self._inlines(cell) for cell in row) for row in rows]
        aligns = tuple(
            Align(cell.attributes.get("style", "").removeprefix("text-align:")) for cell in rows[0]
        )
        line = self._manuscript.line_of(node)
        return Table(head=head, rows=tuple(body), aligns=aligns, line=line)

    def _is_excuse(self, row: Node) -> bool:
        """Tell whether a row of a table is nothing but an excuse (``model/excuse.py``)."""
        written = self._manuscript.lines[row.lines.start].lstrip("> \t")
        return bool(written) and not without_remarks(written)

    def _divider(self, node: Node, _depth: int) -> Divider:
        return Divider(line=self._manuscript.line_of(node))


def _task(blocks: Document) -> tuple[Document, bool | None]:
    """Return the blocks of an item without its box, and whether that is ticked, if it has one."""
    match blocks:
        case (Paragraph() as first, *rest):
            for box, checked in _BOXES.items():
                if parts := without_prefix(first.parts, box):
                    return (Paragraph(parts=parts, line=first.line), *rest), checked
    return blocks, None
