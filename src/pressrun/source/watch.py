"""Whether something stirred in a publication's folder, for very little: no file is opened."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

# So many files and folders are looked at each time, the others the next times.
_SLICE: Final = 1_000
# Whatever an editor writes lies in these folders or at the top.
_WRITTEN: Final = ("articles", "issues", "templates")
_MEMORY: Final = "feeds/entries.json"


class FolderWatch:
    """Looks at the articles below ``root`` again and again (port ``Watch``).

    What is added, removed, renamed or put in the place of another shows at once, since its folder
    changes. What is written over in place shows when its turn has come: with ten thousand files,
    at the tenth look.
    """

    def __init__(self, root: Path) -> None:
        self._top = os.path.join(root, "articles")
        self._stamps: dict[str, tuple[int, ...]] | None = None
        self._order: list[str] = []
        self._folders: list[str] = []
        self._next = 0

    def stirred(self) -> bool:
        """Tell whether an article may have changed since the last look; the first one says yes."""
        if self._stamps is None:
            self._begin()
            return True
        stamps = self._stamps
        paths = [*self._folders[:_SLICE], *self._slice()]
        if all(_stamp(path) == stamps[path] for path in paths):
            return False
        self._begin()
        return True

    def _begin(self) -> None:
        """Note everything as it is now."""
        above = _listed(self._top)
        below = [path for folder in above if folder.is_dir() for path in _listed(folder.path)]
        self._folders = [self._top, *(entry.path for entry in above if entry.is_dir())]
        self._order = self._folders[_SLICE:] + [e.path for e in (*above, *below) if not e.is_dir()]
        self._stamps = {path: _stamp(path) for path in (*self._folders, *self._order)}

    def _slice(self) -> list[str]:
        start = self._next if self._next < len(self._order) else 0
        self._next = start + _SLICE
        return self._order[start : self._next]


class TextWatch:
    """Looks at everything that an editor writes below ``root``, all of it at every look.

    What begins with a dot is left out, and so is what Pressrun writes, its memory of entries
    excepted: a pull may bring another one.
    """

    def __init__(self, root: Path) -> None:
        self._root = os.fspath(root)
        self._stamps: dict[str, tuple[int, ...]] = {}

    def changed(self) -> list[str]:
        """Return what changed, came or went since the last look: paths below the folder.

        The first look returns everything that there is.
        """
        before, self._stamps = self._stamps, dict(self._look())
        differ = {path for path, _ in before.items() ^ self._stamps.items()}
        return sorted(os.path.relpath(path, self._root) for path in differ)

    def _look(self) -> Iterator[tuple[str, tuple[int, ...]]]:
        folders = [os.path.join(self._root, name) for name in _WRITTEN]
        files = [os.path.join(self._root, _MEMORY)]
        files += [entry.path for entry in _listed(self._root) if entry.is_file()]
        while folders:
            for entry in _listed(folders.pop()):
                # A link to a folder may lead back to where one is.
                into = folders if entry.is_dir(follow_symlinks=False) else files
                into.append(entry.path)
        for path in files:
            stamp = _stamp(path)
            if stamp and not os.path.basename(path).startswith("."):
                yield path, stamp


def _listed(folder: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as found:
            return list(found)
    except OSError:
        return []


def _stamp(path: str) -> tuple[int, ...]:
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return ()
    return found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns
