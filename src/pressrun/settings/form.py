"""Tables of pressrun.toml read by lists of settings; everything wrong is kept and told at once."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pressrun.errors import Problem, quoted, suggest
from pressrun.model.article import is_slug
from pressrun.settings.readers import Reader, Wrong
from pressrun.settings.toml import Path, Toml

_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class Setting:
    """How a setting is read; ``required`` is an example of it where it may not be missing.

    ``from_text`` makes a value out of what the environment holds.
    """

    read: Reader
    default: Any = ""
    required: str = ""
    from_text: Callable[[str], Any] = str


@dataclass(frozen=True, slots=True)
class Override:
    """What the environment says instead of the file."""

    variable: str
    text: str


def header(path: Path) -> str:
    """Return the name of a table as TOML has it."""
    return ".".join(part if _BARE.fullmatch(part) else f'"{part}"' for part in path)


class Form:
    """Reads one file; ``problems`` is what was wrong so far."""

    def __init__(self, toml: Toml, overrides: Mapping[Path, Override]) -> None:
        self.toml, self.overrides = toml, overrides
        self.problems: list[Problem] = []
        self._arrays: set[Path] = set()

    def read(
        self, path: Path, settings: Mapping[str, Setting], *, tables: Iterable[str] = ()
    ) -> dict[str, Any]:
        """Return the settings of the table at ``path``; None for what cannot be read.

        ``tables`` are names it may hold besides, read by somebody else.
        """
        return self._read(self.table(path), path, settings, tables)

    def read_array(self, path: Path, settings: Mapping[str, Setting]) -> list[dict[str, Any]]:
        """Return the settings of each table of the array at ``path``, in the order of the file."""
        found = self.table(path[:-1]).get(path[-1], [])
        if not isinstance(found, list) or not all(isinstance(table, dict) for table in found):
            advice = f"write  [[{header(path)}]]  on a line of its own above each"
            self.refuse("CFG006", path, "must be an array of tables", advice)
            return []
        self._arrays.add(path)
        # Those that do not stand on lines of their own are placed by the array.
        lines = [*self.toml.rows(path), *("" for _ in found)]
        return [
            self._read(table, (*path, line), settings, ())
            for table, line in zip(found, lines, strict=False)
        ]

    def _read(
        self,
        table: Mapping[str, Any],
        path: Path,
        settings: Mapping[str, Setting],
        tables: Iterable[str],
    ) -> dict[str, Any]:
        known = [*settings, *tables]
        for name in table:
            if name not in known:
                self.refuse("CFG005", (*path, name), "is no setting", suggest(name, known))
        return {name: self._value(table, (*path, name), settings[name]) for name in settings}

    def table(self, path: Path) -> Mapping[str, Any]:
        """Return the table at ``path``, empty where there is none."""
        found: Any = self.toml.data
        for name in path:
            found = found.get(name, {}) if isinstance(found, dict) else {}
        if isinstance(found, dict):
            return found
        advice = f"write  [{header(path)}]  on a line of its own"
        self.refuse("CFG006", path, "must be a table", advice)
        return {}

    def names(self, table: str) -> list[str]:
        """Return the names of the tables within a table, as written in the file."""
        names = list(self.table((table,)))
        for name in names:
            if not is_slug(name):
                what = "must be named with a-z, digits and single hyphens"
                self.refuse("CFG006", (table, name), what, f"write  [{table}.main]")
        return names

    def refuse(self, code: str, path: Path, what: str, help: str, *, value: bool = False) -> None:
        """Add what is wrong with a setting, where the file or the environment says it."""
        override = self.overrides.get(path)
        said = (part for at, part in enumerate(path) if path[:at] not in self._arrays)
        name = override.variable if override else quoted(".".join(said))
        place = None if override else self.toml.place(path, value=value)
        self.problems.append(Problem(code=code, what=f"{name} {what}", place=place, help=help))

    def refuse_value(self, code: str, path: Path, wrong: Wrong) -> None:
        """Add that the value of a setting cannot be used."""
        override = self.overrides.get(path)
        assignment = f"set  {override.variable}=" if override else f"write  {path[-1]} = "
        advice = wrong.help or f"{assignment}{wrong.example}"
        self.refuse(code, path, f"must be {wrong.must_be}", advice, value=True)

    def _value(self, table: Mapping[str, Any], path: Path, setting: Setting) -> Any:
        override = self.overrides.get(path)
        if override is None and path[-1] not in table:
            if setting.required:
                self.refuse("CFG007", path, "is missing", f"write  {setting.required}")
            return setting.default
        raw = setting.from_text(override.text) if override else table[path[-1]]
        value = setting.read(raw)
        if isinstance(value, Wrong):
            self.refuse_value("CFG006", path, value)
            return None
        return value
