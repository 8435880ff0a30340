"""What a whole run says to its log: no address, no token, no name, no network address (P46)."""

import json
import logging
import re
from itertools import chain
from pathlib import Path

import pytest

from doubles.letterbox import letters
from doubles.logged import Logged
from doubles.reader import EASY, ask_to_join, hidden, join, post, somebody
from doubles.site import ServedSite

# The file that they are added to ends in [site].
SETTINGS = f"""
trusted_proxies = ["127.0.0.1"]
{EASY}"""
NETWORK = "198.51.100.77"
NAME = "Quillfeather"
SAID = "a line that is kept"
WORDS = "zanzibarian"


def lives(site: ServedSite) -> set[str]:
    """Go through everything a reader can do; return every secret that came up."""
    secrets = {NETWORK, NAME, WORDS}
    heard = site.ask

    def ask(method: str, path: str, body: bytes | None = None, headers: object = None) -> object:
        fields = {"X-Forwarded-For": NETWORK, **(headers or {})}  # type: ignore[dict-item]
        answer = heard(method, path, body, fields)
        secrets.update(re.findall(r"[A-Za-z0-9_-]{22,}", path))
        secrets.update(re.findall(r"/[A-Za-z0-9_-]{22,48}(?=[/\"])", answer.text))
        return answer

    site.ask = ask  # type: ignore[method-assign,assignment]
    addresses = [somebody() for _ in range(6)]
    secrets.update(addresses)
    first, second, third, fourth, new, stranger = addresses

    preferences = join(site, first, name=NAME)
    join(site, second)
    ask_to_join(site, first)
    sent = ask_to_join(site, third)
    code = letters(site, third)[-1].code
    token = hidden(sent, "token")
    post(site, "/subscribe/code", token=token, code="000000")
    post(site, "/subscribe/code", token=token, code=code)
    post(site, "/subscribe/again", token=token)
    post(site, "/subscribe", email="no address at all", name=NAME)
    site.ask(
        "POST",
        "/api/subscribe",
        json.dumps({"email": fourth, "name": NAME}).encode(),
        {"Content-Type": "application/json"},
    )
    site.ask("POST", "/api/subscribe", b"{not json", {"Content-Type": "application/json"})
    post(site, preferences, name=NAME, cadence="each")
    for act, fields in (
        ("pause", {"days": "14"}),
        ("resume", {}),
        ("feed", {"open": "1"}),
        ("address", {"email": new}),
        ("export", {}),
        ("erase", {}),
    ):
        post(site, f"{preferences}/{act}", **fields)
    for letter in chain(letters(site, first), letters(site, new)):
        secrets.update(value for value in letter.slots.values() if "/" in value)
        if "action-url" in letter.slots:
            site.ask("GET", letter.link)
            site.ask("POST", letter.link)
            site.ask("POST", f"{letter.link[:-1]}x")
    leave = site.subscribe("leaver")
    secrets.add("leaver@example.org")
    site.ask("GET", leave)
    site.ask("POST", f"{leave}/pause", b"days=14")
    left = site.ask("POST", leave, b"List-Unsubscribe=One-Click")
    undo = re.search(r'action="([^"]*/undo/[^"]*)"', left.text)
    assert undo
    site.ask("POST", undo[1])
    site.ask("GET", f"/search?q={WORDS}")
    site.ask("GET", f"/nope/{stranger}")
    site.ask("GET", "/vote/aaaaaaaaaaaaaaaaaaaaaaaa/x/y/1")
    site.ask("POST", f"/polls/{stranger}/x", b"choice=1")
    return secrets


@pytest.mark.parametrize("broken", [False, True], ids=["sound", "with a theme that breaks"])
def test_no_secret_of_a_reader_reaches_the_log(tmp_path: Path, broken: bool) -> None:
    with Logged() as logged, ServedSite(tmp_path / "notes", settings=SETTINGS) as site:
        logging.getLogger("pressrun.web").debug(SAID)
        secrets = lives(site)
        if broken:
            site.write("templates/web/service.html", "{{ nothing.of.the.kind }}")
            site.app.pages._seen = None
            site.ask("POST", site.subscribe("unlucky"))

    assert SAID in logged.text
    assert len(secrets) > 20
    assert {secret for secret in secrets if secret.strip("/") in logged.text} == set()
    assert "@example.org" not in logged.text
