"""Time a digest for a long list, from the look at who lacks what to the first that may be sent.

    .venv/bin/python bench/digests.py [--people 100000] [--sets 50] [--issues 8] [--articles 3]

A publication in a temporary folder with a database on the disk. Past issues went to the list, and
readers of the weekly digest have had parts of it, so that they lack so many different sets; others
read every issue and have it all. What is timed is what the press does: the sets are looked up,
every set is rendered by the isolate's children and composed, the run is frozen, and its audience is
opened. The peer is the same number of rows written by one statement that looks nothing up.
"""

import argparse
import logging
import os
import platform
import resource
import sqlite3
import tempfile
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from samplenotes import WORDS

from pressrun.app.wiring import Wiring
from pressrun.model.audience import Cadence
from pressrun.model.delivery import Face, PressRun, RunState
from pressrun.model.issue import ArmedIssue, IssueKey, IssueState
from pressrun.ports import Store
from pressrun.press.freeze import freeze
from pressrun.press.release import release
from pressrun.store.sql import SqlStore

LIMIT_S: Final = 10.0
NOW: Final = datetime.now(UTC).replace(microsecond=0)
KEY: Final = IssueKey("digestaaaa")
_TEN: Final = "abcdefghijklmnopqrstuvwxyz234567"

PEOPLE: Final = """
    WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < ?)
    INSERT INTO subscriber (id, handle, address, address_key, address_hash, name, language)
    SELECT n, 'person-' || n, 'reader' || n || '@example.org', 'reader' || n || '@example.org',
        hex(randomblob(32)), 'Reader ' || n, ''
    FROM number
"""
SUBSCRIPTIONS: Final = """
    INSERT INTO subscription (list, subscriber, state, handle, changed_at, cadence, owed_since)
    SELECT 'main', id, 'confirmed', substr(hex(randomblob(16)), 1, 21) || 'A', ?,
        CASE WHEN id <= ? THEN 'weekly' ELSE 'each' END, CASE WHEN id <= ? THEN ? END
    FROM subscriber
"""
# Whoever reads each issue has it; of the others, those whose group's number has the issue's bit.
DELIVERIES: Final = """
    INSERT INTO delivery (issue, subscriber, run, face, state, reason)
    SELECT ?, id, ?, ?, 'accepted', '' FROM subscriber WHERE id > ? OR (id % ?) >> ? & 1
"""
PEER: Final = """
    INSERT INTO peer (issue, subscriber, run, face, state)
    SELECT issue, subscriber, run, face, state FROM delivery WHERE issue = ?
"""
SETTINGS: Final = """\
title = "Bench"
url = "https://bench.example.org"
authority = "example.org"
year = 2026
language = "en"
zone = "UTC"

[lists.main]
sender = "Bench <bench@example.org>"
"""
ARTICLE: Final = """\
---
id: {id}
title: Pier {number}
summary: What was seen on pier {number}, and by whom.
tags: [pier]
publish: now
---

"""
DIGEST: Final = f"""\
---
id: {KEY}
subject: The week on the piers
digest: weekly
---

{WORDS}
"""


class Steps(logging.Handler):
    """Notes when the press comes to each step, by the lines it logs."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.at_s: dict[str, float] = {}

    def emit(self, record: logging.LogRecord) -> None:
        self.at_s.setdefault(record.msg, time.perf_counter())


def minted(number: int, kind: str) -> str:
    digits = ""
    for _ in range(9):
        number, digit = divmod(number, 32)
        digits = _TEN[digit] + digits
    return kind + digits


def write(folder: Path, articles: int) -> None:
    """Make a publication with so many articles, which are public, and a digest."""
    for name in ("articles", "issues/001-the-week"):
        (folder / name).mkdir(parents=True)
    (folder / "pressrun.toml").write_text(SETTINGS)
    (folder / "issues/001-the-week/issue.md").write_text(DIGEST)
    body = f"{WORDS} " * 8
    for number in range(articles):
        front = ARTICLE.format(id=minted(number, "a"), number=number)
        text = "\n\n".join(f"## Part {part}\n\n{body}" for part in range(4))
        (folder / "articles" / f"pier-{number}.md").write_text(front + text)


def fill(path: Path, store: Store, people: int, sets: int, issues: int, articles: int) -> None:
    """Let issues go to a list of whom half read by digest, in so many groups."""
    with closing(sqlite3.connect(path)) as connection, connection:
        begun_ms = int((NOW - timedelta(days=30)).timestamp() * 1000)
        connection.execute(PEOPLE, (2 * people,))
        connection.execute(SUBSCRIPTIONS, (begun_ms, people, people, begun_ms))
    for number in range(issues):
        key, at = IssueKey(minted(number, "i")), NOW - timedelta(days=issues - number)
        names = [minted(number * articles + each, "a") for each in range(articles)]
        face = Face(
            digest=key, issue=key, language="en", variant="", octets=b"", articles=tuple(names)
        )
        with store.unit() as unit:
            unit.issues.arm(armed(key, at))
            unit.issues.move(key, expected=IssueState.ARMED, to=IssueState.SENDING)
            unit.runs.freeze(
                PressRun(issue=key, salt=b"", date_at=at, state=RunState.FROZEN), [face]
            )
        with closing(sqlite3.connect(path)) as connection, connection:
            [[run]] = connection.execute("SELECT id FROM press_run WHERE issue = ?", (key,))
            values = (key, run, key, people, sets, number)
            frozen = connection.execute(DELIVERIES, values).rowcount
            connection.execute(
                "UPDATE press_run SET state = 'open', list = 'main', frozen = ? WHERE id = ?",
                (frozen, run),
            )
        with store.unit() as unit:
            unit.runs.close(key)
    with store.unit() as unit:
        unit.issues.arm(armed(KEY, NOW))


def armed(key: IssueKey, at: datetime) -> ArmedIssue:
    return ArmedIssue(
        key=key,
        list="main",
        state=IssueState.ARMED,
        wall=f"{at:%Y-%m-%dT%H:%M}",
        zone="UTC",
        due_at=at,
        digest="d",
        armed_by="a sample",
        armed_at=at,
    )


def assemble(wiring: Wiring, people: int) -> None:
    """Have the press make the digest, and tell how long each part of it took."""
    desk, store, steps = wiring.desk, wiring.store, Steps()
    logger = logging.getLogger("pressrun.press")
    logger.setLevel(logging.DEBUG)
    logger.addHandler(steps)
    began = time.perf_counter()
    with store.unit(write=False) as unit:
        unseen = unit.digests.unseen("main", Cadence.WEEKLY)
    looked = time.perf_counter() - began
    with store.unit(write=False) as unit:
        [due] = unit.issues.due(desk.clock.now())
    began, cpu = time.perf_counter(), time.process_time()
    contents = desk.folder.contents()
    run = freeze(desk, store, due, contents)
    if not isinstance(run, PressRun):
        raise SystemExit(str(run))
    frozen = release(desk, store, run, contents)
    ended, cpu = time.perf_counter(), time.process_time() - cpu
    with store.unit(write=False) as unit:
        faces, found = unit.runs.faces(KEY), unit.runs.find(KEY)
        began_claiming = time.perf_counter()
    with store.unit() as unit:
        unit.deliveries.claim(
            KEY, sender="bench", limit=500, now=desk.clock.now(), lease=timedelta(minutes=15)
        )
    claimed = time.perf_counter() - began_claiming
    at = steps.at_s
    octets = sum(len(face.octets) for face in faces)
    waiting = found.waiting if found else 0
    print(f"{len(unseen)} sets, {len(faces)} faces of {octets / len(faces) / 1000:.0f} kB each;")
    print(f"{frozen:,} readers have a delivery, {waiting:,} wait\n")
    print("| part | s |\n|---|---|")
    for name, seconds in (
        ("who lacks what, alone (part of each of the next and of opening)", looked),
        ("sets looked up, rendered, composed", at["step.freezing"] - began),
        ("run and faces written", at["step.frozen"] - at["step.freezing"]),
        ("audience opened", at["step.opening"] - at["step.published"]),
        ("its commit", at["step.opened"] - at["step.opening"]),
        ("first 500 claimed", claimed),
    ):
        print(f"| {name} | {seconds:.2f} |")
    print(
        f"\nbefore the first send, in all: {ended - began:.2f} s (limit {LIMIT_S:g} s),"
        f" {cpu:.2f} s of this process's own"
    )
    if frozen != people:
        raise SystemExit(f"{frozen:,} of {people:,} are in it")


def write_least(path: Path) -> None:
    """Tell what the same rows cost in one statement that looks nothing up."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE peer AS SELECT * FROM delivery WHERE 0")
        connection.execute("CREATE UNIQUE INDEX peer_key ON peer (issue, subscriber)")
        began = time.perf_counter()
        with connection:
            connection.execute(PEER, (KEY,))
        print(f"peer: as many bare rows with one index: {time.perf_counter() - began:.2f} s")


def main(people: int, sets: int, issues: int, articles: int) -> None:
    if sets > 1 << issues:
        raise SystemExit(f"{issues} issues make no more than {1 << issues} sets")
    print(
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {os.cpu_count()}"
        f" cores; {people:,} readers of a digest, as many of each issue; {sets} groups, up to"
        f" {issues * articles} articles each"
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder, issues * articles)
        wiring = Wiring(folder, {})
        path = wiring.database
        path.parent.mkdir()
        SqlStore.open(path, clock=wiring.clock, entropy=wiring.entropy).close()
        fill(path, wiring.store, people, sets, issues, articles)
        assemble(wiring, people)
        wiring.close()
        children = resource.getrusage(resource.RUSAGE_CHILDREN)
        print(f"the isolate's children, starting included: {children.ru_utime:.2f} s of processor")
        write_least(path)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--sets", type=int, default=50)
    parser.add_argument("--issues", type=int, default=8)
    parser.add_argument("--articles", type=int, default=3)
    chosen = parser.parse_args()
    main(chosen.people, chosen.sets, chosen.issues, chosen.articles)
