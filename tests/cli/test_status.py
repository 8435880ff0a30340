"""`pressrun status`: where issues stand, and whom they did not reach."""

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime

import pytest

from doubles.console import matches
from doubles.post import write
from doubles.server import MailServer
from doubles.typist import Typist
from pressrun.app import App
from pressrun.app.mailroom import Mailroom
from pressrun.errors import ContentError
from pressrun.model.delivery import DeliveryState

FETCHES = [
    ("main", "Feedly/1.0 (poller; 16 subscribers;)", "192.0.2.9"),
    ("main", "Feedbin feed-id:1 - 2 subscribers", "192.0.2.8"),
    ("main", "newsboat/2.21.0", "192.0.2.1"),
    ("main", "newsboat/2.21.0", "192.0.2.2"),
    ("tags/ferries", "newsboat/2.21.0", "192.0.2.1"),
]


def test_every_issue_is_listed_with_how_far_it_is(typist: Typist) -> None:
    typist.people("ada")
    typist.done("new issue Second")
    typist.done("send 1 --yes")

    said = typist.done("status")

    assert said.out == (
        "ISSUE  STATE  SUBJECT             DONE\n"
        "1      sent   Hello from Harbour  1 of 1\n"
        "2      draft  Second\n"
    )
    assert said.err == "Next:  pressrun status ISSUE\n"


def write_letters(typist: Typist, *names: str) -> None:
    mailroom = Mailroom(typist.folder, {})
    write(mailroom.store, *names, at=mailroom.clock.now())
    mailroom.close()


def test_letters_are_counted_and_nobody_is_named(typist: Typist) -> None:
    assert typist.done("status --letters").out == "Letters of the last 30 days: none\n"
    assert "Letters" not in typist.done("status").out
    typist.people("ada")
    write_letters(typist, "dee", "eve")

    said = typist.done("status --letters")
    assert said.out == "Letters of the last 30 days: 2 queued\n"
    assert said.err.endswith("Next:  pressrun run\n")
    sent = typist.done("send 1 --yes")
    assert "Letters first: 2 accepted.\n" in sent.err

    assert typist.done("status").out.endswith("Letters: 2 accepted\n")
    counted = json.loads(typist.done("status --letters --json").out)
    assert counted == dict.fromkeys(map(str, DeliveryState), 0) | {"waiting": 0, "accepted": 2}
    assert typist.type("status 1 --letters").status == 2


def test_a_draft_says_how_it_gets_on(typist: Typist) -> None:
    said = typist.done("status hello")

    assert said.out == "1  Hello from Harbour: draft\n"
    assert said.err == 'Next:  pressrun check, then  pressrun schedule 1 "tue 9:00"\n'


def test_an_armed_issue_says_when_it_goes_out(typist: Typist) -> None:
    typist.done('schedule 1 "2091-12-01 09:00"')

    said = typist.done("status 1")

    assert matches(
        "1  Hello from Harbour: armed\ngoes out Sat 1 Dec 2091 09:00 UTC, in …", said.out
    )
    assert said.err == "Next:  pressrun run\n"


def test_whom_it_did_not_reach_is_told_with_the_relays_own_words(typist: Typist) -> None:
    typist.people("ada", "bob")
    with MailServer() as server:
        typist.relay(server.port)
        server.replies["bob@example.org"] = "550 5.1.1 no such sample"
        typist.type("send 1 --yes")

    said = typist.done("status 1")

    assert said.out == (
        "1  Hello from Harbour: sent\n"
        "1 accepted, 1 refused; total 2, books balanced\n"
        "\n"
        "ADDRESS          STATE    TRIES  ANSWER\n"
        "bob@example.org  refused  1      550 5.1.1 no such sample\n"
    )


def test_a_long_list_is_cut_and_json_has_all_of_it(typist: Typist) -> None:
    names = [f"reader{number}" for number in range(25)]
    typist.people(*names)
    with MailServer() as server:
        typist.relay(server.port)
        server.replies |= {f"{name}@example.org": "550 5.1.1 no such sample" for name in names}
        typist.type("send 1 --yes")

    said = typist.done("status 1")
    found = json.loads(typist.done("status 1 --json").out)

    assert said.out.count(" refused ") == 20
    assert said.out.endswith("… and more; all of them: pressrun status 1 --json\n")
    assert {row["address"] for row in found["rows"]} == {f"{name}@example.org" for name in names}
    assert found["accounts"]["by_state"] == {"refused": 25}


def test_a_held_issue_says_why(typist: Typist) -> None:
    typist.people("ada")
    typist.done("schedule 1 now")
    (typist.folder / "articles/hello.md").unlink()
    with App(typist.folder, {}) as app, pytest.raises(ContentError):
        app.sending.begin(app.editor.issue("1"))

    said = typist.done("status 1")

    assert said.out.startswith("1  Hello from Harbour: held\nerror[ISS001]: there is no article")
    assert said.err == 'Next:  pressrun check, then  pressrun schedule 1 "tue 9:00"\n'


def test_an_issue_that_is_not_there_is_a_usage_error(typist: Typist) -> None:
    said = typist.type("status 7")

    assert said.status == 2
    assert said.err == (
        "error[ISS010]: there is no issue '7'\n"
        '  = help: issues here: 001-hello; a new one: pressrun new issue "SUBJECT"\n'
    )


def test_feeds_are_listed_with_how_many_read_them(typist: Typist) -> None:
    with App(typist.folder, {}) as app:
        for feed, agent, address in FETCHES:
            app.readership.note(feed, ".rss", agent=agent, address=address)
        app.readership.keep()

    said = typist.done("status --feeds")
    found = json.loads(typist.done("status --feeds --json").out)

    assert said.out == (
        "FEED          READERS      SERVICES              OTHERS\n"
        "main          at least 20  Feedly 16, Feedbin 2  2\n"
        "tags/ferries  at least 1                         1\n"
    )
    assert said.err == (
        "Services as they state it, others as the most on one of the last seven days (UTC).\n"
        "Next:  pressrun status --feeds --json\n"
    )
    main, ferries = found
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    assert main == {
        "feed": "main",
        "services": [
            {"feed": "main", "service": "Feedly", "day": today, "readers": 16},
            {"feed": "main", "service": "Feedbin", "day": today, "readers": 2},
        ],
        "rest": [{"feed": "main", "service": "", "day": today, "readers": 2}],
        "at_least": 20,
    }
    assert (ferries["feed"], ferries["at_least"]) == ("tags/ferries", 1)


def test_with_no_reader_no_feed_is_listed(typist: Typist) -> None:
    said = typist.done("status --feeds")

    assert said.out == "FEED  READERS  SERVICES  OTHERS\n"
    assert said.err.endswith("Next:  pressrun run\n")
    assert json.loads(typist.done("status --feeds --json").out) == []


def test_feeds_and_an_issue_are_not_asked_together(typist: Typist) -> None:
    said = typist.type("status 1 --feeds")

    assert said.status == 2
    assert "leave ISSUE out" in said.err


def test_without_a_database_issues_are_drafts_and_one_cannot_be_told(typist: Typist) -> None:
    (typist.folder / ".pressrun/state.db").unlink()

    board, one = typist.done("status"), typist.type("status 1")

    assert "1      draft  Hello from Harbour" in board.out
    assert one.status == 3
    assert "this machine is not the press of this folder" in one.err
    assert not (typist.folder / ".pressrun/state.db").exists()


def test_readers_of_a_digest_who_wait_for_the_next_are_told(typist: Typist) -> None:
    typist.done('subscribers add ada@example.org --consent "a sample"')
    typist.done("send 1 --yes")
    assert "rarest" not in typist.done("status 1").out

    with closing(sqlite3.connect(typist.folder / ".pressrun/state.db")) as books, books:
        books.execute("UPDATE press_run SET waiting = 3")

    assert (
        "3 readers of the rarest sets of articles: they get theirs with the next digest\n"
        in typist.done("status 1").out
    )
    assert json.loads(typist.done("status 1 --json").out)["waiting"] == 3
