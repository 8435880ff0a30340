"""A publication in which the clock stands still and commands are typed without a process each."""

import json
import shlex
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, nullcontext, redirect_stdout
from importlib import import_module
from inspect import unwrap
from io import StringIO
from pathlib import Path
from typing import Any, Final, get_type_hints

import click

from doubles import CountingEntropy, StoppedClock
from faulty.casefile import Case, Step, edited
from faulty.pictures import picture
from pressrun.app import App
from pressrun.app.books import Books
from pressrun.app.checking import Checking
from pressrun.app.mailroom import Mailroom
from pressrun.cli.opening import open_and_deliver
from pressrun.cli.printing import plain
from pressrun.errors import PressrunError
from pressrun.ports.keep import ROOMS
from pressrun.store.sql import SqlStore
from pressrun.system.isolate import ProcessIsolate
from pressrun.system.keep import MemoryKeep

SOUND: Final = Path(__file__).parent / "sound"
READER: Final = "reader@example.org"
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


class LentKeep(MemoryKeep):
    """What one case keeps, which begins with what is known of the sound publication."""

    def __init__(self, known: MemoryKeep | None = None) -> None:
        super().__init__()
        for room in ROOMS if known else ():
            rows = known.all(room).items()
            self.put(room, ((name, mark, octets) for name, (mark, octets) in rows))

    def close(self) -> None:
        """Leave it as it is."""


class StoppedApp(App):
    """The verbs of one publication, on a Tuesday morning that does not pass."""

    def __init__(self, folder: Path, isolate: SharedIsolate, keep: LentKeep) -> None:
        super().__init__(folder, {})
        wiring: Any = self._wiring
        wiring.clock, wiring.entropy = StoppedClock(), CountingEntropy()
        wiring.isolate, wiring.keep = isolate, keep

    @property
    def mailroom(self) -> Mailroom:
        return self._wiring

    @property
    def database(self) -> Path:
        return self._wiring.database

    def become_press(self) -> None:
        """Make the database with one reader in it, unless it is there."""
        wiring = self._wiring
        if not wiring.is_press:
            wiring.state.mkdir(exist_ok=True)
            SqlStore.open(wiring.database, clock=wiring.clock, entropy=wiring.entropy).close()
            typed(self, f"pressrun subscribers add {READER} --consent sample")


class PressRoom:
    """The sound publication, that cases make faulty one after another.

    It lies in one folder and what is known of it is kept, so that a case costs no more than what
    it changes; :meth:`restore` comes before each.
    """

    def __init__(self, root: Path, isolate: SharedIsolate) -> None:
        self.root, self._isolate = root, isolate
        self._sound = {str(f.relative_to(SOUND)): f.read_bytes() for f in _files(SOUND)}
        self._sound |= {path: picture(path, said) for path, said in PICTURES.items()}
        self._known, self._keep = LentKeep(), LentKeep()
        self.restore()

    def restore(self) -> None:
        """Make the folder sound again, and forget what a case has brought to light."""
        for file in list(_files(self.root)):
            if str(file.relative_to(self.root)) not in self._sound:
                file.unlink()
        for folder in sorted(self.root.rglob("*"), reverse=True):
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()
        for path, octets in self._sound.items():
            file = self.root / path
            file.parent.mkdir(parents=True, exist_ok=True)
            if not file.exists() or file.read_bytes() != octets:
                file.write_bytes(octets)
        self._keep = LentKeep(self._known)

    def learn(self) -> list[dict[str, Any]]:
        """Check the sound publication as if for the first time, and keep what is known of it."""
        self._keep = LentKeep()
        found = self.check()
        self._known = self._keep
        return found

    def follow(self, case: Case) -> None:
        """Do what a case says, up to the check."""
        for step in case.steps:
            self._follow(step)
        for command in case.runs:
            self.type(command)

    def check(self, options: str = "") -> list[dict[str, Any]]:
        """Return what `pressrun check --json` tells, or why nothing can be looked at."""
        with StoppedApp(self.root, self._isolate, self._keep) as app:
            try:
                _, printed = typed(app, f"pressrun check --json {options}")
            except PressrunError as error:
                return [plain(problem) for problem in error.problems]
        found: list[dict[str, Any]] = json.loads(printed)["problems"]
        return found

    def run_sql(self, line: str) -> None:
        """Have the press's database do what no command does."""
        with StoppedApp(self.root, self._isolate, self._keep) as app:
            app.become_press()
            database = app.database
        with closing(sqlite3.connect(database)) as connection, connection:
            connection.execute(line)

    def type(self, line: str) -> None:
        """Type a command that changes the press, and must end well."""
        with StoppedApp(self.root, self._isolate, self._keep) as app:
            app.become_press()
            status, printed = typed(app, line)
        assert status == 0, f"{line}\n{printed}"

    def _follow(self, step: Step) -> None:
        if step.sign == ">>>":
            self.type(step.said)
            return
        if step.sign == "$$$":
            self.run_sql(step.said)
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


def _files(root: Path) -> Iterator[Path]:
    return (path for path in root.rglob("*") if path.is_file())


def typed(app: StoppedApp, line: str) -> tuple[int, str]:
    """Return the exit status of a command, and what it prints."""
    program, *words = shlex.split(line)
    assert program == "pressrun", line
    printed = StringIO()
    with redirect_stdout(printed):
        status = invoke(app, words)
    return status, printed.getvalue()


class _Opening:
    """What opens a look at the publication, in the place of the one that the type checker knows."""


def invoke(app: StoppedApp, words: list[str]) -> int:
    """Run a verb of the command line with this publication; return its exit status."""
    if words[0] == "send":  # which opens a publication of its own
        number, *_ = words[1:]
        return open_and_deliver(app, number, yes=True, dry_run=False, as_json=False)
    command: click.Command = import_module(f"pressrun.cli.{words[0]}").command
    ctx = command.make_context(words[0], words[1:], obj=app.folder)
    while isinstance(command, click.Group):
        name, found, rest = command.resolve_command(ctx, [*ctx._protected_args, *ctx.args])
        assert found is not None
        command, ctx = found, found.make_context(name, rest, parent=ctx)
    verb: Any = unwrap(command.callback) if command.callback else None
    rooms: dict[object, Any] = {App: app, Books: app.books, Checking: app.checking}
    # Whatever a verb loads late is known to it by name alone.
    named: dict[str, Any] = {room.__name__: room for room in (App, Books, Checking)}
    named["Opening"] = _Opening
    rooms[_Opening] = lambda: nullcontext(app.checking)
    wanted = next(iter(get_type_hints(verb, localns=named).values()))
    given = rooms.get(wanted, app.mailroom)
    with ctx:
        try:
            outcome = verb(given, **ctx.params)
        except click.exceptions.Exit as end:
            return end.exit_code
    return outcome if isinstance(outcome, int) else 0
