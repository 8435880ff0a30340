"""Files of people as spreadsheets write them."""

import tracemalloc
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pressrun.errors import UsageError
from pressrun.model.audience import Cadence
from pressrun.model.roster import Field, Status
from pressrun.render.spreadsheet import rows_of
from pressrun.source.listfile import LINE_LIMIT
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


@pytest.mark.parametrize(
    ("octets", "code", "line"),
    [
        (b"PK\x03\x04 a spreadsheet", "IMP004", None),
        (b"\x1f\x8b packed", "IMP004", None),
        (b"email" + b"," * 1500 + b"\n", "IMP007", 1),
        (b"," * 1_000_000 + b"\n", "IMP007", 1),
        (b"email\n" + b"x" * (LINE_LIMIT + 1) + b"\n", "IMP008", 2),
        (b'email,name\nada@example.org,"Ada\n' + b"b@example.org,B\n" * 20_000, "IMP002", 2),
        ("email\nada@example.org\n".encode("utf-16")[:-1], "IMP006", None),
    ],
    ids=["zip", "gzip", "1500 columns", "10^6 columns", "long line", "quote", "torn UTF-16"],
)
def test_what_is_no_list_is_told_with_its_line_and_takes_little_memory(
    tmp_path: Path, octets: bytes, code: str, line: int | None
) -> None:
    """Rows 73 and 77."""
    with pytest.raises(UsageError) as caught:
        list(roster(tmp_path, octets).rows())

    place = caught.value.problem.place
    assert caught.value.problem.code == code
    assert line is None or (place is not None and place.line == line)


def test_nul_and_utf_16_without_a_mark_are_read(tmp_path: Path) -> None:
    [nul] = roster(tmp_path, b"email,name\nada@example.org,A\0da\n").rows()
    [wide] = roster(tmp_path, "email,name\nada@example.org,Ada\n".encode("utf-16-le")).rows()

    assert (nul.address, nul.name) == (wide.address, wide.name) == ("ada@example.org", "Ada")


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("Email,Name,Status,Topics,Since,Consent", "{a},Ada,Unsubscribed,x,2024-05-01,form"),
        ("E-Mail-Adresse;Vorname;Zustand;Themen;Seit", "{a};Ada;abgemeldet;x;2024-05-01"),
        ("Adresse électronique,Prénom,État,Sujets,Depuis", "{a},Ada,désabonné,x,2024-05-01"),
        ("Correo electrónico,Nombre,Estado,Temas,Desde", "{a},Ada,baja,x,2024-05-01"),
        ("البريد الإلكتروني,الاسم,الحالة,المواضيع,التاريخ", "{a},Ada,ملغى,x,2024-05-01"),
    ],
)
def test_columns_and_states_are_known_in_five_languages(
    tmp_path: Path, header: str, cells: str
) -> None:
    """Row 74: a header in another language."""
    octets = f"{header}\n{cells.format(a='ada@example.org')}\n".encode()

    [row] = roster(tmp_path, octets).rows()

    assert (row.address, row.name, row.status) == ("ada@example.org", "Ada", Status.UNSUBSCRIBED)
    assert row.topics == ("x",)
    assert row.consent.startswith("2024-05-01")


@pytest.mark.parametrize(
    ("header", "word", "cadence"),
    [
        ("cadence", "weekly", Cadence.WEEKLY),
        ("Häufigkeit", "Monatlich", Cadence.MONTHLY),
        ("الوتيرة", "أسبوعي", Cadence.WEEKLY),
        ("Fréquence", "hebdomadaire", Cadence.WEEKLY),
        ("frecuencia", "RSS", Cadence.FEED),
        ("cadence", "each", Cadence.EACH),
        ("cadence", "hourly", Cadence.EACH),
        ("cadence", "", Cadence.EACH),
        ("mood", "weekly", Cadence.EACH),
    ],
)
def test_how_often_somebody_reads_is_known_in_five_languages(
    tmp_path: Path, header: str, word: str, cadence: Cadence
) -> None:
    [row] = roster(tmp_path, f"email,{header}\nada@example.org,{word}\n".encode()).rows()

    assert row.cadence is cadence


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("subscribed", Status.SUBSCRIBED),
        ("", Status.SUBSCRIBED),
        ("Confirmed", Status.SUBSCRIBED),
        ("cleaned", Status.BOUNCED),
        ("hard-bounce", Status.BOUNCED),
        ("blocklisted", Status.UNSUBSCRIBED),
        ("spam complaint", Status.COMPLAINED),
        ("unconfirmed", Status.UNCONFIRMED),
        ("paused", Status.PAUSED),
        ("on the moon", Status.UNREADABLE),
    ],
)
def test_what_other_services_say_of_people_is_understood(
    tmp_path: Path, words: str, status: Status
) -> None:
    [row] = roster(tmp_path, f"email,status\nada@example.org,{words}\n".encode()).rows()

    assert row.status is status


def test_columns_are_named_by_hand_where_nobody_could_guess(tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_bytes(b"Kontakt,Rufname\nada@example.org,Ada\n")

    mapping = {Field.ADDRESS: "kontakt", Field.NAME: "2"}
    [row] = Roster(file, mapping=mapping).rows()

    assert (row.address, row.name) == ("ada@example.org", "Ada")
    with pytest.raises(UsageError) as caught:
        Roster(file, mapping={Field.ADDRESS: "Kontact"})
    assert caught.value.problem.code == "IMP009"
    assert "Kontakt" in caught.value.problem.help


def test_a_file_without_a_header_is_read_by_the_column_that_holds_addresses(
    tmp_path: Path,
) -> None:
    """Row 74: no header at all."""
    octets = b"1,ada@example.org,Ada\n2,ben@example.org,Ben\n"

    rows = list(roster(tmp_path, octets).rows())

    assert [row.address for row in rows] == ["ada@example.org", "ben@example.org"]


def test_the_first_of_two_columns_with_one_name_is_taken(tmp_path: Path) -> None:
    """Row 74: a header twice."""
    [row] = roster(tmp_path, b"email,email\nada@example.org,ben@example.org\n").rows()

    assert row.address == "ada@example.org"


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("Ada Sample <ada@example.org>", [("Ada Sample", "ada@example.org")]),
        ("a@example.org;b@example.org", [("", "a@example.org"), ("", "b@example.org")]),
        (
            "Ada <a@example.org>, b@example.org",
            [("Ada", "a@example.org"), ("", "b@example.org")],
        ),
        (
            "Ada <a@example.org>; Sample, Bob <b@example.org>,",
            [("Ada", "a@example.org"), ("Sample, Bob", "b@example.org")],
        ),
        (
            "a@example.org, b@example.org, nobody",
            [("", "a@example.org"), ("", "b@example.org"), ("", "nobody")],
        ),
        ("mailto:ada@example.org", [("", "ada@example.org")]),
        ("ada@example.org", [("", "ada@example.org")]),
    ],
)
def test_addresses_are_taken_apart_only_if_somebody_asks(
    tmp_path: Path, cell: str, found: list[tuple[str, str]]
) -> None:
    """Row 57."""
    file = tmp_path / "people.csv"
    file.write_text(f'email,note\n"{cell}",x\n', encoding="utf-8")

    apart = [(row.name, row.address) for row in Roster(file, split=True).rows()]
    [whole] = Roster(file).rows()

    assert apart == found
    assert whole.address == cell


def test_a_large_file_is_read_in_little_memory(tmp_path: Path) -> None:
    """Row 73: it is never held whole."""
    file = tmp_path / "people.csv"
    with file.open("w") as written:
        written.write("email,name\n")
        for number in range(30_000):
            written.write(f"reader{number}@example.org,Reader {number} Sample\n")

    tracemalloc.start()
    read = sum(1 for _ in Roster(file).rows())
    _, peak_octets = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert read == 30_000
    assert peak_octets < file.stat().st_size / 2


CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), max_size=30)


@given(st.lists(CELLS.map(str.strip).filter(bool), min_size=1, max_size=4))
def test_what_was_exported_for_spreadsheets_is_read_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, names: list[str]
) -> None:
    file = tmp_path_factory.mktemp("list") / "people.csv"
    rows = [("address", "name"), *(("ada@example.org", name) for name in names)]
    file.write_text(rows_of(rows), encoding="utf-8", newline="")

    read = [row.name for row in Roster(file).rows()]

    assert read == [plain_name(name) for name in names]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "＝", "＋", "－", "＠", "'=", "''+"])
def test_no_cell_of_an_export_is_a_formula_and_raw_ones_are_as_they_are(sign: str) -> None:
    """T22."""
    cell = f"{sign}1+1"

    assert rows_of([[cell]]).strip().strip('"').startswith("'")
    assert rows_of([[cell]], raw=True).strip("\r\n").strip('"') == cell
