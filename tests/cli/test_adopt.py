"""A database that was put back or copied sends nothing until adopted; its original goes on."""

import json
import shutil
import signal
import sqlite3
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from doubles.command import CommandLine
from doubles.post import write
from doubles.typist import Typist
from pressrun.app.mailroom import Mailroom

WAIT_S = 60.0
STATE = ".pressrun/state.db"


@pytest.fixture
def press(typist: Typist) -> Typist:
    """A press that has sent issue 1 to ada and bob, with articles for two more issues."""
    typist.people("ada", "bob")
    typist.done("send 1 --yes")
    for number, slug in ((2, "tide"), (3, "lamp")):
        typist.article(slug, id=f"{slug}aaaaaa", title=f"The {slug}")
        typist.done(f"new issue Issue-{number}")
        typist.done(f"queue add {slug} --issue {number}")
    return typist


def mails(folder: Path) -> int:
    return len(list((folder / ".pressrun/outbox").glob("*.eml")))


def backup(press: Typist) -> Path:
    copy = press.folder.with_name("backup.db")
    shutil.copy2(press.folder / STATE, copy)
    return copy


def put_back_over(press: Typist) -> Typist:
    """The file's content becomes that of an older copy."""
    copy = backup(press)
    press.done("send 2 --yes")
    shutil.copyfile(copy, press.folder / STATE)
    return press


def put_back_in_place(press: Typist) -> Typist:
    """An older copy is moved to the file's place."""
    copy = backup(press)
    press.done("send 2 --yes")
    copy.replace(press.folder / STATE)
    return press


def put_back_whole(press: Typist) -> Typist:
    """All of ``.pressrun`` is put back, and only that."""
    state, aside = press.folder / ".pressrun", press.folder.with_name("aside")
    shutil.copytree(state, aside)
    press.done("send 2 --yes")
    shutil.rmtree(state)
    shutil.copytree(aside, state)
    return press


def copied(press: Typist) -> Typist:
    """The whole folder is copied; the press goes on."""
    other = press.folder.with_name("copy")
    shutil.copytree(press.folder, other)
    return Typist(other, press._capsys)


def taken_alone(press: Typist) -> Typist:
    """The database alone is copied to a fresh clone; the press goes on."""
    other = press.folder.with_name("clone")
    shutil.copytree(press.folder, other, ignore=shutil.ignore_patterns(".pressrun"))
    (other / ".pressrun").mkdir()
    shutil.copy(press.folder / STATE, other / STATE)
    return Typist(other, press._capsys)


PUT_BACK = [put_back_over, put_back_in_place, put_back_whole]
COPIED = [copied, taken_alone]


@pytest.mark.parametrize("way", [*PUT_BACK, *COPIED])
def test_nothing_is_sent_from_it_and_it_says_what_to_do(
    press: Typist, monkeypatch: pytest.MonkeyPatch, way: Callable[[Typist], Typist]
) -> None:
    held = way(press)
    monkeypatch.chdir(held.folder)
    before = mails(held.folder)

    said = [held.type(f"{line} --yes") for line in ("send 3", "retry 1 --outbox", "resume 1")]
    status = held.done("status")

    assert [one.status for one in said] == [1, 1, 1]
    assert all(one.err.startswith("error[INS001]: this ") for one in said)
    assert all("pressrun adopt" in one.err for one in said)
    assert "error[INS001]" in status.err
    assert mails(held.folder) == before


@pytest.mark.parametrize("way", COPIED)
def test_what_it_was_copied_from_still_sends(
    press: Typist, monkeypatch: pytest.MonkeyPatch, way: Callable[[Typist], Typist]
) -> None:
    held = way(press)

    press.done("send 2 --yes")
    monkeypatch.chdir(held.folder)
    refused = held.type("send 2 --yes")
    monkeypatch.chdir(press.folder)
    press.done("send 3 --yes")

    assert refused.status == 1
    assert "INS001" not in press.done("status").err
    assert mails(press.folder) == 6


@pytest.mark.parametrize("way", [*PUT_BACK, *COPIED])
def test_once_adopted_it_sends(
    press: Typist, monkeypatch: pytest.MonkeyPatch, way: Callable[[Typist], Typist]
) -> None:
    held = way(press)
    monkeypatch.chdir(held.folder)
    before = mails(held.folder)

    asked = held.type("adopt")
    held.done("adopt --yes")
    again = held.done("adopt --yes")
    held.done("send 3 --yes")

    assert asked.status == 2
    assert "pass --yes to let this database send" in asked.err
    assert again.out == "Nothing holds sending here: there is nothing to adopt.\n"
    assert mails(held.folder) == before + 2


def test_a_copy_that_was_adopted_is_held_when_it_is_put_in_the_originals_place(
    press: Typist, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = copied(press)
    monkeypatch.chdir(other.folder)
    other.done("adopt --yes")
    other.done("send 2 --yes")
    monkeypatch.chdir(press.folder)

    shutil.copy(other.folder / STATE, press.folder / STATE)

    assert "error[INS001]" in press.type("send 3 --yes").err


def test_one_copy_to_an_address_may_go(press: Typist) -> None:
    put_back_over(press)

    press.done("test 3 --to ada@example.org")


def test_it_shows_how_old_it_is_and_whose_noes_it_had_forgotten(press: Typist) -> None:
    press.done("subscribers remove bob@example.org")
    copy = backup(press)
    press.done("subscribers remove ada@example.org")
    press.people("cyd")
    press.done("send 2 --yes")
    shutil.copyfile(copy, press.folder / STATE)
    press.done("status")  # whoever opens it first takes in what no.log has

    told = json.loads(press.done("adopt --dry-run --json").out)
    said = press.done("adopt --dry-run")

    assert (told["held"], told["adopted"]) == ("restored", False)
    assert told["noes"] == {"any_list": 0, "lists": {"main": 1}}
    assert told["known_until"] is not None
    assert "1 person had left list main: it had forgotten that" in said.out
    assert "  Knows     what went out until " in said.out
    assert said.out.endswith("Dry run: nothing is sent from this database yet.\n")


def test_an_issue_that_went_out_since_is_not_sent_again_by_itself(press: Typist) -> None:
    press.done("schedule 2 now")
    copy = backup(press)
    press.done("send 2 --yes")
    shutil.copyfile(copy, press.folder / STATE)
    before = mails(press.folder)

    told = json.loads(press.done("adopt --yes --json").out)
    ran = press.done("status 2")

    [stopped] = told["stopped"]
    assert (stopped["number"], stopped["was"], stopped["now"]) == (2, "armed", "held")
    assert stopped["reason"].startswith("it has gone out, as its folder says")
    assert told["adopted"]
    assert ran.out.startswith("2  Issue-2: held\n")
    assert mails(press.folder) == before


def test_one_whose_time_has_passed_waits_and_one_whose_time_comes_stays_as_it_is(
    press: Typist,
) -> None:
    press.done("schedule 2 now")
    press.done('schedule 3 "2091-12-01 09:00"')
    held = copied(press)

    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(held.folder)
        said = held.done("adopt --yes")
        two, three = held.done("status 2"), held.done("status 3")

    assert "  Held back issue 2 'Issue-2' of " in said.out
    assert "its time passed before this database was adopted" in said.out
    assert "  Ahead     issue 3 'Issue-3': Sat 1 Dec 2091 09:00 UTC" in said.out
    assert two.out.startswith("2  Issue-2: held\n")
    assert three.out.startswith("3  Issue-3: armed\n")


def test_one_that_was_going_out_is_paused_and_says_who_may_get_it_twice(press: Typist) -> None:
    press.relay(9)  # nobody answers there
    assert press.type("send 2 --yes").status == 75
    copy = backup(press)
    assert press.type("send 2 --yes").status == 75
    shutil.copyfile(copy, press.folder / STATE)

    said = press.done("adopt --yes")
    status = press.done("status 2")
    resumed = press.done("resume 2 --yes")

    assert "2 of 2 may have it since, and get a second copy when it goes on" in said.out
    assert said.err.endswith("Next:  pressrun resume 2   or   pressrun cancel 2\n")
    assert status.out.startswith("2  Issue-2: paused\n")
    assert "2 of 2 may have it since" in resumed.err
    assert press.type("send 2 --yes").status == 75


def test_an_issue_that_it_does_not_know_and_that_is_public_is_named(press: Typist) -> None:
    put_back_over(press)

    told = json.loads(press.done("adopt --dry-run --json").out)

    assert [item["number"] for item in told["unknown"]] == [2]
    press.done("adopt --yes")
    assert "warning[SCH022]: issue 2 is public already" in press.done("send 2 --dry-run").err


def test_adopting_changes_nothing_on_a_dry_run(press: Typist) -> None:
    put_back_over(press)
    press.done("status")
    before = press.state()

    press.done("adopt --dry-run")

    assert press.state() == before
    assert press.type("send 3 --yes").status == 1


def test_run_serves_pages_and_sends_nothing_until_it_is_adopted(
    press: Typist, desk: CommandLine
) -> None:
    press.done("schedule 3 now")
    put_back_over(press)
    mailroom = Mailroom(press.folder, {})
    write(mailroom.store, "dee", at=mailroom.clock.now())
    mailroom.close()
    before = mails(press.folder)
    running = desk.start("run")
    site = running.wait_for("Site  http://", timeout_s=WAIT_S).split()[1]
    running.wait_for("error[INS001]", timeout_s=WAIT_S)
    with urllib.request.urlopen(site, timeout=30) as answer:
        served = answer.status
    held = mails(press.folder)

    adopted = press.done("adopt --yes")
    running.wait_for("this database was adopted: it sends from now on", timeout_s=WAIT_S)
    running.wait_for("letters: 1 accepted", timeout_s=WAIT_S)
    running.end(signal.SIGINT)

    assert served == 200
    assert held == before
    assert "  At once   1 letter" in adopted.out
    assert "".join(running.lines).count("INS001") == 1
    assert mails(press.folder) == before + 1


def test_two_runs_of_which_one_waits_hold_nothing(press: Typist, desk: CommandLine) -> None:
    first = desk.start("run")
    first.wait_for("Ctrl-C stops", timeout_s=WAIT_S)
    second = desk.start("run")
    second.wait_for("Waits:", timeout_s=WAIT_S)
    press.done("schedule 2 now")
    first.wait_for("issue 2: 2 accepted", timeout_s=WAIT_S)

    first.end(signal.SIGKILL)
    second.wait_for("took over", timeout_s=WAIT_S)
    press.done("schedule 3 now")
    second.wait_for("issue 3: 2 accepted", timeout_s=WAIT_S)

    assert second.end(signal.SIGINT) == 0
    assert "INS001" not in "".join(first.lines + second.lines)


def test_moving_the_folder_holds_nothing(press: Typist, monkeypatch: pytest.MonkeyPatch) -> None:
    moved = press.folder.rename(press.folder.with_name("moved"))
    monkeypatch.chdir(moved)

    Typist(moved, press._capsys).done("send 2 --yes")


def test_a_clone_that_begins_as_a_press_of_its_own_holds_nothing(
    press: Typist, monkeypatch: pytest.MonkeyPatch
) -> None:
    clone = press.folder.with_name("clone")
    shutil.copytree(press.folder, clone, ignore=shutil.ignore_patterns(".pressrun"))
    monkeypatch.chdir(clone)
    fresh = Typist(clone, press._capsys)

    fresh.done("init .")
    fresh.people("dee")
    fresh.done("send 2 --yes")

    assert mails(clone) == 1


def test_a_press_that_begins_without_its_lost_database_holds_nothing(press: Typist) -> None:
    (press.folder / STATE).unlink()

    press.done("init .")
    press.people("dee")

    press.done("send 2 --yes")


def test_a_database_from_before_there_were_marks_sends_at_once(press: Typist) -> None:
    (press.folder / ".pressrun/instance").unlink()
    database = sqlite3.connect(press.folder / STATE)
    database.execute("UPDATE instance SET nonce = ''")  # as its upgrade does
    database.commit()
    database.close()

    press.done("send 2 --yes")

    assert (press.folder / ".pressrun/instance").exists()
