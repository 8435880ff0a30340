"""Links that lead to nothing are found by asking, politely, once in a while, and nowhere else."""

import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from itertools import pairwise

import pytest

from doubles.hub import Reply, ScriptedServer
from doubles.shop import PrintShop
from pressrun.errors import FetchError, Problem, Severity
from pressrun.ports import Fetched
from pressrun.press.check import check
from pressrun.press.knocking import AT_ONCE, PAUSE_S, Standing
from pressrun.press.linkcheck import KEPT, MOST, Asked, LinkCheck
from pressrun.system.fetch import USER_AGENT, GuardedFetch

PAGE: Reply = (200, {}, b"<p>here</p>")


def loopback(known: Sequence[str] = ("example.org",)) -> GuardedFetch:
    """Return a fetch that finds every host of ``known`` on this machine, and no other host."""

    def resolver(host: str, port: int) -> list[str]:
        if any(host.endswith(name) for name in known):
            return ["127.0.0.1"]
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    return GuardedFetch(allowed=lambda address: address.is_loopback, resolver=resolver)

    return socket.gaierror(socket.EAI_NONAME, "Name or service not known")


class Web:
    """A shop that links to a site with pages of every kind."""

    def __init__(self, shop: PrintShop, stack: ExitStack) -> None:
        self.shop = shop
        replies = {
            "/here": PAGE,
            "/long": (200, {}, b"x" * 100_000),
            "/gone": (410, {}, b""),
            "/long-gone": (404, {}, b"x" * 100_000),
            "/moved": (301, {"Location": "/here"}, b""),
            "/moved-away": (302, {"Location": "/nowhere"}, b""),
            "/mine": (403, {}, b""),
            "/busy": (503, {}, b""),
            "/too-often": (429, {}, b""),
        }
        self.site = stack.enter_context(ScriptedServer(replies, "site.example.org"))

    def write(self, *links: str, body: str = "") -> None:
        """Write an article that leads to these paths of the site, one a line from line 6 on."""
        full = [self.url(link) if link.startswith("/") else link for link in links]
        rows = [f"[Page {number}]({link})" for number, link in enumerate(full)]
        self.shop.write_article(
            "lamp", id="lampaaaaaa", title="Lamp", body="\n".join([*rows, body]).strip()
        )

    def url(self, path: str) -> str:
        return f"{self.site.url}{path}"

    def look(self, fetch: object = None) -> tuple[list[Problem], Asked]:
        links = LinkCheck(self.shop.desk, fetch or loopback())  # type: ignore[arg-type]
        contents = self.shop.contents
        return links.look(contents.articles, contents.issues), links.asked

    @property
    def paths(self) -> list[str]:
        return [path for _, path, _, _ in self.site.requests]


@pytest.fixture
def web(shop: PrintShop) -> Iterator[Web]:
    with ExitStack() as stack:
        yield Web(shop, stack)


def test_what_is_not_there_is_told_wherever_it_is_linked(web: Web) -> None:
    web.write("/here", "/gone", "/here#part")
    front = "id: issueaaaaa\nsubject: S\npreheader: P\narticles: [lamp]\n"
    words = f"---\n{front}---\n\nSee [it]({web.url('/gone')}#there).\n"
    web.shop.write("issues/001-storm/issue.md", words)

    problems, asked = web.look()

    assert [(p.code, p.severity, str(p.place)) for p in problems] == [
        ("LNK007", Severity.WARNING, "articles/lamp.md:7:10"),
        ("LNK007", Severity.WARNING, "issues/001-storm/issue.md:8:10"),
    ]
    assert "site.example.org answers 410 (asked on 2026-11-24)" in problems[0].what
    assert asked == Asked(addresses=2, known=0, asked=2, unclear=0, left=0)
    assert sorted(web.paths) == ["/gone", "/here"], "each address once, without its fragment"


@pytest.mark.parametrize(
    ("path", "dead", "unclear"),
    [
        ("/here", False, 0),
        ("/long", False, 0),
        ("/moved", False, 0),
        ("/nowhere", True, 0),
        ("/gone", True, 0),
        ("/long-gone", True, 0),
        ("/moved-away", True, 0),
        ("/mine", False, 1),
        ("/busy", False, 1),
        ("/too-often", False, 1),
    ],
)
def test_only_what_is_certainly_not_there_is_told(
    web: Web, path: str, dead: bool, unclear: int
) -> None:
    web.write(path)

    problems, asked = web.look()

    assert [p.code for p in problems] == (["LNK007"] if dead else [])
    assert asked.unclear == unclear


def test_a_host_that_there_is_not_is_told_and_one_that_does_not_answer_is_not(web: Web) -> None:
    web.write("/here", "https://nobody.example.net/", "http://closed.example.org:1025/")

    problems, asked = web.look()

    assert ["there is no host nobody.example.net" in p.what for p in problems] == [True]
    assert asked.unclear == 1


def test_a_machine_without_a_way_out_knows_nothing(web: Web) -> None:
    web.write(*(f"https://host{n}.example.net/" for n in range(4)))

    problems, asked = web.look()

    assert (problems, asked.unclear) == ([], 4)


def test_addresses_that_are_not_public_are_not_connected_to(web: Web) -> None:
    web.write("/gone")
    fetch = GuardedFetch(resolver=lambda host, port: ["127.0.0.1"])

    problems, asked = web.look(fetch)

    assert (problems, asked.unclear, web.paths) == ([], 1, [])


def test_ones_own_pages_and_mail_addresses_are_not_asked_for(web: Web) -> None:
    web.write(f"{web.shop.desk.publication.url}/key", "mailto:notes@example.org", "tide.md", "#a")

    problems, asked = web.look()

    assert (problems, asked.addresses) == ([], 0)


def test_what_lies_in_somebodys_own_house_is_not_asked_for(web: Web) -> None:
    web.write(
        "http://127.0.0.1:8080/", "https://nas.local/photos", "https://intranet/wiki", "/gone"
    )

    problems, asked = web.look()

    assert [str(p.place) for p in problems] == ["articles/lamp.md:9:10"]
    assert asked.addresses == 1


def test_an_answer_is_remembered_for_days_and_a_doubt_is_not(web: Web) -> None:
    web.write("/here", "/gone", "/busy")
    first = web.look()[1]
    again, known = web.look()
    web.shop.clock.advance(KEPT[Standing.DEAD])
    web.site.replies["/gone"] = PAGE
    mended, tomorrow = web.look()
    web.shop.clock.advance(KEPT[Standing.ALIVE] - KEPT[Standing.DEAD])
    later = web.look()[1]

    assert (first.asked, known.asked, known.known) == (3, 1, 2)
    assert ["(asked on 2026-11-24)" in problem.what for problem in again] == [True]
    assert (mended, tomorrow.asked) == ([], 2)
    assert later.asked == 2, "what is there is asked for again after a week; a doubt each time"


def test_what_was_kept_by_another_hand_is_asked_anew(web: Web) -> None:
    web.write("/gone")
    for octets in (b"no json", b"[]", b'{"standing": "odd", "why": ""}'):
        row = (web.url("/gone"), web.shop.clock.now().isoformat(), octets)
        web.shop.desk.keep.put("links", [row])

        assert web.look()[1].asked == 1


def test_it_says_who_asks(web: Web) -> None:
    web.write("/here")

    web.look()

    [(_, _, headers, _)] = web.site.requests
    assert headers["user-agent"] == USER_AGENT


class Counting:
    """Answers everything, and counts how many ask at once, of whom and when (port Fetch)."""

    def __init__(self, web: Web, crowd: int = 1) -> None:
        self._clock, self._lock = web.shop.clock, threading.Lock()
        self._barrier = threading.Barrier(crowd)
        self.under_way = self.most = 0
        self.times: dict[str, list[float]] = {}

    def peek(self, url: str, *, limit_octets: int, timeout_s: float) -> Fetched:
        host = url.split("/")[2]
        with self._lock:
            self.under_way += 1
            self.most = max(self.most, self.under_way)
            self.times.setdefault(host, []).append(self._clock.elapsed_s())
        self._barrier.wait(20)
        with self._lock:
            self.under_way -= 1
        return Fetched(200, {}, b"", url)


def test_one_host_is_asked_one_page_after_another_with_pauses(web: Web) -> None:
    web.write(*(f"https://one.example.org/{n}" for n in range(4)))
    fetch = Counting(web)

    web.look(fetch)

    times = fetch.times["one.example.org"]
    assert [later - earlier >= PAUSE_S for earlier, later in pairwise(times)] == [True] * 3
    assert fetch.most == 1


def test_no_more_than_so_many_hosts_are_asked_at_once(web: Web) -> None:
    web.write(*(f"https://host{n}.example.org/" for n in range(3 * AT_ONCE)))
    fetch = Counting(web, crowd=AT_ONCE)

    asked = web.look(fetch)[1]

    assert (fetch.most, asked.asked) == (AT_ONCE, 3 * AT_ONCE)


def test_a_run_asks_no_more_than_so_many_and_the_next_goes_on(web: Web) -> None:
    web.write(*(f"https://host{n}.example.org/" for n in range(MOST + 7)))
    fetch = Counting(web)

    first, second = web.look(fetch)[1], web.look(fetch)[1]

    assert (first.asked, first.left) == (MOST, 7)
    assert (second.asked, second.left, second.known) == (7, 0, MOST)


class Silent:
    """Answers nobody (port Fetch)."""

    asked = 0

    def peek(self, url: str, *, limit_octets: int, timeout_s: float) -> Fetched:
        self.asked += 1
        raise FetchError("no whole answer came in time")


def test_a_host_that_does_not_answer_is_not_asked_for_its_other_pages(web: Web) -> None:
    web.write(*(f"https://one.example.org/{n}" for n in range(4)))
    fetch = Silent()

    _, asked = web.look(fetch)

    assert (fetch.asked, asked.asked, asked.left) == (1, 1, 3)


def test_check_asks_only_when_it_is_told_to_and_heeds_excuses(web: Web) -> None:
    web.write(
        "/gone",
        body=f"\n<!-- allow LNK007: it comes back in spring -->\nSee [it]({web.url('/nowhere')}).",
    )
    desk = web.shop.desk

    without = check(desk)
    assert web.paths == []
    checked = check(desk, links=LinkCheck(desk, loopback()))

    assert "LNK007" not in {problem.code for problem in without.problems}
    told = [str(p.place) for p in checked.problems if p.code == "LNK007"]
    assert told == ["articles/lamp.md:6:10"]
    assert sorted(web.paths) == ["/gone", "/nowhere"]
