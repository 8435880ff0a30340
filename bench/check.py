"""Time `pressrun check` of a large publication: cold, with nothing changed, and with one change.

    .venv/bin/python bench/check.py [--articles 1000] [--issues 100] [--rounds 5]

Every article has about 1,000 words, links, a heading, a mention of another and every tenth a
picture; every issue has ten of them and none has gone out, which is the hard form: of one that has,
faces are frozen and only its words are read. One template is the publication's own, so that what
templates wrote is looked at as well. Each figure is a whole process as somebody types it, from its
start to its exit; the peer is `pressrun --version`, which no command can beat. The limits are 30 s
cold and 1 s with one change. The last rows are processes that go on, their children at hand: what
is left of a change when no program has to start. `check --watch` looks every quarter of a second,
and is timed from the saving to its last word.
"""

import argparse
import base64
import hashlib
import os
import platform
import random
import shutil
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import time
import zlib
from contextlib import closing
from pathlib import Path
from typing import Final

from pressrun.app.checking import Checking
from pressrun.app.deskroom import Deskroom

COLD_LIMIT_S, WARM_LIMIT_S = 30.0, 1.0
ROOT: Final = Path(__file__).resolve().parents[1]
TOML: Final = """\
title = "Bench"
url = "https://bench.example.org"
authority = "bench.example.org"
year = 2026
language = "en"
zone = "UTC"

[lists.main]
sender = "Bench <bench@example.org>"
"""
WORDS: Final = (
    *("tide", "harbour", "winter", "ferry", "boat", "water", "crew", "light", "morning"),
    *("keeper", "timber", "rope", "storm", "quiet", "island", "market", "bread", "letter"),
    *("paper", "press", "wheel", "garden", "window", "river", "bridge", "county"),
)


def minted(name: str) -> str:
    """Return an id that is always the same for a name."""
    return base64.b32encode(hashlib.sha256(name.encode()).digest()).decode().lower()[:10]


def picture(shade: int) -> bytes:
    """Return a small grey PNG."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)

    head = struct.pack(">IIBBBBB", 32, 16, 8, 0, 0, 0, 0)
    rows = (b"\0" + bytes([shade % 256]) * 32) * 16
    parts = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def lay(root: Path, *, articles: int, issues: int) -> None:
    """Write the publication."""
    draw = random.Random(8)  # the same words every time
    for name in ("articles", "issues", "templates/email/parts"):
        (root / name).mkdir(parents=True)
    (root / "pressrun.toml").write_text(TOML)
    foot = (ROOT / "templates/email/parts/foot.mjml").read_text()
    (root / "templates/email/parts/foot.mjml").write_text(f"{foot}\n<!-- our own -->\n")

    def prose(words: int) -> str:
        return " ".join(draw.choice(WORDS) for _ in range(words)).capitalize() + "."

    for n in range(articles):
        shown = f"\n![A grey field, number {n}](field{n}.png)\n" if n % 10 == 0 else ""
        if shown:
            (root / f"articles/field{n}.png").write_bytes(picture(n))
        parts = [
            f"---\nid: {minted(f'a{n}')}\ntitle: What the tide left, part {n}",
            f"summary: The morning after storm {n}, told from the quay.\ntags: [tide]\n---\n",
            *(
                f"{prose(110)} See [the log of {n}](https://log.example.net/{n}/{k}).\n"
                for k in range(4)
            ),
            shown,
            f"## The second half\n\n{prose(110)} It began in [part {n // 2}](a{n // 2}.md).\n",
            *(f"{prose(110)}\n" for _ in range(4)),
        ]
        (root / f"articles/a{n}.md").write_text("\n".join(parts))
    for n in range(issues):
        folder = root / f"issues/{n + 1:03}-week-{n + 1}"
        folder.mkdir()
        carried = "\n".join(f"  - a{(n * 10 + k) % articles}" for k in range(10))
        (folder / "issue.md").write_text(
            f"---\nid: {minted(f'i{n}')}\nsubject: Week {n + 1} at the harbour\n"
            f"preheader: Ten pieces from the quay, the longest of them about rope\n"
            f"content: summary\narticles:\n{carried}\n---\n\nGood morning from the quay.\n"
        )


def timed(folder: Path, *arguments: str) -> float:
    """Return how long one command takes as a process, in seconds."""
    environ = {**os.environ, "NO_COLOR": "1"}
    environ.pop("PYTHONDONTWRITEBYTECODE", None)
    began_s = time.perf_counter()
    done = subprocess.run(  # our own program
        [sys.executable, "-m", "pressrun", *arguments],
        cwd=folder,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    took_s = time.perf_counter() - began_s
    if done.returncode:
        sys.exit(f"{' '.join(arguments)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return took_s


def inside(folder: Path, *, rounds: int) -> list[float]:
    """Return how long a check takes after one article changed, in a process that goes on."""
    took_s = []
    with closing(Deskroom(folder, {})) as room:
        checking = Checking(room)
        for n in range(rounds + 1):
            article = folder / f"articles/a{n + 200}.md"
            article.write_text(f"{article.read_text()}\nAnd once more.\n")
            began_s = time.perf_counter()
            checking.check([])
            took_s.append(time.perf_counter() - began_s)
    return took_s[1:]  # the first starts the children


def watched(folder: Path, *, rounds: int) -> list[float]:
    """Return how long `check --watch` takes from the saving of an article to its last word."""
    took_s = []
    command = [sys.executable, "-m", "pressrun", "check", "--watch"]
    with subprocess.Popen(  # our own program
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as watching:

        def wait() -> None:
            for line in watching.stdout or ():
                if line.startswith("Watching"):
                    return
            sys.exit("check --watch has ended")

        wait()
        for n in range(rounds):
            article = folder / f"articles/a{n + 300}.md"
            article.write_text(f"{article.read_text()}\nAnd once more.\n")
            began_s = time.perf_counter()
            wait()
            took_s.append(time.perf_counter() - began_s)
        watching.send_signal(signal.SIGINT)
        watching.communicate()
    return took_s


def told(what: str, took_s: list[float], limit_s: float | None = None) -> float:
    """Print the median and least of some rounds, and how the median stands to its limit."""
    median = statistics.median(took_s)
    beside = f"   {median / limit_s:5.2f} of the limit of {limit_s:g} s" if limit_s else ""
    print(f"{what:38} {median:7.2f} s   least {min(took_s):6.2f} s{beside}")
    return median


def main() -> None:
    """Lay a publication out, check it, and print what it takes."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--issues", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    load = os.getloadavg()[0]
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, load {load:.2f} before")
    with tempfile.TemporaryDirectory(prefix="pressrun-bench-") as place:
        folder = Path(place)
        lay(folder, articles=asked.articles, issues=asked.issues)
        timed(folder, "--version")  # so that nobody is timed while Python compiles
        least = told(
            "pressrun --version", [timed(folder, "--version") for _ in range(asked.rounds)]
        )
        cold, warm, changed, in_issue = [], [], [], []
        for _ in range(max(1, asked.rounds // 2)):
            shutil.rmtree(folder / ".pressrun", ignore_errors=True)
            cold.append(timed(folder, "check"))
        for n in range(asked.rounds):
            warm.append(timed(folder, "check"))
            article = folder / f"articles/a{n + 3}.md"
            article.write_text(f"{article.read_text()}\nAnd the tide came back.\n")
            changed.append(timed(folder, "check"))
            issue = folder / f"issues/{n + 5:03}-week-{n + 5}/issue.md"
            issue.write_text(f"{issue.read_text()}\nUntil next week.\n")
            in_issue.append(timed(folder, "check"))
        saved = watched(folder, rounds=asked.rounds)
        within = inside(folder, rounds=asked.rounds)
        pages = f"{asked.articles:,} articles, {asked.issues} issues"
        told(f"cold, {pages}", cold, COLD_LIMIT_S)
        told("nothing changed", warm)
        told("one article changed, and its issue", changed, WARM_LIMIT_S)
        told("one issue changed", in_issue, WARM_LIMIT_S)
        told("one article saved, check --watch", saved, WARM_LIMIT_S)
        told("one article changed, in one process", within, WARM_LIMIT_S)
        print(f"one change is {statistics.median(changed) / least:.1f} times pressrun --version")


if __name__ == "__main__":
    main()
