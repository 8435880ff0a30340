"""A watch knows that articles changed, and looks at little."""

import os
from pathlib import Path

import pytest

from pressrun.source.watch import FolderWatch


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "articles/far").mkdir(parents=True)
    (tmp_path / "articles/heron.md").write_text("heron")
    (tmp_path / "articles/far/tern.md").write_text("tern")
    return tmp_path


def test_the_first_look_says_yes_and_those_after_it_no(root: Path) -> None:
    watch = FolderWatch(root)

    assert [watch.stirred() for _ in range(3)] == [True, False, False]


@pytest.mark.parametrize(
    "stir",
    [
        lambda root: (root / "articles/owl.md").write_text("owl"),
        lambda root: (root / "articles/far/tern.md").write_text("TERN"),
        lambda root: (root / "articles/heron.md").unlink(),
        lambda root: (root / "articles/heron.md").rename(root / "articles/wren.md"),
        lambda root: os.utime(root / "articles/heron.md", (1, 1)),
        lambda root: (root / "articles/far/pipit.md").write_text("pipit"),
        lambda root: (root / "articles/new").mkdir(),
    ],
    ids=["added", "written over", "removed", "renamed", "touched", "added below", "a folder"],
)
def test_a_change_shows_once(root: Path, stir: object) -> None:
    watch = FolderWatch(root)
    watch.stirred()

    assert callable(stir)
    stir(root)

    assert [watch.stirred() for _ in range(2)] == [True, False]


def test_what_comes_into_an_empty_folder_shows(root: Path) -> None:
    (root / "articles/empty").mkdir()
    watch = FolderWatch(root)
    watch.stirred()

    (root / "articles/empty/gull.md").write_text("gull")

    assert watch.stirred()


def test_a_folder_that_is_not_there_yet_stirs_when_it_comes(tmp_path: Path) -> None:
    watch = FolderWatch(tmp_path)
    looks = [watch.stirred(), watch.stirred()]

    (tmp_path / "articles").mkdir()

    assert [*looks, watch.stirred()] == [True, False, True]


def test_of_many_files_one_written_over_shows_when_its_turn_has_come(root: Path) -> None:
    for number in range(2_500):
        (root / f"articles/n{number}.md").write_text("text")
    watch = FolderWatch(root)
    watch.stirred()

    with (root / "articles/n1234.md").open("a") as file:
        file.write("!")

    looks = [watch.stirred() for _ in range(4)]
    assert looks.count(True) == 1
