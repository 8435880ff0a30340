"""Footnotes: ``[^label]`` in a line, ``[^label]: What it says`` on a line of its own."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final

from pressrun.errors import Severity
from pressrun.model.document import Document, Footnote, Footnotes
from pressrun.model.inline import NoteReference
from pressrun.model.parts import blocks_in, inlines_in
from pressrun.source.manuscript import Manuscript, Node

NOTE: Final = "footnote_reference"


class Notes:
    """The notes of one body. They are read last, each once it is known to be called."""

    def __init__(self, nodes: Sequence[Node], manuscript: Manuscript) -> None:
        self._manuscript = manuscript
        self._nodes: dict[str, Node] = {}
        for node in _definitions(nodes):
            if node.info in self._nodes:
                first = manuscript.line_of(self._nodes[node.info])
                self._report(node, "MD008", f"the footnote of line {first} has this label too")
            else:
                self._nodes[node.info] = node
        manuscript.explained = frozenset(self._nodes)

    def read(
        self, read: Callable[[Sequence[Node]], Document], blocks: Document, *, line: int
    ) -> Document:
        """Return the block of all notes that are called, nothing where none is.

        A note may call another one: that is read after it. ``blocks`` are what calls them.
        """
        bodies: dict[str, Document] = {}
        while waiting := [label for label in self._manuscript.calls if label not in bodies]:
            for label in waiting:
                bodies[label] = read(self._nodes[label].children)
        for label, node in self._nodes.items():
            if label not in bodies:
                self._report(node, "MD009", "nothing calls this footnote: it is left out")
        if self._manuscript.sound:
            self._refuse_lost(blocks, bodies)
        items = tuple(
            Footnote(
                number=number,
                blocks=bodies[label],
                references=references,
                line=self._manuscript.line_of(self._nodes[label]),
            )
            for number, (label, references) in enumerate(self._manuscript.calls.items(), 1)
        )
        return (Footnotes(items=items, line=line),) if items else ()

    def _refuse_lost(self, blocks: Document, bodies: Mapping[str, Document]) -> None:
        """Refuse calls in what holds bare words: there is no number that leads to the note."""
        shown = Counter(
            part.number
            for document in (blocks, *bodies.values())
            for block in blocks_in(document)
            for part in inlines_in(block)
            if isinstance(part, NoteReference)
        )
        for number, (label, references) in enumerate(self._manuscript.calls.items(), 1):
            if shown[number] != references:
                self._manuscript.report(
                    "MD012",
                    "this footnote is called in a description, a label or a credit,"
                    " where no number can stand",
                    self._nodes[label].lines,
                    needle=f"[^{label}]",
                    help=f"write  [^{label}]  in a sentence of the text instead",
                )

    def _report(self, node: Node, code: str, what: str) -> None:
        written = f"[^{node.info}]"
        self._manuscript.report(
            code,
            what,
            node.lines,
            needle=written,
            help=f"write  {written}  in the text where it belongs, or give it a label of its own",
            severity=Severity.WARNING,
        )


def _definitions(nodes: Iterable[Node]) -> Iterator[Node]:
    """Yield the notes among ``nodes`` and below them, in order."""
    waiting = list(reversed(list(nodes)))
    while waiting:
        node = waiting.pop()
        if node.kind == NOTE:
            yield node
        waiting += reversed(node.children)
