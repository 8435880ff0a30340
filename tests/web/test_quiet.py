"""Programs that follow every link of a real message change nothing; one who presses does (P16)."""

import http.client
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from doubles.letterbox import letters
from doubles.reader import EASY, ask_to_join, join, post, somebody
from doubles.site import PATIENCE_S, ServedSite

LOOKS = [1_000, pytest.param(10_000, marks=pytest.mark.slow)]
METHODS = ("GET", "HEAD", "OPTIONS")
# How scanners of mail and browsers that fetch ahead present themselves.
AGENTS = (
    {"User-Agent": "Mozilla/5.0 (Windows NT 10.0) sample-scanner"},
    {"User-Agent": "sample-link-checker/1.0", "Accept": "*/*"},
    {"Purpose": "prefetch"},
    {"Sec-Purpose": "prefetch;prerender"},
    {"X-Moz": "prefetch"},
    {},
)
HREF = re.compile(r'href="([^"]+)"')


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedSite]:
    with ServedSite(tmp_path_factory.mktemp("notes"), settings=EASY) as served:
        yield served


def paths_of_mail(site: ServedSite, address: str) -> list[str]:
    """Return the path of every link that somebody has by mail, and of each page's forms."""
    preferences = join(site, address)
    [reader] = [r for r in site.app.people.readers("") if r.subscriber.address == address]
    post(site, f"{preferences}/export")
    post(site, f"{preferences}/erase")
    post(site, f"{preferences}/address", email=f"new-{address}")
    handle = reader.subscription.handle
    links = [letter.link for letter in letters(site, address) if "action-url" in letter.slots]
    links += [letter.link for letter in letters(site, f"new-{address}")]
    waiting = somebody()
    ask_to_join(site, waiting)
    links += [letters(site, waiting)[0].link]
    acts = ("pause", "resume", "feed", "address", "export", "erase", "leave")
    return [
        *links,
        preferences,
        *(f"{preferences}/{act}" for act in acts),
        f"/unsubscribe/{handle}",
        f"/unsubscribe/{handle}/pause",
        "/subscribe",
        "/subscribe/code",
        "/subscribe/again",
        "/api/subscribe",
    ]


@pytest.mark.parametrize("looks", LOOKS)
def test_no_number_of_looks_changes_a_row_and_a_press_of_each_button_does(
    site: ServedSite, looks: int
) -> None:
    paths = paths_of_mail(site, somebody())
    before = site.rows()

    statuses = set()
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=PATIENCE_S)
    for number in range(looks):
        method = METHODS[number // len(paths) % 3]
        agent = AGENTS[number // (3 * len(paths)) % len(AGENTS)]
        connection.request(method, paths[number % len(paths)], headers=agent)
        answer = connection.getresponse()
        answer.read()
        statuses.add(answer.status)
    connection.close()

    assert statuses <= {200, 204, 404, 405}
    assert 200 in statuses
    assert site.rows() == before
    changed = 0
    for path in paths:
        if path.startswith("/confirm/"):
            at = site.rows()
            assert site.ask("POST", path).status in (200, 404, 410)
            changed += site.rows() != at
    assert changed >= 3


def test_links_on_pages_lead_to_pages_that_change_nothing(site: ServedSite) -> None:
    preferences = join(site, somebody())
    before = site.rows()

    links = {urlsplit(link).path for link in HREF.findall(site.ask("GET", preferences).text)}
    answers = [site.ask("GET", link).status for link in links if link.startswith("/")]

    assert answers
    assert site.rows() == before
