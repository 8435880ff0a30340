"""The root of the repository is a publication, and what it has published can be made again."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from pressrun.app import App

ROOT = Path(__file__).parents[1]
SITE_ONLY = (".html", ".br", ".gz")
PARTS = ("pressrun.toml", "articles", "issues", "feeds")


@pytest.fixture
def clone(tmp_path: Path) -> Iterator[App]:
    """The publication alone, as a fresh clone has it: no database."""
    for part in PARTS:
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, tmp_path / part)
        else:
            shutil.copy(ROOT / part, tmp_path / part)
    with App(tmp_path, {}) as app:
        yield app


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_committed_feeds_come_out_of_the_folder_byte_for_byte(clone: App) -> None:
    committed = files(ROOT / "feeds")
    assert {"entries.json", "main.rss", "main.atom", "main.json", "issues.rss"} <= committed.keys()
    feeds = {name: octets for name, octets in committed.items() if name != "entries.json"}

    clone.editor.build(record=False, dry_run=False)

    site = files(clone.folder / "public" / "feeds")
    # Pages about feeds and packed forms are the site's alone.
    assert {name: site[name] for name in site if not name.endswith(SITE_ONLY)} == feeds
    assert files(clone.folder / "feeds") == committed


def test_recording_again_changes_nothing_either(clone: App) -> None:
    clone.editor.build(record=True, dry_run=False)

    assert files(clone.folder / "feeds") == files(ROOT / "feeds")


def test_everything_in_it_is_sound(clone: App) -> None:
    assert clone.checking.check([]).problems == ()


def test_the_rebuilding_would_notice_a_changed_word(clone: App) -> None:
    [article, *_] = sorted((clone.folder / "articles").glob("*.md"))
    article.write_text(article.read_text() + "\nOne word more.\n")

    clone.editor.build(record=False, dry_run=False)

    assert (
        files(clone.folder / "public" / "feeds")["main.rss"]
        != (ROOT / "feeds" / "main.rss").read_bytes()
    )
