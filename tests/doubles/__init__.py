"""Small honest objects that stand in for the world; each says in its name what it does."""

from doubles.chance import CountingEntropy, sample_handle
from doubles.clock import StoppedClock
from doubles.isolate import InlineIsolate
from doubles.mailbag import Mailbag, sample_message
from doubles.relay import BRISK, HANG_UP, PIPELINING, SILENCE, Conduct, Scripted, ScriptedRelay

__all__ = [
    "BRISK",
    "HANG_UP",
    "PIPELINING",
    "SILENCE",
    "Conduct",
    "CountingEntropy",
    "InlineIsolate",
    "Mailbag",
    "Scripted",
    "ScriptedRelay",
    "StoppedClock",
    "sample_handle",
    "sample_message",
]
