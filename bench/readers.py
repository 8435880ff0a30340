"""Time what readers do on the web while an issue goes out: subscribe, confirm, unsubscribe.

    python bench/readers.py [--people N] [--per-second N] [--seconds N] [--mail-per-second N]

A publication with so many subscribers; one process sends its issue at a set rate to a relay on
loopback, another serves the site, both with the database as it is by default. Requests come by the
clock, whether or not those before are answered (an open loop), a third of each kind, from networks
of their own; a time is measured from the moment when a request should have begun. Every third
request confirms what was asked a second or more before, by the link of its letter. Prints errors,
percentiles for each kind beside the limit, and how much mail went out meanwhile.
"""

import argparse
import asyncio
import os
import platform
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from samplenotes import PRESSRUN, make, pressrun

from pressrun.mail.tokens import make_token
from pressrun.model.key import Key, Purpose

HERE: Final = Path(__file__).parent
P99_LIMIT_S: Final = 0.250
KINDS: Final = ("subscribe", "confirm", "unsubscribe")
CONNECTIONS: Final = 64
SETTINGS: Final = """per_second = {rate}
connections = 32

[subscribe]
asks_per_hour = 1000000
letters_per_hour = 1000000
"""


@dataclass
class Seen:
    """What came back: seconds by kind, and what was not 200."""

    took_s: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: list[str] = field(default_factory=list)


class Questions:
    """Makes requests of each kind, none of them twice."""

    def __init__(self, database: Path, base: str) -> None:
        self._database, self._base = database, base
        self._number = 0
        self._asked: deque[str] = deque()
        self._known: set[str] = set()
        with closing(self._read()) as connection:
            rows = connection.execute("SELECT handle FROM subscription ORDER BY subscriber DESC")
            self._handles = iter(rows.fetchall())

    def _read(self) -> sqlite3.Connection:
        return sqlite3.connect(f"file:{self._database}?mode=ro", uri=True)

    def subscribe(self) -> bytes:
        self._number += 1
        high, low = divmod(self._number, 250)
        network = f"10.{high // 250}.{high % 250}.{low}"
        body = f"email=newcomer{self._number}%40example.org&list=&name=&website="
        return self._post("subscribe", body, network)

    def confirm(self) -> bytes | None:
        """Return a confirmation; None when nobody has asked whose letter may have come."""
        return self._post(f"confirm/{self._asked.popleft()}") if self._asked else None

    def unsubscribe(self) -> bytes:
        [handle] = next(self._handles)
        return self._post(f"unsubscribe/{handle}", "List-Unsubscribe=One-Click")

    def look(self) -> None:
        """See who has asked since, as their letters would tell."""
        with closing(self._read()) as connection:
            keys = connection.execute(
                "SELECT id, secret FROM key WHERE purpose = ?", (Purpose.WISH,)
            ).fetchall()
            wishes = connection.execute("SELECT handle FROM wish WHERE done_at IS NULL").fetchall()
        for number, secret in keys[-1:]:
            key = Key(number, Purpose.WISH, secret)
            new = [handle for (handle,) in wishes if handle not in self._known]
            self._known.update(new)
            self._asked.extend(make_token(key, handle) for handle in new)

    def _post(self, path: str, body: str = "", network: str = "") -> bytes:
        whose = f"X-Forwarded-For: {network}\r\n" if network else ""
        head = (
            f"POST {self._base}/{path} HTTP/1.1\r\nHost: notes.example.org\r\n{whose}"
            "Content-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        return (head + body).encode()


class Client:
    """Connections that stay open; each asks one question at a time."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []
        self._room = asyncio.Semaphore(CONNECTIONS)

    async def ask(self, request: bytes) -> int:
        """Return the status."""
        async with self._room:
            # A server ends connections that rest for a while (RFC 9112 §9.3).
            while self._idle and self._idle[-1][0].at_eof():
                self._idle.pop()[1].close()
            if self._idle:
                reader, writer = self._idle.pop()
            else:
                reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            fields = dict(
                line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:] if b": " in line
            )
            await reader.readexactly(int(fields[b"content-length"]))
            self._idle.append((reader, writer))
            return int(head.split(b" ", 2)[1])


async def load(port: int, questions: Questions, per_s: float, seconds: float) -> Seen:
    """Ask by the clock and return what came back."""
    client, seen = Client(port), Seen()
    asking: set[asyncio.Task[None]] = set()

    async def ask(kind: str, request: bytes, due_s: float) -> None:
        try:
            status = await asyncio.wait_for(client.ask(request), 30)
        except Exception as error:
            seen.errors.append(f"{kind}: {error!r}")
            return
        seen.took_s[kind].append(time.perf_counter() - due_s)
        if status != 200:
            seen.errors.append(f"{kind}: {status}")

    began_s = time.perf_counter()
    for number in range(int(per_s * seconds)):
        due_s = began_s + number / per_s
        if (wait_s := due_s - time.perf_counter()) > 0:
            await asyncio.sleep(wait_s)
        if number % int(per_s) == 0:
            await asyncio.to_thread(questions.look)
        kind = KINDS[number % 3]
        request = getattr(questions, kind)()
        if request is None:  # in the first seconds nobody has a letter yet
            kind, request = "subscribe", questions.subscribe()
        task = asyncio.create_task(ask(kind, request, due_s))
        asking.add(task)
        task.add_done_callback(asking.discard)
    await asyncio.gather(*asking)
    return seen


@contextmanager
def running(
    command: list[str], word: str, environ: dict[str, str]
) -> Iterator[tuple[str, Callable[[], float]]]:
    """Run a program until the block ends; the block begins with the first line that holds a word.

    Yields that line, and what tells its processor seconds. A program that ends before is told.
    """
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, **environ},
    )
    try:
        assert process.stdout is not None
        for line in process.stdout:
            if word in line:
                break
        else:
            sys.exit(f"{command[-2:]} ended with {process.wait()}")
        os.set_blocking(process.stdout.fileno(), False)
        yield line, lambda: spent_s(process.pid)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()


def spent_s(pid: int) -> float:
    """Return the seconds that a process has been charged with."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def taken(log: Path) -> int:
    """Return how many messages the relay has taken."""
    return log.read_bytes().count(b"taken\t")


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--people", type=int, default=100_000)
    asked.add_argument("--per-second", type=float, default=200)
    asked.add_argument("--seconds", type=float, default=60)
    asked.add_argument("--mail-per-second", type=int, default=500)
    options = asked.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        notes, log = folder / "notes", folder / "sink.log"
        sink = [sys.executable, str(HERE / "sink.py"), str(log)]
        line, _ = stack.enter_context(running(sink, "", {}))
        port = int(line.split()[-1])
        people = [f"reader{number}@example.org" for number in range(options.people)]
        make(
            notes,
            port,
            people,
            paragraphs=150,
            settings=SETTINGS.format(rate=options.mail_per_second),
        )
        toml = notes / "pressrun.toml"
        proxies = '[site]\ntrusted_proxies = ["127.0.0.1"]\n'
        toml.write_text(toml.read_text().replace("[site]\n", proxies))
        pressrun(notes, "build")
        at = [str(PRESSRUN), "--folder", str(notes)]
        _, sender_s = stack.enter_context(running([*at, "send", "1", "--yes"], "", {}))
        until_s = time.monotonic() + 120
        while taken(log) < options.mail_per_second and time.monotonic() < until_s:
            time.sleep(0.1)
        environ = {"PRESSRUN_SITE_PORT": "0"}
        said, site_s = stack.enter_context(running([*at, "run"], "Site  http", environ))
        where = said.split("http://")[1].split()[0]
        site_port = int(where.split("/")[0].rpartition(":")[2])
        time.sleep(3)
        questions = Questions(notes / ".pressrun/state.db", "")
        before, began_s = taken(log), time.perf_counter()
        own_s, others_s = time.process_time(), (site_s(), sender_s())
        seen = asyncio.run(load(site_port, questions, options.per_second, options.seconds))
        took_s, mailed = time.perf_counter() - began_s, taken(log) - before
        spent = {
            "site": site_s() - others_s[0],
            "sender": sender_s() - others_s[1],
            "this program": time.process_time() - own_s,
        }
    tell(options, seen, took_s, mailed)
    shares = ", ".join(f"{name} {seconds / took_s:.2f}" for name, seconds in spent.items())
    print(f"cores used   {shares}; load of the machine {os.getloadavg()[0]:.1f}")


def tell(options: argparse.Namespace, seen: Seen, took_s: float, mailed: int) -> None:
    print(
        f"Python {platform.python_version()}, {os.cpu_count()} cores; {options.people:,} people,"
        f" {options.per_second:g} requests a second for {options.seconds:g} s,"
        f" {options.mail_per_second} messages a second asked of the sender"
    )
    every = [s for times in seen.took_s.values() for s in times]
    for kind, times in [*sorted(seen.took_s.items()), ("all", every)]:
        cuts = statistics.quantiles(times, n=100)
        verdict = "met" if cuts[98] < P99_LIMIT_S else "MISSED"
        print(
            f"{kind:12} {len(times):7,}  p50 {cuts[49] * 1e3:6.1f} ms"
            f"  p99 {cuts[98] * 1e3:6.1f} ms  most {max(times) * 1e3:7.1f} ms"
            f"  {cuts[98] / P99_LIMIT_S:5.2f} of the limit  {verdict}"
        )
    print(f"errors       {len(seen.errors):7,}  {seen.errors[:3] or ''}")
    print(f"answered     {len(every) / took_s:7.1f} a second")
    print(f"mail         {mailed / took_s:7.1f} a second meanwhile, letters included")


if __name__ == "__main__":
    main()
