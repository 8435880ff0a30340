"""What a reader sees, in a real browser, on a narrow screen and a wide one, by day and by night."""

from typing import Any

import pytest
from playwright.sync_api import Browser

from pressrun.model.document import Align, CodeBlock, Heading, Table
from pressrun.render.email import render_issue
from pressrun.render.page import article_page, index_page, issue_page, service_page
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
TITLES = (("A heron on the rail", FULL.url, RICH.published_at),) * 2
FACES = {
    "mail": render_issue(FULL, PUBLICATION, LIST, THEME).html,
    "mail of endless words": render_issue(bound(ENDLESS, SECOND), PUBLICATION, LIST, THEME).html,
    "article": article_page(RICH, PUBLICATION, FEEDS, THEME),
    "article of endless words": article_page(ENDLESS, PUBLICATION, FEEDS, THEME),
    "issue": issue_page(FULL, PUBLICATION, FEEDS, THEME),
    "index": index_page(TITLES, TITLES, PUBLICATION, FEEDS, THEME),
    "unsubscribe": service_page("unsubscribe", PUBLICATION, THEME, {}),
}

# For every element with words of its own: the contrast of its colour with what lies behind it
# (WCAG 2.2, success criterion 1.4.3).
CONTRASTS = """() => {
  const parse = text => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = node => {
    for (; node; node = node.parentElement) {
      const colour = parse(getComputedStyle(node).backgroundColor);
      if (colour.length === 3 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  const found = [];
  for (const node of document.body.querySelectorAll("*")) {
    const own = [...node.childNodes].some(c => c.nodeType === 3 && c.textContent.trim());
    if (!own || !node.offsetParent || getComputedStyle(node).display === "none") continue;
    const pair = [light(parse(getComputedStyle(node).color)), light(behind(node))];
    const ratio = (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
    found.push([ratio, node.tagName + "." + node.className]);
  }
  return found;
}"""


def look(browser: Browser, html: str, width: int, script: str, scheme: Any = "light") -> Any:
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, java_script_enabled=True
    )
    try:
        page = context.new_page()
        page.route("**/*", lambda route: route.abort())
        page.set_content(html)
        return page.evaluate(script)
    finally:
        context.close()


@pytest.mark.parametrize("width", [320, 600])
@pytest.mark.parametrize("face", FACES)
def test_nobody_has_to_scroll_sideways(browser: Browser, face: str, width: int) -> None:
    widest = look(browser, FACES[face], width, "() => document.documentElement.scrollWidth")

    assert widest <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("face", ["mail", "article", "issue", "index", "unsubscribe"])
def test_every_word_stands_out_by_day_and_by_night(
    browser: Browser, face: str, scheme: str
) -> None:
    contrasts = look(browser, FACES[face], 600, CONTRASTS, scheme)

    assert len(contrasts) > 3
    assert [pair for pair in contrasts if pair[0] < 4.5] == []


def test_night_is_dark(browser: Browser) -> None:
    script = "() => getComputedStyle(document.body).backgroundColor"

    assert look(browser, FACES["mail"], 600, script, "dark") == "rgb(23, 25, 28)"
    assert look(browser, FACES["article"], 600, script, "dark") == "rgb(23, 25, 28)"
