"""A watch knows that articles changed, and looks at little."""

import os
from pathlib import Path

import pytest

from pressrun.source.watch import FolderWatch, TextWatch


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


@pytest.fixture
def texts(root: Path) -> TextWatch:
    (root / "templates/email/parts").mkdir(parents=True)
    (root / "issues/001-tide").mkdir(parents=True)
    (root / "issues/001-tide/issue.md").write_text("tide")
    (root / "pressrun.toml").write_text("")
    watch = TextWatch(root)
    assert watch.changed() == [
        "articles/far/tern.md",
        "articles/heron.md",
        "issues/001-tide/issue.md",
        "pressrun.toml",
    ]
    return watch


@pytest.mark.parametrize(
    "path",
    [
        "articles/heron.md",
        "articles/far/new.png",
        "issues/001-tide/issue.md",
        "templates/email/parts/foot.mjml",
        "pressrun.toml",
        "logo.png",
        "feeds/entries.json",
    ],
)
def test_whatever_an_editor_saves_is_named_once(root: Path, texts: TextWatch, path: str) -> None:
    (root / path).parent.mkdir(exist_ok=True)
    (root / path).write_text("other")

    assert [texts.changed(), texts.changed()] == [[path], []]


def test_what_goes_and_what_takes_its_place_are_both_named(root: Path, texts: TextWatch) -> None:
    (root / "articles/heron.md").rename(root / "articles/wren.md")

    assert texts.changed() == ["articles/heron.md", "articles/wren.md"]


@pytest.mark.parametrize("path", ["articles/.heron.md.swp", "feeds/atom.xml", "public/index.html"])
def test_what_nobody_wrote_for_readers_is_not_looked_at(
    root: Path, texts: TextWatch, path: str
) -> None:
    (root / path).parent.mkdir(exist_ok=True)
    (root / path).write_text("other")
    (root / "articles/owl.md").write_text("owl")

    assert texts.changed() == ["articles/owl.md"]


def test_a_link_that_leads_back_ends_no_look(root: Path, texts: TextWatch) -> None:
    (root / "articles/far/again").symlink_to(root / "articles")

    assert texts.changed() == ["articles/far/again"]
