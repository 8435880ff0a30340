"""Problems of a whole file or a whole line, shown in the text: each with a line and a column."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from pressrun.errors import ContentError, Problem
from pressrun.ports import Folder
from pressrun.render.lint.script import Script

# Below which names text stands that people write.
_TEXTS: Final = (".md", ".toml", ".mjml", ".html", ".txt", ".css")

# The row of a file's front matter or settings that a problem of the whole file is about.
_ROWS: Final[Mapping[str, tuple[str, ...]]] = {
    "CFG001": ("title",),
    "FM040": ("sections",),
    "ISS003": ("articles",),
    "ISS005": ("list",),
    "ISS017": ("articles",),
    "MD005": ("title",),
    "PUB002": ("draft",),
    "SRC020": ("slug", "id", "title"),
    "SRC021": ("title",),
    "SRC024": ("title",),
}


def pointed(problems: Iterable[Problem], folder: Folder) -> Iterator[Problem]:
    """Yield problems with the line and the column that each can be shown at.

    One without a line stands at the row that it is about, or at the first; one without a column
    at the first sign of its line that shows. What is no text, or cannot be read, stays as it is.
    """
    scripts: dict[str, Script | None] = {}
    for problem in problems:
        place = problem.place
        if place is None or place.column is not None or not place.path.endswith(_TEXTS):
            yield problem
            continue
        if place.path not in scripts:
            scripts[place.path] = _script(folder, place.path)
        script = scripts[place.path]
        if script is None:
            yield problem
        elif place.line is None:
            place = script.key(*_ROWS.get(problem.code, ()))
            if (place.column or 0) > len(place.text or ""):  # its value stands below it
                place = script.whole(place.line or 1)
            yield replace(problem, place=place)
        else:
            yield replace(problem, place=script.whole(place.line))


def _script(folder: Folder, path: str) -> Script | None:
    try:
        return Script(path, folder.octets(path).decode("utf-8", "replace"))
    except ContentError:
        return None
