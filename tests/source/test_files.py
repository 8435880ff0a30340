import os
import socket
from pathlib import Path

import pytest

from pressrun.errors import ContentError
from pressrun.source.files import find_files, read_file


def code_of(root: Path, path: str, *, limit_octets: int = 100) -> str:
    with pytest.raises(ContentError) as refusal:
        read_file(root, path, limit_octets=limit_octets)
    assert refusal.value.problem.place is not None
    assert refusal.value.problem.place.path == path
    return refusal.value.problem.code


def test_a_file_is_read_whole(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(bytes(range(100)))

    assert read_file(tmp_path, "a", limit_octets=100) == bytes(range(100))


def test_a_file_over_the_limit_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(bytes(101))

    assert code_of(tmp_path, "a") == "SRC013"


@pytest.mark.parametrize("path", ["missing", "folder/missing", "a\0b", "x" * 300])
def test_what_is_not_there_is_refused(tmp_path: Path, path: str) -> None:
    assert code_of(tmp_path, path) == "SRC010"


def test_a_pipe_a_socket_and_a_folder_are_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(os.fspath(tmp_path / "socket"))

    assert code_of(tmp_path, "pipe") == "SRC011"
    assert code_of(tmp_path, "folder") in {"SRC010", "SRC011"}
    assert code_of(tmp_path, "socket") == "SRC010"


def test_links_may_point_to_files_inside_and_nowhere_else(tmp_path: Path) -> None:
    root = tmp_path / "publication"
    root.mkdir()
    (root / "a").write_bytes(b"a")
    (tmp_path / "secret").write_bytes(b"s")
    (root / "inside").symlink_to("a")
    (root / "outside").symlink_to("../secret")
    (root / "device").symlink_to("/dev/zero")
    (root / "loop").symlink_to("loop")
    (root / "gone").symlink_to("nowhere")

    assert read_file(root, "inside", limit_octets=9) == b"a"
    assert code_of(root, "outside") == "SRC012"
    assert code_of(root, "device") == "SRC012"
    assert code_of(root, "../secret") == "SRC012"
    assert code_of(root, "loop") in {"SRC010", "SRC012"}
    assert code_of(root, "gone") == "SRC010"


def test_files_are_found_in_order_and_to_the_depth_asked_for(tmp_path: Path) -> None:
    for path in ("b/z", "b/a", "a", "c/d/e", ".hidden", "_draft/x", "b/_y"):
        (tmp_path / "top" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "top" / path).touch()

    assert find_files(tmp_path, "top", depth=0) == (["top/a"], [])
    assert find_files(tmp_path, "top", depth=1) == (["top/a", "top/b/a", "top/b/z"], [])


def test_a_missing_folder_holds_nothing_and_a_file_in_its_place_is_told(tmp_path: Path) -> None:
    (tmp_path / "articles").touch()

    assert find_files(tmp_path, "issues", depth=1) == ([], [])
    assert [problem.code for problem in find_files(tmp_path, "articles", depth=1)[1]] == ["SRC010"]


def test_a_name_that_is_not_utf_8_is_told_in_letters_that_can_be_shown(tmp_path: Path) -> None:
    (tmp_path / "top").mkdir()
    (tmp_path / "top" / os.fsdecode(b"\xe9.md")).touch()

    paths, problems = find_files(tmp_path, "top", depth=0)

    assert paths == []
    assert [(p.code, str(p.place)) for p in problems] == [("SRC015", "top/?.md")]
