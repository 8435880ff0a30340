"""People as a file of someone else's lists them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from pressrun.model.audience import Cadence


class Field(StrEnum):
    """What a column of a list may hold. To add one: a line here and its names in
    ``source/headings.py``.
    """

    ADDRESS = "address"
    NAME = "name"
    STATUS = "status"
    LANGUAGE = "language"
    TOPICS = "topics"
    CADENCE = "cadence"  # how often, and by which way, they read
    CONSENT = "consent"  # where and when they agreed
    SINCE = "since"  # when they came to that list


class Status(StrEnum):
    """What a list says of somebody, in whatever words it says it."""

    SUBSCRIBED = "subscribed"
    UNCONFIRMED = "unconfirmed"
    PAUSED = "paused"
    UNSUBSCRIBED = "unsubscribed"
    BOUNCED = "bounced"
    COMPLAINED = "complained"
    UNREADABLE = "unreadable"  # words that nobody here knows


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One person of a file; ``line`` counts from 1, ``cells`` are the row as it was.

    ``name`` is one line of plain text; so is ``consent``, which begins with the date they came to
    that list, where it says one.
    """

    line: int
    address: str
    name: str = ""
    status: Status = Status.SUBSCRIBED
    language: str = ""
    topics: tuple[str, ...] = ()
    cadence: Cadence = Cadence.EACH
    consent: str = ""
    cells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """How a file was understood: encoding, delimiter, header, and what each column is taken for.

    ``header`` is empty where the file has none; ``taken`` holds the number of a column, from 0, for
    each field there is.
    """

    encoding: str
    delimiter: str
    header: tuple[str, ...] = ()
    taken: Mapping[Field, int] = field(default_factory=dict)

    def name(self, of: Field) -> str:
        """Return what the file calls a column, its number where it has no header."""
        number = self.taken[of]
        return self.header[number].strip() if self.header else f"column {number + 1}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A row that did not come in, and why."""

    line: int
    text: str
    why: str
    cells: tuple[str, ...] = ()
