"""What every mark beside a database does (port InstanceMark)."""

from collections.abc import Callable
from pathlib import Path

import pytest

from doubles.instance import MemoryInstanceMark
from pressrun.ports import InstanceMark, Marked
from pressrun.system.instance import FileInstanceMark

MARKS: dict[str, Callable[[Path], InstanceMark]] = {
    "memory": lambda _: MemoryInstanceMark(),
    "file": lambda folder: FileInstanceMark(folder / ".pressrun" / "instance"),
}


@pytest.fixture(params=MARKS)
def mark(request: pytest.FixtureRequest, tmp_path: Path) -> InstanceMark:
    return MARKS[request.param](tmp_path)


def test_where_nobody_has_written_it_there_is_none(mark: InstanceMark) -> None:
    assert mark.read() is None


def test_what_was_written_last_is_read_as_the_original(mark: InstanceMark) -> None:
    mark.write(["one"])
    mark.write(["one", "two"])

    assert mark.read() == Marked(("one", "two"), is_original=True)


def test_removed_once_or_twice_it_is_gone_and_can_be_written_anew(mark: InstanceMark) -> None:
    mark.write(["one"])
    mark.remove()
    mark.remove()
    gone = mark.read()
    mark.write(["two"])

    assert gone is None
    assert mark.read() == Marked(("two",), is_original=True)
