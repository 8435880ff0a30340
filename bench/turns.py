"""One turn of one sender: what it sends, to whom, and what that took of the machine."""

import contextlib
import json
import os
import resource
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from samplenotes import make

HERE: Final = Path(__file__).parent
BUILD: Final = HERE.parent / "build"
PARAGRAPHS: Final = 2  # the smallest that looks like an issue: the frame itself is most of it
# Many people by SQL, for an import checks every address and takes its time.
PEOPLE: Final = """
    WITH RECURSIVE number(n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM number WHERE n < ?)
    INSERT INTO subscriber (id, handle, address, address_key, address_hash, name, language)
    SELECT n, 'person-' || n, 'reader' || n || '@mail' || (n % 500) || '.example.org',
        'reader' || n || '@mail' || (n % 500) || '.example.org', hex(randomblob(32)),
        'Reader ' || n || ' Sample', 'en'
    FROM number
"""
SUBSCRIPTIONS: Final = """
    INSERT INTO subscription (list, subscriber, state, handle, changed_at)
    SELECT 'main', id, 'confirmed', substr(hex(randomblob(16)), 1, 21) || 'A', 1795507200000
    FROM subscriber WHERE id NOT IN (SELECT subscriber FROM subscription)
"""
DELAY_S: Final = 0.02
# In a process of its own: this one stays small, since a child's peak is never less than its
# parent's was.
ONE: Final = """
import sys
from pathlib import Path
from peers import messages
from pressrun.mail.slots import parse_template
Path(sys.argv[2]).write_bytes(next(messages(Path(sys.argv[1])))[2])
print(len(parse_template(Path(sys.argv[3]).read_bytes()).places))
"""


@dataclass(frozen=True, slots=True)
class Sent:
    """One turn of one sender."""

    messages: int
    s: float
    cpu_s: float
    peak_mb: float  # 0 where it cannot be told

    @property
    def per_s(self) -> float:
        return self.messages / self.s


class Notes:
    """A publication whose issue is open, and copies of it as it was then."""

    def __init__(self, folder: Path, people: int) -> None:
        self._folder, self._open = folder, folder / "open"
        settings = 'connections = 8\n\n[theme]\nlayout = "letter"\n'
        make(self._open, 25, ["ada@example.org"], paragraphs=PARAGRAPHS, settings=settings)
        database = sqlite3.connect(self._open / ".pressrun/state.db")
        with contextlib.closing(database), database:
            database.execute(PEOPLE, (people,))
            database.execute(SUBSCRIPTIONS)
        note = folder / "step"
        victim = [sys.executable, str(HERE / "victim.py"), str(note), "opened:1", "send", "1"]
        subprocess.run([*victim, "--yes"], cwd=self._open, capture_output=True, check=False)
        if not note.exists():
            sys.exit("the issue could not be opened")
        database = sqlite3.connect(self._open / ".pressrun/state.db")
        with contextlib.closing(database):
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            [(self.face,)] = database.execute("SELECT octets FROM face")
            [(self.people,)] = database.execute("SELECT count(*) FROM delivery")

    @contextlib.contextmanager
    def copy(self, connections: int) -> Iterator[Path]:
        """Lend a copy that nothing has been sent of."""
        copy = self._folder / "turn"
        shutil.copytree(self._open, copy)
        toml = copy / "pressrun.toml"
        toml.write_text(toml.read_text().replace("connections = 8", f"connections = {connections}"))
        os.sync()
        yield copy
        shutil.rmtree(copy)

    def message(self) -> tuple[Path, Path]:
        """Write one reader's message for the senders of fixed octets.

        The first is with line feeds, for smtp-source, the second with CRLF and dots doubled, for
        blast; neither has a final dot.
        """
        lines, wire = self._folder / "message.txt", self._folder / "message"
        lines.write_bytes(self.face)
        command = [sys.executable, "-c", ONE, str(self._open), str(wire), str(lines)]
        self.places = int(subprocess.check_output(command, cwd=HERE))
        octets = wire.read_bytes()
        lines.write_bytes(octets.replace(b"\r\n", b"\n"))
        wire.write_bytes(octets.replace(b"\r\n.", b"\r\n.."))
        return lines, wire


@contextlib.contextmanager
def served(command: Sequence[str], port: int) -> Iterator[None]:
    """Run a server until the block ends."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(200):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                break
            time.sleep(0.02)
        yield
    finally:
        process.terminate()
        process.wait()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def sink() -> Iterator[int]:
    """Run a fresh smtp-sink and yield its port."""
    port = free_port()
    command = ["smtp-sink", "-m", "256", f"127.0.0.1:{port}", "1000"]
    if os.getuid() == 0:
        command[1:1] = ["-u", "nobody"]
    with served(command, port):
        yield port


@contextlib.contextmanager
def late(port: int) -> Iterator[int]:
    """Run a proxy before a server whose answers come later, and yield its port."""
    command = [sys.executable, str(HERE / "delay_proxy.py"), str(port), f"{DELAY_S}"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield int(process.stdout.readline())
        process.send_signal(signal.SIGTERM)


def whole(command: Sequence[str], messages: int, environ: Mapping[str, str] | None = None) -> Sent:
    """Run a command to its end and have the system's account of its process."""
    begun = time.perf_counter()
    process = subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env={**os.environ, **(environ or {})},
    )
    assert process.stderr is not None
    said = process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    took = time.perf_counter() - begun
    if os.waitstatus_to_exitcode(status):
        sys.exit(f"{' '.join(command)} failed:\n{said.decode()[-2000:]}")
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    peak_mb = used.ru_maxrss * 1024 / 1e6 if used.ru_maxrss > own else 0.0
    return Sent(messages, took, used.ru_utime + used.ru_stime, peak_mb)


def told(command: Sequence[str]) -> Sent:
    """Run one of our programs, which tells what it took."""
    environ = {**os.environ, "PYTHONPATH": str(BUILD / "peers/aiosmtplib")}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environ)
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stderr[-2000:]}")
    return Sent(**json.loads(done.stdout))
