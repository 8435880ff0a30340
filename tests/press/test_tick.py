"""What is due goes out once, in the order freeze, publish, open; also after a restart."""

import asyncio
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from doubles import InlineIsolate
from doubles.shop import PrintShop
from pressrun.errors import IsolateError, OutletError
from pressrun.model.delivery import RunState
from pressrun.model.issue import LATEST, IssueState
from pressrun.ports import Outlet, Stage, Written
from pressrun.press.tick import tick

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


class FullDisk:
    """Refuses to write what ``refuses`` says, and passes the rest on (port Outlet)."""

    def __init__(self, outlet: Outlet, refuses: str) -> None:
        self.outlet, self.refuses = outlet, refuses

    def write(self, stages: Iterable[Stage], *, remove: Iterable[str] = ()) -> Written:
        return self.outlet.write(map(self._passed, stages), remove=remove)

    def _passed(self, stage: Stage) -> Iterator[tuple[str, bytes]]:
        for path, octets in stage.items() if isinstance(stage, Mapping) else stage:
            if path.startswith(self.refuses):
                raise OutletError(f"{self.refuses}: no space left on device")
            yield path, octets


def test_nothing_goes_out_before_its_time(shop: PrintShop) -> None:
    shop.subscribe("ada")
    shop.schedule("in 2 hours")

    early = tick(shop.desk, shop.store)
    shop.clock.advance(timedelta(hours=2))
    due = tick(shop.desk, shop.store)

    assert early.started == ()
    assert due.started == (shop.issue.key,)
    assert due.mailing == (shop.issue.key,)


def test_an_issue_starts_once_however_often_the_clock_ticks(shop: PrintShop) -> None:
    shop.subscribe("ada")
    shop.schedule("now")

    ticks = [tick(shop.desk, shop.store) for _ in range(3)]

    assert [len(ticked.started) for ticked in ticks] == [1, 0, 0]
    asyncio.run(shop.deliver())
    assert tick(shop.desk, shop.store).mailing == ()
    assert shop.transport.recipients == ["ada@example.org"]


def test_feeds_and_pages_are_public_before_the_first_mail(shop: PrintShop) -> None:
    shop.subscribe("ada")
    shop.schedule("now")
    tick(shop.desk, shop.store)

    assert shop.transport.arrived == []
    assert "The tide tables are back" in shop.read("feeds/main.rss")
    assert "After the storm" in shop.read("feeds/issues.atom")
    assert "Some words." in shop.read("public/articles/tide/index.html")
    assert "After the storm" in shop.read("public/issues/001-storm/index.html")


def test_copies_of_the_frozen_faces_lie_beside_the_issue(shop: PrintShop) -> None:
    shop.schedule("now")
    tick(shop.desk, shop.store)

    manifest = json.loads(shop.read("issues/001-storm/manifest.json"))
    with shop.store.unit(write=False) as unit:
        [face] = unit.runs.faces(shop.issue.key)
    assert manifest["face"] == face.digest
    assert manifest["articles"] == ["tideaaaaaa", "lampaaaaaa"]
    assert "Some words." in shop.read("issues/001-storm/email.txt")
    assert "https://slot.invalid/unsubscribe-url/" in shop.read("issues/001-storm/email.html")


@pytest.mark.parametrize("late", [timedelta(0), timedelta(hours=11), LATEST])
def test_an_issue_up_to_twelve_hours_late_goes_out(shop: PrintShop, late: timedelta) -> None:
    shop.schedule("in 1 hour")
    shop.clock.advance(timedelta(hours=1) + late)

    assert tick(shop.desk, shop.store).started == (shop.issue.key,)


def test_an_issue_later_than_that_is_missed_until_it_is_scheduled_again(shop: PrintShop) -> None:
    shop.schedule("in 1 hour")
    shop.clock.advance(timedelta(hours=1) + LATEST + timedelta(seconds=1))

    ticked = tick(shop.desk, shop.store)

    assert ticked.missed == (shop.issue.key,)
    assert shop.state is IssueState.MISSED
    assert tick(shop.desk, shop.store).started == ()
    shop.schedule("now")
    assert tick(shop.desk, shop.store).started == (shop.issue.key,)


@pytest.mark.parametrize("refused", ["feeds/entries.json", "public/", "feeds/", "issues/"])
def test_a_full_disk_while_publishing_is_finished_by_the_next_tick(
    shop: PrintShop, refused: str
) -> None:
    shop.subscribe("ada")
    shop.schedule("now")
    full = replace(shop.desk, outlet=FullDisk(shop.desk.outlet, refused))

    first = tick(full, shop.store)
    assert "no space left" in first.problems[0].what
    assert first.mailing == ()
    with shop.store.unit(write=False) as unit:
        run = unit.runs.find(shop.issue.key)
    assert run is not None
    assert run.state is RunState.FROZEN
    shop.clock.advance(timedelta(minutes=5))
    second = tick(shop.desk, shop.store)

    assert second.started == ()
    assert second.mailing == (shop.issue.key,)
    assert "2026-11-24T08:00:00Z" in shop.read("feeds/entries.json")
    assert "08:05" not in shop.read("feeds/entries.json")


def test_one_bad_article_holds_its_issue_and_leaves_no_trace(shop: PrintShop) -> None:
    shop.schedule("now")
    shop.write("articles/lamp.md", "---\nid: lampaaaaaa\ntitle: [\n---\n")

    ticked = tick(shop.desk, shop.store)

    assert shop.state is IssueState.HELD
    assert ticked.started == ()
    assert "lamp" in ticked.problems[0].what
    assert not (shop.root / "feeds/entries.json").exists()
    with shop.store.unit(write=False) as unit:
        assert unit.runs.find(shop.issue.key) is None


def test_an_article_with_a_moment_of_its_own_comes_out_then_and_not_before(
    shop: PrintShop,
) -> None:
    shop.write_article("news", id="newsaaaaaa", title="News", extra="publish: 2026-11-24T12:00Z\n")

    early = tick(shop.desk, shop.store)
    assert not early.published
    assert not (shop.root / "public/articles/news").exists()
    shop.at(NOON + timedelta(seconds=7))
    come = tick(shop.desk, shop.store)
    again = tick(shop.desk, shop.store)

    assert (come.published, again.published) == (True, False)
    assert '"published": "2026-11-24T12:00:00Z"' in shop.read("feeds/entries.json")
    assert "News" in shop.read("feeds/main.atom")


def test_an_issue_for_nobody_goes_to_feeds_and_is_sent(shop: PrintShop) -> None:
    shop.schedule("now")
    tick(shop.desk, shop.store)

    done = asyncio.run(shop.deliver())

    assert done.complete
    assert shop.state is IssueState.SENT


def test_a_broken_page_template_holds_an_issue_before_it_is_sending(shop: PrintShop) -> None:
    shop.schedule("now")
    shop.write("templates/web/article.html", "{{ nope }}")

    tick(shop.desk, shop.store)

    assert shop.state is IssueState.HELD
    assert not (shop.root / "feeds/entries.json").exists()


class DyingIsolate(InlineIsolate):
    """Dies at the next call that renders, once (port Isolate)."""

    alive = False

    def call(self, function: str, *arguments: Any, limit_s: float = 30.0) -> Any:
        if not self.alive and function.startswith("pressrun.render."):
            self.alive = True
            raise IsolateError("the child process died", code="ISO003", help="try again")
        return super().call(function, *arguments, limit_s=limit_s)


def test_a_child_that_died_in_passing_leaves_the_issue_for_the_next_tick(shop: PrintShop) -> None:
    shop.schedule("now")
    desk = replace(shop.desk, isolate=DyingIsolate())

    first = tick(desk, shop.store)
    assert [problem.code for problem in first.problems] == ["ISO003"]
    assert shop.state is IssueState.ARMED
    second = tick(desk, shop.store)

    assert second.started == (shop.issue.key,)
