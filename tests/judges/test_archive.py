"""Reading in Chromium: the archive and its subjects, search, privacy and apologies of a site."""

from collections.abc import Iterator
from typing import Final

import pytest
from playwright.sync_api import Browser, Page

from doubles.site import ServedSite
from judges.eyes import SCHEMES, WIDTHS, judge, opened
from pressrun.model.issue import IssueKey
from pressrun.press.publish import publish
from pressrun.press.record import Release

LONG: Final = "A title that goes on and on, as titles do that nobody has shortened yet"
PAGES: Final = {
    "first": "/",
    "archive": "/archive/",
    "year": "/archive/2024/",
    "topic": "/topics/night-watch/",
    "author": "/authors/ada-sample/",
    "article": "/articles/night/",
    "issue": "/issues/012-second/",
    "privacy": "/privacy/",
    "feeds": "/feeds/",
    "not-there": "/nope",
    "search": "/search",
    "found": "/search?q=night",
    "not-found": "/search?q=zanzibar",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedSite]:
    with ServedSite(tmp_path_factory.mktemp("notes")) as served:
        for number in range(12):
            letter = "abcdefghijkl"[number]
            served.write(
                f"articles/night-{number}.md" if number else "articles/night.md",
                f"---\nid: nightaaaa{letter}\ntitle: {LONG} {number}\nsummary: The night watch\n"
                f"publish: 202{number % 3 + 3}-03-0{number % 9 + 1} 09:00\n"
                f"authors: [Ada Sample, بن]\ntags: [Night Watch, Fog {number}]\n---\n\nNight.\n",
            )
        for number, name in ((1, "first"), (2, "second"), (3, "third")):
            served.write(
                f"issues/01{number}-{name}/issue.md",
                f"---\nid: issueaaaa{'abc'[number - 1]}\nsubject: The {name} issue\n"
                "articles: [night, lamp]\n---\n\nDear reader.\n",
            )
            desk = served.app.editor._wiring.desk
            key = IssueKey(f"issueaaaa{'abc'[number - 1]}")
            publish(desk, release=Release(at=desk.clock.now().replace(microsecond=0), issue=key))
        yield served


def visited(page: Page, path: str) -> list[str]:
    """Go to a page; return what the browser complains about."""
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    page.goto(path)
    return [text for text in told if "404 (Not Found)" not in text]


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", PAGES)
def test_everybody_can_read_it(
    browser: Browser, site: ServedSite, name: str, width: int, scheme: str
) -> None:
    with opened(browser, site, width=width, scheme=scheme) as context:
        page = context.new_page()

        assert visited(page, PAGES[name]) == []
        judge(page, f"archive-{name}-{scheme}")


def test_a_style_in_a_page_would_be_told(browser: Browser, site: ServedSite) -> None:
    with opened(browser, site) as context:
        page = context.new_page()
        told: list[str] = []
        page.on("console", lambda message: told.append(message.text))
        page.goto("/archive/")

        page.evaluate("() => { document.head.append(document.createElement('style')); }")
        page.evaluate("() => { document.querySelector('style').textContent = 'p { color: red }'; }")
        page.wait_for_function("() => document.styleSheets.length === 1")

        assert any("Content Security Policy" in text for text in told)


@pytest.mark.parametrize("scripts", [False, True])
def test_search_works_by_keyboard_alone_with_and_without_scripts(
    browser: Browser, site: ServedSite, scripts: bool
) -> None:
    with opened(browser, site, scripts=scripts, width=320) as context:
        page = context.new_page()
        page.goto("/archive/")

        page.get_by_role("searchbox", name="Search the archive").focus()
        page.keyboard.type("night watch")
        page.keyboard.press("Enter")
        page.wait_for_url("**/search?q=night+watch")
        for _ in range(20):
            page.keyboard.press("Tab")
            if page.evaluate("() => document.activeElement.closest('.listed') !== null"):
                break
        page.keyboard.press("Enter")
        page.wait_for_url("**/articles/night*/")

        assert page.get_by_role("heading", level=1).inner_text().startswith("A title that")


def test_on_paper_there_are_words_and_no_forms(browser: Browser, site: ServedSite) -> None:
    with opened(browser, site) as context:
        page = context.new_page()
        page.goto("/articles/night/")
        page.emulate_media(media="print")

        assert page.get_by_text("Night.", exact=True).is_visible()
        for unseen in ("form", ".signup", ".tags", ".onward", "footer nav"):
            assert not page.locator(unseen).first.is_visible(), unseen
