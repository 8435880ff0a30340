"""Before anything is sent: what is wrong with a publication, and mending what is certain."""

import os
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from pathlib import Path

from pressrun.app.editor import mint
from pressrun.app.wiring import Wiring
from pressrun.errors import Problem, SettingsError, UsageError
from pressrun.mail.alignment import doubts
from pressrun.press.check import Checked, check
from pressrun.press.duedates import due_dates
from pressrun.press.fixing import Mended, fix_files
from pressrun.press.linkcheck import Asked, LinkCheck
from pressrun.settings import sending_refusal
from pressrun.source.bundle import with_id
from pressrun.source.metadata import without_position
from pressrun.system.fetch import GuardedFetch


class Checking:
    """Looks at everything, and mends what asks for no decision."""

    def __init__(self, wiring: Wiring) -> None:
        self._wiring = wiring

    def links(self, tell: Callable[[int, int], None]) -> LinkCheck:
        """Return what asks the web whether links lead to anything; see ``press.linkcheck``."""
        return LinkCheck(self._wiring.desk, GuardedFetch(), tell)

    def check(self, paths: Collection[str], *, links: LinkCheck | None = None) -> Checked:
        """Return what was looked at and what is wrong; ``paths`` narrow what is told.

        Nothing outside the folder is asked unless there are ``links`` to do it.

        Raises:
            UsageError: A path is not there, or not in the publication.
        """
        desk, store = self._wiring.desk, self._wiring.store if self._wiring.is_press else None
        checked = check(
            desk, paths=self._below(paths), moment=due_dates(desk, store), store=store, links=links
        )
        settings = self._wiring.settings
        problems = [*checked.problems]
        if (refusal := sending_refusal(settings)) is not None:
            problems.append(refusal)
        try:
            problems += doubts(self._wiring.keys, settings.publication.lists)
        except SettingsError as error:
            problems += error.problems
        return replace(checked, problems=tuple(problems))

    def fix(self, problems: Iterable[Problem], *, dry_run: bool) -> tuple[Mended, ...]:
        """Mend whatever of these problems can be mended for certain; return what was changed."""
        files = fix_files(self._wiring.desk.folder, problems)
        if not dry_run:
            self._wiring.outlet.write([{self._real(file.path): file.octets for file in files}])
        return tuple(change for file in files for change in file.changes)

    def mint_ids(self, paths: Collection[str], *, dry_run: bool) -> list[str]:
        """Give every article and issue without an id one; return the files that were changed.

        ``paths`` narrow it, as they do a check, to files of these names or below these folders.
        """
        folder, changed, below = self._wiring.desk.folder, {}, self._below(paths)
        for problem in folder.contents().problems:
            if problem.code == "FM020" and problem.place is not None:
                path = problem.place.path
                if not _is_asked(path, below):
                    continue
                text = folder.octets(path).decode("utf-8")
                changed[path] = with_id(text, mint(self._wiring.entropy)).encode()
        if not dry_run:
            self._wiring.outlet.write([changed])
        return sorted(changed)

    def strip_positions(self, paths: Collection[str], *, dry_run: bool) -> list[str]:
        """Take out of the pictures of articles and issues where they were taken.

        ``paths`` narrow it to pictures of these texts. Returns the files that were changed; see
        ``source.metadata`` for what else goes with it.
        """
        folder, below = self._wiring.desk.folder, self._below(paths)
        contents = folder.contents()
        readings = [folder.read(a) for a in contents.articles if _is_asked(a.path, below)]
        readings += [folder.words(i) for i in contents.issues if _is_asked(i.path, below)]
        changed = {}
        for picture in (picture for reading in readings for picture in reading.pictures):
            cleaned = without_position(folder.octets(picture.path), picture.media_type)
            if cleaned is not None:
                changed[self._real(picture.path)] = cleaned
        if not dry_run:
            self._wiring.outlet.write([changed])
        return sorted(changed)

    def _below(self, paths: Collection[str]) -> list[str]:
        """Return paths as typed as paths below the folder; none where all of it is meant."""
        below = [self._inside(path) for path in paths]
        return [] if "" in below else below

    def _real(self, path: str) -> str:
        """Return the path of the file that a path below the folder leads to, perhaps by a link."""
        root = self._wiring.folder.resolve()
        return (root / path).resolve().relative_to(root).as_posix()

    def _inside(self, path: str) -> str:
        """Return a path, as typed in a shell or as told in problems, as one below the folder."""
        root = self._wiring.folder.resolve()
        full = next((at for at in (Path(path), root / path) if os.path.exists(at)), None)
        if full is None:
            raise UsageError(
                f"there is no file or folder {path!r}", code="USE002", help="pressrun check"
            )
        full = full.resolve()
        if not full.is_relative_to(root):
            raise UsageError(
                f"{path!r} is not in the publication's folder",
                code="USE002",
                help=f"name something below {root}",
            )
        return "" if full == root else full.relative_to(root).as_posix()


def _is_asked(path: str, below: Collection[str]) -> bool:
    return not below or any(path == asked or path.startswith(f"{asked}/") for asked in below)


__all__ = ["Asked", "Checked", "Checking", "LinkCheck", "Mended"]
