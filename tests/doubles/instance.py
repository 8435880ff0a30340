"""A mark beside a database that is kept in memory."""

from collections.abc import Sequence

from pressrun.ports import Marked


class MemoryInstanceMark:
    """Says what was written last (port InstanceMark). ``said`` may be looked at and changed."""

    def __init__(self) -> None:
        self.said: Marked | None = None

    def read(self) -> Marked | None:
        return self.said

    def write(self, nonces: Sequence[str]) -> None:
        self.said = Marked(tuple(nonces), is_original=True)

    def remove(self) -> None:
        self.said = None
