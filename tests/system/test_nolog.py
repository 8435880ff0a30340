"""``no.log`` on the disk: what is beneath the port."""

import os
import stat
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from doubles import CountingEntropy
from pressrun.errors import ContentError, OutletError, StoreError
from pressrun.model.no import No
from pressrun.system.nolog import FileNoLog

AT = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
KEY = "ada@example.org"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / ".pressrun" / "no.log"


def open_log(path: Path) -> FileNoLog:
    return FileNoLog(path, entropy=CountingEntropy())


def write(path: Path, key: str = KEY) -> int:
    log = open_log(path)
    return log.write([No(hash=log.hash(key), list="main", at=AT)])


def test_no_address_stands_in_the_log_nor_its_key_in_it(path: Path) -> None:
    write(path)

    octets = path.read_bytes()

    assert b"ada" not in octets
    assert b"example" not in octets
    assert path.with_suffix(".key").read_bytes().strip() not in octets


def test_nobody_else_may_read_log_or_key(path: Path) -> None:
    write(path)

    for file in (path, path.with_suffix(".key")):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_another_process_finds_the_same_hashes(path: Path) -> None:
    write(path)

    assert open_log(path).hash(KEY) == next(open_log(path).read(after=0)).hash


def test_a_line_that_was_cut_off_is_left_out_and_then_replaced(path: Path) -> None:
    write(path)
    whole = path.read_bytes()
    path.write_bytes(whole + b"2026-11-24T09:00:00.000+00:00 no ma")

    before = [*open_log(path).read(after=0)]
    write(path, "ben@example.org")

    assert len(before) == 1
    assert path.read_bytes().startswith(whole)
    assert len([*open_log(path).read(after=0)]) == 2


def test_a_torn_line_as_long_as_the_new_one_is_replaced_as_well(path: Path) -> None:
    write(path)
    whole = path.read_bytes()
    line = whole.splitlines(keepends=True)[-1]
    path.write_bytes(whole + b"x" * len(line))

    write(path, "ben@example.org")

    assert b"x" * 10 not in path.read_bytes()
    assert len([*open_log(path).read(after=0)]) == 2


def test_a_tail_of_any_length_that_ends_no_line_is_replaced(path: Path) -> None:
    """A power cut may leave whole blocks of zeros."""
    write(path)
    whole = path.read_bytes()
    path.write_bytes(whole + b"\0" * 10_000)

    write(path, "ben@example.org")

    assert path.read_bytes().startswith(whole)
    assert len([*open_log(path).read(after=0)]) == 2


@pytest.mark.parametrize(
    "line",
    [b"rubbish", b"yesterday no main " + b"0" * 32, b"2026-11-24T08:00:00 no main " + b"0" * 32],
)
def test_a_line_of_somebody_elses_stops_the_reader_with_the_line(path: Path, line: bytes) -> None:
    write(path)
    with path.open("ab") as file:
        file.write(line + b"\n")

    with pytest.raises(ContentError) as caught:
        [*open_log(path).read(after=0)]

    assert caught.value.problem.code == "NOL002"
    assert caught.value.problem.place is not None
    assert caught.value.problem.place.text == line.decode()


def test_a_log_without_its_key_is_told_and_given_no_new_one(path: Path) -> None:
    write(path)
    path.with_suffix(".key").unlink()

    with pytest.raises(StoreError) as caught:
        open_log(path).hash(KEY)

    assert caught.value.problem.code == "NOL003"
    assert not path.with_suffix(".key").exists()


def test_a_damaged_key_is_told(path: Path) -> None:
    write(path)
    path.with_suffix(".key").write_text("abc\n")

    with pytest.raises(StoreError) as caught:
        open_log(path).hash(KEY)

    assert caught.value.problem.code == "NOL003"


def test_a_full_disk_is_told_and_nothing_half_written_counts(path: Path) -> None:
    position = write(path)
    work = (
        "import resource, sys; from pathlib import Path; from doubles import CountingEntropy;"
        "from pressrun.system.nolog import FileNoLog; from pressrun.model.no import No;"
        "from pressrun.errors import OutletError; from datetime import UTC, datetime;"
        "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        f"path = Path({str(path)!r}); log = FileNoLog(path, entropy=CountingEntropy());"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({position + 20}, {position + 20}));\n"
        "try: log.write([No(hash='0' * 32, list='main', at=datetime.now(UTC))])\n"
        "except OutletError as error: print(error.problem.code)"
    )
    tests = str(Path(__file__).parent.parent)
    said = subprocess.run(
        [sys.executable, "-c", work],
        env={**os.environ, "PYTHONPATH": tests},
        capture_output=True,
        text=True,
        check=True,
    )

    assert said.stdout == "NOL001\n"
    assert len([*open_log(path).read(after=0)]) == 1
    assert write(path) > position


def test_a_folder_that_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / ".pressrun").write_text("a file where the folder should be")

    with pytest.raises(StoreError) as caught:
        open_log(tmp_path / ".pressrun" / "no.log").hash(KEY)
    with pytest.raises(OutletError) as unwritten:
        open_log(tmp_path / ".pressrun" / "no.log").write([])

    assert caught.value.problem.code == "NOL004"
    assert unwritten.value.problem.code == "NOL001"
