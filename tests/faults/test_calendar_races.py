"""Four presses in one folder, killed and asleep, across both changes of the clocks."""

import asyncio
import json
import os
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from email import message_from_bytes
from itertools import pairwise
from pathlib import Path
from typing import IO
from zoneinfo import ZoneInfo

import pytest

from pressrun.app.beginning import begin
from pressrun.app.wiring import Wiring
from pressrun.model.issue import IssueState
from pressrun.press.deliver import deliver
from pressrun.press.subscribe import add

HAND = Path(__file__).with_name("presshand.py")
TESTS = Path(__file__).parents[1]
BERLIN = ZoneInfo("Europe/Berlin")
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
SKEWS_S = (-90, -20, 30, 90)
READERS = ("ada@example.org", "bob@example.org")
DIES_AT = (
    *("schedule.claiming", "schedule.claimed", "schedule.written", "schedule.armed"),
    *("step.freezing", "step.frozen", "step.published", "step.opening"),
)
# name, local time, ahead, grace, what is late, what is made up for
ORDERS = (
    ("night", time(2, 30), timedelta(0), 12 * HOUR, "send", "all"),
    ("noon", time(12, 0), timedelta(0), 1 * HOUR, "skip", "latest"),
    ("evening", time(18, 0), 6 * HOUR, 2 * HOUR, "ask", "latest"),
)
BEGINNINGS = {
    "clocks go back": datetime(2026, 10, 24, 10, 3, tzinfo=UTC),
    "clocks go forward": datetime(2027, 3, 27, 10, 3, tzinfo=UTC),
}


def instant(day: datetime, at: time) -> datetime:
    """Return the instant of a time on the wall: moved by the gap, the first of two."""
    wall = datetime.combine(day.date(), at)
    return wall.replace(tzinfo=BERLIN, fold=0).astimezone(UTC)


def moments(at: time, begin: datetime, days: int) -> list[tuple[str, datetime]]:
    """Return (wall time, instant) of a daily schedule around these days."""
    found = []
    for number in range(-1, days + 3):
        day = begin.astimezone(BERLIN).replace(hour=12) + timedelta(days=number)
        found.append((f"{day:%Y-%m-%d}T{at:%H:%M}", instant(day, at)))
    return found


def steps(begin: datetime, days: int, chance: random.Random) -> list[datetime]:
    """Return when the presses look: never so close to a bound that their clocks disagree on it.

    Once all of them sleep for more than a day.
    """
    bounds = [
        moved
        for _, at, ahead, grace, *_ in ORDERS
        for _, moment in moments(at, begin, days + 3)
        for moved in (moment, moment - ahead, moment + grace)
    ]
    found, now = [begin], begin
    nap_after = 4
    while now < begin + timedelta(days=days):
        nap = len(found) == nap_after
        now += 31 * HOUR if nap else chance.randint(120, 480) * MINUTE
        while any(abs(now - bound) < 4 * MINUTE for bound in bounds):
            now += MINUTE
        found.append(now)
    return found


def foretold(looks: Sequence[datetime], days: int) -> dict[tuple[str, str], str]:
    """Return what must become of every moment, by a model that shares no code."""
    expected: dict[tuple[str, str], str] = {}
    for name, at, ahead, grace, if_late, catch_up in ORDERS:
        for before, now in pairwise([looks[0] - ahead, *looks]):
            fresh = [
                (wall, moment)
                for wall, moment in moments(at, looks[0], days)
                if before + ahead < moment <= now + ahead
            ]
            passed = [wall for wall, moment in fresh if moment <= now]
            for wall, moment in fresh:
                late = now - moment > grace
                if catch_up == "latest" and wall in passed[:-1]:
                    expected[name, wall] = "skipped"
                elif late and if_late != "send":
                    expected[name, wall] = {"skip": "missed", "ask": "held"}[if_late]
                else:
                    expected[name, wall] = "drafted"
            for wall, moment in moments(at, looks[0], days):
                drafted = expected.get((name, wall)) == "drafted"
                if drafted and before < moment <= now and now - moment > grace and if_late == "ask":
                    expected[name, wall] = "held"
    return expected


class Hand:
    """One press; ``skew_s`` is how far its clock is off."""

    def __init__(self, folder: Path, skew_s: int, dies_at: str) -> None:
        self.skew_s = skew_s
        self.process = subprocess.Popen(
            [sys.executable, str(HAND), str(folder), f"--skew-s={skew_s}", f"--dies-at={dies_at}"],
            env={**os.environ, "PYTHONPATH": str(TESTS)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def tell(self, now: datetime) -> None:
        _of(self.process.stdin).write(f"{now.isoformat()}\n")
        _of(self.process.stdin).flush()

    def answer(self) -> dict[str, object] | None:
        """Return what it did in its tick; None where it was killed."""
        line = _of(self.process.stdout).readline()
        return json.loads(line) if line else None

    def end(self) -> None:
        self.process.kill()
        self.process.communicate()


def _of(pipe: IO[str] | None) -> IO[str]:
    assert pipe is not None
    return pipe


@dataclass
class Race:
    """A folder, four presses in it, and what happened in which order."""

    folder: Path
    chance: random.Random
    hands: list[Hand] = field(default_factory=list)
    story: list[str] = field(default_factory=list)
    articles: int = 0
    looks: int = 0

    def start(self, *, doomed: bool = True) -> None:
        """Have four presses at work; where ``doomed``, new ones may die by themselves."""
        busy = {hand.skew_s for hand in self.hands}
        for skew_s in SKEWS_S:
            if skew_s not in busy:
                dies = doomed and skew_s != 30 and self.chance.random() < 0.5
                dies_at = self.chance.choice(DIES_AT) if dies else ""
                self.hands.append(Hand(self.folder, skew_s, dies_at))

    def write(self) -> None:
        """Write as many articles as a day can take, each older than the next."""
        for _ in range(len(ORDERS)):
            self.articles += 1
            minted = f"article{chr(97 + self.articles // 26)}{chr(97 + self.articles % 26)}a"
            path = self.folder / f"articles/2026-01-01-n{self.articles:03}.md"
            path.write_text(f"---\nid: {minted}\ntitle: Number {self.articles}\n---\n\nWords.\n")

    def step(self, now: datetime) -> None:
        """Have some presses look at the same time; whoever dies, the others finish."""
        awake = self.chance.sample(self.hands, (4, 1, 2, 4, 1, 3)[self.looks % 6])
        for hand in awake:
            hand.tell(now)
        if self.looks % 3 == 2:
            self.chance.choice(awake).process.kill()
        self.looks += 1
        died = False
        for hand in awake:
            said = hand.answer()
            if said is None:
                died = True
                hand.end()
                self.hands.remove(hand)
                self.story.append("killed")
                continue
            self.note(hand, said)
        if died:
            self.start(doomed=False)
            last = self.hands[-1]
            last.tell(now)
            self.note(last, last.answer() or {})
        self.start()

    def note(self, hand: Hand, said: Mapping[str, object]) -> None:
        if said["claimed"]:
            self.story.append(f"{hand.process.pid} claimed")

    def settle(self, now: datetime) -> None:
        """Have one press that lives finish everything."""
        for hand in self.hands:
            hand.end()
        last = Hand(self.folder, 0, "")
        self.hands.append(last)
        last.tell(now)
        assert last.answer() is not None


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "notes"
    begin(root, title="Notes", zone="Europe/Berlin", authority="example.org", dry_run=False)
    schedules = "".join(
        f'\n[schedules.{name}]\nevery = "daily {at:%H:%M}"\nlimit = 1\norder = "oldest"\n'
        f'draft_ahead = "{ahead // HOUR}h"\ngrace = "{grace // HOUR}h"\n'
        f'if_late = "{if_late}"\ncatch_up = "{catch_up}"\n'
        for name, at, ahead, grace, if_late, catch_up in ORDERS
    )
    with (root / "pressrun.toml").open("a") as toml:
        toml.write(schedules)
    wiring = Wiring(root, {})
    for address in READERS:
        add(
            address,
            name="",
            list="main",
            consent="a sample",
            store=wiring.store,
            noes=wiring.no_book,
            clock=wiring.clock,
            entropy=wiring.entropy,
            commit=True,
        )
    wiring.close()
    return root


@pytest.fixture
def race(folder: Path, request: pytest.FixtureRequest) -> Iterator[Race]:
    made = Race(folder, random.Random(request.node.name))
    yield made
    for hand in made.hands:
        hand.end()


def run(race: Race, began: datetime, days: int) -> None:
    looks = steps(began, days, race.chance)
    race.start()
    for now in looks:
        race.write()
        race.step(now)
    race.settle(looks[-1])
    check(race, foretold(looks, days), looks[-1])


def check(race: Race, expected: dict[tuple[str, str], str], last: datetime) -> None:
    wiring = Wiring(race.folder, {})
    with wiring.store.unit(write=False) as unit:
        rows = list(unit.bookings.rows())
        issues = {row.issue: unit.issues.find(row.issue) for row in rows}
        runs = list(unit.runs.unfinished())
    contents = wiring.desk.folder.contents()

    assert {(row.schedule, row.wall): str(row.state) for row in rows} == expected
    # The race was one: several claimed, and some were killed between the first claim and the last.
    claims = [at for at, told in enumerate(race.story) if told.endswith("claimed")]
    assert len({race.story[at] for at in claims}) > 1
    assert "killed" in race.story[claims[0] : claims[-1]]
    # One folder an issue, no article twice.
    folders = Counter(issue.key for issue in contents.issues if issue.schedule)
    made = {row.issue for row in rows if row.state in {"drafted", "held"}}
    assert folders == Counter(made)
    assert [problem for problem in contents.problems if problem.severity == "error"] == []
    carried = Counter(ref for issue in contents.issues for ref in issue.references)
    assert set(carried.values()) == {1}
    came = {
        row.issue: IssueState.HELD
        if row.state == "held"
        else IssueState.ARMED
        if row.at > last
        else IssueState.SENDING
        for row in rows
        if row.issue in made
    }
    assert {key: armed.state for key, armed in issues.items() if armed} == came
    for one in runs:
        asyncio.run(deliver(one.issue, wiring.office()))
    wiring.close()
    copies = Counter(
        (message["To"], message["Subject"])
        for file in (race.folder / ".pressrun/outbox").rglob("*.eml")
        for message in [message_from_bytes(file.read_bytes())]
    )
    subjects = {issue.subject for issue in contents.issues if issue.key in made}
    assert len(copies) == len(READERS) * len(runs)
    assert set(copies.values()) == {1}
    assert {subject for _, subject in copies} <= subjects


@pytest.mark.parametrize("began", BEGINNINGS.values(), ids=BEGINNINGS)
def test_every_issue_goes_out_once_or_by_its_policy(race: Race, began: datetime) -> None:
    run(race, began, days=3)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("began", BEGINNINGS.values(), ids=BEGINNINGS)
def test_every_issue_goes_out_once_or_by_its_policy_for_weeks(
    race: Race, began: datetime, seed: int
) -> None:
    run(race, began - timedelta(days=4), days=10)
