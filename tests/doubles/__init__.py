"""Small honest objects that stand in for the world; each says in its name what it does."""

from doubles.chance import CountingEntropy
from doubles.clock import StoppedClock
from doubles.isolate import InlineIsolate

__all__ = ["CountingEntropy", "InlineIsolate", "StoppedClock"]
