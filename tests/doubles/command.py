"""The real command line in a real process."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

PRESSRUN = Path(sys.executable).with_name("pressrun")


class CommandLine:
    """A publication's folder and the command line in it."""

    def __init__(self, folder: Path, *, program: Path = PRESSRUN, **environ: str) -> None:
        self.folder, self.program = folder, program
        self.environ = {**os.environ, "NO_COLOR": "1", **environ}
        self.started: list[Watched] = []

    def command(self, *arguments: str) -> list[str]:
        return [str(self.program), "--folder", str(self.folder), *arguments]

    def run(self, *arguments: str, status: int = 0) -> str:
        """Run one command to its end and return what it printed, talk included."""
        done = subprocess.run(
            self.command(*arguments),
            env=self.environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == status, done.stdout
        assert "Traceback" not in done.stdout
        return done.stdout

    def start(self, *arguments: str) -> "Watched":
        """Start a command and leave it running."""
        watched = Watched(
            subprocess.Popen(
                self.command(*arguments),
                env=self.environ,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                text=True,
            )
        )
        self.started.append(watched)
        return watched

    def close(self) -> None:
        """Kill what a failed test left running."""
        for watched in self.started:
            if watched.process.poll() is None:
                watched.end(signal.SIGKILL)

    def people(self, count: int) -> None:
        """Import sample people."""
        rows = "".join(f"reader{number}@example.org\n" for number in range(count))
        (self.folder / "people.csv").write_text(f"email\n{rows}")
        file = str(self.folder / "people.csv")
        self.run("subscribers", "import", file, "--consent", "sample people", "--yes")


class Watched:
    """Reads a process's output to its end and says when a line has a word."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process
        self.lines: list[str] = []
        self._grown = threading.Condition()
        self._ended = False
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def wait_for(self, word: str, *, timeout_s: float) -> str:
        """Return the first line with ``word``; fail when it does not come."""

        def found() -> str | None:
            return next((line for line in self.lines if word in line), None)

        with self._grown:
            self._grown.wait_for(lambda: found() or self._ended, timeout=timeout_s)
            line = found()
        assert line is not None, f"no {word!r} in:\n" + "".join(self.lines)
        return line

    def end(self, number: int) -> int:
        """Send a signal, wait for the end and return the exit status."""
        self.process.send_signal(number)
        status = self.process.wait(30)
        self._thread.join(10)
        return status

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as lines:
            for line in lines:
                with self._grown:
                    self.lines.append(line)
                    self._grown.notify_all()
        with self._grown:
            self._ended = True
            self._grown.notify_all()
