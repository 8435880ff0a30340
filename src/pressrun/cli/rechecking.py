"""Checking again whenever something is saved, for whoever writes beside it."""

import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final, NoReturn

from pressrun.cli.findings import tell_findings
from pressrun.cli.printing import count, say
from pressrun.errors import PressrunError

if TYPE_CHECKING:
    from pressrun.app.checking import Checking, TextWatch
    from pressrun.cli.session import Opening

EVERY_S: Final = 0.25
# So many files of those that changed are named.
_NAMED: Final = 3


def watch_texts(opening: "Opening", look: "Callable[[Checking], object]") -> NoReturn:
    """Look, and look again at each change, until somebody stops it.

    What cannot even be begun, such as settings that do not load, is told, and waited for to mend.
    """
    watch: TextWatch | None = None
    while True:
        try:
            with opening() as checking:
                if watch is None:
                    watch = checking.watch()
                    watch.changed()  # what is saved while this first look goes on shows next
                again = True
                while again:
                    look(checking)
                    # Settings lie at the top, and are read when a folder is opened.
                    again = all("/" in path for path in _wait(watch))
        except PressrunError as error:
            if watch is None:
                raise
            tell_findings(error.problems, whole=True)
            _wait(watch)


def _wait(watch: "TextWatch") -> list[str]:
    """Return what changed, as soon as something did."""
    say("Watching for changes; Ctrl-C ends it.")
    while not (changed := watch.changed()):
        time.sleep(EVERY_S)
    say(f"\nChanged: {_names(changed)}\n")
    return changed


def _names(paths: Sequence[str]) -> str:
    """Return the first of some paths, and how many more there are."""
    rest = len(paths) - _NAMED
    named = ", ".join(paths[:_NAMED])
    return f"{named} and {count(rest, 'more file')}" if rest > 0 else named
