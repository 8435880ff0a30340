"""The mark beside a database, as a file that is copied, moved and put back."""

import json
import os
import shutil
import tarfile
from pathlib import Path

import pytest

from pressrun.errors import OutletError, StoreError
from pressrun.ports import Marked
from pressrun.system.instance import FileInstanceMark

ORIGINAL = Marked(("one",), is_original=True)
COPY = Marked(("one",), is_original=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "press"
    folder.mkdir()
    FileInstanceMark(folder / "instance").write(["one"])
    return folder


def has_generations(folder: Path) -> bool:
    generation: int = json.loads((folder / "instance").read_text())["file"][1]
    return generation != 0


def test_it_is_a_line_that_only_its_owner_reads(folder: Path) -> None:
    file = folder / "instance"

    assert file.stat().st_mode & 0o777 == 0o600
    assert len(file.read_text().splitlines()) == 1
    assert [path.name for path in folder.iterdir()] == ["instance"]


def test_moving_its_folder_leaves_it_the_original(folder: Path, tmp_path: Path) -> None:
    folder.rename(tmp_path / "elsewhere")

    assert FileInstanceMark(tmp_path / "elsewhere" / "instance").read() == ORIGINAL


@pytest.mark.parametrize("copy", [shutil.copy, shutil.copy2])
def test_a_copy_knows_that_it_is_one_and_the_original_that_it_is_none(
    folder: Path, tmp_path: Path, copy: object
) -> None:
    assert callable(copy)
    copy(folder / "instance", tmp_path / "instance")

    assert FileInstanceMark(tmp_path / "instance").read() == COPY
    assert FileInstanceMark(folder / "instance").read() == ORIGINAL


def test_older_words_written_into_the_file_are_not_its_own(folder: Path) -> None:
    """As ``cp -r backup/. .pressrun/`` does."""
    older = (folder / "instance").read_bytes()
    mark = FileInstanceMark(folder / "instance")
    mark.write(["two"])
    mark.write(["three"])

    (folder / "instance").write_bytes(older)

    if has_generations(folder):  # else the number of the file may be in use again by chance
        assert mark.read() == COPY


def test_one_out_of_an_archive_is_a_copy_though_its_number_is_in_use_again(folder: Path) -> None:
    with tarfile.open(folder / "press.tar", "w") as archive:
        archive.add(folder / "instance", "instance")
    (folder / "instance").unlink()

    with tarfile.open(folder / "press.tar") as archive:
        archive.extract("instance", folder, filter="data")

    if has_generations(folder):
        assert FileInstanceMark(folder / "instance").read() == COPY


def test_what_does_not_copy_it_leaves_it_the_original(folder: Path) -> None:
    file = folder / "instance"
    os.link(file, folder / "backup")
    file.chmod(0o640)
    os.utime(file, (0, 0))

    assert FileInstanceMark(file).read() == ORIGINAL


def test_another_machine_is_told_apart_and_the_same_one_is_not(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    here.write_text("1d3219c7c4c5404aaa1f6d2a48adfda4\n")
    there.write_text("2d3219c7c4c5404aaa1f6d2a48adfda4\n")
    FileInstanceMark(tmp_path / "instance", machine_id=here).write(["one"])

    assert FileInstanceMark(tmp_path / "instance", machine_id=here).read() == ORIGINAL
    assert FileInstanceMark(tmp_path / "instance", machine_id=there).read() == COPY
    assert "1d3219c7" not in (tmp_path / "instance").read_text()


@pytest.mark.parametrize("nameless", [None, "", "\n", "uninitialized\n"])
def test_where_a_machine_has_no_id_machines_are_not_told_apart(
    tmp_path: Path, nameless: str | None
) -> None:
    """As in most containers, whose id may also come and go with their image."""
    named, none = tmp_path / "named", tmp_path / "none"
    named.write_text("1d3219c7c4c5404aaa1f6d2a48adfda4\n")
    if nameless is not None:
        none.write_text(nameless)

    for before, after in ((named, none), (none, named), (none, none)):
        FileInstanceMark(tmp_path / "instance", machine_id=before).write(["one"])
        found = FileInstanceMark(tmp_path / "instance", machine_id=after).read()
        assert found == ORIGINAL


@pytest.mark.parametrize(
    "octets", [b"", b"{", b"[]", b"null", b"{}", b'{"nonces": 1}', b"\xff", b"7" * 9000]
)
def test_one_that_cannot_be_read_as_one_says_no_nonce(folder: Path, octets: bytes) -> None:
    (folder / "instance").write_bytes(octets)

    assert FileInstanceMark(folder / "instance").read() == Marked((), is_original=True)


def test_a_folder_in_its_place_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "instance").mkdir()
    mark = FileInstanceMark(tmp_path / "instance")

    with pytest.raises(StoreError) as unread:
        mark.read()
    with pytest.raises(OutletError) as unwritten:
        mark.write(["one"])

    assert unread.value.problem.code == "INS002"
    assert unwritten.value.problem.code == "INS003"


def test_what_a_killed_writer_has_left_is_no_hindrance(folder: Path) -> None:
    (folder / "instance-next").write_text("half a li")

    mark = FileInstanceMark(folder / "instance")
    before = mark.read()
    mark.write(["two"])

    assert before == ORIGINAL
    assert mark.read() == Marked(("two",), is_original=True)
    assert not (folder / "instance-next").exists()
