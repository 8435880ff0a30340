"""A sender that marks as fast as it can until it is killed; what it has done stands in a file.

The file has two numbers, how many steps were begun and how many done; each is one store to
shared memory, so that it outlives SIGKILL like a mark.
"""

import mmap
import sys
from itertools import count
from pathlib import Path

from pressrun.model.audience import SubscriberId
from pressrun.model.delivery import Claimed, Receipt
from pressrun.model.issue import IssueKey
from pressrun.model.mark import Mark
from pressrun.system.clock import SystemEntropy
from pressrun.system.journals import FileJournals

ROOM = 4
ISSUE = IssueKey("k7m2p9x4qd")


def claim(number: int) -> Claimed:
    return Claimed(
        issue=ISSUE,
        subscriber=SubscriberId(number),
        fence=1,
        attempt=0,
        face="face",
        address="reader@example.org",
        name="",
        subscription_handle="handle",
    )


def receipt(number: int) -> Receipt:
    return Receipt(250 + number % 300, f"queued as {number} " * (1 + number % 60))


def marks_after(steps: int) -> list[Mark]:
    """Return what stands in the journal after so many steps, without texts of answers."""
    standing: dict[int, int] = {}
    for step in range(max(0, steps - 6 * ROOM), steps):
        number, deed = divmod(step, 3)
        if deed == 0:
            standing[number] = 0
        elif deed == 1 and number in standing:
            standing[number] = receipt(number).code
        elif deed == 2:
            standing.pop(number - ROOM + 1, None)
    first = max(0, steps // 3 - ROOM)
    return [
        Mark(ISSUE, SubscriberId(n), 1, Receipt(code) if code else None, "primary" if code else "")
        for n, code in sorted(standing.items())
        if n >= first
    ]


def work(folder: Path) -> None:
    journal = FileJournals(folder, entropy=SystemEntropy()).open(room=ROOM)
    with (folder.parent / "steps").open("r+b") as file:
        steps = memoryview(mmap.mmap(file.fileno(), 16)).cast("Q")
    sys.stdout.write(f"{journal.sender}\n")
    sys.stdout.flush()
    for step in count():
        number, deed = divmod(step, 3)
        steps[0] = step + 1
        if deed == 0:
            journal.intend(claim(number))
        elif deed == 1:
            journal.answer(claim(number), receipt(number), relay="primary")
        else:
            journal.clear(claim(number - ROOM + 1))
        steps[1] = step + 1


if __name__ == "__main__":
    work(Path(sys.argv[1]))
