"""What a rule is: which codes it tells, what it looks at, and how it finds them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from pressrun.errors import Problem
from pressrun.model.code import Code


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: ``look`` tells what it finds in a subject of one of the types ``on``.

    A rule is a pure function and raises nothing, whatever its subject holds. Each problem that it
    tells has one of its ``codes``, and a place that lies inside the file.
    """

    on: tuple[type, ...]
    codes: tuple[Code, ...]
    look: Callable[[Any], Iterable[Problem]]


def look(subject: object, rules: Iterable[Rule]) -> Iterator[Problem]:
    """Yield what those of some rules find that are for subjects of this type."""
    for rule in rules:
        if isinstance(subject, rule.on):
            yield from rule.look(subject)
