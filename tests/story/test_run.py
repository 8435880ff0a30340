"""`pressrun run`: what is scheduled goes out at its time, and the site is there."""

import http.client
import json
import signal

from doubles.command import CommandLine, Watched
from doubles.server import MailServer


def ask(
    running: Watched, method: str, path: str, body: bytes | None = None
) -> tuple[int, str, str]:
    """Ask the running site; return status, media type and text."""
    line = running.wait_for("Site", timeout_s=30)
    place = line.split("http://")[1].split("/")[0]
    connection = http.client.HTTPConnection(place, timeout=10)
    try:
        connection.request(method, path, body=body)
        answer = connection.getresponse()
        return answer.status, answer.headers["Content-Type"], answer.read().decode()
    finally:
        connection.close()


def test_a_scheduled_issue_arrives_once_for_each_and_the_feeds_are_served(
    desk: CommandLine, server: MailServer
) -> None:
    desk.people(25)
    desk.run("schedule", "1", "in 3 s")
    early = desk.run("queue")

    running = desk.start("run")
    running.wait_for("25 accepted", timeout_s=60)
    feed = ask(running, "GET", "/feeds/main.atom")
    page = ask(running, "GET", "/issues/001-hello/")
    health = ask(running, "GET", "/healthz")
    status = running.end(signal.SIGTERM)

    assert "armed" in early
    assert status == 0
    assert set(server.copies().values()) == {1}
    assert len(server.copies()) == 25
    assert feed[:2] == (200, "application/atom+xml; charset=utf-8")
    assert "<title>Hello</title>" in feed[2]
    assert page[0] == 200
    assert json.loads(health[2])["ok"] is True


def test_a_restart_sends_nothing_again(desk: CommandLine, server: MailServer) -> None:
    desk.people(5)
    desk.run("send", "1", "--yes")

    running = desk.start("run")
    ask(running, "GET", "/healthz")
    running.end(signal.SIGINT)

    assert len(server.accepted) == 5


def test_a_second_run_waits_and_takes_over_while_a_send_is_refused_with_6(
    desk: CommandLine,
) -> None:
    running = desk.start("run")
    running.wait_for("Site", timeout_s=30)

    refused = desk.run("send", "1", "--yes", status=6)
    waiting = desk.start("run")
    waiting.wait_for(f"pid {running.process.pid}", timeout_s=30)
    assert running.end(signal.SIGKILL) == -signal.SIGKILL
    waiting.wait_for("took over", timeout_s=30)

    assert waiting.end(signal.SIGTERM) == 0
    assert "error[" in refused


def test_a_get_changes_nothing_and_the_post_of_the_mail_ends_the_subscription(
    desk: CommandLine, server: MailServer
) -> None:
    desk.people(2)
    desk.run("send", "1", "--yes")
    link = str(server.message("reader0@example.org")["List-Unsubscribe"]).strip("<>")
    path = "/" + link.split("/", 3)[3]
    running = desk.start("run")

    shown = ask(running, "GET", path)
    before = desk.run("subscribers", "list", "--json")
    acted = ask(running, "POST", path, b"List-Unsubscribe=One-Click")
    after = desk.run("subscribers", "list", "--json")
    running.end(signal.SIGTERM)

    assert shown[0] == 200
    assert shown[2].count("<button") == 3  # to leave, or to pause for a while
    assert [row["state"] for row in json.loads(before)] == ["confirmed", "confirmed"]
    assert acted[0] == 200
    assert [row["state"] for row in json.loads(after)] == ["ended", "confirmed"]


def test_a_relay_that_refuses_connections_loses_nobody(
    desk: CommandLine, server: MailServer
) -> None:
    desk.people(3)
    settings = desk.folder / "pressrun.toml"
    right = settings.read_text()
    settings.write_text(right.replace(f"port = {server.port}", "port = 1"))

    said = desk.run("send", "1", "--yes", status=75)
    settings.write_text(right)
    desk.run("send", "1", "--yes")

    assert "127.0.0.1:1" in said
    assert sorted(server.copies().values()) == [1, 1, 1]


def test_what_the_relay_refuses_is_told_and_exits_5(desk: CommandLine, server: MailServer) -> None:
    desk.people(3)
    server.replies["reader1@example.org"] = "550 5.1.1 no such sample"

    said = desk.run("send", "1", "--yes", status=5)
    status = desk.run("status", "1")

    assert "2 accepted, 1 refused; total 3, books balanced" in said
    assert "reader1@example.org" in status
    assert "550 5.1.1 no such sample" in status
