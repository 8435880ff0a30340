"""A publication in which the clock stands still and commands are typed without a process each."""

import json
import shlex
import shutil
from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import click
import pytest

from doubles import CountingEntropy, StoppedClock
from faulty.casefile import Case, Step, edited
from faulty.pictures import picture
from pressrun.app import App
from pressrun.app.books import Books
from pressrun.errors import PressrunError
from pressrun.store.sql import SqlStore
from pressrun.system.isolate import ProcessIsolate

SOUND: Final = Path(__file__).parent / "sound"
PICTURES: Final = {"articles/heron.png": "photo 640x400"}


class SharedIsolate:
    """Children that outlive the publication that asks them (port Isolate): they start slowly."""

    def __init__(self, isolate: ProcessIsolate) -> None:
        self._isolate = isolate

    def call(self, function: str, *arguments: Any, limit_s: float = 30.0) -> Any:
        return self._isolate.call(function, *arguments, limit_s=limit_s)

    def warm(self, functions: Sequence[str]) -> None:
        self._isolate.warm(functions)

    def map(
        self,
        functions: Sequence[str],
        rows: Iterable[Sequence[tuple[Any, ...]]],
        *,
        limit_s: float = 30.0,
    ) -> Iterator[Any]:
        return self._isolate.map(functions, rows, limit_s=limit_s)

    def close(self) -> None:
        """Leave them alive."""


class StoppedApp(App):
    """The verbs of one publication, on a Tuesday morning that does not pass."""

    def __init__(self, folder: Path, isolate: SharedIsolate) -> None:
        super().__init__(folder, {})
        wiring: Any = self._wiring
        wiring.clock, wiring.entropy, wiring.isolate = StoppedClock(), CountingEntropy(), isolate

    @property
    def books_(self) -> Books:
        return Books(self._wiring)

    def become_press(self) -> None:
        """Make the database, unless it is there."""
        wiring = self._wiring
        if not wiring.is_press:
            wiring.state.mkdir(exist_ok=True)
            SqlStore.open(wiring.database, clock=wiring.clock, entropy=wiring.entropy).close()


class PressRoom:
    """A copy of the sound publication that a case makes faulty."""

    def __init__(
        self, root: Path, isolate: SharedIsolate, capsys: pytest.CaptureFixture[str]
    ) -> None:
        self.root, self._isolate, self._capsys = root, isolate, capsys
        shutil.copytree(SOUND, root)
        for path, said in PICTURES.items():
            (root / path).write_bytes(picture(path, said))

    def follow(self, case: Case) -> None:
        """Do what a case says, up to the check."""
        for step in case.steps:
            self._follow(step)
        for command in case.runs:
            self.type(command)

    def check(self, options: str = "") -> list[dict[str, Any]]:
        """Return what `pressrun check --json` tells."""
        _, printed = self._typed(f"pressrun check --json {options}")
        found: list[dict[str, Any]] = json.loads(printed)["problems"]
        return found

    def type(self, line: str) -> None:
        """Type a command that changes the press, and must end well."""
        with StoppedApp(self.root, self._isolate) as app:
            app.become_press()
        status, printed = self._typed(line)
        assert status == 0, f"{line}\n{printed}"

    def _typed(self, line: str) -> tuple[int, str]:
        self._capsys.readouterr()
        program, *words = shlex.split(line)
        assert program == "pressrun", line
        with StoppedApp(self.root, self._isolate) as app:
            try:
                status = invoke(app, words)
            except PressrunError as error:
                return error.exit_status, str(error)
        return status, self._capsys.readouterr().out

    def _follow(self, step: Step) -> None:
        if step.sign == ">>>":
            self.type(step.said)
            return
        file = self.root / step.said
        file.parent.mkdir(parents=True, exist_ok=True)
        match step.sign:
            case "~~~":
                text = edited(file.read_bytes().decode(), step.rows)
                file.write_bytes(text.encode())
            case "---":
                file.write_bytes(step.text.encode())
            case "===":
                file.write_bytes(picture(step.said, step.text))
            case "!!!":
                file.unlink()


def invoke(app: StoppedApp, words: list[str]) -> int:
    """Run a verb of the command line with this publication; return its exit status."""
    command: click.Command = import_module(f"pressrun.cli.{words[0]}").command
    ctx = command.make_context(words[0], words[1:], obj=app.folder)
    while isinstance(command, click.Group):
        name, found, rest = command.resolve_command(ctx, [*ctx._protected_args, *ctx.args])
        assert found is not None
        command, ctx = found, found.make_context(name, rest, parent=ctx)
    verb: Any = command.callback
    wants_books = hasattr(verb, "__wrapped__") and hasattr(verb.__wrapped__, "__wrapped__")
    while hasattr(verb, "__wrapped__"):
        verb = verb.__wrapped__
    with ctx:
        try:
            outcome = verb(app.books_ if wants_books else app, **ctx.params)
        except click.exceptions.Exit as end:
            return end.exit_code
    return outcome if isinstance(outcome, int) else 0
