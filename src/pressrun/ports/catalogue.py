"""What is public, as feeds can show it at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from pressrun.model.publication import Content


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogued:
    """A public article; ``id`` is the minted one."""

    id: str
    sequence: int
    language: str
    tags: tuple[str, ...]
    authors: tuple[str, ...]
    published_at: datetime
    updated_at: datetime


class Catalogue(Protocol):
    """Public articles and the part of a feed's document that each of them is.

    It is written by a publication and read by whoever serves; both may happen at once. Losing it
    costs the next build time, and nothing else.
    """

    def articles(self) -> Sequence[Catalogued]:
        """Return every public article, in order of first publication."""
        ...

    def fragments(self, ids: Sequence[str], *, suffix: str, content: Content) -> list[bytes]:
        """Return the entries of these articles in the format with this suffix, in this order.

        One that is not public, or no longer, is left out.
        """
        ...
