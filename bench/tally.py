"""What the sink's log says of each life of a sender, and whether that is as it was promised."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Final

# How far a message had come at the sink when its connection went, where there was one.
UNDER_WAY: Final = ("MAIL", "RCPT", "DATA", "BODY", "DOT")


@dataclass(frozen=True, slots=True)
class Taken:
    """A message that the sink has; ``recipient`` is an address."""

    connection: int
    message_id: str
    recipient: str


@dataclass(slots=True)
class Log:
    """The sink's log, read as it grows."""

    path: Path
    taken: list[Taken] = field(default_factory=list)
    closed: dict[int, str] = field(default_factory=dict)
    opened: int = 0
    wrong: list[str] = field(default_factory=list)
    headers: set[str] = field(default_factory=set)
    faults: Counter[str] = field(default_factory=Counter)
    cut: set[int] = field(default_factory=set)  # connections that the sink ended itself
    swallowed: set[int] = field(default_factory=set)  # and of these, with a message unanswered
    people: set[str] = field(default_factory=set)
    _read_octets: int = 0

    def read(self) -> None:
        """Take in what was appended since; only whole lines count."""
        if not self.path.exists() or self.path.stat().st_size == self._read_octets:
            return
        with self.path.open("rb") as file:
            file.seek(self._read_octets)
            octets = file.read()
        whole = octets[: octets.rfind(b"\n") + 1]
        self._read_octets += len(whole)
        for line in whole.decode("utf-8", "backslashreplace").split("\n")[:-1]:
            self._note(*line.split("\t"))

    def _note(self, what: str, connection: str, *more: str) -> None:
        number = int(connection)
        match what:
            case "open":
                self.opened = number
            case "close":
                self.closed[number] = more[0]
            case "taken":
                self.taken.append(Taken(number, more[0], more[1]))
                self.people.add(more[1])
            case "fault":
                self.faults[more[0]] += 1
                if not more[0][:3].isdigit() or more[0].startswith("421"):
                    self.cut.add(number)
                if more[0].startswith("swallow"):
                    self.swallowed.add(number)
            case "wrong":
                self.wrong.append(more[0])
            case "header":
                self.headers.add(more[0])

    @property
    def quiet(self) -> bool:
        """Tell whether no connection is open."""
        return len(self.closed) == self.opened


@dataclass(slots=True, kw_only=True)
class Life:
    """One sender from its start to its end. ``first`` is the first connection that is its own.

    ``listed`` are the people of whom `audit` said, between its end and the next one's start, that
    they may get two copies; ``step`` is where it died, empty where a moment was chosen.
    """

    first: int
    last: int = 0
    step: str = ""
    killed: bool = False
    listed: frozenset[str] = frozenset()
    balanced: bool = True

    def lost(self, log: Log) -> list[str]:
        """Return how far each connection had come that this life's end cut off."""
        return [
            log.closed[number]
            for number in range(self.first, self.last + 1)
            if log.closed[number] != "QUIT" and number not in log.cut
        ]

    def was_under_way(self, log: Log) -> bool:
        """Tell whether some message was between its MAIL and its answer."""
        return self.killed and any(phase in UNDER_WAY for phase in self.lost(log))


@dataclass(slots=True, kw_only=True)
class Verdict:
    """What was promised, counted.

    ``doubled`` has copies beyond the first by the life whose end made them possible; ``unlisted``
    are those of whom the `audit` at that end had not said so; ``uncalled`` those that no kill and
    no message swallowed by the sink can explain; ``understated`` are people who have more copies
    than the last `audit` says they may have.
    """

    lost: int
    strangers: int
    doubled: Counter[int]
    unlisted: int
    uncalled: int
    understated: int
    identities: int  # people with more than one Message-ID, and Message-IDs of more than one
    over: list[str]

    @property
    def holds(self) -> bool:
        return not any(
            (
                self.lost,
                self.strangers,
                self.unlisted,
                self.uncalled,
                self.understated,
                self.identities,
                self.over,
            )
        )


def judge(
    log: Log,
    lives: Sequence[Life],
    people: Iterable[str],
    at_most: Mapping[str, int],
    *,
    connections: int = 8,
) -> Verdict:
    """Compare what the sink has with who should have it and what the lives explain.

    A kill may double one message a connection, and no more than ``connections``; one that the
    sink had just ended counts if its last words were not read.
    ``at_most`` has how many copies the last `audit` says somebody may have, where not one.
    """
    asked = set(people)
    copies: defaultdict[str, list[Taken]] = defaultdict(list)
    owners: defaultdict[str, set[str]] = defaultdict(set)
    for taken in log.taken:
        copies[taken.recipient].append(taken)
        owners[taken.message_id].add(taken.recipient)
    life_of = {
        number: index
        for index, life in enumerate(lives)
        for number in range(life.first, life.last + 1)
    }
    doubled: Counter[int] = Counter()
    by_connection: Counter[int] = Counter()
    unlisted = uncalled = 0
    for recipient, theirs in copies.items():
        for before, after in pairwise(theirs):
            life = life_of[before.connection]
            if before.connection in log.swallowed:
                continue
            if life == life_of[after.connection]:
                uncalled += 1
                continue
            doubled[life] += 1
            by_connection[before.connection] += 1
            unlisted += recipient not in lives[life].listed
    over = [
        f"life {index + 1}: {count} doubled by {connections} connections"
        for index, count in sorted(doubled.items())
        if count > connections
    ]
    over += [
        f"connection {number}: {count} doubled"
        for number, count in sorted(by_connection.items())
        if count > 1 or log.closed[number] == "QUIT"
    ]
    return Verdict(
        lost=len(asked - copies.keys()),
        strangers=len(copies.keys() - asked),
        doubled=doubled,
        unlisted=unlisted,
        uncalled=uncalled,
        understated=sum(len(theirs) > at_most.get(who, 1) for who, theirs in copies.items()),
        identities=sum(len({one.message_id for one in theirs}) > 1 for theirs in copies.values())
        + sum(len(theirs) > 1 for theirs in owners.values()),
        over=over,
    )


def listed(audit: Mapping[str, object]) -> frozenset[str]:
    """Return the addresses of whom an audit says that they may have two copies, or will."""
    rows = [*_rows(audit, "unknown"), *_rows(audit, "maybe_twice")]
    return frozenset(str(row["address"]) for row in rows)


def at_most(audit: Mapping[str, object]) -> dict[str, int]:
    """Return how many copies an audit says somebody may have, by address, where not one."""
    return {str(row["address"]): int(str(row["copies"])) for row in _rows(audit, "maybe_twice")}


def _rows(audit: Mapping[str, object], name: str) -> list[Mapping[str, object]]:
    rows = audit[name]
    assert isinstance(rows, list)
    return rows
