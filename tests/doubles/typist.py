"""Somebody who types commands, without a terminal, in this process."""

import hashlib
import shlex
import sqlite3
from dataclasses import dataclass
from pathlib import Path

import pytest

from pressrun.cli import run

SAMPLE_CONSENT = '--consent "a sample"'


@dataclass(frozen=True, slots=True)
class Said:
    """What a command came to; ``both`` is everything it printed, results first."""

    status: int
    out: str
    err: str

    @property
    def both(self) -> str:
        return self.out + self.err


class Typist:
    """Types in ``folder``, which is a publication with one article and one issue."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self._capsys = folder, capsys

    def type(self, line: str) -> Said:
        """Run a command line, without its first word; no exception may leave it."""
        self._capsys.readouterr()
        status = run(shlex.split(line))
        captured = self._capsys.readouterr()
        assert "Traceback" not in captured.err
        assert "BUG001" not in captured.err
        return Said(status, captured.out, captured.err)

    def done(self, line: str) -> Said:
        """Run a command line that must end well."""
        said = self.type(line)
        assert said.status == 0, said.both
        return said

    def people(self, *names: str) -> None:
        for name in names:
            self.done(f"subscribers add {name}@example.org {SAMPLE_CONSENT}")

    def article(self, slug: str, *, id: str, title: str, extra: str = "") -> None:
        self.write(f"articles/{slug}.md", f"---\nid: {id}\ntitle: {title}\n{extra}---\n\nWords.\n")

    def relay(self, port: int, *, name: str = "main") -> None:
        """Name a relay on this machine in the settings."""
        self.settings(f'\n[relays.{name}]\nhost = "127.0.0.1"\nport = {port}\n')

    def settings(self, text: str) -> None:
        """Add lines to the settings."""
        with (self.folder / "pressrun.toml").open("a") as file:
            file.write(text)

    def write(self, path: str, text: str) -> None:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def read(self, path: str) -> str:
        return (self.folder / path).read_text(encoding="utf-8")

    def state(self) -> dict[str, str]:
        """Return a digest of every file, and of the rows of the database instead of its file.

        What is only kept to be quicker the next time is no state.
        """
        digests = {
            str(file.relative_to(self.folder)): hashlib.sha256(file.read_bytes()).hexdigest()
            for file in self.folder.rglob("*")
            if file.is_file() and not file.name.startswith(("state.db", "cache.db"))
        }
        return {**digests, "rows": hashlib.sha256(self.rows().encode()).hexdigest()}

    def rows(self) -> str:
        """Return every row of the database as text."""
        connection = sqlite3.connect(self.folder / ".pressrun/state.db")
        try:
            return "\n".join(connection.iterdump())
        finally:
            connection.close()
