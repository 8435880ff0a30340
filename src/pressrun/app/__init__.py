"""What the edges may reach: the verbs of one publication, wired to real parts.

Whoever asks this package for :class:`App` loads every verb; a sender that goes on with an open
issue asks ``delivering`` and ``mailroom`` alone, and stays small.
"""

import logging
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pressrun.app.whole import App

__all__ = ["App"]

# A library says nothing unasked; `pressrun run -v` asks.
logging.getLogger("pressrun").addHandler(logging.NullHandler())


def __getattr__(name: str) -> Any:
    """Load :class:`App` when somebody asks for it (PEP 562)."""
    if name != "App":
        raise AttributeError(name)
    return import_module("pressrun.app.whole").App
