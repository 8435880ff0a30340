"""Voting on the web, by real links of a real message: looking counts nothing, pressing one vote."""

import re
from collections.abc import Iterator

import pytest

from doubles.booth import OVER, POLL, QUIZ, Booth, open_booth
from doubles.site import ServedSite
from render.reading import tree

# How scanners of mail, and browsers that fetch ahead, present themselves.
SCANNERS = (
    {"User-Agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) sample-scanner/2.1"},
    {"User-Agent": "sample-link-checker/1.0", "Accept": "*/*"},
    {"Purpose": "prefetch"},
    {"Sec-Purpose": "prefetch;prerender"},
    {"X-Moz": "prefetch"},
)
LOOKS = 50
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def booth(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Booth]:
    with ServedSite(tmp_path_factory.mktemp("notes")) as site:
        yield open_booth(site)


def main_of(text: str) -> str:
    """Return the words of a page between its head and its foot."""
    found = tree(text).find(".//main")
    assert found is not None
    return " ".join(" ".join(found.itertext()).split())


def test_scanners_that_look_at_every_option_vote_for_nothing(booth: Booth) -> None:
    before = booth.site.rows()

    statuses = {
        booth.site.ask(method, link, headers=SCANNERS[number % len(SCANNERS)]).status
        for link in booth.links
        for method in ("GET", "HEAD")
        for number in range(LOOKS)
    }

    assert len(booth.links) == 9
    assert statuses == {200}
    assert booth.site.rows() == before
    assert booth.site.ask("POST", booth.link("cadence", 1)).status == 200
    assert len(booth.votes()) == 1


def test_a_link_shows_its_choice_and_the_others_one_tap_away(booth: Booth) -> None:
    page = booth.site.ask("GET", booth.link("horn", 2))

    root = tree(page.text)
    (button,) = root.findall(".//main//button")
    assert "".join(button.itertext()) == "Vote for “No”"
    assert [form.attrib for form in root.findall(".//main//form")] == [{"method": "post"}]
    others = [link.get("href") for link in root.findall(".//main//ul/li/a")]
    assert others == ["1"]
    assert booth.token not in page.text


def test_a_press_counts_and_another_one_changes_it(booth: Booth) -> None:
    first = booth.site.ask("POST", booth.link("cadence", 1))
    second = booth.site.ask("POST", booth.link("cadence", 3), b"anything=at all")
    shown = booth.site.ask("GET", booth.link("cadence", 1))

    assert "Your choice is counted." in main_of(first.text)
    assert "Your choice: “When there’s <news>”." in main_of(second.text)
    assert "You have chosen “When there’s <news>”." in main_of(shown.text)
    assert len([row for row in booth.votes() if "'cadence','s" in row]) == 1


def test_results_are_a_table_before_they_are_bars(booth: Booth) -> None:
    booth.site.ask("POST", booth.link("horn", 1))
    page = booth.vote("/polls/otheraaaaa/horn", 2, User_Agent="bars")

    root = tree(page.text)
    rows = [
        [" ".join("".join(cell.itertext()).split()) for cell in row]
        for row in root.findall(".//table//tr")
    ]
    assert rows == [
        ["Choice", "Subscribers", "On the web"],
        ["a. Yes", "1 (100%)", "0 (0%)"],
        ["b. No (your choice)", "0 (0%)", "1 (100%)"],
        ["All", "1", "1"],
    ]
    bars = [bar.get("width") for bar in root.iter(f"{SVG}rect")]
    assert bars == ["100", "0", "0", "100"]
    assert all(svg.get("aria-hidden") == "true" for svg in root.iter(f"{SVG}svg"))
    assert "Choices so far: 2. Percentages of so few say little." in main_of(page.text)
    assert "style=" not in page.text.partition("<main")[2]


def test_a_quiz_says_in_words_what_was_right_and_why(booth: Booth) -> None:
    wrong = main_of(booth.vote(QUIZ, 1, User_Agent="quiz").text)
    right = main_of(booth.site.ask("POST", booth.link("lamp-height", 2)).text)

    assert "That is not right. Your answer: “12 metres”. The right answer is “34 metres”." in wrong
    assert "That is right. Your answer: “34 metres”." in right
    assert "The cliff alone is 20 metres." in wrong
    assert "The cliff alone is 20 metres." in right


def test_nobody_is_told_the_answer_before_they_have_answered(booth: Booth) -> None:
    fresh = {"User-Agent": "never seen before"}

    pages = [booth.site.ask("GET", path, headers=fresh) for path in (QUIZ, f"{QUIZ}/results")]

    assert [page.status for page in pages] == [200, 200]
    assert not any("cliff" in page.text or "right answer" in page.text for page in pages)
    assert "The results are shown to whoever has chosen." in main_of(pages[1].text)


def test_what_has_closed_shows_results_and_counts_nothing(booth: Booth) -> None:
    before = booth.votes()

    late = booth.site.ask("POST", booth.link("over", 1))
    web = booth.vote(OVER, 2)
    looked = booth.site.ask("GET", OVER)

    for page in (late, web, looked):
        assert page.status == 200
        assert "Voting ended with 31 January 2026." in main_of(page.text)
        assert "Nobody has chosen yet." in main_of(page.text)
        assert "<button" not in page.text.partition("<main")[2].partition("</main>")[0]
    assert booth.votes() == before


def test_whatever_is_not_ours_gets_one_and_the_same_page(booth: Booth) -> None:
    token, rest = booth.token, "pollaaaaaa/cadence/1"
    paths = [
        f"/vote/{token[:-1]}/{rest}",
        f"/vote/{token}A/{rest}",
        f"/vote/{token.swapcase()}/{rest}",
        f"/vote/{'A' * 48}/{rest}",
        f"/vote/{token}%0a/{rest}",
        f"/vote/%2e%2e/{rest}",
        f"/vote/{token}/pollaaaaaa/cadence/0",
        f"/vote/{token}/pollaaaaaa/cadence/4",
        f"/vote/{token}/pollaaaaaa/cadence/01",
        f"/vote/{token}/pollaaaaaa/cadence/1e0",
        f"/vote/{token}/pollaaaaaa/cadence/%D9%A1",
        f"/vote/{token}/pollaaaaaa/horn/1",
        f"/vote/{token}/otheraaaaa/cadence/1",
        f"/vote/{token}/nobodyaaaa/cadence/1",
        f"/vote/{token}/pollaaaaaa/cadence",
        f"/vote/{token}",
        "/polls/nobodyaaaa/cadence",
        "/polls/pollaaaaaa/horn",
    ]
    before = booth.site.rows()

    answers = [booth.site.ask(method, path) for path in paths[:-2] for method in ("GET", "POST")]
    answers += [booth.site.ask("GET", path) for path in paths[-2:]]
    answers += [booth.vote(path, 1) for path in paths[-2:]]
    answers.append(booth.vote(POLL, 99))

    assert {answer.status for answer in answers} == {404}
    assert len({answer.octets for answer in answers}) == 1
    assert booth.site.rows() == before


def test_pages_of_votes_are_kept_by_nobody_and_tell_nobody(booth: Booth) -> None:
    answers = [
        booth.site.ask("GET", booth.link("cadence", 2)),
        booth.site.ask("POST", booth.link("cadence", 2)),
        booth.site.ask("GET", POLL),
        booth.site.ask("GET", f"{POLL}/results"),
        booth.vote(POLL, 1),
        booth.site.ask("GET", "/vote/no/such/link/1"),
    ]

    for answer in answers:
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "Set-Cookie" not in answer.headers
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe-inline" not in policy


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"choice=",
        b"choice=one",
        b"choice=-1",
        b"choice=1&choice=2",
        b"choice[]=1",
        b'{"choice": 1}',
        b"choice=%D9%A1",
        b"\xff\xfechoice=1",
        b"&".join(b"a=1" for _ in range(50)) + b"&choice=1",
        b"other=1",
    ],
)
def test_a_form_without_one_clear_choice_is_shown_again(booth: Booth, body: bytes) -> None:
    before = booth.site.rows()

    page = booth.site.ask("POST", POLL, body, {"User-Agent": "a strange form"})

    assert page.status == 400
    assert "Nothing is counted yet: please choose one first." in main_of(page.text)
    assert booth.site.rows() == before


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "cross-site", "Origin": "https://example.com"},
        {"Sec_Fetch_Site": "cross-site", "Origin": "null"},
        {"Origin": "https://example.com"},
    ],
    ids=str,
)
def test_a_form_on_somebody_elses_page_cannot_make_its_visitors_vote(
    booth: Booth, headers: dict[str, str]
) -> None:
    before = booth.site.rows()

    page = booth.vote(POLL, 2, User_Agent="a visitor", **headers)

    assert page.status == 200
    assert "please press the button here once more" in main_of(page.text)
    checked = [i.get("value") for i in tree(page.text).iter("input") if "checked" in i.attrib]
    assert checked == ["2"]
    assert booth.site.rows() == before


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "null"},
        {"Sec_Fetch_Site": "same-origin", "Origin": "null"},
        {"Sec_Fetch_Site": "same-site"},
        {"Sec_Fetch_Site": "cross-site", "Origin": "http://127.0.0.1:8080"},
    ],
    ids=str,
)
def test_a_form_on_our_own_pages_is_counted(booth: Booth, headers: dict[str, str]) -> None:
    agent = f"our own {sorted(headers.items())}"
    before = len(booth.votes())

    page = booth.vote(POLL, 2, User_Agent=agent, **headers)

    assert "Your choice is counted." in main_of(page.text)
    assert len(booth.votes()) == before + 1


def test_the_page_of_the_article_has_the_form_and_its_feed_the_way_there(booth: Booth) -> None:
    page = tree(booth.site.ask("GET", "/articles/poll/").text)
    feed = booth.site.ask("GET", "/feeds/main.json").text

    actions = [form.get("action", "") for form in page.findall(".//article//form")]
    assert [re.sub(r"https?://[^/]+", "", action) for action in actions] == [POLL, QUIZ, OVER]
    assert {node.get("id") for node in page.iter("section")} >= {"poll--vote--cadence"}
    assert "/articles/poll/#poll--vote--cadence" in feed


def test_no_row_of_a_vote_names_anybody(booth: Booth) -> None:
    agent = "an unusual browser"
    booth.vote(POLL, 1, User_Agent=agent)
    booth.vote("/polls/otheraaaaa/horn", 1, User_Agent=agent)

    voters = [re.findall(r"'(w[A-Za-z0-9_-]+)'", row) for row in booth.votes()]

    rows = " ".join(booth.site.rows())
    assert agent not in rows
    assert "127.0.0.1" not in rows.replace("http://127.0.0.1", "")
    hashes = [voter for found in voters for voter in found]
    assert len(hashes) == len(set(hashes)) >= 2
