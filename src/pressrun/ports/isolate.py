"""Pure functions in child processes."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol


class Isolate(Protocol):
    """Runs a pure function of ``source`` or ``render`` in a child process with limits."""

    def call(self, function: str, *arguments: Any, limit_s: float = 30.0) -> Any:
        """Return what ``function`` (``"pressrun.render.email:render_issue"``) returns.

        Raises:
            PressrunError: Whatever the function itself raised on purpose.
            IsolateError: It took too long or too much memory, or the child died.
        """
        ...

    def warm(self, functions: Sequence[str]) -> None:
        """Have a child get ready for these functions, and do not wait for it.

        Nothing depends on it: whoever needs a child early saves the time in which it loads.
        """
        ...

    def map(
        self,
        functions: Sequence[str],
        rows: Iterable[Sequence[tuple[Any, ...]]],
        *,
        limit_s: float = 30.0,
    ) -> Iterator[Any]:
        """Yield what each row comes to, in order, while others are worked on side by side.

        A row holds the arguments of every function in turn; each but the first is given what the
        one before returned ahead of its own. An error that ``call`` would raise is yielded in the
        place of its row and stops no other. Rows are taken only a little ahead of what was
        yielded, so that neither side has to hold them all.
        """
        ...
