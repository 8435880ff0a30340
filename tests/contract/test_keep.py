"""What every keep promises. A new one joins by adding one line to KEEPS."""

from collections.abc import Callable
from pathlib import Path

import pytest

from pressrun.ports import Keep
from pressrun.system.keep import FileKeep, MemoryKeep, maker_of

KEEPS: dict[str, Callable[[Path], Keep]] = {
    "memory": lambda _: MemoryKeep(),
    "file": lambda folder: FileKeep(folder / "state" / "cache.db", maker="us"),
}


@pytest.fixture(params=KEEPS, name="keep")
def _keep(request: pytest.FixtureRequest, tmp_path: Path) -> Keep:
    return KEEPS[request.param](tmp_path)


def test_nothing_is_kept_at_first(keep: Keep) -> None:
    assert keep.all("entries") == keep.marks("entries") == keep.find("entries", ["a"]) == {}


def test_what_is_put_is_found_under_its_name_with_its_mark(keep: Keep) -> None:
    names = [f"n{number}" for number in range(1200)]
    keep.put("entries", ((name, f"mark {name}", name.encode()) for name in names))

    assert keep.all("entries")["n7"] == ("mark n7", b"n7")
    assert keep.marks("entries").keys() == set(names)
    assert keep.find("entries", [*names, "other"]) == {name: name.encode() for name in names}
    assert keep.all("fragments") == {}


def test_a_name_holds_what_was_put_last_and_nothing_once_it_is_dropped(keep: Keep) -> None:
    keep.put("outputs", [("a", "1", b"old"), ("b", "1", b"other")])
    keep.put("outputs", [("a", "2", b"new")])
    assert keep.all("outputs") == {"a": ("2", b"new"), "b": ("1", b"other")}

    keep.drop("outputs", ["a", "never there"])
    assert keep.all("outputs") == {"b": ("1", b"other")}


def test_a_file_keeps_from_one_process_to_the_next_and_for_its_maker_alone(tmp_path: Path) -> None:
    path = tmp_path / "cache.db"
    first = FileKeep(path, maker="us")
    first.put("entries", [("a", "1", b"x")])
    first.close()

    assert FileKeep(path, maker="us").all("entries") == {"a": ("1", b"x")}
    other = FileKeep(path, maker="others")
    other.put("entries", [("b", "1", b"y")])
    assert other.all("entries") == {"b": ("1", b"y")}


def test_a_damaged_file_is_an_empty_one(tmp_path: Path) -> None:
    path = tmp_path / "cache.db"
    path.write_bytes(b"this is no database, and long enough to be seen as such " * 40)
    keep = FileKeep(path, maker="us")

    assert keep.all("entries") == {}
    keep.put("entries", [("a", "1", b"x")])
    assert keep.all("entries") == {"a": ("1", b"x")}


def test_a_file_that_cannot_be_written_keeps_nothing_and_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / "state").write_bytes(b"a file where a folder should be")
    keep = FileKeep(tmp_path / "state" / "cache.db", maker="us")

    keep.put("entries", [("a", "1", b"x")])

    assert keep.all("entries") == {}


def test_reading_makes_no_file_and_writing_makes_one_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "cache.db"
    keep = FileKeep(path, maker="us")
    keep.marks("entries")
    assert not path.exists()

    keep.put("entries", [("a", "1", b"x")])
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_maker_changes_with_its_files(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("one")
    before = maker_of(tmp_path)
    assert maker_of(tmp_path) == before

    (tmp_path / "a.py").write_text("other")
    assert maker_of(tmp_path) != before
