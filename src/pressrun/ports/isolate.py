"""Pure functions in child processes."""

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
