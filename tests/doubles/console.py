"""A page of documentation played as its reader would: every command, every line of output."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

BLOCK = re.compile(r"^```console\n(.*?)^```", re.M | re.S)


@dataclass(frozen=True, slots=True)
class Step:
    """A command and what the page shows of its output; ``…`` stands for anything."""

    command: str
    shown: str


def steps(page: str) -> Iterator[Step]:
    """Yield every command of a page's console blocks, in order."""
    for block in BLOCK.findall(page):
        for part in re.split(r"^\$ ", block, flags=re.M)[1:]:
            command, _, shown = part.partition("\n")
            while command.endswith("\\"):
                more, _, shown = shown.partition("\n")
                command = command[:-1] + more.strip()
            yield Step(command.strip(), shown.strip("\n"))


def matches(shown: str, output: str) -> bool:
    """Tell whether output is what a page shows of it.

    ``…`` within a line stands for anything on that line; alone on a line, for any lines.
    """
    pattern = ""
    for line in shown.splitlines():
        if line.strip() == "…":
            pattern += r"(?:.*\n)*?"
        else:
            pattern += ".*".join(re.escape(part) for part in line.rstrip().split("…")) + r"[ ]*\n"
    return re.fullmatch(pattern, output.rstrip("\n") + "\n" if output.strip() else "") is not None


class Reader:
    """Types what a page says, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        beside = str(Path(sys.executable).parent)
        self._environ = {
            "PATH": f"{beside}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(folder),
            "NO_COLOR": "1",
            "LANG": "C.UTF-8",
            "TZ": "UTC",
        }

    def type(self, step: Step) -> tuple[int, str]:
        """Run one command; return its status and all it printed."""
        if step.command.startswith("cd "):
            self.folder = self.folder / step.command.removeprefix("cd ").strip()
            return 0, ""
        done = subprocess.run(
            step.command,
            shell=True,
            cwd=self.folder,
            env=self._environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=60,
            check=False,
        )
        return done.returncode, done.stdout
