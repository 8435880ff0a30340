"""What goes wrong around a publication is told with what, where and what to do."""

import os
from pathlib import Path

import pytest

from doubles.typist import Typist
from pressrun import cli

NEEDS_THE_DATABASE = [
    "queue",
    "status 1",
    "status 1 --watch",
    "audit 1",
    "explain ada@example.org --issue 1",
    "pause 1",
    "resume 1",
    "cancel 1 --yes",
    "retry 1 --failed",
    "schedule 1 now",
    "send 1 --yes",
    "run",
    "subscribers list",
    "subscribers add ada@example.org --consent sample",
]


@pytest.mark.parametrize("line", ["queue", "check", "build", "run", "subscribers list"])
def test_where_no_publication_is_it_says_how_to_get_to_one(
    typist: Typist, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    monkeypatch.chdir(tmp_path)

    said = typist.type(line)

    assert said.status == 3
    assert said.err == (
        "error[CFG001]: no pressrun.toml here\n"
        f" --> {tmp_path}\n"
        "  = help: make a publication:  pressrun init DIR\n"
        "  = help: or go to one:  cd DIR  (or name it with  --folder DIR)\n"
    )
    assert os.listdir(tmp_path) == ["harbour"]


def test_a_publication_is_found_from_below_and_by_name(
    typist: Typist, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = typist.done("queue").out

    monkeypatch.chdir(typist.folder / "issues/001-hello")
    below = typist.done("queue").out
    monkeypatch.chdir(tmp_path)
    named = typist.done("--folder harbour queue").out

    assert here == below == named


def test_a_folder_that_was_removed_under_us_is_told(
    typist: Typist, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()

    said = typist.type("queue")

    assert said.status == 2
    assert said.err.startswith("error[USE003]: this folder cannot be read")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('zone = "UTC"', 'zoen = "UTC"', " --> pressrun.toml:6:1\n"),
        ('zone = "UTC"', 'zone = "Mars/Olympus"', " --> pressrun.toml:6:8\n"),
        ("year = ", "year == ", " --> pressrun.toml:4:"),
        ("[lists.main]", "[lists.main", " --> pressrun.toml:10:"),
    ],
)
def test_settings_that_do_not_load_are_told_with_their_place(
    typist: Typist, old: str, new: str, told: str
) -> None:
    typist.write("pressrun.toml", typist.read("pressrun.toml").replace(old, new))
    before = typist.state()

    said = typist.type("queue")

    assert said.status == 3
    assert told in said.err
    assert "= help: " in said.err
    assert typist.state() == before


def test_a_setting_of_the_environment_is_named_as_such(
    typist: Typist, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PRESSRUN_SITE_PORT", "eighty")

    said = typist.type("queue")

    assert said.status == 3
    assert said.err == (
        "error[CFG006]: PRESSRUN_SITE_PORT must be a whole number from 0 to 65535\n"
        "  = help: set  PRESSRUN_SITE_PORT=8080\n"
    )


@pytest.mark.parametrize("line", NEEDS_THE_DATABASE)
def test_a_database_that_is_none_is_told_and_left_as_it_is(typist: Typist, line: str) -> None:
    database = typist.folder / ".pressrun/state.db"
    database.write_bytes(b"these are not the books\n" * 99)

    said = typist.type(line)

    assert said.status == 3
    assert "error[DB005]: this file is not a database" in said.err
    assert f" --> {database}\n" in said.err
    assert database.read_bytes() == b"these are not the books\n" * 99


@pytest.mark.parametrize("line", NEEDS_THE_DATABASE)
def test_a_database_that_cannot_be_opened_is_told(typist: Typist, line: str) -> None:
    database = typist.folder / ".pressrun/state.db"
    database.unlink()
    database.mkdir()

    said = typist.type(line)

    assert said.status == 3
    assert "error[DB001]: the database cannot be opened (Is a directory)" in said.err


@pytest.mark.parametrize("line", [line for line in NEEDS_THE_DATABASE if line != "queue"])
def test_without_a_database_this_is_not_the_press_and_nothing_is_made(
    typist: Typist, line: str
) -> None:
    (typist.folder / ".pressrun/state.db").unlink()

    said = typist.type(line)

    assert said.status == 3
    assert "error[DB002]: .pressrun/state.db does not exist" in said.err
    assert "pressrun init ." in said.err
    assert os.listdir(typist.folder / ".pressrun") == []


@pytest.mark.parametrize("line", ["queue", "build", "show 1", "init ."])
def test_a_database_that_cannot_be_reached_is_never_taken_for_none(
    typist: Typist, line: str
) -> None:
    os.rename(typist.folder / ".pressrun", typist.folder / "elsewhere")
    (typist.folder / ".pressrun").symlink_to(".pressrun")

    said = typist.type(line)

    assert said.status == 3
    assert said.err.startswith("error[DB001]: the database cannot be reached: ")


def test_a_place_where_nothing_can_be_written_is_told_and_nothing_is_half_there(
    typist: Typist,
) -> None:
    os.rename(typist.folder / "articles", typist.folder / "elsewhere")
    typist.write("articles", "a file where a folder must be")

    said = typist.type('new article "The tide"')

    assert said.status == 75
    assert "error[OUT001]: cannot write articles/the-tide.md: " in said.err
    assert " --> articles/the-tide.md\n" in said.err
    assert typist.read("articles") == "a file where a folder must be"


def test_what_nobody_foresaw_is_kept_for_a_developer_and_not_shown(
    capsys: pytest.CaptureFixture[str],
) -> None:
    try:
        raise ZeroDivisionError("the words of the fault")
    except ZeroDivisionError as fault:
        status = cli.tell_fault(fault)

    told = capsys.readouterr().err
    kept = Path(told.rpartition(" ")[2].strip())
    report = kept.read_text(encoding="utf-8")
    kept.unlink()
    assert status == 1
    assert told.startswith("error[BUG001]: Pressrun itself failed: ZeroDivisionError\n")
    assert "the words of the fault" not in told
    assert "Traceback" in report
    assert "the words of the fault" in report


def test_an_emptied_database_is_never_taken_for_a_new_one(typist: Typist) -> None:
    typist.people("ada")
    (typist.folder / ".pressrun" / "state.db").write_bytes(b"")

    said = typist.type("send 1 --yes")

    assert said.status == 3
    assert "error[DB011]: the database is empty: whatever it held is gone" in said.err
    assert (typist.folder / ".pressrun" / "state.db").stat().st_size == 0
