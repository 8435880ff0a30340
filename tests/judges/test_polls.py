"""Voting in Chromium: with scripts and without, narrow and wide, by day and by night, by key."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from doubles.booth import OVER, POLL, QUIZ, Booth, open_booth
from doubles.site import ServedSite
from judges.eyes import SCHEMES, WIDTHS, judge, opened


@pytest.fixture(scope="module")
def booth(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Booth]:
    with ServedSite(tmp_path_factory.mktemp("notes")) as site:
        yield open_booth(site)


@pytest.fixture
def page(browser: Browser, booth: Booth, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page without scripts: nothing here needs them."""
    context = opened(browser, booth.site, scripts=False)
    yield context.new_page()
    context.close()


def says(page: Page) -> str:
    return page.locator("main").inner_text()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.parametrize("name", ["cadence", "lamp-height"])
def test_a_link_of_mail_votes_with_one_press(
    browser: Browser, booth: Booth, name: str, scripts: bool
) -> None:
    context = opened(browser, booth.site, scripts=scripts, width=320)
    page = context.new_page()
    page.goto(booth.link(name, 1))
    page.locator("main button").click()

    assert "Your choice is counted." in says(page)
    page.get_by_role("link", name="b. ").click()
    page.locator("main button").click()
    assert page.get_by_role("row", name="(your choice)").inner_text().startswith("b. ")
    context.close()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_form_in_an_article_votes(browser: Browser, booth: Booth, scripts: bool) -> None:
    context = opened(browser, booth.site, scripts=scripts)
    page = context.new_page()
    page.goto("/articles/poll/")
    poll = page.get_by_role("group", name="How often shall we write?")
    poll.get_by_label("Monthly, as before").check()
    page.get_by_role("button", name="Vote", exact=True).first.click()

    assert page.url.endswith(POLL)
    assert "Your choice: “Monthly, as before”." in says(page)
    context.close()


def test_a_form_without_a_choice_goes_nowhere(page: Page, booth: Booth) -> None:
    before = booth.votes()
    page.goto(QUIZ)
    page.get_by_role("button", name="Answer", exact=True).click()

    assert page.url.endswith(QUIZ)
    assert page.get_by_role("radio").first.evaluate("field => field.validity.valueMissing")
    assert booth.votes() == before


def test_the_keyboard_alone_votes(page: Page, booth: Booth) -> None:
    page.goto(POLL)
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.type") == "radio":
            break
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    assert page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle") != "none"
    page.keyboard.press("Enter")

    assert "Your choice is counted." in says(page)


def test_each_radio_says_what_it_stands_for_and_to_which_question(page: Page) -> None:
    page.goto(POLL)

    told = page.locator("main").aria_snapshot()

    assert '- group "How often shall we write?"' in told
    assert '- radio "b. Monthly, as before"' in told
    assert '- button "Vote"' in told


def test_results_read_as_a_table(page: Page) -> None:
    page.goto(OVER)

    told = page.locator("main").aria_snapshot()

    assert '- columnheader "Subscribers"' in told
    assert '- rowheader "a. Yes"' in told
    assert "img" not in told


def test_no_page_breaks_its_own_rules(browser: Browser, booth: Booth) -> None:
    context = opened(browser, booth.site)
    page, told = context.new_page(), list[str]()
    page.on("console", lambda message: told.append(message.text))

    for path in ("/articles/poll/", POLL, f"{POLL}/results", OVER, booth.link("horn", 1)):
        page.goto(path)

    assert told == []
    context.close()


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_anybody_can_read_and_press_every_page(
    browser: Browser, booth: Booth, width: int, scheme: Any
) -> None:
    context = opened(browser, booth.site, width=width, scheme=scheme)
    page = context.new_page()
    agent = f"{width} {scheme}"
    page.set_extra_http_headers({"User-Agent": agent})

    def look(name: str, path: str) -> None:
        page.goto(path)
        judge(page, f"poll-{name}-{scheme}")

    look("article", "/articles/poll/")
    look("form", POLL)
    look("later", f"{QUIZ}/results")
    look("over", OVER)
    look("link", booth.link("horn", 2))
    look("unknown", "/vote/no/such/link/1")
    page.goto(QUIZ)
    page.get_by_label("12 metres").check()
    with page.expect_navigation():
        page.locator("main button").click()
    judge(page, f"poll-wrong-{scheme}")
    page.goto(POLL)
    page.get_by_label("Weekly").check()
    judge(page, f"poll-checked-{scheme}")
    with page.expect_navigation():
        page.locator("main button").click()
    judge(page, f"poll-results-{scheme}")
    context.close()
