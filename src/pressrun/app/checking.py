"""Before anything is sent: what is wrong with a publication, and mending what is certain."""

import os
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from pathlib import Path

from pressrun.app.deskroom import Deskroom
from pressrun.app.minting import mint
from pressrun.errors import Problem, SettingsError, StoreError, UsageError
from pressrun.mail.alignment import doubts
from pressrun.ports import Store
from pressrun.press.check import Checked, check
from pressrun.press.duedates import due_dates
from pressrun.press.fixing import Mended, fix_files
from pressrun.press.linkcheck import Asked, LinkCheck
from pressrun.settings import sending_refusal
from pressrun.source.bundle import with_id
from pressrun.source.metadata import without_position
from pressrun.source.watch import TextWatch
from pressrun.system.fetch import GuardedFetch


class Checking:
    """Looks at everything, and mends what asks for no decision.

    ``store`` opens the database of the press, or knows that this machine is none.
    """

    def __init__(self, room: Deskroom, store: Callable[[], Store | None] = lambda: None) -> None:
        self._room, self._store = room, store

    @property
    def folder(self) -> Path:
        """Return the publication's folder."""
        return self._room.folder

    def links(self, tell: Callable[[int, int], None]) -> LinkCheck:
        """Return what asks the web whether links lead to anything; see ``press.linkcheck``."""
        return LinkCheck(self._room.desk, GuardedFetch(), tell)

    def watch(self) -> TextWatch:
        """Return a watch over everything that an editor writes."""
        return TextWatch(self._room.folder)

    def check(self, paths: Collection[str], *, links: LinkCheck | None = None) -> Checked:
        """Return what was looked at and what is wrong; ``paths`` narrow what is told.

        Nothing outside the folder is asked unless there are ``links`` to do it.

        Raises:
            UsageError: A path is not there, or not in the publication.
        """
        desk, problems = self._room.desk, list[Problem]()
        store: Store | None = None
        try:
            store = self._store()
        except StoreError as error:  # of the texts all is told that can be without it
            problems += error.problems
        checked = check(
            desk, paths=self._below(paths), moment=due_dates(desk, store), store=store, links=links
        )
        settings = self._room.settings
        problems += checked.problems
        if (refusal := sending_refusal(settings)) is not None:
            problems.append(refusal)
        try:
            problems += doubts(self._room.keys, settings.publication.lists)
        except SettingsError as error:
            problems += error.problems
        return replace(checked, problems=tuple(problems))

    def fix(self, problems: Iterable[Problem], *, dry_run: bool) -> tuple[Mended, ...]:
        """Mend whatever of these problems can be mended for certain; return what was changed."""
        files = fix_files(self._room.desk.folder, problems)
        if not dry_run:
            self._room.outlet.write([{self._real(file.path): file.octets for file in files}])
        return tuple(change for file in files for change in file.changes)

    def mint_ids(self, paths: Collection[str], *, dry_run: bool) -> list[str]:
        """Give every article and issue without an id one; return the files that were changed.

        ``paths`` narrow it, as they do a check, to files of these names or below these folders.
        """
        folder, changed, below = self._room.desk.folder, {}, self._below(paths)
        for problem in folder.contents().problems:
            if problem.code == "FM020" and problem.place is not None:
                path = problem.place.path
                if not _is_asked(path, below):
                    continue
                text = folder.octets(path).decode("utf-8")
                changed[path] = with_id(text, mint(self._room.entropy)).encode()
        if not dry_run:
            self._room.outlet.write([{self._real(path): changed[path] for path in changed}])
        return sorted(changed)

    def strip_positions(self, paths: Collection[str], *, dry_run: bool) -> list[str]:
        """Take out of the pictures of articles and issues where they were taken.

        ``paths`` narrow it to pictures of these texts. Returns the files that were changed; see
        ``source.metadata`` for what else goes with it.
        """
        folder, below = self._room.desk.folder, self._below(paths)
        contents = folder.contents()
        readings = [folder.read(a) for a in contents.articles if _is_asked(a.path, below)]
        readings += [folder.words(i) for i in contents.issues if _is_asked(i.path, below)]
        changed = {}
        for picture in (picture for reading in readings for picture in reading.pictures):
            cleaned = without_position(folder.octets(picture.path), picture.media_type)
            if cleaned is not None:
                changed[self._real(picture.path)] = cleaned
        if not dry_run:
            self._room.outlet.write([changed])
        return sorted(changed)

    def _below(self, paths: Collection[str]) -> list[str]:
        """Return paths as typed as paths below the folder; none where all of it is meant."""
        below = [name for path in paths for name in self._inside(path)]
        return [] if "" in below else below

    def _real(self, path: str) -> str:
        """Return the path of the file that a path below the folder leads to, perhaps by a link."""
        root = self._room.folder.resolve()
        return (root / path).resolve().relative_to(root).as_posix()

    def _inside(self, path: str) -> set[str]:
        """Return a path, as typed in a shell or as told in problems, as paths below the folder:
        a link is told by its own name, and leads to another."""
        root = self._room.folder.resolve()
        typed = next((at for at in (path, root / path) if os.path.lexists(at)), None)
        if typed is None:
            raise UsageError(
                f"there is no file or folder {path!r}", code="USE002", help="pressrun check"
            )
        names = (Path(os.path.abspath(typed)), Path(os.path.realpath(typed)))
        inside = {name.relative_to(root).as_posix() for name in names if name.is_relative_to(root)}
        if not inside:
            raise UsageError(
                f"{path!r} is not in the publication's folder",
                code="USE002",
                help=f"name something below {root}",
            )
        return {"" if name == "." else name for name in inside}


def _is_asked(path: str, below: Collection[str]) -> bool:
    return not below or any(path == asked or path.startswith(f"{asked}/") for asked in below)


__all__ = ["Asked", "Checked", "Checking", "LinkCheck", "Mended", "TextWatch"]
