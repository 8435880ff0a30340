"""`pressrun subscribers import|imports|export|show|erase|suppress`: people in and out."""

import csv
import io
import json
import unicodedata
from pathlib import Path
from xml.etree import ElementTree

import pytest

from doubles.typist import SAMPLE_CONSENT, Typist

IMPORT = f"subscribers import people.csv {SAMPLE_CONSENT}"
MIXED = (
    "E-Mail;Vorname;Status;Themen;Notiz\n"
    "ada@example.org;Ada;subscribed;Ferries, Tides;x\n"
    "ben@example.org;Ben;unsubscribed;;\n"
    "cy@example.org;Cy;bounced;;\n"
    "dan@example.org;Dan;spam;;\n"
    "eve@example.org;Eve;pending;;\n"
    "fay@;=Fay;;;\n"
)


def states(typist: Typist) -> dict[str, str]:
    rows = json.loads(typist.done("subscribers list --json").out)
    return {row["address"]: row["state"] for row in rows}


def rejected(typist: Typist) -> list[list[str]]:
    text = typist.read("rejected.csv").removeprefix("\ufeff")
    return list(csv.reader(io.StringIO(text)))


def test_an_import_says_what_the_rows_are_and_tells_what_did_not_come_in(typist: Typist) -> None:
    typist.write("people.csv", MIXED)

    dry = typist.done(IMPORT)
    wet = typist.done(f"{IMPORT} --yes")

    for number, words in (
        (1, "unsubscribed there, suppressed"),
        (1, "bounced there, suppressed"),
        (1, "complained there, suppressed"),
        (2, "cannot come in"),
    ):
        row = f"{number:>10,}  {words}\n"
        assert row in dry.out
        assert row in wet.out
    assert "name = “Vorname”" in dry.err
    assert "not used: “Notiz”" in dry.err
    assert states(typist) == {"ada@example.org": "confirmed"}
    header, eve, fay = rejected(typist)
    assert header == ["line", "reason", "E-Mail", "Vorname", "Status", "Themen", "Notiz"]
    assert eve[:3] == [
        "6",
        "has not confirmed there; they can subscribe by themselves",
        "eve@example.org",
    ]
    assert fay[3] == "'=Fay"


def test_rows_that_were_rejected_are_mended_and_imported_from_that_very_file(
    typist: Typist,
) -> None:
    """It is read while another is written: none of its rows is lost."""
    rows = [f"{line},{'why ' * 20},reader{line}@example.org\n" for line in range(2, 402)]
    typist.write("rejected.csv", "line,reason,email\n1,no address,ada@\n" + "".join(rows))
    before = typist.read("rejected.csv")

    done = typist.done(f"subscribers import rejected.csv {SAMPLE_CONSENT} --yes")

    assert len(states(typist)) == 400
    assert typist.read("rejected.csv") == before
    assert "rejected-again.csv" in done.err
    assert "ada@" in typist.read("rejected-again.csv")


def test_a_dry_run_leaves_no_file_of_rejected_rows(typist: Typist) -> None:
    typist.write("people.csv", MIXED)
    before = typist.state()

    typist.done(IMPORT)

    assert typist.state() == before


def test_an_import_is_taken_back_by_its_number(typist: Typist) -> None:
    typist.people("zoe")
    typist.write("people.csv", MIXED)
    said = typist.done(f"{IMPORT} --yes")
    listed = json.loads(typist.done("subscribers imports --json").out)

    dry = typist.done("subscribers import --undo 1 --dry-run")
    kept = states(typist)
    wet = typist.done("subscribers import --undo 1 --yes")
    again = typist.type("subscribers import --undo 1 --yes")
    right = typist.done(f"{IMPORT} --yes")

    assert "This was import 1." in said.err
    assert [(row["id"], row["file"]) for row in listed] == [(1, "people.csv")]
    assert "Would take back import 1" in dry.out
    assert kept == {"zoe@example.org": "confirmed", "ada@example.org": "confirmed"}
    assert wet.out == "Took back import 1: 1 person less on list main.\n"
    assert again.status == 1
    assert "was undone on" in again.err
    assert "         1  added\n" in right.out
    assert "undone" in typist.done("subscribers imports").out


def test_columns_are_named_by_hand_and_cells_taken_apart_on_request(typist: Typist) -> None:
    typist.write("people.csv", "Kontakt,Rufname\nAda Sample <ada@example.org>,Ada\n")

    nameless = typist.type(IMPORT)
    wrong = typist.type(f"{IMPORT} --map adress=Kontakt")
    typist.done(f"{IMPORT} --map address=Kontakt,name=2 --split --yes")

    assert nameless.status == 2
    assert "--map address=COLUMN" in nameless.err
    assert wrong.status == 2
    assert "fields: address" in wrong.err
    assert states(typist) == {"ada@example.org": "confirmed"}


def test_who_exports_takes_the_noes_along_and_no_formula(typist: Typist) -> None:
    typist.write("people.csv", "email,name\n=cmd|x@example.org,=1+1\nben@example.org,Ben\n")
    typist.done(f"{IMPORT} --yes")
    typist.people("ada", "cy")
    typist.done("subscribers remove cy@example.org")
    typist.done("subscribers suppress ben@example.org --reason bounce")

    text = typist.done("subscribers export").out
    raw = typist.done("subscribers export --raw").out
    rows = {row["address"]: row for row in csv.DictReader(io.StringIO(text))}
    data = {row["address"]: row for row in json.loads(typist.done("subscribers export --json").out)}

    assert {address: row["status"] for address, row in rows.items()} == {
        "'=cmd|x@example.org": "subscribed",
        "ben@example.org": "bounced",
        "ada@example.org": "subscribed",
        "cy@example.org": "unsubscribed",
    }
    assert rows["'=cmd|x@example.org"]["name"] == "'=1+1"
    assert "\n=cmd|x@example.org,=1+1," in raw
    assert data["ada@example.org"]["consent"] == "a sample"


def test_an_export_goes_into_another_publication_as_it_is(typist: Typist, tmp_path: Path) -> None:
    typist.write("people.csv", "email,name\n=cmd|x@example.org,=1+1\nben@example.org,Ben\n")
    typist.done(f"{IMPORT} --yes")
    typist.done("subscribers suppress ben@example.org --reason complaint")
    exported = typist.done("subscribers export").out
    typist.done("subscribers import --undo 1 --yes")

    typist.write("people.csv", exported)
    typist.done(f"{IMPORT} --yes")
    again = typist.done("subscribers export").out

    assert "'=cmd|x@example.org" in exported
    assert [*csv.reader(io.StringIO(again))][1][:3] == [
        "'=cmd|x@example.org",
        "'=1+1",
        "subscribed",
    ]


def test_everything_about_a_person_is_shown_and_nothing_about_nobody(typist: Typist) -> None:
    typist.done(f'subscribers add ada@example.org --name "Ada Sample" {SAMPLE_CONSENT}')
    typist.done("subscribers remove ada@example.org")

    shown = typist.done("subscribers show ADA@example.org").out
    data = json.loads(typist.done("subscribers show ada@example.org --json").out)
    nobody = typist.type("subscribers show ben@example.org")

    assert shown.startswith("ada@example.org (Ada Sample)\n")
    assert "given" in shown
    assert "withdrawn" in shown
    assert [line["kind"] for line in data["consent"]] == ["given", "withdrawn"]
    assert nobody.status == 1
    assert "nobody here has the address" in nobody.err


def test_who_is_erased_leaves_no_trace_in_any_file_and_does_not_come_back(
    typist: Typist, tmp_path: Path
) -> None:
    """P47."""
    typist.done(f'subscribers add ada.lovely@example.org --name "Ada Lovely" {SAMPLE_CONSENT}')
    typist.people("ben")
    database = Path(typist.folder) / ".pressrun"
    before = b"".join(file.read_bytes() for file in database.glob("state.db*"))

    dry = typist.done("subscribers erase ada.lovely@example.org --dry-run")
    typist.done("subscribers erase ada.lovely@example.org --yes")
    octets = b"".join(file.read_bytes() for file in database.rglob("*") if file.is_file())
    back = typist.type(f"subscribers add ada.lovely@example.org {SAMPLE_CONSENT}")

    assert b"ada.lovely" in before
    assert dry.out.startswith("Would erase ada.lovely@example.org on 1 list (main).\n")
    assert b"ada.lovely" not in octets
    assert b"Ada Lovely" not in octets
    assert back.status == 1
    assert states(typist) == {"ben@example.org": "confirmed"}


def test_suppressing_is_said_once_and_lifted_by_no_command(typist: Typist) -> None:
    typist.people("ada")

    first = typist.done("subscribers suppress ada@example.org --reason complaint")
    second = typist.done("subscribers suppress ada@example.org")
    added = typist.type(f"subscribers add ada@example.org {SAMPLE_CONSENT}")

    assert first.out == "Suppressed ada@example.org.\n"
    assert second.out == "ada@example.org is suppressed already.\n"
    assert added.status == 1
    assert states(typist) == {"ada@example.org": "suppressed"}


@pytest.mark.parametrize(
    ("line", "status", "told"),
    [
        ("import", 2, "which file?"),
        ("import people.csv --undo 1", 2, "leave the file out"),
        ("import --undo 9 --yes", 1, "there is no import 9"),
        ("show ada", 2, "must have an @-sign"),
        ("erase ada --yes", 2, "must have an @-sign"),
        ("erase ada@example.org", 2, "pass --yes to erase"),
        ("suppress ada --reason request", 2, "must have an @-sign"),
        ("suppress ada@example.org --reason rude", 2, "'rude' is not one of"),
        ("export --list nope", 2, "= help: lists: main"),
    ],
)
def test_a_slip_is_told_and_changes_nobody(
    typist: Typist, line: str, status: int, told: str
) -> None:
    typist.write("people.csv", "email\nada@example.org\n")
    before = typist.state()

    said = typist.type(f"subscribers {line}")

    assert said.status == status
    assert told in said.err
    assert typist.state() == before


def test_hostile_addresses_and_names_come_in_as_text_or_are_told(
    typist: Typist, corpora: Path
) -> None:
    """Rows 44 to 62 by way of a file: isemail, naughty strings and scripts."""
    addresses = [
        test.findtext("address") or ""
        for test in ElementTree.parse(corpora / "isemail" / "tests.xml").getroot().iter("test")
    ]
    naughty = json.loads((corpora / "naughty-strings" / "blns.json").read_text(encoding="utf-8"))
    scripts = (corpora / "xss" / "payloads.txt").read_text(encoding="utf-8", errors="replace")
    names = [*naughty, *scripts.splitlines()[::20]]
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(["email", "name"])
    writer.writerows([address, "Sample"] for address in addresses)
    writer.writerows([f"n{number}@example.org", name] for number, name in enumerate(names))
    (Path(typist.folder) / "people.csv").write_text(
        written.getvalue(), encoding="utf-8", errors="replace", newline=""
    )

    said = typist.done(f"{IMPORT} --yes")
    rows = json.loads(typist.done("subscribers list --json").out)

    assert "Traceback" not in said.both
    assert len([row for row in rows if row["address"].startswith("n")]) >= len(naughty)
    for row in rows:
        assert len(row["name"]) <= 100
        assert not {unicodedata.category(sign) for sign in row["name"]} & {"Cc", "Cs", "Zl", "Zp"}
