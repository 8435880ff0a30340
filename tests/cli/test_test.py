"""`pressrun test`: one copy, counted nowhere."""

import email
import email.policy
import socket

import pytest

from doubles.server import MailServer
from doubles.typist import Typist


def test_one_copy_goes_out_and_no_book_counts_it(typist: Typist) -> None:
    typist.people("bob")
    rows = typist.rows()

    said = typist.done("test 1 --to ada@example.org")

    assert said.out.startswith("Accepted for ada@example.org: 250 ")
    assert said.err == (
        'How: files in .pressrun/outbox/ (no relay is set)\nNext:  pressrun schedule 1 "tue 9:00"\n'
    )
    assert typist.rows() == rows
    [copy] = (typist.folder / ".pressrun/outbox").glob("*.eml")
    message = email.message_from_bytes(copy.read_bytes(), policy=email.policy.default)
    assert message["Subject"] == "[TEST] Hello from Harbour"
    assert message["To"] == "ada@example.org"


def test_a_dry_run_writes_nothing_and_the_same_without_it_does(typist: Typist) -> None:
    before = typist.state()

    said = typist.done("test 1 --to ada@example.org --dry-run")
    assert said.out.startswith("Would send ")
    assert typist.state() == before
    typist.done("test 1 --to ada@example.org")

    assert typist.state() != before


@pytest.mark.parametrize(
    ("reply", "status"), [("550 5.1.1 no such sample", 5), ("451 4.7.1 later", 75)]
)
def test_what_the_relay_answers_is_told_in_its_own_words(
    typist: Typist, reply: str, status: int
) -> None:
    with MailServer() as server:
        typist.relay(server.port)
        server.replies["ada@example.org"] = reply

        said = typist.type("test 1 --to ada@example.org")

    assert said.status == status
    assert said.out == f"Refused for ada@example.org: {reply}\n"


def test_a_relay_that_is_not_there_is_told_with_its_address(typist: Typist) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    typist.relay(port)

    said = typist.type("test 1 --to ada@example.org")

    assert said.status == 75
    assert f"error[SMTP001]: no session with the relay 127.0.0.1:{port}" in said.err


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("test 1", "Missing option '--to'"),
        ("test 1 --to ada", "must have an @-sign"),
        ("test 1 --to 'ada@example.org, bob@example.org'", "ADR"),
        ("test 2 --to ada@example.org", "there is no issue '2'"),
    ],
)
def test_a_slip_is_told_and_nothing_is_sent(typist: Typist, line: str, told: str) -> None:
    before = typist.state()

    said = typist.type(line)

    assert said.status == 2
    assert told in said.err
    assert typist.state() == before


def test_pictures_that_are_not_on_line_yet_are_told(typist: Typist) -> None:
    article = typist.folder / "articles/hello.md"
    (typist.folder / "articles/point.png").write_bytes(
        bytes.fromhex(
            "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b55"
            "0000000a4944415478da63f80f00010101001cb08c990000000049454e44ae426082"
        )
    )
    article.write_text(article.read_text("utf-8") + "\n![A point](point.png)\n", "utf-8")

    before = typist.done("test 1 --to ada@example.org")
    typist.done("send 1 --yes")
    after = typist.done("test 1 --to ada@example.org")

    assert "1 picture in it is not public before the issue is" in before.err
    assert "pressrun show 1" in before.err
    assert "not public" not in after.err


def test_a_letter_goes_out_marked_and_no_book_counts_it(typist: Typist) -> None:
    rows = typist.rows()

    said = typist.done("test --letter confirm --to ada@example.org")

    assert said.out.startswith("Accepted for ada@example.org: 250 ")
    assert typist.rows() == rows
    [copy] = (typist.folder / ".pressrun/outbox").glob("*.eml")
    message = email.message_from_bytes(copy.read_bytes(), policy=email.policy.default)
    assert message["Subject"].startswith("[TEST] Confirm your subscription to ")
    assert message["To"] == "ada@example.org"
    assert message["List-Unsubscribe"] is None


def test_a_dry_run_of_a_letter_writes_nothing(typist: Typist) -> None:
    before = typist.state()

    said = typist.done("test --letter erase --to ada@example.org --dry-run")

    assert said.out.startswith("Would send ")
    assert typist.state() == before


def test_a_letter_that_the_relay_refuses_is_told_in_its_own_words(typist: Typist) -> None:
    with MailServer() as server:
        typist.relay(server.port)
        server.replies["ada@example.org"] = "550 5.1.1 no such sample"

        said = typist.type("test --letter moved --to ada@example.org")

    assert said.status == 5
    assert "550 5.1.1 no such sample" in said.out
