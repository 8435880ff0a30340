"""Somebody who looks at pages of a served site: on a phone, by night, with a checker beside."""

import os
from pathlib import Path
from typing import Any, Final

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Route

from doubles.site import ServedSite
from render.browser_scripts import CONTRASTS, OVERLAPS, SMALL_TARGETS

RULES: Final = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]
WIDTHS: Final = (320, 1280)
SCHEMES: Final = ("light", "dark")
# What pages of a served site call it, whatever port it listens on.
HOME: Final = "http://127.0.0.1:8080"
# Where pictures of every page are left for somebody to look at.
PICTURES: Final = os.environ.get("PRESSRUN_PICTURES", "")


def opened(
    browser: Browser,
    site: ServedSite,
    *,
    scripts: bool = True,
    width: int = 1280,
    scheme: Any = "light",
) -> BrowserContext:
    """Return a browser's own window on a site, which is there under its public address."""

    def pass_on(route: Route) -> None:
        there = route.request.url.replace(HOME, f"http://127.0.0.1:{site.port}", 1)
        route.continue_(url=there)

    context = browser.new_context(
        base_url=HOME,
        java_script_enabled=scripts,
        viewport={"width": width, "height": 800},
        color_scheme=scheme,
    )
    context.route(f"{HOME}/**", pass_on)
    return context


def judge(page: Page, name: str) -> None:
    """Fail on whatever a checker, a thumb, a narrow screen or weak eyes would not bear."""
    width = (page.viewport_size or {"width": 0})["width"]
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}-{width}.png", full_page=True)
    # Without its style sheet a page passes too easily.
    assert page.evaluate("() => document.styleSheets.length") == 1, name
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width, name
    assert page.evaluate(OVERLAPS) == [], name
    assert page.evaluate(SMALL_TARGETS)[1] == [], name
    assert [pair for pair in page.evaluate(CONTRASTS) if pair[0] < 4.5] == [], name
    told = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    assert [(r["id"], n["html"][:120]) for r in told for n in r["nodes"]] == [], name
