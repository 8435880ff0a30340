"""What passes to a child process once and is known there after."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Lent:
    """A value that many calls are given: a child that was lent it before is told only the key.

    Equal keys must stand for equal values. The function is given the value itself.
    """

    key: str
    value: Any
