"""A child process that gets ready while the rest of a program is still loading."""

from typing import Final

from pressrun.system.isolate import ProcessIsolate

# What looking at one text that changed takes, from its parsing to its pages.
_LOOKING: Final = (
    "pressrun.source.markdown:ready",
    "pressrun.render.lint.inspection:ready",
    "pressrun.render.setting:ready",
)


def kindle() -> ProcessIsolate:
    """Return an isolate whose first child loads what looking takes; nobody waits for it."""
    isolate = ProcessIsolate()
    isolate.warm(_LOOKING)
    return isolate


__all__ = ["ProcessIsolate", "kindle"]
