"""`pressrun send`: now, here, with the books at the end."""

import json
import os
import pty
import shutil
import signal
import socket
import subprocess
from contextlib import suppress

import pytest

from doubles.command import CommandLine
from doubles.console import matches
from doubles.server import MailServer
from doubles.typist import Typist

PLAN = """\
  Issue   1 “Hello from Harbour”   1 article, … kB of HTML
  When    … UTC, now
  To      2 people on list main (0 suppressed, 0 paused)
  How     files in .pressrun/outbox/ (no relay is set)
  Feeds   main and issues, as RSS, Atom and JSON, and the archive, at the same moment
"""
EXACTLY = """\
Would be 2 messages, … octets in all.
  face …  en     1 article  to 2 people
  ada@example.org  … octets  sha256 …
  bob@example.org  … octets  sha256 …
Date and Message-ID will be others; a signature is not counted.
"""


@pytest.fixture
def pair(typist: Typist) -> Typist:
    typist.people("ada", "bob")
    return typist


def outbox(typist: Typist) -> int:
    return len(list((typist.folder / ".pressrun/outbox").glob("*.eml")))


def test_sending_says_where_to_what_and_what_became_of_it(pair: Typist) -> None:
    said = pair.done("send 1 --yes")

    assert matches(f"{PLAN}2 accepted; total 2, books balanced", said.out)
    assert said.err == (
        "Mail goes to: files in .pressrun/outbox/ (no relay is set)\nNext:  pressrun status 1\n"
    )
    assert outbox(pair) == 2


def test_an_issue_with_an_error_is_sent_once_that_is_accepted(pair: Typist) -> None:
    text = pair.read("articles/hello.md")
    pair.write("articles/hello.md", f"{text}\nSee [it](http://localhost/x).\n")

    refused, dry = pair.type("send 1 --yes"), pair.type("send 1 --dry-run")

    assert (refused.status, dry.status, outbox(pair)) == (1, 1, 0)
    assert refused.err.endswith(
        "error[CHK001]: check finds an error in issue 1: LNK003\n"
        "  = help: mend it, or send it as it is:\n"
        "  = help: pressrun send 1 --yes --accept LNK003\n"
    )
    accepted = pair.done("send 1 --dry-run --accept LNK003")
    assert accepted.err.endswith("Next:  pressrun send 1 --accept LNK003\n")
    pair.done("send 1 --yes --accept LNK003")
    assert outbox(pair) == 2


def test_a_dry_run_sends_nothing_and_the_same_without_it_does(pair: Typist) -> None:
    before = pair.state()

    said = pair.done("send 1 --dry-run")
    assert matches(f"{PLAN}{EXACTLY}Dry run: nothing was sent.", said.out)
    assert pair.state() == before
    pair.done("send 1 --yes")

    assert outbox(pair) == 2


def test_without_a_terminal_nobody_is_asked_and_nothing_is_sent(pair: Typist) -> None:
    before = pair.state()

    said = pair.type("send 1")

    assert said.status == 2
    assert said.err.endswith(
        "Error: not a terminal: pass --yes to send to 2 people, or --dry-run to look\n"
    )
    assert pair.state() == before


def test_an_issue_goes_out_once(pair: Typist) -> None:
    pair.done("send 1 --yes")

    said = pair.type("send 1 --yes")

    assert said.status == 1
    assert "issue 1 is sent and never goes out again" in said.err
    assert outbox(pair) == 2


def test_what_the_relay_refuses_exits_5(pair: Typist) -> None:
    with MailServer() as server:
        pair.relay(server.port)
        server.replies["bob@example.org"] = "550 5.1.1 no such sample"

        said = pair.type("send 1 --yes")

    assert said.status == 5
    assert said.out.endswith("\n1 accepted, 1 refused; total 2, books balanced\n")
    assert said.err.endswith("Next:  pressrun status 1\n")


def test_what_the_relay_puts_off_exits_75_and_says_when_it_goes_on(pair: Typist) -> None:
    with MailServer() as server:
        pair.relay(server.port)
        server.replies["bob@example.org"] = "451 4.7.1 later"

        said = pair.type("send 1 --yes")

    assert said.status == 75
    books, next_try = said.out.splitlines()[-2:]
    assert books == "1 deferred, 1 accepted; total 2, books balanced"
    assert matches("next try … UTC, in …", next_try)
    assert "1 delivery left.\nNext:  pressrun send 1   or   pressrun run, " in said.err


def test_a_relay_that_is_not_there_keeps_everybody_and_the_next_send_goes_on(
    pair: Typist,
) -> None:
    settings = pair.read("pressrun.toml")
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    pair.relay(port)

    refused = pair.type("send 1 --yes")
    looked = pair.done("send 1 --dry-run")
    pair.write("pressrun.toml", settings)
    done = pair.done("send 1 --yes")

    assert refused.status == 75
    assert f"no session with the relay 127.0.0.1:{port}" in refused.err
    assert "2 deliveries left.\n" in refused.err
    assert looked.out == "Would go on with 2 deliveries.\n"
    assert done.out == "2 accepted; total 2, books balanced\n"
    assert outbox(pair) == 2


def test_an_issue_that_was_frozen_and_never_published_goes_on_with_that(pair: Typist) -> None:
    in_the_way = pair.folder / "public/index.html/in-the-way"
    in_the_way.mkdir(parents=True)

    stopped = pair.type("send 1 --yes")
    looked = pair.done("send 1 --dry-run")
    shutil.rmtree(in_the_way.parent)
    done = pair.done("send 1 --yes")

    assert stopped.status != 0
    assert looked.out == "Would publish it, and go on.\n"
    assert done.out == "2 accepted; total 2, books balanced\n"
    assert outbox(pair) == 2


def test_a_journal_that_cannot_be_read_is_told_and_stops_nobody(pair: Typist) -> None:
    journal = pair.folder / ".pressrun/journal/0123456789abcdef"
    journal.parent.mkdir()
    journal.write_bytes(b"no journal of ours")

    said = pair.done("send 1 --yes")

    assert "warning[JRN001]: the journal is none of Pressrun's; it was set aside" in said.err
    assert said.out.endswith("2 accepted; total 2, books balanced\n")
    assert [file.name for file in journal.parent.iterdir()] == ["0123456789abcdef.unreadable"]


def test_an_issue_that_does_not_load_is_not_begun(pair: Typist) -> None:
    (pair.folder / "articles/hello.md").unlink()
    before = pair.state()

    said = pair.type("send 1 --yes")

    assert said.status == 3
    assert "there is no article 'hello'" in said.err
    assert pair.state() == before


@pytest.mark.parametrize("count", [100, 1000])
def test_off_a_terminal_progress_is_ten_lines(typist: Typist, count: int) -> None:
    rows = "".join(f"reader{number}@example.org\n" for number in range(count))
    typist.write("people.csv", f"email\n{rows}")
    typist.done('subscribers import people.csv --consent "a sample" --yes')

    said = typist.done("send 1 --yes")

    lines = [line for line in said.err.splitlines() if line.startswith("issue 1: ")]
    assert lines == [f"issue 1: {count * part // 10:,} of {count:,}" for part in range(1, 11)]


def test_a_handful_needs_no_progress(pair: Typist) -> None:
    assert "issue 1:" not in pair.done("send 1 --yes").err


def test_what_is_put_off_is_no_progress(typist: Typist) -> None:
    rows = "".join(f"reader{number}@example.org\n" for number in range(100))
    typist.write("people.csv", f"email\n{rows}")
    typist.done('subscribers import people.csv --consent "a sample" --yes')
    with MailServer() as server:
        typist.relay(server.port)
        server.replies |= {f"reader{n}@example.org": "451 4.7.1 later" for n in range(50)}

        said = typist.type("send 1 --yes")

    assert said.status == 75
    assert "issue 1: 50 of 100\n" in said.err
    assert "issue 1: 60 of 100\n" not in said.err
    assert "50 deliveries left.\n" in said.err


def test_when_colours_are_asked_for_a_bar_moves(pair: Typist) -> None:
    said = pair.done("--color always send 1 --yes")

    assert "━" in said.err
    assert "2/2" in said.err


def test_ctrl_c_finishes_what_is_under_way_and_says_how_to_go_on(
    typist: Typist, desk: CommandLine
) -> None:
    desk.people(400)
    with MailServer() as server:
        typist.relay(server.port)
        server.reach = 60
        sending = desk.start("send", "1", "--yes")
        assert server.reached.wait(60), sending.lines
        status = sending.end(signal.SIGINT)
        said = "".join(sending.lines)
        left = 400 - len(server.accepted)
        more = desk.run("send", "1", "--yes")

    assert status == 130, said
    assert "Traceback" not in said
    assert "Stopping: what is under way is finished and written down.\n" in said
    assert f"{left} deliveries left.\nNext:  pressrun send 1 " in said
    assert f"{left:,} queued, {400 - left} accepted; total 400, books balanced\n" in said
    assert more.count("400 accepted; total 400, books balanced") == 1
    assert set(server.copies().values()) == {1}
    assert len(server.accepted) == 400


@pytest.mark.parametrize(("answer", "status"), [("n", 1), ("", 1), ("Ctrl-C", 130)])
def test_at_a_terminal_only_a_yes_sends(pair: Typist, answer: str, status: int) -> None:
    before = pair.state()

    asked = at_a_terminal(CommandLine(pair.folder).command("send", "1"), answer)

    assert asked == status
    assert pair.state() == before
    assert at_a_terminal(CommandLine(pair.folder).command("send", "1"), "y") == 0
    assert outbox(pair) == 2


def at_a_terminal(command: list[str], answer: str) -> int:
    """Run a command whose keyboard is a terminal, answer its question, return its status."""
    keyboard, terminal = pty.openpty()
    asking = subprocess.Popen(
        command, stdin=terminal, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    assert asking.stderr is not None
    said = b""
    while not said.endswith(b"[y/N]: ") and (octet := asking.stderr.read(1)):
        said += octet
    assert b"Send it to 2 people?" in said
    if answer != "Ctrl-C":
        os.write(keyboard, f"{answer}\n".encode())
    while answer == "Ctrl-C" and asking.poll() is None:
        # Once may be a moment too early: Python hears it only when it waits for the keyboard.
        asking.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            asking.wait(2)
    asking.communicate(timeout=60)
    os.close(keyboard)
    os.close(terminal)
    return asking.returncode


def test_json_tells_the_books_afterwards(pair: Typist) -> None:
    pair.done("send 1 --yes")

    found = json.loads(pair.done("status 1 --json").out)

    assert found["state"] == "sent"
    assert found["balanced"] is True
    assert found["accounts"] == {"frozen": 2, "by_state": {"accepted": 2}}
