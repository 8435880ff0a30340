"""References of a text to articles that there are not: such words are shown without a link."""

from collections.abc import Iterator
from dataclasses import replace

from pressrun.errors import Problem, Severity
from pressrun.ports import Reading
from pressrun.press.shelf import Shelf, is_outside, references
from pressrun.render.lint.script import Script


def dead_ends(shelf: Shelf, reading: Reading, script: Script) -> Iterator[Problem]:
    """Yield a warning for every article that a text names and that there is not."""
    seen: dict[tuple[str, int], int] = {}
    for reference, line in references(reading.document):
        name = reference.partition("#")[0]
        if shelf.find(name) is None and not is_outside(reference):
            nth = seen.get((reference, line), 0)
            seen[reference, line] = nth + 1
            place = script.find(reference, line, nth=nth)
            yield replace(shelf.missing(name, place), severity=Severity.WARNING)
