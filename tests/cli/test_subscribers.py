"""`pressrun subscribers`: nobody comes in unasked, and who leaves stays away."""

import json

import pytest

from doubles.typist import SAMPLE_CONSENT, Typist

CSV = (
    "email,name\n"
    "bob@example.org,Bob Sample\n"
    "cy@\n"
    "BOB@example.org,Bob again\n"
    "ada@example.org,Ada Sample\n"
    "dora@example.org,Dora Sample\n"
)


def states(typist: Typist) -> dict[str, str]:
    rows = json.loads(typist.done("subscribers list --json").out)
    return {row["address"]: row["state"] for row in rows}


def test_an_empty_list_says_how_it_fills(typist: Typist) -> None:
    said = typist.done("subscribers list")

    assert said.out == "ADDRESS  NAME  STATE  SINCE\n"
    assert said.err == (
        "0 people would be mailed.\n"
        'Next:  pressrun subscribers add ADDRESS --consent "where and when they agreed"\n'
    )


def test_who_agreed_is_added_once(typist: Typist) -> None:
    first = typist.done(f"subscribers add ada@example.org --name Ada {SAMPLE_CONSENT}")
    second = typist.done(f"subscribers add ADA@example.org {SAMPLE_CONSENT}")

    assert first.out == "Added ada@example.org to list main.\n"
    assert first.err == "Next:  pressrun subscribers list\n"
    assert second.out == "ADA@example.org is on list main already.\n"
    assert states(typist) == {"ada@example.org": "confirmed"}


def test_a_dry_run_adds_nobody_and_the_same_without_it_does(typist: Typist) -> None:
    before = typist.state()

    said = typist.done(f"subscribers add ada@example.org {SAMPLE_CONSENT} --dry-run")
    assert said.out == "Would add ada@example.org to list main.\n"
    assert typist.state() == before
    typist.people("ada")

    assert typist.state() != before


def test_who_left_comes_back_neither_by_hand_nor_by_import(typist: Typist) -> None:
    typist.people("ada", "bob")
    confirmed = typist.state()

    dry = typist.done("subscribers remove bob@example.org --dry-run")
    assert typist.state() == confirmed
    wet = typist.done("subscribers remove bob@example.org")
    added = typist.type(f"subscribers add bob@example.org {SAMPLE_CONSENT}")
    typist.write("people.csv", CSV)
    imported = typist.done(f"subscribers import people.csv {SAMPLE_CONSENT} --yes")

    assert dry.out == "Would end the subscription of bob@example.org to list main.\n"
    assert wet.out == "Ended the subscription of bob@example.org to list main.\n"
    assert added.status == 1
    assert added.out == "bob@example.org left list main; only its owner can come back.\n"
    assert "         1  left before, kept out\n" in imported.out
    assert states(typist)["bob@example.org"] == "ended"


def test_an_import_is_a_dry_run_until_it_is_told_yes(typist: Typist) -> None:
    typist.people("ada")
    typist.write("people.csv", CSV)
    before = typist.state()

    dry = typist.done(f"subscribers import people.csv {SAMPLE_CONSENT}")
    both = typist.done(f"subscribers import people.csv {SAMPLE_CONSENT} --yes --dry-run")
    assert typist.state() == before
    wet = typist.done(f"subscribers import people.csv {SAMPLE_CONSENT} --yes")

    assert (
        dry.out
        == both.out
        == (
            "         2  new\n"
            "         1  already here\n"
            "         1  more than once in the file\n"
            "         1  cannot come in\n"
            "Dry run: nothing changed.\n"
        )
    )
    assert dry.err == (
        "Read people.csv as UTF-8; address = “email”, name = “name”\n"
        "  line 3: 'cy@': there must be something after the @-sign\n"
        "Next:  the same command with --yes\n"
    )
    assert wet.out.startswith("         2  added\n")
    assert states(typist) == dict.fromkeys(
        ["ada@example.org", "bob@example.org", "dora@example.org"], "confirmed"
    )


def test_an_address_that_few_relays_take_is_added_with_a_warning(typist: Typist) -> None:
    said = typist.done(f"subscribers add josé@example.org {SAMPLE_CONSENT}")
    again = typist.done(f"subscribers add JOSÉ@example.org {SAMPLE_CONSENT}")

    assert said.out == "Added josé@example.org to list main.\n"
    assert said.err == (
        "warning[ADR008]: the part before the @ has letters beyond ASCII, which few mail servers"
        " accept\n"
        "  = help: ask for another address; where a relay lacks SMTPUTF8, this one is skipped\n"
        "\n"
        "Next:  pressrun subscribers list\n"
    )
    assert again.out == "JOSÉ@example.org is on list main already.\n"
    assert again.err == "Next:  pressrun subscribers list\n"
    assert states(typist) == {"josé@example.org": "confirmed"}


def test_an_import_says_how_many_few_relays_take(typist: Typist) -> None:
    typist.write("people.csv", "email\njosé@example.org\nada@example.org\nサンプル@example.org\n")

    first = typist.done(f"subscribers import people.csv {SAMPLE_CONSENT} --yes")
    again = typist.done(f"subscribers import people.csv {SAMPLE_CONSENT} --yes")

    assert first.out.startswith("         3  added\n")
    assert "  2 people with letters beyond ASCII before the @: few mail servers" in first.err
    assert "beyond ASCII" not in again.err


def test_importing_again_adds_nobody(typist: Typist) -> None:
    typist.write("people.csv", CSV)
    typist.done(f"subscribers import people.csv {SAMPLE_CONSENT} --yes")

    again = typist.done(f"subscribers import people.csv {SAMPLE_CONSENT} --yes")

    assert again.out.startswith("         0  added\n         3  already here\n")


def test_a_long_import_tells_how_far_it_is(typist: Typist) -> None:
    rows = "".join(f"reader{number}@example.org\n" for number in range(2000))
    typist.write("people.csv", f"email\n{rows}")

    said = typist.done(f"subscribers import people.csv {SAMPLE_CONSENT}")

    told = [line for line in said.err.splitlines() if line.startswith("people.csv: ")]
    assert told == [f"people.csv: {part * 200:,} of 2,000" for part in range(1, 11)]


def test_only_ten_bad_rows_are_shown(typist: Typist) -> None:
    typist.write("people.csv", "email\n" + "nobody\n" * 14)

    said = typist.done(f"subscribers import people.csv {SAMPLE_CONSENT}")

    assert said.err.count("  line ") == 10
    assert "  … and 4 more\n" in said.err


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "there is no file 'people.csv'"),
        ("", "people.csv is empty"),
        ("name,town\nAda,Oslo\n", "people.csv has no column of addresses"),
    ],
)
def test_a_file_that_cannot_be_used_is_told(typist: Typist, content: str | None, told: str) -> None:
    if content is not None:
        typist.write("people.csv", content)
    rows = typist.rows()

    said = typist.type(f"subscribers import people.csv {SAMPLE_CONSENT} --yes")

    assert said.status == 2
    assert told in said.err
    assert typist.rows() == rows


@pytest.mark.parametrize(
    ("line", "status", "told"),
    [
        ("add ada@example.org", 2, "say where and when they agreed: --consent"),
        ("add ada@example.org --consent '  '", 2, "say where and when they agreed"),
        (f"add ada@ {SAMPLE_CONSENT}", 2, "there must be something after the @-sign"),
        (f"add ada@example.org --list nope {SAMPLE_CONSENT}", 2, "= help: lists: main"),
        ("import people.csv --yes", 2, "say where and when they agreed: --consent"),
        ("list --list nope", 2, "= help: lists: main"),
        ("remove ada", 2, "must have an @-sign"),
        ("remove ada@example.org", 1, "ada@example.org is not on list 'main'"),
        ("imprt people.csv", 2, "Did you mean one of: 'import', 'imports'?"),
    ],
)
def test_a_slip_is_told_and_changes_nobody(
    typist: Typist, line: str, status: int, told: str
) -> None:
    before = typist.state()

    said = typist.type(f"subscribers {line}")

    assert said.status == status
    assert told in said.err
    assert typist.state() == before
