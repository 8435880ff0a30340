"""Kill a sender over and over while it mails an issue, and count what arrived.

    make drill                        500 kills while mail is under way, and one at every step
    make drill ROUNDS=20              the quick form
    python bench/drill.py --seed 7 --weather throttled    kills in a storm

`pressrun send` mails an issue to a sink (``sink.py``) that writes down everything it takes before
it says so, and is killed with SIGKILL: once at every step that the code names, then at moments
drawn by chance, a quarter of them at the n-th time of a step drawn by chance. After each,
`pressrun audit --json` is read and `pressrun send` goes on. A kill counts only if some message
was between its MAIL and its answer. The sink leaves bodies lying and answers dots late, so that
kills fall into all phases. Verbs are forks of a process that has loaded them, which saves their
start-up; with ``--cold`` each is a process of its own from the beginning.

It exits 1 if anybody was lost, if more were doubled than connections were open, if `audit` had not
listed them, if the books differ from the sink's, or if something was wrong on the wire.
"""

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from findings import tell
from samplenotes import make
from tally import Life, Log, listed
from victim import fork, steps, warm_up

HERE: Final = Path(__file__).parent
BETWEEN: Final = 40  # messages from one kill to the next, on average
CONNECTIONS: Final = 8
PARAGRAPHS: Final = 90  # about 40 kB of mail: more than a narrow socket takes at once
DOT_S, SIP_S = 0.012, 0.02
CYCLE_S: Final = DOT_S + SIP_S
PATIENCE_S: Final = 60.0
# Steps that come again and again while mail goes out.
RECURRING: Final = ("claimed", "intended", "answered", "committing", "committed")
WEATHER: Final[Mapping[str, tuple[str, ...]]] = {
    "calm": (),
    "throttled": ("454@DOT>60", "454@RCPT/90"),
    "curt": ("421@MAIL/50", "both@DOT/50"),
    "broken": (
        "drop@GREETING/60",
        "drop@MAIL/60",
        "drop@RCPT/60",
        "drop@DATA/60",
        "drop@BODY/60",
        "drop@DOT/90",
        "swallow@DOT/90",
    ),
}


class Failed(Exception):
    """The drill cannot go on."""


@dataclass(slots=True)
class Drill:
    """One publication, one sink, one issue, many lives."""

    folder: Path
    log: Log
    chance: random.Random
    people: list[str]
    cold: bool
    pending: set[str]
    lives: list[Life] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)

    @property
    def notes(self) -> Path:
        return self.folder / "notes"

    @property
    def left(self) -> int:
        return len(self.people) - len(self.log.people)

    def start(self, arguments: Sequence[str], output: Path, at: Mapping[str, int]) -> int:
        """Start a verb and return its process id."""
        note = self.folder / "step"
        note.unlink(missing_ok=True)
        if not self.cold:
            return fork(arguments, folder=self.notes, output=output, at=at, note=note)
        told = ",".join(f"{step}:{number}" for step, number in at.items())
        with output.open("ab") as said:
            return subprocess.Popen(
                [sys.executable, str(HERE / "victim.py"), str(note), told, *arguments],
                cwd=self.notes,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
            ).pid

    def live(self, *, kill_after: int | None, at: Mapping[str, int], early_s: float = 0) -> int:
        """Send until the issue is through, a step kills, or so many were taken and a moment passed.

        Returns the exit status, negative for a signal. ``early_s`` kills so long after the start.
        """
        life = Life(first=self.log.opened + 1)
        before = len(self.log.taken)
        pid = self.start(["send", "1", "--yes"], self.folder / "said", at)
        begun = moved = time.monotonic()
        count = before
        while True:
            done, status = os.waitpid(pid, os.WNOHANG)
            if done:
                break
            time.sleep(0.0005)
            self.log.read()
            now = time.monotonic()
            if len(self.log.taken) > count:
                count, moved = len(self.log.taken), now
            due = early_s and now - begun >= early_s
            if due or (kill_after is not None and count - before >= kill_after):
                time.sleep(0 if due else self.chance.uniform(0, CYCLE_S))
                os.kill(pid, 9)
                _, status = os.waitpid(pid, 0)
                break
            if now - moved > PATIENCE_S:
                os.kill(pid, 9)
                os.waitpid(pid, 0)
                raise Failed(f"nothing was taken for {PATIENCE_S:g} s")
        code = os.waitstatus_to_exitcode(status)
        self.bury(life, killed=code == -9)
        self.statuses[code] += 1
        return code

    def bury(self, life: Life, *, killed: bool) -> None:
        """Wait until the sink has seen the end of a life, and read what the books say of it."""
        since = time.monotonic()
        while True:
            self.log.read()
            if self.log.quiet:
                break
            if time.monotonic() - since > PATIENCE_S:
                raise Failed("a connection of a sender that is gone does not close")
            time.sleep(0.001)
        note = self.folder / "step"
        life.killed, life.last = killed, self.log.opened
        life.step = note.read_text() if killed and note.exists() else ""
        self.pending.discard(life.step)
        if killed:
            audit = self.audit()
            life.listed, life.balanced = listed(audit), bool(audit["balanced"])
        self.lives.append(life)

    def audit(self) -> Mapping[str, object]:
        """Return what `audit --json` says; an issue that is no more than a draft has no books."""
        output = self.folder / "audit"
        output.unlink(missing_ok=True)
        pid = self.start(["audit", "1", "--json"], output, {})
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        text = output.read_text()
        start = text.find("{")
        if start < 0 and not self.log.taken:
            return {"balanced": True, "unknown": [], "maybe_twice": [], "by_state": {}, "frozen": 0}
        if start < 0 or code not in {0, 75}:
            raise Failed(f"audit ended with {code}:\n{text}")
        found: Mapping[str, object] = json.loads(text[start:])
        return found

    def kills(self) -> int:
        """Return how many kills fell while mail was under way, steps apart."""
        return sum(life.was_under_way(self.log) for life in self.lives)


def run(drill: Drill, rounds: int) -> None:
    """Kill at every step, then ``rounds`` times while mail is under way, then let it finish."""
    while drill.pending - {"closed"}:
        tried = frozenset(drill.pending)
        code = drill.live(kill_after=3 * BETWEEN, at=dict.fromkeys(tried, 1))
        if code != -9:
            raise Failed(f"send ended with {code} before the first kills were through")
        if drill.pending == tried:
            break  # no step that is left comes in the middle
    aimed, silent = drill.kills() + rounds, 0
    while drill.kills() < aimed:
        ahead = aimed - drill.kills()
        target = drill.chance.randint(0, max(2, 2 * drill.left // (ahead + 1)))
        at = dict.fromkeys(drill.pending, 1)
        draw = drill.chance.random()
        if draw < 0.25:
            at[drill.chance.choice(RECURRING)] = drill.chance.randint(1, 2 * BETWEEN)
        early_s = drill.chance.uniform(0, 0.3) if draw > 0.95 else 0.0
        code = drill.live(kill_after=target, at=at, early_s=early_s)
        if code == 0 or not drill.left:
            raise Failed(f"the issue was through before {rounds} kills: more people are needed")
        silent = silent + 1 if code != -9 else 0
        if silent > 20:
            raise Failed(f"send ends with {code} again and again")
        if code != -9:
            time.sleep(1)
    deadline = time.monotonic() + 10 * PATIENCE_S
    while (code := drill.live(kill_after=None, at=dict.fromkeys(drill.pending, 1))) != 0:
        if time.monotonic() > deadline:
            raise Failed(f"send ends with {code} and not with 0")
        if code != -9:
            time.sleep(1)
        elif drill.audit()["by_state"] == {"accepted": len(drill.people)}:
            break  # killed as it closed the books


def main() -> None:
    asked = argparse.ArgumentParser(description="Kill a sender, and count what arrived.")
    asked.add_argument("--rounds", type=int, default=500)
    asked.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    asked.add_argument("--weather", choices=WEATHER, default="calm")
    asked.add_argument("--cold", action="store_true", help="no forks: whole processes")
    asked.add_argument("--keep", type=Path, help="leave everything in this folder")
    options = asked.parse_args()
    named = steps()
    people = [
        f"reader.{number}@example.org"
        for number in range((BETWEEN + 2) * options.rounds + BETWEEN * len(named) + 600)
    ]
    print(
        f"seed {options.seed}; {len(people):,} people; {options.weather} weather; {CONNECTIONS}"
        f" connections; a sink that answers each dot after {DOT_S * 1000:g} ms; steps:"
        f" {', '.join(named) or 'none'}",
        flush=True,
    )
    folder = options.keep or Path(tempfile.mkdtemp(prefix="drill-"))
    folder.mkdir(exist_ok=True)
    command = [sys.executable, str(HERE / "sink.py"), str(folder / "sink.log"), "--narrow"]
    command += ["--delay", f"DOT={DOT_S}", "--sip", f"{SIP_S}"]
    for fault in WEATHER[options.weather]:
        command += ["--fault", fault]
    holds = False
    begun = time.monotonic()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as sink:
        assert sink.stdout is not None
        port = int(sink.stdout.readline())
        drill = Drill(
            folder=folder,
            log=Log(folder / "sink.log"),
            chance=random.Random(options.seed),
            people=people,
            cold=options.cold,
            pending=set(named),
        )
        try:
            settings = f"connections = {CONNECTIONS}\n"
            if options.weather != "calm":
                settings += '\n[delivery]\nretry = ["1s", "2s"]\njitter = 0.0\n'
            make(drill.notes, port, people, paragraphs=PARAGRAPHS, settings=settings)
            warm_up()
            run(drill, options.rounds)
            holds = tell(drill, options.rounds)
            print(f"That took {time.monotonic() - begun:.0f} s.")
        except Failed as failure:
            print(f"The drill stopped: {failure}")
            if (folder / "said").exists():
                print((folder / "said").read_text()[-2000:])
        finally:
            sink.terminate()
    if holds and not options.keep:
        shutil.rmtree(folder)
    else:
        print(f"Everything is left in {folder}")
    print("The promises hold." if holds else "SOMETHING IS WRONG.")
    sys.exit(0 if holds else 1)


if __name__ == "__main__":
    main()
