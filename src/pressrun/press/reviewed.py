"""What a review of one text came to, and what it was made of: kept until any of that changes."""

import pickle
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from pressrun.errors import Problem, Severity
from pressrun.model.checking import Weights
from pressrun.ports import Keep

ROOM: Final = "findings"
# What a text names and there is not: its help speaks of all articles that there are.
_OF_OTHERS: Final = frozenset({"ISS001", "ISS002"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """What was found in one article or issue.

    ``mark`` says what it was made of, as far as that is known without reading it. ``mentions`` are
    what it says of other articles, each with what it was then, and ``pictures`` the stamps of
    their files by path: both come to light only by reading. ``excusing`` tells whether a comment
    in it excuses something. ``weights`` are an issue's, by language; ``lines`` are those of its
    templates (``Inspected.lines``). ``minutes`` say how long it is read, an issue in the
    publication's own language.
    """

    mark: str
    problems: tuple[Problem, ...] = ()
    mentions: Mapping[str, str] = field(default_factory=dict)
    pictures: Mapping[str, str] = field(default_factory=dict)
    excusing: bool = False
    weights: Mapping[str, Weights] = field(default_factory=dict)
    lines: Mapping[tuple[str, int], bool] = field(default_factory=dict)
    minutes: int = 0

    @property
    def sound(self) -> bool:
        """Tell whether nothing in it is an error or names what is not there: what does is read
        again each time, since what mends it may lie in any file."""
        return not any(
            problem.severity is Severity.ERROR or problem.code in _OF_OTHERS
            for problem in self.problems
        )


class Reviews:
    """What is kept of the last time, by name; what was made of something else is not there.

    Losing it costs time alone.
    """

    def __init__(self, keep: Keep) -> None:
        self._keep = keep
        self._kept = keep.all(ROOM)
        self._new: dict[str, Reviewed] = {}

    def find(self, name: str, mark: str) -> Reviewed | None:
        """Return what a review of ``name`` came to when it was made of the same."""
        if name in self._new and self._new[name].mark == mark:
            return self._new[name]
        kept = self._kept.get(name)
        if kept is None or kept[0] != mark:
            return None
        found: Reviewed = pickle.loads(kept[1])  # noqa: S301  # from our own file
        return found

    def put(self, name: str, reviewed: Reviewed) -> None:
        """Keep what a review came to, if another would come to the same."""
        if reviewed.sound:
            self._new[name] = reviewed

    def close(self, names: frozenset[str]) -> None:
        """Write what is new, and forget what is none of ``names``."""
        rows = ((name, new.mark, _packed(new)) for name, new in self._new.items())
        if self._new:
            self._keep.put(ROOM, rows)
        if gone := self._kept.keys() - names:
            self._keep.drop(ROOM, gone)


def _packed(reviewed: Reviewed) -> bytes:
    return pickle.dumps(reviewed, pickle.HIGHEST_PROTOCOL)
