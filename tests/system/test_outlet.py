"""A folder comes to hold what it was told to hold, each file whole at every instant."""

import os
import resource
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pressrun.errors import OutletError
from pressrun.ports import Written
from pressrun.system.outlet import FolderOutlet

names = st.text("abc.-é", min_size=1, max_size=4).filter(lambda name: name not in {".", ".."})
folders = st.dictionaries(
    st.lists(names, min_size=1, max_size=3).map(lambda parts: "/".join([*parts, "file"])),
    st.binary(max_size=50),
    max_size=6,
).filter(lambda files: not any("/file/" in path for path in files))
NOBODY = 999_999_999  # beyond the largest process id


def held(root: Path) -> dict[str, bytes]:
    """Return every file below ``root``, temporary ones too."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file()
    }


@contextmanager
def files_limited_to(limit_octets: int) -> Iterator[None]:
    """Make writes beyond a size fail, as they do on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit_octets, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@settings(deadline=None, max_examples=50)
@given(folders, folders)
def test_a_folder_goes_from_any_state_to_any_other_and_says_what_changed(
    old: dict[str, bytes], new: dict[str, bytes]
) -> None:
    with TemporaryDirectory() as name:
        root = Path(name) / "root"
        outlet = FolderOutlet(root)
        outlet.write([old])
        gone = [path for path in old if path not in new]

        written = outlet.write([new], remove=gone)

        assert held(root) == new
        assert set(written.changed) == {path for path in new if old.get(path) != new[path]}
        assert written.removed == tuple(gone)
        assert outlet.write([new], remove=gone) == Written()


def test_what_does_not_differ_is_not_touched(tmp_path: Path) -> None:
    outlet = FolderOutlet(tmp_path)
    outlet.write([{"feeds/main.rss": b"old", "feeds/main.atom": b"same"}])
    before = (tmp_path / "feeds/main.atom").stat()

    written = outlet.write([{"feeds/main.rss": b"new", "feeds/main.atom": b"same"}])

    after = (tmp_path / "feeds/main.atom").stat()
    assert written.changed == ("feeds/main.rss",)
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_octets_of_the_same_length_that_differ_are_written(tmp_path: Path) -> None:
    outlet = FolderOutlet(tmp_path)
    outlet.write([{"a": b"left"}])

    outlet.write([{"a": b"rght"}])

    assert held(tmp_path) == {"a": b"rght"}


def test_stages_are_written_in_order_and_removal_comes_last(tmp_path: Path) -> None:
    outlet = FolderOutlet(tmp_path)
    outlet.write([{"public/old.html": b"old", "feeds/main.rss/in-the-way": b""}])
    stages = [{"public/a.html": b"a"}, {"feeds/main.rss": b"b"}, {"public/manifest": b"c"}]

    with pytest.raises(OutletError):
        outlet.write(stages, remove=["public/old.html"])

    assert held(tmp_path / "public") == {"a.html": b"a", "old.html": b"old"}


def test_a_later_stage_wins_over_an_earlier_one(tmp_path: Path) -> None:
    FolderOutlet(tmp_path).write([{"a": b"first"}, {"a": b"second"}])

    assert held(tmp_path) == {"a": b"second"}


def test_files_can_be_read_by_a_web_server_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o077)

    FolderOutlet(tmp_path).write([{"public/index.html": b"hello"}])

    os.umask(before)
    assert stat.S_IMODE((tmp_path / "public/index.html").stat().st_mode) == 0o644


@pytest.mark.parametrize("mode", [0o600, 0o664, 0o755], ids=oct)
def test_a_file_that_changes_may_be_read_and_written_by_whoever_could(
    tmp_path: Path, mode: int
) -> None:
    (tmp_path / "tide.md").write_bytes(b"high")
    (tmp_path / "tide.md").chmod(mode)

    FolderOutlet(tmp_path).write([{"tide.md": b"low"}])

    assert held(tmp_path) == {"tide.md": b"low"}
    assert stat.S_IMODE((tmp_path / "tide.md").stat().st_mode) == mode


def test_removing_what_is_absent_is_no_error_and_is_not_counted(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")

    written = FolderOutlet(tmp_path).write([], remove=["nothing", "no/where", "file/below"])

    assert written == Written()


def test_folders_that_become_empty_go_too_but_never_one_in_the_root(tmp_path: Path) -> None:
    outlet = FolderOutlet(tmp_path)
    outlet.write([{"public/articles/heron/index.html": b"heron", "public/full/a": b"a"}])

    outlet.write([], remove=["public/articles/heron/index.html"])

    assert sorted(path.name for path in (tmp_path / "public").iterdir()) == ["full"]
    outlet.write([], remove=["public/full/a"])
    assert list(tmp_path.rglob("*")) == [tmp_path / "public"]


@pytest.mark.parametrize(
    "path",
    [
        "",
        ".",
        "..",
        "/etc/passwd",
        "../outside",
        "a/../../outside",
        "a/../b",
        "./a",
        "a//b",
        "a/",
        "a\\b",
        "a\0b",
    ],
)
def test_a_path_that_is_not_plainly_below_the_root_is_refused(tmp_path: Path, path: str) -> None:
    root = tmp_path / "root"

    for stages, remove in (([{"first": b"1", path: b"2"}], []), ([{"first": b"1"}], [path])):
        with pytest.raises(OutletError) as caught:
            FolderOutlet(root).write(stages, remove=remove)

        assert caught.value.problem.code == "OUT002"
    assert held(tmp_path) == {}


@pytest.mark.parametrize("path", ["public/a", "public/deep/er/a"])
def test_a_link_that_leads_outside_is_refused_before_anything_is_written(
    tmp_path: Path, path: str
) -> None:
    root, outside = tmp_path / "root", tmp_path / "outside"
    root.mkdir()
    outside.mkdir()
    (outside / "a").write_bytes(b"theirs")
    (root / "public").symlink_to(outside)

    for stages, remove in (([{"first": b"1"}, {path: b"2"}], []), ([{"first": b"1"}], [path])):
        with pytest.raises(OutletError) as caught:
            FolderOutlet(root).write(stages, remove=remove)

        assert caught.value.problem.code == "OUT003"
        assert caught.value.problem.place.path == path
    assert held(tmp_path) == {"outside/a": b"theirs"}


def test_a_link_that_stays_inside_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "public").symlink_to(tmp_path / "real")

    FolderOutlet(tmp_path).write([{"public/a": b"1"}])

    assert (tmp_path / "real/a").read_bytes() == b"1"


def test_the_root_itself_may_be_reached_by_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "root").symlink_to(tmp_path / "real")

    FolderOutlet(tmp_path / "root").write([{"a/b": b"1"}])

    assert held(tmp_path / "real") == {"a/b": b"1"}


def test_a_file_that_is_a_link_is_replaced_and_its_target_left_alone(tmp_path: Path) -> None:
    target = "../them"
    octets = b"x" * len(target)  # a link's own size is that of its target's name
    (tmp_path / "them").write_bytes(octets)
    (tmp_path / "root").mkdir()
    (tmp_path / "root/a").symlink_to(target)

    written = FolderOutlet(tmp_path / "root").write([{"a": octets}])

    assert written.changed == ("a",)
    assert not (tmp_path / "root/a").is_symlink()
    assert held(tmp_path) == {"them": octets, "root/a": octets}


def test_a_write_that_fails_half_way_leaves_the_old_file_and_no_litter(tmp_path: Path) -> None:
    outlet = FolderOutlet(tmp_path)
    outlet.write([{"feeds/main.rss": b"old"}])

    with pytest.raises(OutletError) as caught, files_limited_to(4096):
        outlet.write([{"feeds/main.rss": b"x" * 100_000}])

    assert held(tmp_path) == {"feeds/main.rss": b"old"}
    assert caught.value.exit_status == 75
    assert caught.value.problem.what == "cannot write feeds/main.rss: file too large"
    assert caught.value.problem.place.path == "feeds/main.rss"


def test_a_name_that_the_disk_refuses_is_told_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(OutletError) as caught:
        FolderOutlet(tmp_path).write([{"feeds/" + "x" * 300: b"1"}])

    assert "file name too long" in caught.value.problem.what
    assert "shorter name" in caught.value.problem.help
    assert held(tmp_path) == {}


def test_a_name_that_cannot_be_encoded_is_an_error_and_no_crash(tmp_path: Path) -> None:
    with pytest.raises(OutletError):
        FolderOutlet(tmp_path).write([{"feeds/\ud800": b"1"}])

    assert held(tmp_path) == {}


@pytest.mark.parametrize(
    ("there", "wanted", "remedy"),
    [("public/file", "public/file/below", "move the file"), ("public/a/b", "public/a", "move the")],
)
def test_what_stands_in_the_way_is_left_there_and_told(
    tmp_path: Path, there: str, wanted: str, remedy: str
) -> None:
    outlet = FolderOutlet(tmp_path)
    outlet.write([{there: b"there"}])

    with pytest.raises(OutletError) as caught:
        outlet.write([{wanted: b"wanted"}])

    assert held(tmp_path) == {there: b"there"}
    assert remedy in caught.value.problem.help


def test_litter_of_a_crashed_writer_is_cleared_and_nothing_else(tmp_path: Path) -> None:
    outlet = FolderOutlet(tmp_path)
    outlet.write([{"feeds/main.rss": b"1", "public/a": b"1"}])
    litter = tmp_path / f"feeds/.pressrun-{NOBODY}-abc"
    own = tmp_path / f"feeds/.pressrun-{os.getpid()}-abc"
    kept = [
        tmp_path / f"feeds/.pressrun-{os.getppid()}-abc",  # of a writer that lives
        tmp_path / "feeds/.pressrun-notes",
        tmp_path / f"public/.pressrun-{NOBODY}-abc",  # nobody writes here now
    ]
    for path in (litter, own, *kept):
        path.write_bytes(b"half")

    outlet.write([{"feeds/main.rss": b"2"}])

    assert not litter.exists()
    assert not own.exists()
    assert all(path.exists() for path in kept)


WRITER = """
import sys
from itertools import cycle
from pathlib import Path
from pressrun.system.outlet import FolderOutlet
outlet = FolderOutlet(Path(sys.argv[1]))
for letter in cycle((b"b", b"a")):
    outlet.write([{"feeds/main.rss": letter * 3_000_000}])
    print("written", flush=True)
"""


def test_a_writer_killed_between_two_steps_leaves_the_file_whole(tmp_path: Path) -> None:
    outlet = FolderOutlet(tmp_path)
    outlet.write([{"feeds/main.rss": b"a" * 3_000_000}])
    feeds = tmp_path / "feeds"
    found = set()
    kills_in_between = 0

    for attempt in range(60):
        command = [sys.executable, "-c", WRITER, str(tmp_path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as writer:
            for _ in range(attempt % 3):
                writer.stdout.readline()
            for _ in range(100_000):
                if len(os.listdir(feeds)) > 1:
                    break
            writer.kill()
        kills_in_between += len(os.listdir(feeds)) > 1
        octets = (feeds / "main.rss").read_bytes()
        assert octets in (b"a" * 3_000_000, b"b" * 3_000_000)
        found.add(octets[:1])
        if kills_in_between >= 4 and len(found) == 2:
            break

    assert kills_in_between >= 4, "no kill fell between the temporary file and its renaming"
    assert found == {b"a", b"b"}
    outlet.write([{"feeds/main.rss": b"c"}])
    assert held(tmp_path) == {"feeds/main.rss": b"c"}
