"""`pressrun init`."""

import os
from pathlib import Path

import pytest

from doubles.typist import Typist

MADE = """\
  .gitignore
  articles/hello.md            a sample article
  issues/001-hello/issue.md    a sample issue, scheduled for nothing yet
  pressrun.toml                who publishes, in which time zone, through which relay
  .pressrun/state.db           subscribers and the books (not for version control)
"""
TALK = "Mail goes to .pressrun/outbox/ as files until a relay is set: nothing leaves by accident.\n"


@pytest.fixture
def empty(typist: Typist, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Typist:
    """The typist in a folder with nothing in it."""
    (tmp_path / "desk").mkdir()
    monkeypatch.chdir(tmp_path / "desk")
    return typist


def test_init_makes_a_publication_and_says_what_lies_where(empty: Typist) -> None:
    said = empty.done("init notes")

    assert said.out == f"Made notes/\n{MADE}"
    assert said.err == f"{TALK}Next:  cd notes && pressrun build\n"
    assert empty.type("--folder notes check").status == 0


def test_in_this_folder_the_next_step_needs_no_cd(empty: Typist) -> None:
    said = empty.done("init .")

    assert said.err.endswith("Next:  pressrun build\n")


def test_the_next_step_can_be_pasted_whatever_the_folder_is_called(empty: Typist) -> None:
    said = empty.done("init 'two words; ls'")

    assert said.err.endswith("Next:  cd 'two words; ls' && pressrun build\n")


def test_a_dry_run_makes_nothing_and_the_same_without_it_does(empty: Typist) -> None:
    dry = empty.done("init notes --dry-run")
    assert not os.path.exists("notes")

    wet = empty.done("init notes")

    assert dry.out.replace("Would make", "Made") == wet.out
    assert os.path.exists("notes/pressrun.toml")


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ("--zone Mars/Olympus", "the zone must be a time zone that is known here"),
        ("--zone berlin", '--zone "Europe/Berlin"'),
        ("--authority 'not a domain'", "the authority must be a domain"),
        ("--title '  '", "the title must be text that is not empty"),
    ],
)
def test_what_would_make_settings_that_do_not_load_is_refused_before_anything_is_made(
    empty: Typist, options: str, told: str
) -> None:
    said = empty.type(f"init notes {options}")

    assert said.status == 2
    assert told in said.err
    assert not os.path.exists("notes")


def test_a_folder_with_something_in_it_is_left_alone(empty: Typist) -> None:
    Path("notes").mkdir()
    Path("notes/letter.txt").write_text("mine")

    said = empty.type("init notes")

    assert said.status == 1
    assert said.err.startswith("error[INI002]: notes is not empty\n")
    assert os.listdir("notes") == ["letter.txt"]


def test_a_publication_with_its_database_is_left_alone(typist: Typist) -> None:
    before = typist.state()

    said = typist.type("init .")

    assert said.status == 1
    assert said.err.startswith("error[INI001]: . is a publication with its database already\n")
    assert typist.state() == before


def test_a_clone_without_its_database_gets_one_and_nothing_else(typist: Typist) -> None:
    (typist.folder / ".pressrun/state.db").unlink()
    typist.write("pressrun.toml", typist.read("pressrun.toml").replace("Harbour", "Quay"))

    said = typist.done("init .")

    assert said.out.splitlines()[1:] == [MADE.splitlines()[-1]]
    assert 'title = "Quay"' in typist.read("pressrun.toml")
    assert (typist.folder / ".pressrun/state.db").exists()


def test_a_place_where_nothing_can_be_made_is_told(empty: Typist) -> None:
    Path("letter.txt").write_text("mine")

    inside = empty.type("init letter.txt/notes")
    itself = empty.type("init letter.txt")

    assert inside.status == 75
    assert "cannot make letter.txt/notes: Not a directory" in inside.err
    assert itself.status == 2
