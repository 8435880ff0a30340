"""Findings as hosts of code want them: by paths of the repository, each with a lasting name."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pressrun.errors import Place, Problem

# What is told of no file is told of the settings: hosts want a file for everything.
_SETTINGS: Final = "pressrun.toml"


@dataclass(frozen=True, slots=True)
class Findings:
    """Problems of a publication that lies in ``folder``."""

    folder: Path
    problems: Sequence[Problem]

    def path(self, place: Place | None) -> str:
        """Return the path of a file from the root of the repository that the folder is part of.

        Of what lies elsewhere on this machine no host of code knows, and of folders none.
        """
        folder = self.folder.resolve()
        root = next((at for at in (folder, *folder.parents) if (at / ".git").exists()), folder)
        path = folder / (place.path if place is not None else _SETTINGS)
        if path == folder or not path.is_relative_to(root):
            path = folder / _SETTINGS
        return path.relative_to(root).as_posix()

    def named(self) -> Iterator[tuple[Problem, str]]:
        """Yield each problem with a name that it keeps while lines above it come and go.

        It is made of its code and its line's text; the same again in one file is counted.
        """
        seen: Counter[str] = Counter()
        for problem in self.problems:
            place = problem.place
            text = place.text.strip() if place is not None and place.text else problem.what
            said = "\n".join((problem.code, self.path(place), text))
            seen[said] += 1
            digest = hashlib.sha256(f"{said}\n{seen[said]}".encode("utf-8", "replace"))
            yield problem, digest.hexdigest()
