"""A reader without a browser: fills forms as one would, and follows what mail says."""

import re
from itertools import count
from urllib.parse import urlencode

from doubles.letterbox import letters
from doubles.site import Answer, ServedSite

URLENCODED = {"Content-Type": "application/x-www-form-urlencoded"}
# A form may be sent at once here, and as often as tests need.
EASY = """
[subscribe]
min_fill_s = 0
asks_per_hour = 100000
letters_per_hour = 100000
letters_per_day = 100
letters_per_month = 1000
"""
_NUMBERS = count()


def somebody() -> str:
    """Return an address that no test has had before."""
    return f"reader{next(_NUMBERS)}@example.org"


def post(site: ServedSite, path: str, *pairs: tuple[str, str], **fields: str) -> Answer:
    """Send a form as browsers do."""
    body = urlencode([*fields.items(), *pairs]).encode()
    return site.ask("POST", path, body, URLENCODED)


def hidden(answer: Answer, name: str) -> str:
    """Return the value of a field in a page."""
    found = re.search(rf'name="{name}" value="([^"]*)"', answer.text)
    assert found, name
    return found[1]


def ask_to_join(site: ServedSite, address: str, *pairs: tuple[str, str], **fields: str) -> Answer:
    """Fill the form and send it."""
    stamp = hidden(site.ask("GET", "/subscribe"), "stamp")
    return post(site, "/subscribe", *pairs, email=address, stamp=stamp, **fields)


def join(site: ServedSite, address: str, **fields: str) -> str:
    """Subscribe and confirm; return the path of the preferences."""
    ask_to_join(site, address, **fields)
    done = site.ask("POST", letters(site, address)[-1].link)
    found = re.search(r'href="(/preferences/[^"]*)"', done.text)
    assert found
    return found[1]


def heading(answer: Answer) -> str:
    """Return what a page says first."""
    found = re.search(r"<h1[^>]*>(.*?)</h1>", answer.text, re.S)
    return found[1] if found else ""
