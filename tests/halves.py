"""Run the tests in two halves side by side, since much of what they do is waiting.

    .venv/bin/python tests/halves.py [PYTEST OPTION]...

The first half is what is named here, the second whatever else there is, so that no new folder is
forgotten. What both print comes out line by line as it is printed; the last line counts the tests
of both. Ends with the worse of their exit statuses.
"""

import re
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO, Final

TESTS: Final = Path(__file__).parent
FIRST: Final = ("cli", "faulty", "story", "test_docs.py", "test_docs_of_check.py")
_COUNTED: Final = re.compile(r"(\d+) (passed|failed|errors?|skipped)\b")


def main() -> int:
    """Run both halves and return the exit status."""
    named = [str(TESTS / name) for name in FIRST]
    halves = [named, [str(TESTS), *(f"--ignore={path}" for path in named)]]
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "pytest", *arguments, *sys.argv[1:]],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for arguments in halves
    ]
    last = ["", ""]
    readers = [
        threading.Thread(target=_pass_on, args=(half.stdout, last, number))
        for number, half in enumerate(running)
    ]
    for reader in readers:
        reader.start()
    try:
        statuses = [half.wait() for half in running]
    except KeyboardInterrupt:
        for half in running:
            half.wait()  # it was interrupted as well
        return 130
    for reader in readers:
        reader.join()
    counts = dict.fromkeys(("passed", "failed", "skipped"), 0)
    for line in last:
        for number, what in _COUNTED.findall(line):
            counts["failed" if what.startswith("error") else what] += int(number)
    sys.stdout.write(", ".join(f"{number} {what}" for what, number in counts.items()) + "\n")
    return max(statuses, key=abs)


def _pass_on(printed: IO[str] | None, last: list[str], number: int) -> None:
    for line in printed or ():
        sys.stdout.write(line)
        sys.stdout.flush()
        if line.strip():
            last[number] = line


if __name__ == "__main__":
    sys.exit(main())
