"""A publication that is stopped at any moment leaves whole files, and the next one finishes."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from doubles.shop import PrintShop
from pressrun.errors import OutletError
from pressrun.model.feedplan import FeedPlan
from pressrun.ports import Outlet, Stage, Written
from pressrun.press.publish import publish
from pressrun.press.record import Release

Maker = Callable[[str], PrintShop]


class StoppingOutlet:
    """Writes so many files and stops, as a full disk or a killed process does (port Outlet)."""

    def __init__(self, outlet: Outlet, files: int) -> None:
        self.outlet, self.left = outlet, files

    def write(self, stages: Iterable[Stage], *, remove: Iterable[str] = ()) -> Written:
        return self.outlet.write(map(self._counted, stages), remove=remove)

    def _counted(self, stage: Stage) -> Iterator[tuple[str, bytes]]:
        for path, octets in stage.items() if isinstance(stage, Mapping) else stage:
            if not self.left:
                raise OutletError("no space left on device")
            self.left -= 1
            yield path, octets


def press(shop: PrintShop) -> Written:
    return publish(shop.desk, release=Release(at=shop.clock.now())).written


def fill(shop: PrintShop, body: str) -> None:
    for letter in "abcde":
        extra = "publish: now\ntags: ferries\n"
        name, title = f"{letter}aaaaaaaaa", f"N {letter}"
        shop.write_article(letter, id=name, title=title, body=f"{body} {letter}.", extra=extra)


def files(shop: PrintShop) -> dict[str, bytes]:
    below = (path for name in ("public", "feeds") for path in (shop.root / name).rglob("*"))
    return {str(path.relative_to(shop.root)): path.read_bytes() for path in below if path.is_file()}


@pytest.fixture
def make(tmp_path: Path) -> Maker:
    """Return a maker of shops whose feeds have archives."""

    def made(name: str) -> PrintShop:
        root = tmp_path / name
        root.mkdir()
        shop = PrintShop(root)
        shop.desk = replace(shop.desk, feeds=FeedPlan(limit=2))
        fill(shop, "Words of")
        return shop

    return made


def test_wherever_the_first_publication_stops_the_next_comes_to_the_same(
    make: Callable[[str], PrintShop],
) -> None:
    whole = make("whole")
    total = len(press(whole).changed)
    assert total > 40

    for stop in range(0, total, 5):
        shop = make(f"stopped-{stop}")
        desk = shop.desk
        shop.desk = replace(desk, outlet=StoppingOutlet(desk.outlet, stop))
        with pytest.raises(OutletError):
            press(shop)
        shop.desk = desk
        press(shop)

        assert files(shop) == files(whole), stop


def test_wherever_a_later_one_stops_each_file_is_the_old_or_the_new(
    make: Callable[[str], PrintShop],
) -> None:
    def changed(shop: PrintShop) -> None:
        fill(shop, "Other words of")
        shop.clock.advance(timedelta(days=1))

    whole = make("whole")
    press(whole)
    old = files(whole)
    changed(whole)
    total = len(press(whole).changed)
    new = files(whole)
    assert total > 15

    for stop in range(1, total, 4):
        shop = make(f"stopped-{stop}")
        press(shop)
        changed(shop)
        desk = shop.desk
        shop.desk = replace(desk, outlet=StoppingOutlet(desk.outlet, stop))
        with pytest.raises(OutletError):
            press(shop)
        found = files(shop)
        assert all(found[path] in (old.get(path), new.get(path)) for path in found), stop
        shop.desk = desk
        press(shop)

        assert files(shop) == new, stop
