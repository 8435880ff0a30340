"""What a reader sees in a real browser: narrow and wide, by day, by night and by force.

Pictures are stubs of the right size, so that nothing is fetched and boxes are where they will be.
"""

import io
import os
from collections.abc import Iterator
from dataclasses import replace
from statistics import median
from typing import Any, Final

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, Page, Route

from pressrun.model.colour import contrast
from pressrun.model.document import Align, CodeBlock, Heading, Table
from pressrun.model.feed import FeedKind, FeedView
from pressrun.model.publication import Content
from pressrun.render.answer import Answer, answer_page
from pressrun.render.archive import (
    apology_page,
    archive_page,
    language_page,
    privacy_page,
    subject_page,
    withdrawn_page,
)
from pressrun.render.feedpage import feed_page, feeds_page
from pressrun.render.page import article_page, index_page, issue_page, year_page
from render.browser_scripts import CONTRASTS, LINES, OVERLAPS, SMALL_TARGETS, WORDS
from render.issue_samples import (
    FEEDS,
    FULL,
    LIST,
    PUBLICATION,
    RICH,
    SECOND,
    THEME,
    bound,
    paragraph,
    parts,
    piece,
)
from render.look_samples import (
    ARABIC,
    ARABIC_PUBLICATION,
    BOXED,
    MIXED,
    dressed,
    laid_out,
    mail,
)
from render.sheets import inlined

LONG = "unbreakable" * 20
ENDLESS = piece(
    Heading(parts=parts(LONG), depth=2),
    paragraph("See https://example.org/", LONG),
    CodeBlock(text=LONG + "\n" + "word " * 60),
    Table(
        head=tuple(parts(f"Column number {n}") for n in range(8)),
        rows=(tuple(parts(LONG) for _ in range(8)),),
        aligns=(Align.NONE,) * 8,
    ),
)
OPML = "https://example.org/feeds/feeds.opml"
TITLES = (("A heron on the rail", FULL.url, RICH.published_at),) * 2
FEED = FeedView(
    title="The Lamp & the Log: a topic of several words",
    description="Letters from a lighthouse that is not there.",
    kind=FeedKind.TAG,
    subject="a topic of several words",
    documents=FEEDS,
    content=Content.SUMMARY,
    latest=TITLES,
    page_url="https://example.org/feeds/tags/a-topic-of-several-words.html",
)
GROUPS = ((FeedKind.MAIN, (FEED,)), (FeedKind.TAG, (FEED,) * 40))
YEARS = ((2026, OPML, TITLES), (2025, OPML, ()))
NAMES = (("Fog & foam", OPML), ("منارة", OPML))
SEVERAL = replace(PUBLICATION, lists=(LIST, replace(LIST, name="short", title="In short")))
SHINY = dressed(
    logo="logo.png",
    accent="#0b5345",
    accent_dark="#7fd1c0",
    paper="#ffffff",
    font="sans",
    width_px=720,
)
MAILS: Final = {
    "issue": mail(laid_out("issue")),
    "digest": mail(laid_out("digest")),
    "letter": mail(laid_out("letter")),
    "issue in short": mail(laid_out("issue", content="summary")),
    "issue read from the right": mail(laid_out("issue", MIXED), ARABIC_PUBLICATION),
    "digest in another look": mail(laid_out("digest"), SHINY),
}
LANGUAGES: Final = tuple(
    (tag, f"https://example.org/{tag}/") for tag in ("en", "ar", "de", "es", "fr", "sr-Latn")
)
# Its page speaks French all through.
TRANSLATED: Final = replace(
    RICH, article=replace(RICH.article, original=RICH.article.id, language="fr")
)
PAGES: Final = {
    "article": article_page(RICH, PUBLICATION, FEEDS, THEME),
    "article with boxes": article_page(BOXED, PUBLICATION, FEEDS, THEME),
    "article read from the right": article_page(ARABIC, PUBLICATION, FEEDS, THEME),
    "archived issue": issue_page(laid_out("issue"), PUBLICATION, FEEDS, THEME),
    "archived digest": issue_page(laid_out("digest"), PUBLICATION, FEEDS, THEME),
    "first page": index_page(TITLES, TITLES, PUBLICATION, FEEDS, THEME),
    "feed": feed_page(FEED, PUBLICATION, FEEDS, THEME),
    "all feeds": feeds_page(GROUPS, OPML, PUBLICATION, FEEDS, THEME),
    "feed read from the right": feed_page(FEED, ARABIC_PUBLICATION, FEEDS, THEME),
    "year": year_page(2025, OPML, TITLES, TITLES, PUBLICATION, FEEDS, THEME),
    "withdrawn": withdrawn_page(OPML, TITLES, PUBLICATION, FEEDS, THEME),
    "not there": apology_page("404", TITLES, PUBLICATION, FEEDS, THEME),
    "archive": archive_page(YEARS, NAMES * 12, NAMES, LANGUAGES, PUBLICATION, FEEDS, THEME),
    "archive read from the right": archive_page(
        YEARS, NAMES, NAMES, LANGUAGES, ARABIC_PUBLICATION, FEEDS, THEME
    ),
    "archive of a language": language_page(
        "ar", TITLES, FEEDS, LANGUAGES, PUBLICATION, FEEDS, THEME
    ),
    "article in many languages": article_page(
        TRANSLATED, PUBLICATION, FEEDS, THEME, None, LANGUAGES
    ),
    "topic": subject_page("topic", "Fog & foam", OPML, TITLES, FEEDS, SEVERAL, FEEDS, THEME),
    "privacy": privacy_page(SEVERAL, FEEDS, THEME),
    "unsubscribe": answer_page(Answer(page="unsubscribe"), PUBLICATION, THEME),
}
STRESSED: Final = {
    "mail of endless words": mail(bound(ENDLESS, SECOND)),
    "article of endless words": article_page(ENDLESS, PUBLICATION, FEEDS, THEME),
}
FACES: Final = {**MAILS, **PAGES}
WIDTHS: Final = (320, 375, 640)

every_face = pytest.mark.parametrize("face", FACES)
every_mail = pytest.mark.parametrize("face", MAILS)
every_width = pytest.mark.parametrize("width", WIDTHS)


def stub() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (1200, 800), "#7c93a3").save(file, "PNG")
    return file.getvalue()


STUB: Final = stub()


def serve(route: Route) -> None:
    if route.request.resource_type == "image":
        route.fulfill(body=STUB, content_type="image/png")
    else:
        route.abort()


@pytest.fixture(scope="module")
def day(browser: Browser) -> Iterator[Page]:
    yield from opened(browser, "light")


@pytest.fixture(scope="module")
def night(browser: Browser) -> Iterator[Page]:
    yield from opened(browser, "dark")


@pytest.fixture(scope="module")
def forced(browser: Browser) -> Iterator[Page]:
    """A browser that darkens what asks for nothing, as some mail programs do."""
    running = browser.browser_type.launch(
        executable_path=os.environ.get("PRESSRUN_CHROMIUM", "/usr/bin/chromium"),
        args=[
            *("--no-sandbox", "--disable-dev-shm-usage"),
            "--enable-features=WebContentsForceDark",
        ],
    )
    yield from opened(running, "light")
    running.close()


def opened(browser: Browser, scheme: Any) -> Iterator[Page]:
    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    page.route("**/*", serve)
    yield page
    context.close()


def show(page: Page, face: str, width: int = 640) -> Page:
    page.set_viewport_size({"width": width, "height": 900})
    page.set_content(inlined({**FACES, **STRESSED}[face]), wait_until="load")
    return page


@every_width
@pytest.mark.parametrize("face", [*FACES, *STRESSED])
def test_nobody_has_to_scroll_sideways(day: Page, face: str, width: int) -> None:
    widest = show(day, face, width).evaluate("() => document.documentElement.scrollWidth")

    assert widest <= width


@every_width
@every_face
def test_nothing_lies_on_anything_else(day: Page, face: str, width: int) -> None:
    assert show(day, face, width).evaluate(OVERLAPS) == []


def test_what_lies_on_something_else_is_found(day: Page) -> None:
    day.set_content("<p>One<br>line</p><p style='margin-top: -30px'>Another</p>")

    assert len(day.evaluate(OVERLAPS)) == 1


@every_width
@every_face
def test_what_is_pressed_is_large_enough_for_a_thumb(day: Page, face: str, width: int) -> None:
    count, small = show(day, face, width).evaluate(SMALL_TARGETS)

    assert count >= (2 if face in MAILS else 0)
    assert small == []


@pytest.mark.parametrize("scheme", ["day", "night"])
@every_face
def test_every_word_stands_out_by_day_and_by_night(
    face: str, scheme: str, request: pytest.FixtureRequest
) -> None:
    contrasts = show(request.getfixturevalue(scheme), face).evaluate(CONTRASTS)

    assert len(contrasts) > 3
    assert [pair for pair in contrasts if pair[0] < 4.5] == []


@every_mail
def test_a_mail_stays_legible_where_a_program_darkens_it_by_force(forced: Page, face: str) -> None:
    page = show(forced, face)
    words = page.evaluate(WORDS)
    picture = Image.open(io.BytesIO(page.screenshot(full_page=True))).convert("RGB")

    assert contrast(hexadecimal(picture.getpixel((2, 2))), "#ffffff") > 12  # it is dark
    assert len(words) > 10
    faint = [
        (row[0], round(found, 2)) for row in words if (found := painted(picture, row[1:])) < 4.5
    ]
    assert faint == []


def painted(picture: Image.Image, box: list[float]) -> float:
    """Return the contrast between the lightest and the darkest that is painted in a box."""
    crop = picture.crop((int(box[0]), int(box[1]), int(box[2]) + 1, int(box[3]) + 1))
    colours = crop.getcolors(crop.width * crop.height) or []
    grey = sorted((hexadecimal(colour) for _, colour in colours), key=brightness)
    return contrast(grey[0], grey[-1])


def brightness(colour: str) -> float:
    return contrast(colour, "#000000")


def hexadecimal(colour: Any) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)


def test_night_is_dark(night: Page) -> None:
    for face in ("issue", "digest", "letter", "article", "first page"):
        colour = show(night, face).evaluate("() => getComputedStyle(document.body).backgroundColor")
        assert colour == "rgb(23, 25, 28)"


@pytest.mark.parametrize("scheme", ["day", "night"])
@every_face
def test_an_accessibility_checker_finds_nothing(
    face: str, scheme: str, request: pytest.FixtureRequest
) -> None:
    page = show(request.getfixturevalue(scheme), face, 320)

    # Sizes of targets are looked at only where WCAG 2.2 is asked for by name.
    told = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})

    found = [
        (rule["id"], node["html"][:100])
        for rule in told.response["violations"]
        for node in rule["nodes"]
    ]
    assert found == []


@pytest.mark.parametrize("font", ["serif", "sans", "mono"])
@pytest.mark.parametrize("width_px", [480, 540, 600, 640, 660, 720])
def test_a_line_holds_45_to_75_characters(day: Page, width_px: int, font: str) -> None:
    prose = (
        "It came in with the first storm of the month and it has not left, and nothing that we"
        " do up here seems to matter to it, neither the lamp nor the horn nor our coming. "
    )
    issue = laid_out("issue", bound(piece(paragraph(prose * 8))))
    publication = dressed(font=font, width_px=width_px)

    for html in (mail(issue, publication), issue_page(issue, publication, FEEDS, THEME)):
        day.set_viewport_size({"width": 900, "height": 900})
        day.set_content(inlined(html, publication))
        lines = day.evaluate(LINES)
        assert len(lines) > 8
        assert 45 <= median(lines) <= 75
