"""A place where a template asks for a feature."""

from dataclasses import dataclass

from pressrun.errors import Place
from pressrun.render.lint.tree import Element


@dataclass(frozen=True, slots=True)
class Use:
    """One use of the feature ``slug``: ``shown`` is what it is called to whoever wrote it.

    ``spared`` are platforms that something beside it already serves. ``mild`` tells that nobody
    loses much here, whatever the feature.
    """

    slug: str
    shown: str
    place: Place
    spared: frozenset[str] = frozenset()
    mild: bool = False


def place_of(element: Element, at: int, width: int) -> Place | None:
    """Return the place of ``width`` characters from ``at`` on; None if the publication's own
    templates did not write the first of them."""
    place = element.place(at)
    if place is None or place.column is None:
        return place
    room = len(place.text or "") + 1 - place.column
    return Place(
        path=place.path,
        line=place.line,
        column=place.column,
        text=place.text,
        width=max(1, min(width, room)),
    )
