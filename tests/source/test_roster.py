"""Files of people as spreadsheets write them."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pressrun.errors import UsageError
from pressrun.source.roster import Roster, plain_name


def roster(tmp_path: Path, octets: bytes) -> Roster:
    file = tmp_path / "people.csv"
    file.write_bytes(octets)
    return Roster(file)


@pytest.mark.parametrize(
    "octets",
    [
        b"email,name\nada@example.org,Ada Sample\n",
        b"\xef\xbb\xbfE-Mail;Name\r\nada@example.org;Ada Sample\r\n",
        "Name\tE-mail address\nAda Sample\tada@example.org\n".encode("utf-16"),
        b'First name,Email,Notes\n"Ada Sample","ada@example.org","a, b"\n\n,,\n',
        b"name|mail\rAda Sample|ada@example.org\r",
    ],
    ids=["plain", "semicolons and BOM", "tabs in UTF-16", "quotes and blanks", "old line ends"],
)
def test_the_same_person_is_read_however_the_file_was_written(
    tmp_path: Path, octets: bytes
) -> None:
    [row] = roster(tmp_path, octets).rows()

    assert (row.line, row.address, row.name) == (2, "ada@example.org", "Ada Sample")


def test_a_list_of_bare_addresses_needs_no_header(tmp_path: Path) -> None:
    rows = list(roster(tmp_path, b"ada@example.org\nbob@example.org\n").rows())

    assert [(row.line, row.address) for row in rows] == [
        (1, "ada@example.org"),
        (2, "bob@example.org"),
    ]


def test_lines_are_counted_as_an_editor_counts_them(tmp_path: Path) -> None:
    octets = b'email,name\nada@example.org,"Ada\nSample"\nbob@example.org,Bob\n'

    rows = list(roster(tmp_path, octets).rows())

    assert [(row.line, row.name) for row in rows] == [(2, "Ada Sample"), (4, "Bob")]


@pytest.mark.parametrize(
    ("octets", "code", "line"),
    [
        (b"name,town\nAda,Here\n", "IMP001", 1),
        (b"", "IMP005", None),
        (b"email\nada@example.org\n\xff\xe9\n", "IMP006", 3),
    ],
)
def test_a_file_that_cannot_be_used_says_where_and_what_to_do(
    tmp_path: Path, octets: bytes, code: str, line: int | None
) -> None:
    with pytest.raises(UsageError) as caught:
        roster(tmp_path, octets)

    assert caught.value.problem.code == code
    assert (caught.value.problem.place.line if caught.value.problem.place else None) == line


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        Roster(tmp_path / "nobody.csv")

    assert "nobody.csv" in caught.value.problem.what


def test_a_huge_field_is_an_error_with_its_line(tmp_path: Path) -> None:
    octets = b'email\nada@example.org\n"' + b"x" * 200_000 + b"\n"

    with pytest.raises(UsageError) as caught:
        list(roster(tmp_path, octets).rows())

    assert str(caught.value.problem.place) == "people.csv:3"


@given(st.binary(max_size=300))
@settings(
    deadline=None, max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_octets_bring_it_down(tmp_path: Path, octets: bytes) -> None:
    try:
        rows = list(roster(tmp_path, octets).rows())
    except UsageError:
        return

    assert all(row.line >= 1 for row in rows)


@given(st.text(max_size=200))
@settings(deadline=None)
def test_a_name_is_one_line_of_at_most_a_hundred_characters(text: str) -> None:
    name = plain_name(text)

    assert len(name) <= 100
    assert not set(name) & set("\r\n\t\0\u2028\u2029\u202e")
