"""What a reader of feeds kept of an entry, and what each reader is asked to do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, ClassVar, Protocol

PATIENCE_S = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosed:
    """A file that belongs to an entry; what a reader does not keep of it is empty or 0."""

    url: str
    media_type: str = ""
    size_octets: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """An entry as a reader has it; instants are aware, UTC, None where it has none."""

    id: str
    title: str = ""
    url: str = ""
    published_at: datetime | None = None
    updated_at: datetime | None = None
    enclosures: tuple[Enclosed, ...] = ()

    def only(self, kept: "Kept") -> "Seen":
        """Return the entry without what a reader does not keep."""
        told = self
        for name in kept.lost:
            told = replace(told, **{name: EMPTY[name]})
        return replace(
            told,
            title=kept.titles.get(self.title, told.title),
            enclosures=tuple(
                Enclosed(**{name: getattr(one, name) for name in kept.of_enclosures})
                for one in told.enclosures
            ),
        )


EMPTY: Mapping[str, Any] = {
    field.name: field.default for field in fields(Seen) if field.name != "id"
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What a reader makes of one format.

    ``lost`` are fields of an entry that it has no place for, ``of_enclosures`` what it keeps of
    an enclosure, ``titles`` are titles that it changes, by what they are.
    """

    lost: tuple[str, ...] = ()
    of_enclosures: tuple[str, ...] = ("url", "media_type", "size_octets")
    titles: Mapping[str, str] = field(default_factory=dict)


class Habit(StrEnum):
    """What a reader does with an entry that it knows already and that was changed."""

    FIRST = "it stays as it was read first"
    REPEATS = "it is shown beside what it was, if its title or link is another"


class FeedReader(Protocol):
    """A reader of feeds. ``home`` is a folder where it keeps what it remembers between fetches."""

    name: ClassVar[str]
    habits: ClassVar[frozenset[Habit]]
    kept: ClassVar[Mapping[str, Kept]]

    def fetch(self, url: str, home: Path) -> Sequence[Seen]:
        """Fetch ``url`` once and return all that the reader has of it by now, in any order."""
        ...


def instant(unix_time_s: float) -> datetime:
    """Return an instant that a program keeps as seconds since 1970."""
    return datetime.fromtimestamp(unix_time_s, UTC)
