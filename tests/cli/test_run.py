"""`pressrun run`: what it says while it works, and how it ends."""

import signal
import socket
import urllib.request

import pytest

from doubles.command import CommandLine
from doubles.post import write
from doubles.server import MailServer
from doubles.typist import Typist
from pressrun.app.mailroom import Mailroom

WAIT_S = 60.0


def free_port() -> int:
    """Return a port where nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
    return port


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_says_where_the_site_is_where_mail_goes_and_what_is_due(
    typist: Typist, desk: CommandLine, number: int
) -> None:
    typist.done('schedule 1 "2091-12-01 09:00"')

    running = desk.start("run")
    running.wait_for("Ctrl-C stops", timeout_s=WAIT_S)
    status = running.end(number)

    site, mail, due, stops, *_, stopped = running.lines
    assert status == 0
    assert site.startswith("Site  http://127.0.0.1:")
    assert site.endswith("/   (readers find it at http://127.0.0.1:8080/)\n")
    assert mail == "Mail  files in .pressrun/outbox/ (no relay is set)\n"
    assert due.startswith("Due   issue 1: Sat 1 Dec 2091 09:00 UTC, in ")
    assert stops == "Ctrl-C stops; what is under way is finished first.\n"
    assert stopped == "Stopped.\n"


def test_a_letter_that_another_process_writes_goes_out_while_no_issue_does(
    typist: Typist, desk: CommandLine
) -> None:
    mailroom = Mailroom(typist.folder, {})
    running = desk.start("run", "--verbose")
    running.wait_for("Ctrl-C stops", timeout_s=WAIT_S)

    write(mailroom.store, "dee", "eve", at=mailroom.clock.now())
    running.wait_for("letters: 2 accepted", timeout_s=WAIT_S)

    assert running.end(signal.SIGINT) == 0
    mailroom.close()
    assert len(list((typist.folder / ".pressrun" / "outbox").glob("*.eml"))) == 2
    said = "".join(running.lines)
    assert "letter.accepted letter=1" in said
    assert "@" not in said


def test_a_relay_that_is_not_there_is_told_once_and_not_with_every_tick(
    typist: Typist, desk: CommandLine
) -> None:
    typist.people("ada")
    typist.relay(free_port())
    typist.done("new issue Second")
    typist.done("queue add hello --issue 2")
    typist.done("schedule 1 now")
    typist.done('schedule 2 "in 3 s"')

    running = desk.start("run")
    running.wait_for("issue 2 goes out to 1 person", timeout_s=WAIT_S)
    running.wait_for("relay main is tried again by itself, and nothing is lost", timeout_s=WAIT_S)
    status = running.end(signal.SIGINT)

    said = "".join(running.lines)
    assert status == 0
    assert said.count("error[SMTP001]: no session with the relay") == 1
    assert said.count("relay main is tried again") == 1
    assert typist.done("status 1").out.startswith("1  Hello from Harbour: sending\n1 queued;")


def test_a_relay_that_comes_back_is_told_and_takes_the_mail(
    typist: Typist, desk: CommandLine
) -> None:
    typist.people("ada")
    with MailServer() as server:
        port = server.port
    typist.relay(port)
    typist.done("schedule 1 now")
    running = desk.start("run")
    running.wait_for("relay main is tried again by itself", timeout_s=WAIT_S)

    with MailServer(port) as server:
        running.wait_for("relay main answers again", timeout_s=WAIT_S)
        running.wait_for("issue 1: 1 accepted", timeout_s=WAIT_S)
    status = running.end(signal.SIGINT)

    assert status == 0
    assert server.copies() == {"ada@example.org": 1}


def test_a_template_that_does_not_work_holds_its_issue_and_the_site_stays(
    typist: Typist, desk: CommandLine
) -> None:
    typist.people("ada")
    typist.done("schedule 1 now")
    typist.write("templates/email/issue.mjml", "{{ nope }}")

    running = desk.start("run")
    running.wait_for("templates/email/issue.mjml:1", timeout_s=WAIT_S)
    status = running.end(signal.SIGINT)

    assert status == 0
    assert typist.done("status 1").out.startswith("1  Hello from Harbour: held\nerror[TPL004]")


def test_an_issue_whose_folder_has_gone_meanwhile_is_delivered_all_the_same(
    typist: Typist, desk: CommandLine
) -> None:
    settings = typist.read("pressrun.toml")
    typist.people("ada")
    typist.relay(free_port())
    assert typist.type("send 1 --yes").status == 75
    typist.write("pressrun.toml", settings)
    (typist.folder / "issues/001-hello/issue.md").unlink()

    running = desk.start("run")
    running.wait_for(": 1 accepted", timeout_s=WAIT_S)

    assert running.end(signal.SIGINT) == 0
    assert len(list((typist.folder / ".pressrun/outbox").glob("*.eml"))) == 1


def test_verbose_logs_changes_of_state_and_no_address(typist: Typist, desk: CommandLine) -> None:
    typist.people("ada")
    typist.done("schedule 1 now")

    running = desk.start("run", "--verbose")
    running.wait_for("issue 1: 1 accepted", timeout_s=WAIT_S)
    running.end(signal.SIGINT)

    said = "".join(running.lines)
    assert " INFO pressrun.press.tick issue.sending issue=" in said
    assert " INFO pressrun.press.postroom delivery.accepted issue=" in said
    assert "ada@example.org" not in said


def test_a_taken_port_is_told_and_the_lock_is_given_back(typist: Typist, desk: CommandLine) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        desk.environ["PRESSRUN_SITE_PORT"] = f"{taken.getsockname()[1]}"

        said = desk.run("run", status=1)

    assert "error[WEB001]: cannot listen on 127.0.0.1:" in said
    assert "PRESSRUN_SITE_PORT=0 pressrun run" in said
    typist.done("send 1 --yes")


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_second_run_serves_pages_waits_and_takes_over_however_the_first_ended(
    typist: Typist, desk: CommandLine, number: int
) -> None:
    typist.people("ada")
    first = desk.start("run")
    first.wait_for("Ctrl-C stops", timeout_s=WAIT_S)
    second = desk.start("run")
    waits = second.wait_for("Waits: another pressrun sends", timeout_s=WAIT_S)
    site = second.wait_for("Site  http://", timeout_s=WAIT_S).split()[1]
    with urllib.request.urlopen(site, timeout=30) as answer:
        served = answer.status

    sent = typist.type("send 1 --yes")
    first.end(number)
    second.wait_for("nobody else sends any more: took over", timeout_s=WAIT_S)
    typist.done("schedule 1 now")
    second.wait_for("issue 1: 1 accepted", timeout_s=WAIT_S)

    assert f"pid {first.process.pid}" in waits
    assert served == 200
    assert sent.status == 6
    assert second.end(signal.SIGINT) == 0
    assert second.lines[-1] == "Stopped.\n"


def test_a_second_run_whose_port_is_taken_serves_when_the_first_has_ended(
    typist: Typist, desk: CommandLine
) -> None:
    desk.environ["PRESSRUN_SITE_PORT"] = f"{free_port()}"
    first = desk.start("run")
    site = first.wait_for("Site  http://", timeout_s=WAIT_S).split()[1]
    second = desk.start("run")
    second.wait_for("Its port is taken, too.", timeout_s=WAIT_S)

    first.end(signal.SIGTERM)
    second.wait_for(f"Site  {site}", timeout_s=WAIT_S)
    with urllib.request.urlopen(site, timeout=30) as answer:
        served = answer.status

    assert served == 200
    assert second.end(signal.SIGINT) == 0


def test_a_second_run_that_waits_can_be_stopped(typist: Typist, desk: CommandLine) -> None:
    first = desk.start("run")
    first.wait_for("Ctrl-C stops", timeout_s=WAIT_S)
    second = desk.start("run")
    second.wait_for("Waits:", timeout_s=WAIT_S)

    assert second.end(signal.SIGINT) == 0
    assert first.end(signal.SIGINT) == 0
    assert typist.done("status 1").out == "1  Hello from Harbour: draft\n"
