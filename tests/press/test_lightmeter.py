"""The light meter: what is measured, what is not, and what a publication's own copy holds of it."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from doubles import InlineIsolate
from doubles.shop import PrintShop
from faulty.pictures import picture
from pressrun.errors import IsolateError
from pressrun.model.publication import Look
from pressrun.press.housecopy import house_copy
from pressrun.press.lightmeter import LightMeter


class CountingIsolate(InlineIsolate):
    """Counts what it is asked, and may answer with a fault of this code."""

    def __init__(self, *, fault: str = "") -> None:
        super().__init__()
        self.calls, self.fault = 0, fault

    def call(self, function: str, *arguments: Any, limit_s: float = 30.0) -> Any:
        self.calls += 1
        if self.fault:
            raise IsolateError("the child could not", code=self.fault)
        return super().call(function, *arguments, limit_s=limit_s)


@pytest.fixture
def shop(tmp_path: Path) -> PrintShop:
    return PrintShop(tmp_path)


def draw(shop: PrintShop, path: str, said: str = "dark-on-clear 120x60") -> None:
    file = shop.root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(picture(path, said))


def pictures(shop: PrintShop, *paths: str) -> Iterator[Any]:
    return (shop.desk.folder.picture(path) for path in paths)


def test_each_content_is_measured_once_and_found_by_every_name_of_it(shop: PrintShop) -> None:
    draw(shop, "a.png")
    draw(shop, "b.png")
    isolate = CountingIsolate()
    meter = LightMeter(shop.desk.folder, isolate)

    tones = [*meter.tones(pictures(shop, "a.png")), *meter.tones(pictures(shop, "a.png", "b.png"))]

    assert tones == ["a.png", "a.png", "b.png"]
    assert isolate.calls == 1


def test_what_cannot_be_clear_is_not_measured(shop: PrintShop) -> None:
    draw(shop, "photo.jpg", "photo 60x40")
    draw(shop, "photo.png", "photo 60x40")
    isolate = CountingIsolate()

    found = LightMeter(shop.desk.folder, isolate).tones(pictures(shop, "photo.jpg", "photo.png"))

    assert (found, isolate.calls) == ({}, 0)


def test_what_is_too_much_for_a_child_is_left_out(shop: PrintShop) -> None:
    draw(shop, "a.png")

    assert (
        LightMeter(shop.desk.folder, CountingIsolate(fault="ISO002")).tones(pictures(shop, "a.png"))
        == {}
    )


def test_a_child_that_died_is_told_and_says_nothing_of_the_picture(shop: PrintShop) -> None:
    draw(shop, "a.png")
    isolate = CountingIsolate(fault="ISO003")
    meter = LightMeter(shop.desk.folder, isolate)

    with pytest.raises(IsolateError):
        meter.tones(pictures(shop, "a.png"))

    isolate.fault = ""
    assert [*meter.tones(pictures(shop, "a.png"))] == ["a.png"]


def test_the_copy_of_the_house_holds_its_settings_and_what_its_logo_looks_like(
    shop: PrintShop,
) -> None:
    draw(shop, "look/logo.png")
    shop.write("pressrun.toml", '[theme]\nlogo = "look/logo.png"\n')
    publication = replace(shop.desk.publication, look=Look(logo="look/logo.png"))

    copy = house_copy(replace(shop.desk, publication=publication))

    assert copy is not None
    assert copy.script.rows[1] == 'logo = "look/logo.png"'
    assert copy.tones["look/logo.png"].lost_in_the_dark
    assert copy.logos["look/logo.png"].width == 120


def test_a_publication_whose_settings_stand_in_no_file_has_no_copy(shop: PrintShop) -> None:
    assert house_copy(shop.desk) is None


def test_neither_who_sends_nor_the_rules_load_pillow() -> None:
    rooms = ("app.mailroom", "app.delivering", "render.lint.registry")
    loads = f"import {', '.join(f'pressrun.{room}' for room in rooms)}, sys"
    shown = subprocess.run(
        [sys.executable, "-c", f"{loads}; print('PIL' in sys.modules, 'pressrun' in sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )

    assert shown.stdout.split() == ["False", "True"]
