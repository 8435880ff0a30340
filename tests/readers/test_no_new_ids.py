"""Whatever is done to an article or to the whole publication, no reader finds an entry new."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import pytest

from readers.harbour import EXPECTED, URL, Harbour
from readers.seen import FeedReader, Habit, Seen
from readers.test_readers import EACH

LAMP: Final = "tag:example.org,2026:lampaaaaaa"
ELSEWHERE: Final = "press.example.net"


def correct(harbour: Harbour) -> None:
    harbour.edit("articles/lamp.md", "*a tonne*", "*two tonnes*")


def rename(harbour: Harbour) -> None:
    articles = harbour.folder / "articles"
    (articles / "lamp.md").rename(articles / "lantern.md")
    harbour.publish()


def retitle(harbour: Harbour) -> None:
    harbour.edit("articles/lantern.md", "The lamp & its keeper", "The lantern & its keeper")


def redate(harbour: Harbour) -> None:
    harbour.edit("articles/lantern.md", "publish: 2026-01-05 09:00", "publish: 2026-01-06 10:00")


def move(harbour: Harbour) -> None:
    harbour.edit("pressrun.toml", "notes.example.org", ELSEWHERE)


def change_scheme(harbour: Harbour) -> None:
    harbour.edit("pressrun.toml", f"https://{ELSEWHERE}", f"http://{ELSEWHERE}")


@dataclass(frozen=True, slots=True)
class Stage:
    """A change on top of those before it, and how the lamp stands in readers after it."""

    change: Callable[[Harbour], None]
    url: str = f"{URL}/articles/lantern/"
    title: str = "The lantern & its keeper"
    site: str = URL


STAGES: Final = (
    Stage(correct, f"{URL}/articles/lamp/", "The lamp & its keeper"),
    Stage(rename, title="The lamp & its keeper"),
    Stage(retitle),
    Stage(redate),
    Stage(move, f"https://{ELSEWHERE}/articles/lantern/", site=f"https://{ELSEWHERE}"),
    Stage(change_scheme, f"http://{ELSEWHERE}/articles/lantern/", site=f"http://{ELSEWHERE}"),
)

Fetch = Callable[[FeedReader, str], list[Seen]]


@pytest.fixture(scope="module")
def lively(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Harbour]:
    """A publication that is changed from test to test."""
    with Harbour(tmp_path_factory.mktemp("lively") / "notes") as harbour:
        yield harbour


@pytest.fixture(scope="module")
def fetch(lively: Harbour, tmp_path_factory: pytest.TempPathFactory) -> Fetch:
    """Fetch once more; each reader has a home for each format, where it remembers."""
    homes: dict[tuple[str, str], Path] = {}

    def fetched(reader: FeedReader, form: str) -> list[Seen]:
        home = homes.get((reader.name, form))
        if home is None:
            home = homes[reader.name, form] = tmp_path_factory.mktemp(f"{reader.name}-{form}")
        return list(reader.fetch(lively.feed(form), home))

    return fetched


@pytest.fixture(scope="module", params=STAGES, ids=lambda stage: stage.change.__name__)
def stage(request: pytest.FixtureRequest, lively: Harbour) -> Stage:
    """One change after the other; every reader has fetched before the first."""
    found: Stage = request.param
    found.change(lively)
    return found


@pytest.mark.parametrize(("reader", "form"), EACH)
def test_every_reader_has_all_entries_before_anything_changes(
    fetch: Fetch, reader: FeedReader, form: str
) -> None:
    assert sorted(entry.id for entry in fetch(reader, form)) == sorted(e.id for e in EXPECTED)


@pytest.mark.parametrize(("reader", "form"), EACH)
def test_no_entry_is_new_in_a_reader_after_a_change(
    stage: Stage, fetch: Fetch, reader: FeedReader, form: str
) -> None:
    seen = fetch(reader, form)

    assert {entry.id for entry in seen} == {entry.id for entry in EXPECTED}
    if Habit.REPEATS not in reader.habits:
        assert len(seen) == len(EXPECTED)
    if Habit.FIRST not in reader.habits:
        assert (stage.title, stage.url) in {(e.title, e.url) for e in seen if e.id == LAMP}
        here = {entry.id for entry in seen if entry.url.startswith(stage.site)}
        assert here == {entry.id for entry in EXPECTED}
    if "updated_at" not in reader.kept[form].lost:
        newer = [entry.id for entry in seen if moved(entry)]
        assert newer == [LAMP]
    first = next(entry.published_at for entry in EXPECTED if entry.id == LAMP)
    assert {entry.published_at for entry in seen if entry.id == LAMP} == {first}


def moved(entry: Seen) -> bool:
    """Tell whether a reader has an entry as updated after it was published."""
    assert isinstance(entry.published_at, datetime)
    assert isinstance(entry.updated_at, datetime)
    return entry.updated_at > entry.published_at
