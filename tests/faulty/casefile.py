"""Case files: one fault of a publication each, as steps from a sound one and what must be told.

```
# Why this is a fault worth telling, where the name does not say it.
finds: LNK004 articles/heron.md:14:12
check: --notes
run: pressrun schedule 1 "2026-12-01 09:00"
~~~ articles/heron.md
- the old line exactly
+ the new line
--- articles/new.md
whole text of a file
=== articles/logo.png
dark-on-clear 120x60
!!! articles/gone.md
>>> pressrun build
$$$ DELETE FROM wish
```

``finds:`` lines are all that `pressrun check` tells, each its code and where it stands. Rows of
``-`` are lines that follow one another and occur so once in the file; rows of ``+`` come in their
place, or at the end of the file where no ``-`` stands before them. ``!!!`` takes a file away.
``>>>`` types a command between two steps, ``run:`` when all of them are done. The first command
makes the folder a press, with one reader, ``reader@example.org``. ``$$$`` is a line of SQL that
another program has the press's database do.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent / "cases"

_STEP: Final = re.compile(r"(~~~|---|===|!!!|>>>|\$\$\$) (\S.*)")
_HEAD: Final = re.compile(r"(finds|check|run): *(.*)")


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its sign, the path or command behind it, and the rows below it."""

    sign: str
    said: str
    rows: tuple[str, ...]

    @property
    def text(self) -> str:
        return "".join(f"{row}\n" for row in self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What a case file says; ``finds`` is sorted."""

    name: str
    finds: tuple[str, ...]
    check: str
    runs: tuple[str, ...]
    steps: tuple[Step, ...]

    @property
    def codes(self) -> set[str]:
        return {found.partition(" ")[0] for found in self.finds}


def read_case(path: Path) -> Case:
    """Return the case of a file.

    Raises:
        ValueError: A row of it means nothing.
    """
    heads: dict[str, list[str]] = {"finds": [], "check": [], "run": []}
    steps: list[tuple[str, str, list[str]]] = []
    for row in path.read_text(encoding="utf-8").split("\n")[:-1]:
        if step := _STEP.fullmatch(row):
            steps.append((step[1], step[2].strip(), []))
        elif steps:
            steps[-1][2].append(row)
        elif head := _HEAD.fullmatch(row):
            heads[head[1]].append(head[2].strip())
        elif row.strip() and not row.startswith("#"):
            raise ValueError(f"{path.name}: what is {row!r}?")
    return Case(
        name=path.stem,
        finds=tuple(sorted(found for found in heads["finds"] if found)),
        check=" ".join(heads["check"]),
        runs=tuple(heads["run"]),
        steps=tuple(Step(sign, said, tuple(rows)) for sign, said, rows in steps),
    )


def edited(text: str, rows: tuple[str, ...]) -> str:
    """Return a text with rows of ``-`` and ``+`` followed.

    Raises:
        ValueError: Lines to take away do not occur, or not once.
    """
    old: list[str] = []
    new: list[str] = []
    for row in (*rows, ""):
        if not row or (new and row.startswith("-")):
            text, old, new = _replaced(text, old, new), [], []
        if row:
            if row[:1] not in "-+" or row[1:2] not in ("", " "):
                raise ValueError(f"a row begins with '- ' or '+ ': {row!r}")
            (old if row.startswith("-") else new).append(row[2:])
    return text


def _replaced(text: str, old: list[str], new: list[str]) -> str:
    lines = text.split("\n")
    if not old:
        return text + "".join(f"{row}\n" for row in new)
    at = [n for n in range(len(lines)) if lines[n : n + len(old)] == old]
    if len(at) != 1:
        raise ValueError(f"{len(at)} times in the file, and must be once: {old}")
    lines[at[0] : at[0] + len(old)] = new
    return "\n".join(lines)
