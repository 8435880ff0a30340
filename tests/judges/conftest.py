"""The sample publication as readers get it, and programs of others that judge it."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from pressrun.app import App
from pressrun.app.wiring import Wiring
from pressrun.press.publish import publish
from pressrun.press.record import Release

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "examples" / "harbour-notes"


@dataclass(frozen=True, slots=True)
class Printed:
    """One issue: the message, its HTML part, and the folder of pages beside it."""

    message: bytes
    html: str
    pages: Path


@pytest.fixture(scope="session")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[int, Printed]]:
    """Both issues of the sample publication, by number: the one curated, the other a digest."""
    folder = tmp_path_factory.mktemp("judged") / "harbour"
    shutil.copytree(SAMPLE, folder)
    with App(folder, {}) as app:
        for number in (1, 2):
            key = app.editor.issue(str(number)).key
            publish(Wiring(folder, {}).desk, release=Release(at=app.editor.now(), issue=key))
        shown = {n: app.editor.preview(app.editor.issue(str(n))) for n in (1, 2)}
        yield {
            number: Printed(message=it.message, html=it.rendered.html, pages=folder / "public")
            for number, it in shown.items()
        }


def find_program(name: str, *places: Path | str) -> str:
    """Return the program; without it the test is skipped, or fails where all tests must run."""
    for place in places:
        if place and (found := shutil.which(str(place))):
            return found
    told = f"{name} is not installed: it judges nothing here"
    if os.environ.get("PRESSRUN_REQUIRE_ALL") == "1":
        pytest.fail(told)
    pytest.skip(told)
