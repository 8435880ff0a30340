"""Everything a reader does on the web, in Chromium: with and without scripts, narrow and wide, by
day and by night, with the keyboard alone, and with a checker of accessibility on every page."""

import os
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from doubles.letterbox import letters
from doubles.reader import EASY, join, post, somebody
from doubles.site import ServedSite
from render.browser_scripts import CONTRASTS, OVERLAPS, SMALL_TARGETS

RULES: Final = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]
Scheme = Literal["light", "dark"]
LOOKS: Final[tuple[tuple[int, Scheme], ...]] = (
    (320, "light"),
    (320, "dark"),
    (1280, "light"),
    (1280, "dark"),
)
# Where pictures of every page are left for somebody to look at.
PICTURES: Final = os.environ.get("PRESSRUN_PICTURES", "")

Judge = Callable[[Page, str], None]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedSite]:
    with ServedSite(tmp_path_factory.mktemp("notes"), settings=EASY) as served:
        served.write(
            "articles/fog.md",
            "---\nid: fogaaaaaaa\ntitle: Fog\npublish: now\ntags: [fog, rain & wind]\n---\n",
        )
        served.app.editor.build(record=True, dry_run=False)
        yield served


def opened(browser: Browser, site: ServedSite, *, scripts: bool = True) -> BrowserContext:
    return browser.new_context(
        base_url=f"http://127.0.0.1:{site.port}", java_script_enabled=scripts
    )


def judged(page: Page, name: str, looks: Sequence[tuple[int, Scheme]] = LOOKS) -> None:
    """Fail on whatever a checker, a thumb or a narrow screen would not bear."""
    for width, scheme in looks:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        about = f"{name}-{width}-{scheme}"
        if PICTURES:
            page.screenshot(path=Path(PICTURES) / f"{about}.png", full_page=True)
        assert page.evaluate("() => document.documentElement.scrollWidth") <= width, about
        assert page.evaluate(OVERLAPS) == [], about
        assert page.evaluate(SMALL_TARGETS)[1] == [], about
        faint = [pair for pair in page.evaluate(CONTRASTS) if pair[0] < 4.5]
        assert faint == [], about
        told = Axe().run(page, options={"runOnly": RULES, "resultTypes": ["violations"]})
        found = [
            (rule["id"], node["html"][:120])
            for rule in told.response["violations"]
            for node in rule["nodes"]
        ]
        assert found == [], about


def says(page: Page, heading: str) -> None:
    assert page.locator("h1").inner_text() == heading


def press(page: Page, button: str) -> None:
    page.get_by_role("button", name=button, exact=True).click()


def subscribe(page: Page, address: str) -> None:
    page.goto("/subscribe")
    page.get_by_label("Email address").fill(address)
    press(page, "Subscribe")


def joined(page: Page, site: ServedSite, judge: Judge) -> str:
    """Subscribe by form and code, with a slip each; return the path of the preferences."""
    address = somebody()
    page.goto("/subscribe")
    judge(page, "subscribe")
    page.get_by_text("Only some topics").click()
    page.get_by_label("fog").check()
    judge(page, "subscribe-topics")
    page.get_by_label("Email address").fill("ada at example")
    page.get_by_label("Name (optional)").fill("Ada Sample")
    press(page, "Subscribe")
    judge(page, "subscribe-wrong")
    assert page.get_by_label("Name (optional)").input_value() == "Ada Sample"
    page.get_by_role("alert").get_by_role("link").click()
    page.get_by_label("Email address").fill(address)
    press(page, "Subscribe")
    says(page, "One more step: look into your inbox")
    judge(page, "sent")
    code = letters(site, address)[-1].code
    page.get_by_label("Code from the mail").fill(f"{(int(code) + 1) % 10**6:06}")
    press(page, "Confirm")
    judge(page, "sent-wrong")
    press(page, "Send it again")
    judge(page, "sent-again")
    code = letters(site, address)[-1].code
    page.get_by_label("Code from the mail").fill(f"{code[:3]} {code[3:]}")
    press(page, "Confirm")
    says(page, "You are in")
    judge(page, "done-join")
    page.get_by_role("link", name="Your preferences").click()
    return re.sub(r"^https?://[^/]+", "", page.url)


def chosen(page: Page, site: ServedSite, path: str, judge: Judge) -> None:
    """Do everything that the page of preferences offers, but leaving."""
    page.goto(path)
    judge(page, "preferences")
    page.get_by_label("rain & wind").check()
    page.get_by_label("Name (optional)").fill("Ada Sample of Elsewhere")
    press(page, "Save")
    assert page.get_by_role("status").inner_text() == "Saved."
    press(page, "Pause for 2 weeks")
    judge(page, "preferences-paused")
    press(page, "End the pause now")
    press(page, "Give me a feed")
    judge(page, "preferences-feed")
    page.get_by_label("New email address").fill("nobody")
    press(page, "Change the address")
    judge(page, "preferences-wrong")
    moved = somebody()
    page.get_by_label("New email address").fill(moved)
    press(page, "Change the address")
    says(page, "Look into your inbox")
    judge(page, "asked")
    page.goto(letters(site, moved)[-1].link)
    judge(page, "confirm-address")
    press(page, "Yes, use this address")
    says(page, "Your mail comes to this address")
    judge(page, "done-address")
    page.goto(path)
    press(page, "Send me the link to my data")
    page.goto(letters(site, moved)[-1].link)
    judge(page, "confirm-export")
    with page.expect_download() as got:
        press(page, "Download the file")
    assert got.value.suggested_filename == "your-data.json"
    page.goto(path)
    page.get_by_text("What you agreed to, and when").click()
    judge(page, "preferences-history")


def left(page: Page, site: ServedSite, path: str, judge: Judge) -> None:
    """Leave, come back, pause, and be erased."""
    page.goto(path)
    press(page, "Unsubscribe")
    says(page, "You are unsubscribed")
    judge(page, "unsubscribed")
    press(page, "Undo: I want Harbour back")
    says(page, "You are back")
    judge(page, "returned")
    *_, reader = site.app.people.readers("")
    by_mail = f"/unsubscribe/{reader.subscription.handle}"
    page.goto(by_mail)
    judge(page, "unsubscribe")
    press(page, "Pause for 30 days")
    says(page, "You have a pause")
    judge(page, "paused")
    page.goto(by_mail)
    press(page, "Unsubscribe")
    says(page, "You are unsubscribed")
    page.goto(path)
    judge(page, "preferences-left")
    press(page, "Send me the link to erase everything")
    page.goto(letters(site, reader.subscriber.address)[-1].link)
    judge(page, "confirm-erase")
    press(page, "Erase everything")
    says(page, "Everything about you has been erased")
    judge(page, "done-erase")
    page.goto(path)
    says(page, "This link is not one of ours")
    judge(page, "unknown")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_reader_joins_chooses_and_leaves(
    browser: Browser, site: ServedSite, scripts: bool
) -> None:
    context = opened(browser, site, scripts=scripts)
    page = context.new_page()
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))

    # A checker needs scripts: what is shown without them is looked at in a browser that has them.
    glass = opened(browser, site)
    mirror = glass.new_page()
    mirror.goto("/openapi.json")

    def judge(page: Page, name: str) -> None:
        if not scripts:
            mirror.set_content(page.content())
        judged(page if scripts else mirror, name)

    path = joined(page, site, judge)
    chosen(page, site, path, judge)
    left(page, site, path, judge)

    # A status of 422, 404 or 410 is told there as well; a breach of the policy must not be.
    assert [line for line in told if "status of" not in line] == []
    context.close()
    glass.close()


def test_the_browser_that_asked_needs_one_click_in_all(browser: Browser, site: ServedSite) -> None:
    context = opened(browser, site)
    page = context.new_page()
    address = somebody()
    subscribe(page, address)

    page.goto(letters(site, address)[-1].link)
    page.wait_for_url("**/confirm/*")
    page.get_by_role("heading", name="You are in").wait_for()

    says(page, "You are in")
    context.close()


@pytest.mark.parametrize("same", [True, False], ids=["no scripts", "another browser"])
def test_everybody_else_presses_a_button(browser: Browser, site: ServedSite, same: bool) -> None:
    asking = opened(browser, site, scripts=not same)
    address = somebody()
    page = asking.new_page()
    subscribe(page, address)
    context = asking if same else opened(browser, site)
    page = context.new_page()

    page.goto(letters(site, address)[-1].link)
    says(page, "Shall Harbour come to you?")
    assert page.evaluate("() => document.activeElement.textContent") == "Yes, send me Harbour"
    if not same:
        judged(page, "confirm-join")
    press(page, "Yes, send me Harbour")

    says(page, "You are in")
    asking.close()
    context.close()


def test_a_link_that_has_had_its_time_offers_another_letter(
    browser: Browser, site: ServedSite
) -> None:
    context = opened(browser, site, scripts=True)
    page = context.new_page()
    address = somebody()
    preferences = join(site, address)
    post(site, f"{preferences}/leave")

    page.goto(letters(site, address)[0].link)
    says(page, "This link has had its time")
    judged(page, "expired")
    press(page, "Send a new one")

    says(page, "Look into your inbox")
    assert [letter.kind for letter in letters(site, address)].count("confirm") == 2
    context.close()


def test_what_is_no_form_is_told_on_a_page_as_sound_as_the_others(
    browser: Browser, site: ServedSite
) -> None:
    context = opened(browser, site)
    page = context.new_page()
    page.goto("/openapi.json")

    page.set_content(post(site, "/subscribe", ("email", "a"), ("email", "b")).text)

    says(page, "This form did not arrive as it should")
    judged(page, "malformed")
    context.close()


def walk(page: Page, to: str, *, most: int = 40) -> None:
    """Press Tab until the element with these words or this name has the focus, and see it."""
    for _ in range(most):
        page.keyboard.press("Tab")
        name, outline = page.evaluate(
            """() => { const node = document.activeElement;
            return [node.name || node.textContent.trim(), getComputedStyle(node).outlineStyle]; }"""
        )
        assert name != "website", "the trap is met by the keyboard"
        if name == to:
            assert outline == "solid"
            return
    pytest.fail(f"the keyboard does not reach {to!r}")


def test_the_keyboard_alone_is_enough(browser: Browser, site: ServedSite) -> None:
    context = opened(browser, site)
    page = context.new_page()
    address = somebody()
    page.goto("/subscribe")

    walk(page, "email")
    page.keyboard.type(address)
    walk(page, "Subscribe")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="One more step").wait_for()
    walk(page, "code")
    page.keyboard.type(letters(site, address)[-1].code)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="You are in").wait_for()
    walk(page, "Your preferences")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Your preferences").wait_for()
    walk(page, "topic")
    page.keyboard.press("Space")
    walk(page, "Save")
    page.keyboard.press("Enter")
    page.get_by_role("status").wait_for()
    walk(page, "Unsubscribe")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="You are unsubscribed").wait_for()
    walk(page, "Undo: I want Harbour back")
    page.keyboard.press("Enter")

    page.get_by_role("heading", name="You are back").wait_for()
    context.close()


@pytest.mark.parametrize("language", ["ar", "de"])
def test_pages_in_other_languages_are_as_sound(
    browser: Browser, site: ServedSite, language: str
) -> None:
    context = opened(browser, site)
    page = context.new_page()
    page.goto(f"/subscribe?language={language}")
    judged(page, f"subscribe-{language}", LOOKS[::3])
    address = somebody()
    page.locator("[name=email]").fill(address)
    page.locator("main button").first.click()
    judged(page, f"sent-{language}", LOOKS[::3])
    page.locator("[name=code]").fill(letters(site, address)[-1].code)
    page.locator("main button").first.click()
    judged(page, f"done-join-{language}", LOOKS[::3])
    page.locator("main .onward a").first.click()
    judged(page, f"preferences-{language}", LOOKS[::3])

    reads = page.evaluate("() => [document.documentElement.lang, document.documentElement.dir]")
    assert reads == [language, "rtl" if language == "ar" else "ltr"]
    context.close()


def test_a_page_that_is_not_sound_would_be_found(browser: Browser, site: ServedSite) -> None:
    context = opened(browser, site)
    page = context.new_page()
    page.set_content("<html><body><input><p style='color:#aaa'>faint</p></body></html>")

    with pytest.raises(AssertionError):
        judged(page, "unsound")
    context.close()
