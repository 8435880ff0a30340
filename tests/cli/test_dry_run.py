"""A dry run changes no file and no row, and the same command without it does."""

import pytest

from doubles.typist import Typist

WRITING = [
    "new article 'The ferry'",
    "new issue Third",
    "queue add lamp --issue 2",
    "queue remove tide --issue 2",
    "queue move hello --to 1 --issue 2",
    "queue feature hello --issue 1",
    "check --fix",
    "build",
    "correct tide 'The tide is low.'",
    "withdraw tide --yes",
    "test 1 --to ada@example.org",
    "approve 2",
    "approve 2 --take-back",
    "schedule 2 '2091-12-01 09:00'",
    "unschedule 1",
    "send 2 --yes",
    "pause 1",
    "resume 1 --yes",
    "cancel 1 --yes",
    "retry 2 --outbox --yes",
    "subscribers add bob@example.org --consent 'a sample'",
    "subscribers import people.csv --consent 'a sample' --yes",
    "subscribers import --undo 1 --yes",
    "subscribers remove ada@example.org",
    "subscribers erase ada@example.org --yes",
    "subscribers suppress ada@example.org",
    "subscribers feed ada@example.org --rotate --topics tides",
]
# What must have been typed before.
AFTER = {
    "approve 2 --take-back": "approve 2",
    "resume 1 --yes": "pause 1",
    "retry 2 --outbox --yes": "send 2 --yes",
    "subscribers import --undo 1 --yes": "subscribers import people.csv --consent 'a sample' --yes",
}


@pytest.fixture
def desk(typist: Typist) -> Typist:
    """Issue 1 armed, issue 2 with two articles, one reader, one article public, one due, one
    without an id."""
    typist.people("ada")
    typist.article("tide", id="tideaaaaaa", title="The tide", extra="publish: now\n")
    typist.done("build")
    typist.article("gull", id="gullaaaaaa", title="The gull", extra="publish: now\n")
    typist.article("lamp", id="lampaaaaaa", title="The lamp")
    typist.done("new issue Second")
    typist.done("queue add tide hello --issue 2")
    typist.done("schedule 1 '2091-12-01 08:00'")
    typist.write("articles/nameless.md", "---\ntitle: Nameless\n---\n\nWords.\n")
    typist.write("people.csv", "email\nbob@example.org\n")
    return typist


@pytest.mark.parametrize("line", WRITING)
@pytest.mark.parametrize("option", ["--dry-run", "-n"])
def test_a_dry_run_changes_nothing_and_the_same_without_it_does(
    desk: Typist, line: str, option: str
) -> None:
    if line in AFTER:
        desk.done(AFTER[line])
    before = desk.state()

    dry = desk.type(f"{line} {option}")
    between = desk.state()
    wet = desk.type(line)

    assert dry.status in {0, 1}
    assert between == before
    assert wet.status == dry.status or line == "check --fix"
    assert desk.state() != before


def test_every_command_that_writes_or_mails_has_one(desk: Typist) -> None:
    reading = {"show", "diff", "status", "explain", "polls", "plan", "audience"}
    words = {line.split()[0] for line in WRITING} | {"init", "run", "ping", "audit", "adopt"}

    listed = desk.done("--help").out.split("Commands:\n")[1].splitlines()

    assert {line.split()[0] for line in listed} - reading == words


def test_a_dry_run_of_the_press_starts_nothing(desk: Typist) -> None:
    before = desk.state()

    dry = desk.type("run --dry-run")

    assert dry.status == 0
    assert dry.out == "Dry run: nothing was started.\n"
    assert "Due   issue 1: Sat 1 Dec 2091 08:00" in dry.err
    assert desk.state() == before
