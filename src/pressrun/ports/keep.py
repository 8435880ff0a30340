"""What was made from what, kept from one run to the next."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Protocol

# Front matter of articles and of issues by file, what is known of public articles and of issues by
# id, their entries by id and format, what search knows of them by id, and what lies in the folder
# by path; what was found in articles and issues by file, and what came of addresses elsewhere.
ROOMS: Final = (
    "fronts",
    "issuefronts",
    "entries",
    "issues",
    "fragments",
    "findable",
    "outputs",
    "findings",
    "links",
)


class Keep(Protocol):
    """Octets by room and name, each under a mark that says what it was made from.

    Losing it costs time and nothing else, so it never fails: what cannot be read was never kept.
    """

    def marks(self, room: str) -> Mapping[str, str]:
        """Return the mark of everything in a room, by name."""
        ...

    def all(self, room: str) -> Mapping[str, tuple[str, bytes]]:
        """Return mark and octets of everything in a room, by name."""
        ...

    def find(self, room: str, names: Sequence[str]) -> Mapping[str, bytes]:
        """Return the octets kept under these names; what is not there is left out."""
        ...

    def put(self, room: str, rows: Iterable[tuple[str, str, bytes]]) -> None:
        """Keep (name, mark, octets), each in the place of what had its name."""
        ...

    def drop(self, room: str, names: Iterable[str]) -> None:
        """Forget what has these names."""
        ...
