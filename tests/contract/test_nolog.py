"""What every log of noes does (port NoLog)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doubles import CountingEntropy
from doubles.nolog import MemoryNoLog
from pressrun.model.no import No
from pressrun.ports import NoLog
from pressrun.system.nolog import FileNoLog

AT = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


def of_files(folder: Path) -> NoLog:
    return FileNoLog(folder / "no.log", entropy=CountingEntropy())


def in_memory(_: Path) -> NoLog:
    return MemoryNoLog()


@pytest.fixture(params=[of_files, in_memory])
def nolog(request: pytest.FixtureRequest, tmp_path: Path) -> NoLog:
    make: Callable[[Path], NoLog] = request.param
    return make(tmp_path)


def no(nolog: NoLog, key: str = "ada@example.org", list: str = "main", **values: bool) -> No:
    return No(hash=nolog.hash(key), list=list, at=AT, **values)


def test_a_log_that_was_never_written_is_empty(nolog: NoLog) -> None:
    assert nolog.length() == 0
    assert [*nolog.read(after=0)] == []


def test_what_was_written_is_read_in_order(nolog: NoLog) -> None:
    lines = [no(nolog), no(nolog, list=""), no(nolog, lifted=True)]

    length = nolog.write(lines)

    assert length == nolog.length()
    assert [*nolog.read(after=0)] == lines


def test_what_stands_behind_a_position_is_what_was_written_since(nolog: NoLog) -> None:
    position = nolog.write([no(nolog)])
    later = no(nolog, "ben@example.org")

    nolog.write([later])

    assert [*nolog.read(after=position)] == [later]
    assert [*nolog.read(after=nolog.length())] == []


def test_an_empty_log_can_be_begun(nolog: NoLog) -> None:
    assert nolog.write([]) == nolog.length() > 0
    assert [*nolog.read(after=0)] == []


def test_a_hash_is_the_same_each_time_and_tells_mailboxes_apart(nolog: NoLog) -> None:
    assert nolog.hash("ada@example.org") == nolog.hash("ada@example.org")
    assert nolog.hash("ada@example.org") != nolog.hash("ben@example.org")
    assert "ada" not in nolog.hash("ada@example.org")


@given(
    list=st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
    at=st.datetimes(timezones=st.just(UTC)),
    lifted=st.booleans(),
)
def test_any_name_of_a_list_comes_back(
    tmp_path_factory: pytest.TempPathFactory, list: str, at: datetime, lifted: bool
) -> None:
    nolog = of_files(tmp_path_factory.mktemp("log"))
    at -= timedelta(microseconds=at.microsecond % 1000)
    line = No(hash=nolog.hash("ada@example.org"), list=list, at=at, lifted=lifted)

    nolog.write([line])

    assert [*nolog.read(after=0)] == [line]
