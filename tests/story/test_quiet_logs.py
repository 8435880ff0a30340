"""A whole `pressrun run -v`, with everything that readers do: nobody is in what it says (P46)."""

import email
import email.policy
import http.client
import re
import signal
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest

from doubles.booth import ARTICLE, POLL, words_of
from doubles.command import CommandLine, Watched
from doubles.reader import EASY
from doubles.server import MailServer

WAIT_S = 60.0
NETWORK = "198.51.100.77"
NAME = "Quillfeather"
FORM = "application/x-www-form-urlencoded"
# What is said of each of these, by the name of an event and the number of a person.
EVENTS = (
    "delivery.accepted",
    "delivery.refused",
    "letter.accepted",
    "letter.refused",
    "subscription.confirmed",
    "subscription.ended",
    "subscription.undone",
    "subscriber.moved",
    "subscriber.erased",
    "issue.sending",
)


class Reader:
    """Somebody who fills forms and reads mail; remembers every secret that they come across."""

    def __init__(self, running: Watched, server: MailServer) -> None:
        line = running.wait_for("Site", timeout_s=WAIT_S)
        self._place = line.split("http://")[1].split("/")[0]
        self._server = server
        self.secrets, self.page = {NETWORK, NAME}, ""

    def ask(self, method: str, path: str, **fields: str) -> str:
        """Ask through a proxy that tells where from; return the page."""
        connection = http.client.HTTPConnection(self._place, timeout=WAIT_S)
        headers = {"Content-Type": FORM, "X-Forwarded-For": NETWORK, "Cookie": f"asked={NAME}"}
        try:
            connection.request(method, path, urlencode(fields) if fields else None, headers)
            text = connection.getresponse().read().decode()
        finally:
            connection.close()
        self._note(path)
        self._note(text)
        return text

    def post(self, path: str, **fields: str) -> str:
        self._note(*(value for name, value in fields.items() if name in ("token", "stamp")))
        return self.ask("POST", path, **fields)

    def mailed(self, to: str, path: str, **fields: str) -> str:
        """Post a form that has one letter written; keep the page, and return the letter's text."""
        self.secrets.add(to)
        before = len(self._server.accepted)
        self._server.reached.clear()
        self._server.reach = before + 1
        self.page = self.post(path, **fields)
        assert self._server.reached.wait(WAIT_S)
        return self.mail(to)

    def mail(self, to: str) -> str:
        """Return the text of the last message that came to somebody."""
        self.secrets.add(to)
        octets = [octets for name, octets in self._server.accepted if name == to][-1]
        message = email.message_from_bytes(octets, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        text = words_of(message, "plain")
        self._note(text)
        self.secrets.update(re.findall(r"\b\d{3} \d{3}\b", text))
        return text

    def _note(self, *texts: str) -> None:
        for text in texts:
            self.secrets.update(re.findall(r"[A-Za-z0-9_-]{22,}", text))


def link(text: str, kind: str) -> str:
    """Return the path of a link in a message or on a page."""
    found = re.search(rf"(?:https?://[^/\s\"]+)?(/{kind}/[^\s\"<>]+)", text)
    assert found, kind
    return urlsplit(found[1]).path


def field(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return found[1]


@pytest.fixture
def desk(tmp_path: Path, server: MailServer) -> CommandLine:
    """A publication that asks its readers something, behind a proxy, with a relay of the test's."""
    desk = CommandLine(tmp_path / "notes", PRESSRUN_SITE_PORT="0")
    desk.run("init", str(desk.folder))
    with (desk.folder / "pressrun.toml").open("a") as settings:
        settings.write(f'trusted_proxies = ["127.0.0.1"]\n{EASY}')
        settings.write(f'\n[relays.main]\nhost = "127.0.0.1"\nport = {server.port}\n')
    (desk.folder / "articles/poll.md").write_text(ARTICLE)
    issue = desk.folder / "issues/001-hello/issue.md"
    issue.write_text(issue.read_text().replace("articles:\n", "articles:\n  - poll\n"))
    people = desk.folder / "people.csv"
    people.write_text(f"email,name\nada@example.org,{NAME}\ngone@example.org,{NAME}\n")
    desk.run("subscribers", "import", str(people), "--consent", "sample people", "--yes")
    return desk


def test_a_whole_run_prints_and_logs_nothing_of_anybody(
    desk: CommandLine, server: MailServer
) -> None:
    for gone in ("gone@example.org", "lost@example.org"):
        server.replies[gone] = f"550 5.1.1 <{gone}> {NAME} is unknown"
    desk.run("schedule", "1", "now")
    running = desk.start("run", "-v")
    running.wait_for("delivery.accepted", timeout_s=WAIT_S)
    running.wait_for("delivery.refused", timeout_s=WAIT_S)
    reader = Reader(running, server)

    # What came with the issue.
    issue = reader.mail("ada@example.org")
    reader.post(link(issue, "vote"))
    reader.ask("GET", link(issue, "unsubscribe"))
    leave, preferences = link(issue, "unsubscribe"), link(issue, "preferences")
    reader.post(f"{leave}/pause", days="14")
    left = reader.post(leave, **{"List-Unsubscribe": "One-Click"})
    reader.post(link(left, "undo"))
    # Joining by the link, by the code after a wrong one, and where no letter arrives.
    stamp = field(reader.ask("GET", "/subscribe"), "stamp")
    asked = {"stamp": stamp, "name": NAME}
    letter = reader.mailed("bob@example.org", "/subscribe", email="bob@example.org", **asked)
    reader.ask("GET", link(letter, "confirm"))
    reader.mailed("bob@example.org", link(letter, "confirm"))
    reader.mailed("cy@example.org", "/subscribe", email="cy@example.org", **asked)
    page = reader.page
    letter = reader.mailed("cy@example.org", "/subscribe/again", token=field(page, "token"))
    code = re.search(r"\b(\d{3}) (\d{3})\b", letter)
    assert code
    reader.post("/subscribe/code", token=field(page, "token"), code="000000")
    reader.mailed(
        "cy@example.org", "/subscribe/code", token=field(page, "token"), code=code[1] + code[2]
    )
    reader.mailed("cy@example.org", "/subscribe", email="cy@example.org", **asked)
    reader.post("/subscribe", email="lost@example.org", **asked)
    running.wait_for("letter.refused", timeout_s=WAIT_S)
    # What readers decide.
    reader.post(preferences, name=NAME, cadence="each", language="de")
    reader.post(f"{preferences}/feed", open="")
    reader.ask("GET", link(reader.ask("GET", preferences), "feeds/private"))
    letter = reader.mailed("new@example.org", f"{preferences}/address", email="new@example.org")
    reader.mailed("ada@example.org", link(letter, "confirm"))
    letter = reader.mailed("new@example.org", f"{preferences}/export")
    assert "new@example.org" in reader.post(link(letter, "confirm"))
    letter = reader.mailed("new@example.org", f"{preferences}/erase")
    reader.post(link(letter, "confirm"))
    # What leads nowhere, and what is nobody's.
    reader.post(POLL, choice="1")
    for path in (f"/search?q={NAME}", f"/nope/cy@example.org?{NAME}", "/confirm/" + "A" * 48):
        reader.ask("GET", path)
    reader.post("/subscribe", email=f"{NAME} <cy@example.org>", **asked)
    status = running.end(signal.SIGTERM)

    said = "".join(running.lines)
    assert status == 0
    assert [event for event in EVENTS if event not in said] == []
    assert len(reader.secrets) > 30
    assert {secret for secret in reader.secrets if secret in said} == set()
    assert "@example.org" not in said
