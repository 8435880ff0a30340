"""Directives: ``::: name argument``, blocks, ``:::``. Their readers stand in ``blocks/``."""

from collections.abc import Callable, Iterator, Sequence

from pressrun.errors import quoted, suggest
from pressrun.model.document import Block, Document, Poll, Quiz
from pressrun.source.blocks import READERS
from pressrun.source.blocks.directive import Directive, Refusal
from pressrun.source.manuscript import Manuscript, Node


class Directives:
    """Reads the directives of one body; ``read`` makes blocks of what stands in one."""

    def __init__(
        self, manuscript: Manuscript, read: Callable[[Sequence[Node], int], Document]
    ) -> None:
        self._manuscript, self._read = manuscript, read
        self._question_lines: dict[str, int] = {}
        self._ends_owed = 0

    def takes_end(self) -> bool:
        """Tell whether a fence that closes nothing is the end of a directive refused before."""
        owed, self._ends_owed = self._ends_owed, max(0, self._ends_owed - 1)
        return owed > 0

    def block(self, node: Node, depth: int) -> Block | None:
        """Return what a directive stands for; what it may not be is reported."""
        name, *rest = node.info.split(maxsplit=1)
        if self._is_misplaced(node, name):
            return None
        reader = READERS.get(name)
        if reader is None:
            self._manuscript.report(
                "DIR002",
                f"there is no directive {quoted(name)}",
                node.lines,
                needle=name,
                help=suggest(name, READERS),
            )
            return None
        outcome = reader(
            Directive(
                name=name,
                argument="".join(rest).strip(),
                blocks=self._read(node.children, depth + 1),
                line=self._manuscript.line_of(node),
            )
        )
        return self._accepted(outcome)

    def _is_misplaced(self, node: Node, name: str) -> bool:
        """Tell, and report, whether a directive lacks its end or holds another one."""
        line = self._manuscript.line_of(node)
        inner = next(_directives(node.children), None)
        if inner is not None:
            self._ends_owed += 1
            self._manuscript.report(
                "DIR005",
                f"a directive begins while `::: {name}` of line {line} is still open",
                inner.lines,
                needle=":::",
                help=f"close `::: {name}` with a line  {node.markup}  before this one",
            )
        elif not node.closed:
            self._manuscript.report(
                "DIR001",
                f"`::: {name}` is never closed",
                node.lines,
                needle=node.markup,
                help=f"write a line  {node.markup}  where it ends",
            )
        return inner is not None or not node.closed

    def _accepted(self, outcome: Block | Refusal) -> Block | None:
        """Return a directive's block; report a refusal, or a question whose id is taken."""
        if isinstance(outcome, Quiz | Poll):
            first = self._question_lines.setdefault(outcome.id, outcome.line)
            if first != outcome.line:
                outcome = Refusal(
                    what=f"the question of line {first} is called {quoted(outcome.id)} too",
                    help=f"give this one an id of its own, such as {outcome.id}-2",
                    line=outcome.line,
                )
        if not isinstance(outcome, Refusal):
            return outcome
        index = outcome.line - self._manuscript.first_line
        self._manuscript.report("DIR003", outcome.what, range(index, index + 1), help=outcome.help)
        return None


def _directives(nodes: Sequence[Node]) -> Iterator[Node]:
    """Yield the directives among ``nodes`` and below them, in order."""
    waiting = list(reversed(nodes))
    while waiting:
        node = waiting.pop()
        if node.kind == "container_directive":
            yield node
        waiting += reversed(node.children)
