"""Articles with a moment of their own come out then; the folder is read no more than it must."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from doubles.shop import PrintShop
from doubles.standing import schedule
from pressrun.ports import Contents, Folder
from pressrun.press.tick import Ticker

MINUTE = timedelta(minutes=1)


class Counting:
    """Counts how often a folder is read, and passes everything on (port Folder)."""

    def __init__(self, folder: Folder) -> None:
        self._folder, self.readings = folder, 0

    def contents(self) -> Contents:
        self.readings += 1
        return self._folder.contents()

    def __getattr__(self, name: str) -> Callable[..., Any]:
        found: Callable[..., Any] = getattr(self._folder, name)
        return found


def ticking(shop: PrintShop) -> tuple[Ticker, Counting]:
    folder = Counting(shop.desk.folder)
    return Ticker(replace(shop.desk, folder=folder), shop.store), folder  # type: ignore[arg-type]


def test_a_tick_on_which_nothing_is_due_reads_no_folder(shop: PrintShop) -> None:
    shop.desk = replace(shop.desk, schedules=(schedule("daily 23:00"),))
    ticker, folder = ticking(shop)
    ticker.tick()
    first = folder.readings

    for _ in range(60):
        shop.clock.advance(MINUTE)
        ticker.tick()

    assert first == 1
    assert folder.readings == 1


def test_an_article_comes_out_at_its_moment_and_the_folder_is_read_for_it(shop: PrintShop) -> None:
    shop.write_article("news", id="newsaaaaaa", title="News", extra="publish: 2026-11-24T08:10Z\n")
    ticker, _ = ticking(shop)

    told = []
    for _ in range(12):
        told.append(ticker.tick().published)
        shop.clock.advance(MINUTE)

    assert told == [False] * 10 + [True, False]
    assert '"published": "2026-11-24T08:10:00Z"' in shop.read("feeds/entries.json")


def test_the_alarm_can_be_set_for_an_article(shop: PrintShop) -> None:
    shop.write_article("news", id="newsaaaaaa", title="News", extra="publish: 2026-11-24T08:10Z\n")
    ticker, _ = ticking(shop)

    ticker.tick()

    assert ticker.next_at == datetime(2026, 11, 24, 8, 10, tzinfo=UTC)


def test_an_edit_in_place_is_seen(shop: PrintShop) -> None:
    ticker, _ = ticking(shop)
    ticker.tick()

    path = shop.root / "articles/tide.md"
    with path.open("r+") as file:
        text = file.read().replace("---\n\n", "publish: 2026-11-24T08:00Z\n---\n\n")
        file.seek(0)
        file.write(text)

    assert ticker.tick().published


def test_one_that_does_not_load_waits_until_it_is_mended(shop: PrintShop) -> None:
    shop.write_article(
        "news",
        id="newsaaaaaa",
        title="News",
        body="::: nothing\n:::",
        extra="publish: 2026-11-24T08:00Z\n",
    )
    ticker, _ = ticking(shop)
    broken = [ticker.tick().published, ticker.tick().published]

    shop.write_article("news", id="newsaaaaaa", title="News", extra="publish: 2026-11-24T08:00Z\n")

    assert broken == [False, False]
    assert ticker.tick().published
