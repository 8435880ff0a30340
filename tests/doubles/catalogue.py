"""A shelf of sample articles in place of what a publication has kept."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from pressrun.model.publication import Content
from pressrun.ports import Catalogued

START = datetime(2026, 11, 1, tzinfo=UTC)


@dataclass
class ShelfCatalogue:
    """Public articles whose part of a document is their id (port Catalogue).

    Args:
        asked: What was asked for, to be looked at.
        read: How often all of it was.
    """

    shelf: dict[str, Catalogued] = field(default_factory=dict)
    asked: list[tuple[str, Content]] = field(default_factory=list)
    read: int = 0

    def add(self, id: str, *tags: str, days: int | None = None) -> None:
        """Make an article public, a day after the one before or so many days after the first."""
        sequence = len(self.shelf) + 1
        at = START + timedelta(days=sequence if days is None else days)
        self.shelf[id] = Catalogued(
            id=id,
            sequence=sequence,
            language="en",
            tags=tags,
            authors=(),
            published_at=at,
            updated_at=at,
        )

    def articles(self) -> Sequence[Catalogued]:
        self.read += 1
        return sorted(self.shelf.values(), key=lambda article: article.sequence)

    def fragments(self, ids: Sequence[str], *, suffix: str, content: Content) -> list[bytes]:
        self.asked.append((suffix, content))
        return [f"<{one}>".encode() for one in ids if one in self.shelf]
