"""The sample publication's mail and pages in Chromium, on phones and desks, by day and night."""

import io
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, Page, Route

from judges.conftest import Printed
from render.browser_scripts import CONTRASTS, OVERLAPS, SMALL_TARGETS

WIDTHS: Final = (320, 375, 640)
# Chromium darkens by force what asks for nothing; with a light scheme asked for, that is all.
SCHEMES: Final = {"light": "light", "dark": "dark", "forced": "light"}
RULES: Final = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]
DRAWING: Final = (
    Path(__file__).parents[2] / "examples/harbour-notes/articles/lamp.png"
).read_bytes()
# A hidden preheader is text that nobody sees; axe is right not to count it either.
PAGES: Final = {
    "issue page": "issues/001-after-the-storm/index.html",
    "article page": "articles/the-night-the-lamp-stood-still/index.html",
    "archive page": "archive/index.html",
}
FACES: Final = ("curated mail", "digest mail", *PAGES)
STYLE: Final = re.compile(r'<link rel="stylesheet" href="[^"]*/(style-[^"/]+)">')


def face_of(printed: dict[int, Printed], name: str) -> str:
    match name:
        case "curated mail":
            return printed[1].html
        case "digest mail":
            return printed[2].html
    html = (printed[1].pages / PAGES[name]).read_text(encoding="utf-8")
    [called] = STYLE.findall(html)
    css = (printed[1].pages / called).read_text(encoding="utf-8")
    return STYLE.sub(lambda _: f"<style>{css}</style>", html)


def serve(route: Route) -> None:
    if route.request.resource_type == "image":
        route.fulfill(body=DRAWING, content_type="image/png")
    else:
        route.abort()


@pytest.fixture(scope="module")
def pages(browser: Browser) -> Iterator[dict[str, Page]]:
    """One page a scheme; the forced one in a browser of its own, started with that feature."""
    darkening = browser.browser_type.launch(
        executable_path=os.environ.get("PRESSRUN_CHROMIUM", "/usr/bin/chromium"),
        args=[
            *("--no-sandbox", "--disable-dev-shm-usage"),
            "--enable-features=WebContentsForceDark",
        ],
    )
    opened: dict[str, Page] = {}
    for name, scheme in SCHEMES.items():
        running: Any = darkening if name == "forced" else browser
        page = running.new_context(color_scheme=scheme).new_page()
        page.route("**/*", serve)
        opened[name] = page
    yield opened
    darkening.close()


def show(page: Page, html: str, width: int) -> Page:
    page.set_viewport_size({"width": width, "height": 900})
    page.set_content(html, wait_until="load")
    return page


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", FACES)
def test_it_fits_and_can_be_pressed(
    pages: dict[str, Page], printed: dict[int, Printed], name: str, width: int, scheme: str
) -> None:
    page = show(pages[scheme], face_of(printed, name), width)

    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    assert page.evaluate(OVERLAPS) == []
    count, small = page.evaluate(SMALL_TARGETS)
    assert (count > 0, small) == (True, [])


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 640])
@pytest.mark.parametrize("name", FACES)
def test_it_can_be_read_by_anybody(
    pages: dict[str, Page], printed: dict[int, Printed], name: str, width: int, scheme: str
) -> None:
    page = show(pages[scheme], face_of(printed, name), width)

    contrasts = page.evaluate(CONTRASTS)
    told = Axe().run(page, options={"runOnly": RULES}).response["violations"]

    assert len(contrasts) > 10
    assert [pair for pair in contrasts if pair[0] < 4.5] == []
    assert [(rule["id"], [node["html"][:90] for node in rule["nodes"]]) for rule in told] == []


@pytest.mark.parametrize("name", ["curated mail", "digest mail"])
def test_a_program_that_darkens_by_force_makes_it_dark_and_keeps_it_legible(
    pages: dict[str, Page], printed: dict[int, Printed], name: str
) -> None:
    page = show(pages["forced"], face_of(printed, name), 375)

    picture = Image.open(io.BytesIO(page.screenshot())).convert("L")
    ground = picture.getpixel((2, 2))
    lightest = picture.crop((0, 0, 375, 200)).getextrema()[1]

    assert isinstance(ground, int)
    assert ground < 40
    assert isinstance(lightest, int | float)
    assert lightest > 180
