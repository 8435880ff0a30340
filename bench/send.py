"""Time sending beside Postfix's own load generator, a pipelined sender in C, and two libraries.

    python bench/send.py [--people N] [--rounds N] [--quick]      the table, and one of a late line
    python bench/send.py --people 1000000 --memory                what the process holds, once

Needs Debian's postfix for smtp-source and smtp-sink (apt install postfix; Postfix itself is not
started) and a C compiler; what is missing is named and left out. aiosmtplib is installed from PyPI
below build/.

All send messages of one length to smtp-sink on loopback, in rounds that take turns. Pressrun fills
each copy from the issue's frozen face, claims and settles it in its SQLite ledger
(synchronous=FULL) and marks it in its journal: `press.deliver` is that alone, timed within its
process; `pressrun send` is the whole command going on with an issue that is published and open.
The libraries fill copies from the same face and write nothing down. smtp-source -d and blast send
fixed octets. Processor seconds are the sender's alone; peak memory is its process's, and not shown
where it is less than that of this program, which the kernel counts as its children's.
"""

import argparse
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

from samplenotes import PRESSRUN
from turns import BUILD, DELAY_S, HERE, Notes, Sent, late, sink, told, whole

AIOSMTPLIB: Final = "aiosmtplib==5.1.3"
SOURCES: Final = (1, 4, 8, 16, 32)
LATE_S: Final = 4.0
AIMS: Final = "0.9 of smtp-source's best, 0.08 CPU s per 1,000, 64 MB"


def deliverer(notes: Notes, port: int, connections: int, seconds: float = 0) -> Sent:
    with notes.copy(connections) as folder:
        more = [f"{seconds}"] if seconds else []
        return told([sys.executable, str(HERE / "deliverer.py"), str(folder), f"{port}", *more])


def verb(notes: Notes, port: int) -> Sent:
    with notes.copy(8) as folder:
        command = [str(PRESSRUN), "--folder", str(folder), "send", "1", "--yes"]
        return whole(command, notes.people, {"PRESSRUN_RELAY_SINK_PORT": f"{port}"})


def peer(notes: Notes, library: str, port: int, connections: int, count: int, *more: str) -> Sent:
    with notes.copy(connections) as folder:
        words = [library, str(folder), f"{port}", f"{connections}", f"{count}", *more]
        return told([sys.executable, str(HERE / "peers.py"), *words])


def senders(notes: Notes, count: int, few: int) -> dict[str, Callable[[int], Sent]]:
    """Return what takes part, by name: each is given the port of a fresh sink."""
    lines, wire = notes.message()
    envelope = ["-F", str(lines), "-f", "a@example.org", "-t", "b@example.org"]
    found: dict[str, Callable[[int], Sent]] = {}
    for sessions in SOURCES:
        command = ["smtp-source", "-d", "-s", f"{sessions}", "-m", f"{count}", *envelope]

        def source(port: int, command: list[str] = command) -> Sent:
            return whole([*command, f"127.0.0.1:{port}"], count)

        found[f"smtp-source -d -s {sessions}"] = source
    if shutil.which("cc"):
        program = BUILD / "blast"
        subprocess.run(["cc", "-O2", "-o", str(program), str(HERE / "blast.c")], check=True)
        found["blast.c, 8 connections"] = lambda port: whole(
            [str(program), f"{port}", "8", f"{count}", str(wire)], count
        )
    else:
        print("no C compiler: blast.c is left out")
    found["press.deliver, 8 connections"] = lambda port: deliverer(notes, port, 8)
    found["pressrun send, 8 connections"] = lambda port: verb(notes, port)
    found["smtplib, 1 thread"] = lambda port: peer(notes, "smtplib", port, 1, few)
    found["smtplib, 8 threads"] = lambda port: peer(notes, "smtplib", port, 8, few)
    if install_peer():
        found["aiosmtplib, 8 connections"] = lambda port: peer(notes, "aiosmtplib", port, 8, few)
    return found


def install_peer() -> bool:
    """Install aiosmtplib below build/, once; say so where that cannot be."""
    target = BUILD / "peers/aiosmtplib"
    if (target / "aiosmtplib").is_dir():
        return True
    command = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--target",
        str(target),
        AIOSMTPLIB,
    ]
    print(" ".join(command))
    if subprocess.run(command, check=False).returncode:
        print("aiosmtplib cannot be installed: left out")
        return False
    return True


def table(notes: Notes, rounds: int, count: int, few: int) -> None:
    """Time everybody in turn and print medians."""
    taking_part = senders(notes, count, few)
    print(f"Every copy has {notes.places} places of its reader's own, and its envelope.")
    seen: dict[str, list[Sent]] = {name: [] for name in taking_part}
    for number in range(rounds):
        for name, send in taking_part.items():
            with sink() as port:
                seen[name].append(send(port))
            told_now = seen[name][-1]
            print(
                f"  round {number + 1}: {name}: {told_now.per_s:,.0f}/s",
                file=sys.stderr,
                flush=True,
            )
    medians = {
        name: statistics.median(turn.per_s for turn in turns) for name, turns in seen.items()
    }
    best = max(rate for name, rate in medians.items() if name.startswith("smtp-source"))
    ceiling = next((rate for name, rate in medians.items() if name.startswith("blast")), 0.0)
    head = f"{'':30}{'msg/s':>8}{'slowest to quickest':>22}{'CPU s/1k':>10}{'peak MB':>9}"
    print(f"{head}{'of source':>11}{'of blast':>10}")
    for name, turns in seen.items():
        rates = [turn.per_s for turn in turns]
        cpu = statistics.median(turn.cpu_s / turn.messages * 1000 for turn in turns)
        peak = max(turn.peak_mb for turn in turns)
        of_blast = f"{medians[name] / ceiling:10.2f}" if ceiling else ""
        print(
            f"{name:30}{medians[name]:8,.0f}{f'{min(rates):,.0f} to {max(rates):,.0f}':>22}"
            f"{cpu:10.4f}{f'{peak:.1f}' if peak else '':>9}{medians[name] / best:11.2f}{of_blast}"
        )
    print(f"aims: {AIMS}")


def late_table(notes: Notes, rounds: int) -> None:
    """Time a line with a round trip of 20 ms by the number of connections."""
    print(f"\nEvery answer {DELAY_S * 1000:g} ms late; {LATE_S:g} s each, medians of {rounds}")
    print(f"{'':34}{'msg/s':>8}{'round trips a message':>23}")
    rows: dict[str, tuple[int, Callable[[int], Sent]]] = {
        f"press.deliver, {number} connections": (
            number,
            lambda port, number=number: deliverer(notes, port, number, LATE_S),
        )
        for number in SOURCES
    }
    for library in ("smtplib", "aiosmtplib") if install_peer() else ("smtplib",):
        rows[f"{library}, 8 connections"] = (
            8,
            lambda port, library=library: peer(notes, library, port, 8, 10**6, f"{LATE_S}"),
        )
    seen: dict[str, list[float]] = {name: [] for name in rows}
    for _ in range(rounds):
        for name, (_number, send) in rows.items():
            with sink() as port, late(port) as behind:
                seen[name].append(send(behind).per_s)
    for name, (number, _) in rows.items():
        rate = statistics.median(seen[name])
        print(f"{name:34}{rate:8,.0f}{number / rate / DELAY_S:23.2f}")


def main() -> None:
    asked = argparse.ArgumentParser(description="Time sending beside others.")
    asked.add_argument("--people", type=int, default=100_000)
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--others", type=int, default=50_000, help="messages of the senders in C")
    asked.add_argument("--few", type=int, default=10_000, help="messages of the libraries")
    asked.add_argument("--memory", action="store_true", help="Pressrun alone, once")
    options = asked.parse_args()
    if not (shutil.which("smtp-sink") and shutil.which("smtp-source")):
        sys.exit("smtp-sink and smtp-source are missing (Debian: apt install postfix)")
    with tempfile.TemporaryDirectory() as temporary:
        notes = Notes(Path(temporary), options.people)
        print(
            f"Python {platform.python_version()}, {os.cpu_count()} cores shared by sender and sink;"
            f" a face of {len(notes.face):,} octets; {options.people:,} people; load"
            f" {os.getloadavg()[0]:.1f}; {options.rounds} rounds in turn, medians"
        )
        if options.memory:
            for name, send in (("press.deliver", deliverer), ("pressrun send", verb)):
                with sink() as port:
                    turn = send(notes, port, 8) if send is deliverer else send(notes, port)
                print(
                    f"{name}: {turn.per_s:,.0f}/s, {turn.cpu_s / turn.messages * 1000:.4f} CPU s"
                    f" per 1,000, peak {turn.peak_mb:.1f} MB"
                )
            return
        table(notes, options.rounds, options.others, options.few)
        late_table(notes, options.rounds)


if __name__ == "__main__":
    main()
