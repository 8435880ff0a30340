"""Files in which something is excused, read and handed to who knows which excuses count."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final

from pressrun.errors import ContentError, Problem
from pressrun.model.excuse import may_excuse
from pressrun.ports import Folder
from pressrun.press.desk import Desk
from pressrun.press.pointing import pointed
from pressrun.render.lint.script import Script

SETTINGS: Final = "pressrun.toml"
_HEED: Final = "pressrun.render.lint.heeding:heed"


def heed(
    desk: Desk,
    problems: Iterable[Problem],
    paths: Iterable[str] = (),
    *,
    mails: Collection[str] = (),
    settings: bool = False,
    lines: Iterable[Mapping[tuple[str, int], bool]] = (),
) -> tuple[Problem, ...]:
    """Return problems without what is excused beside them.

    What is wrong with the excuses themselves is told of the files ``paths``, and that one excuses
    nothing only where what it speaks of was looked for: see ``render.lint.heeding.Looked``.
    """
    asked = set(paths)
    told = tuple(pointed(problems, desk.folder))
    named = {problem.place.path for problem in told if problem.place is not None}
    scripts = list(_scripts(desk.folder, asked | named))
    if not scripts:
        return told
    seen: dict[tuple[str, int], bool] = {}
    for some in lines:
        merge(seen, some)
    looked = (frozenset(mails), settings, seen)
    heeded: tuple[Problem, ...] = desk.isolate.call(_HEED, told, scripts, asked, *looked)
    return heeded


def merge(lines: dict[tuple[str, int], bool], others: Mapping[tuple[str, int], bool]) -> None:
    """Add lines of templates to others: one counts as written wherever it was."""
    for line, was in others.items():
        lines[line] = was or lines.get(line, False)


def _scripts(folder: Folder, paths: Iterable[str]) -> Iterator[Script]:
    """Yield the files in which there may be an excuse."""
    for path in sorted(paths):
        try:
            text = folder.octets(path).decode("utf-8", "replace")
        except ContentError:
            continue  # told by whoever needs it
        if may_excuse(text):
            yield Script(path, text)
