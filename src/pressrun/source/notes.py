"""Footnotes: ``[^label]`` in a line, ``[^label]: What it says`` on a line of its own."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from pressrun.errors import Severity
from pressrun.model.document import Document, Footnote, Footnotes
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

    def read(self, read: Callable[[Sequence[Node]], Document], *, line: int) -> Document:
        """Return the block of all notes that are called, nothing where none is.

        A note may call another one: that is read after it.
        """
        bodies: dict[str, Document] = {}
        while waiting := [label for label in self._manuscript.calls if label not in bodies]:
            for label in waiting:
                bodies[label] = read(self._nodes[label].children)
        for label in self._nodes.keys() - bodies.keys():
            self._report(self._nodes[label], "MD009", "nothing calls this footnote: it is left out")
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
