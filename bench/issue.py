"""Time an issue from its source files to its byte template: cold, and warm with one change.

    python bench/issue.py

Cold: a running press that has seen none of the articles. Warm: the same press after one article
was changed. Both go the way of `pressrun run`: files, front matter, parser, pictures, templates,
MJML, style sheet, text part, message; parser and templates run in a child process. Starting that
child, which happens once in the life of a press, is shown beside them.
"""

import statistics
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from pressrun.app.beginning import begin
from pressrun.app.wiring import Wiring
from pressrun.press.faces import bind, make_face, render

ROUNDS = 7
SIZES = (20, 50, 100, 200)
COLD_LIMIT_MS, WARM_LIMIT_MS = 400, 60
ARTICLE_OCTETS = 5_000

PARAGRAPH = (
    "The lens weighs a little over a tonne and floats in a trough of mercury. That is the *old*"
    " trick of the lamp makers, and it is why this story is **possible** at all: you can move it"
    ' with one hand, said [the keeper](https://example.org/keeper/{n}). "You cannot", however,'
    " move it evenly with one hand for long, and `nobody` has tried since.\n\n"
)
BLOCKS = (
    "::: key-points\n- One thing.\n- Another thing.\n:::\n\n",
    "## A light is a sentence\n\n",
    "1. Two people push.\n2. One reads the watch.\n3. One writes the log.\n\n",
    "| Time | What the log says |\n| ---: | --- |\n| 21:50 | Lens stops. |\n| 22:05 | Turns. |\n\n",
    "::: quote\nI could have had the paint out by morning.\n\n-- Bob Sample, electrician\n:::\n\n",
    "## What we changed\n\n",
    "> There are now twelve spare pins in a jar.\n\n",
    "::: callout Before you go\nThe path floods at spring tides.\n:::\n\n",
)


def body(number: int, change: int) -> str:
    """Return a text of about 5 kB."""
    rows = [f"Article {number}, as it stands at change {change}.\n\n"]
    for index, block in enumerate(BLOCKS):
        rows += [block, PARAGRAPH.format(n=index), PARAGRAPH.format(n=number)]
    text = "".join(rows)
    return text[: text.rindex("\n\n", 0, ARTICLE_OCTETS)] + "\n"


def write_article(folder: Path, number: int, change: int = 0) -> None:
    letters = "abcdefghijklmnopqrstuvwxyz234567"
    minted = "".join(letters[number >> shift & 31] for shift in range(0, 50, 5))
    front = f"---\nid: {minted}\ntitle: Article number {number}\nauthor: Ada Sample\n---\n\n"
    text = front + body(number, change)
    (folder / f"articles/piece-{number}.md").write_text(text, encoding="utf-8")


def make_folder(folder: Path, size: int) -> None:
    begin(folder, title="Harbour", zone="UTC", authority="example.org", dry_run=False)
    for number in range(size):
        write_article(folder, number)
    names = "".join(f"  - piece-{number}\n" for number in range(size))
    issue = folder / "issues/002-long/issue.md"
    issue.parent.mkdir(parents=True)
    issue.write_text(
        f"---\nid: issueaaaaa\nsubject: A long issue\narticles:\n{names}---\n\nDear.\n"
    )


def once_ms(wiring: Wiring, folder: Path) -> tuple[float, int]:
    """Return how long one issue takes from the folder to its byte template, and its octets."""
    begun = time.perf_counter()
    contents = wiring.desk.folder.contents()
    issue = next(issue for issue in contents.issues if issue.number == 2)
    at = datetime(2026, 12, 1, tzinfo=UTC)
    bound = bind(wiring.desk, issue, contents, at=at)
    face = make_face(wiring.desk, bound, render(wiring.desk, bound), date_at=at)
    return (time.perf_counter() - begun) * 1000, len(face.octets)


def measure(size: int) -> dict[str, list[float]]:
    """Return times by name for an issue of ``size`` articles."""
    found: dict[str, list[float]] = {"start": [], "cold": [], "warm": []}
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "harbour"
        make_folder(folder, size)
        wiring = Wiring(folder, {})
        # A first issue of other articles: the child is up and its modules are loaded.
        for number in range(size):
            write_article(folder, number, change=-1)
        found["start"].append(once_ms(wiring, folder)[0])
        for change in range(1, ROUNDS + 1):
            for number in range(size):
                write_article(folder, number, change)
            found["cold"].append(once_ms(wiring, folder)[0])
            write_article(folder, size // 2, change + 1_000)
            milliseconds, octets = once_ms(wiring, folder)
            found["warm"].append(milliseconds)
        wiring.close()
    found["octets"] = [float(octets)]
    return found


def main() -> None:
    print(f"{'articles':>8}{'octets':>10}{'first':>9}{'cold':>9}{'min':>8}{'warm':>9}{'min':>8}")
    cold: dict[int, float] = {}
    for size in SIZES:
        found = measure(size)
        cold[size] = statistics.median(found["cold"])
        print(
            f"{size:8}{found['octets'][0]:10,.0f}{found['start'][0]:7.0f}ms{cold[size]:7.0f}ms"
            f"{min(found['cold']):6.0f}ms{statistics.median(found['warm']):7.0f}ms"
            f"{min(found['warm']):6.0f}ms"
        )
    growth = cold[SIZES[-1]] / cold[SIZES[0]]
    print(
        f"limits for {SIZES[0]}: {COLD_LIMIT_MS} ms cold, {WARM_LIMIT_MS} ms warm."
        f" {SIZES[-1] // SIZES[0]} times the articles took {growth:.1f} times as long."
    )


if __name__ == "__main__":
    main()
