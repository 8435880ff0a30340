"""A child process that gets ready while the rest of a program is still loading."""

from typing import Final

from pressrun.system.isolate import ProcessIsolate

# What looking at one text that changed takes, from its parsing to its pages.
_LOOKING: Final = (
    "pressrun.source.markdown:parse_body",
    "pressrun.render.lint.registry:look_at",
    "pressrun.render.lint.inspection:inspect_mail",
    "pressrun.render.setting:set_article",
)


def kindle() -> ProcessIsolate:
    """Return an isolate whose first child loads what looking takes; nobody waits for it."""
    isolate = ProcessIsolate()
    isolate.warm(_LOOKING)
    return isolate
