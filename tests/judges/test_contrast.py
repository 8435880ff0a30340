"""Which words cannot be read, by our rules and by axe in a browser: the same, by day and by night.

Our rules lay a document out without a browser; axe asks one what every element came to.
"""

import random
import re
from collections.abc import Iterator
from typing import Any, Final, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from pressrun.model.colour import contrast
from pressrun.render.email import finished
from pressrun.render.lint.boxes import boxes_of
from pressrun.render.lint.looks import Look, Sheet, looks_of
from pressrun.render.lint.tree import read_tree
from pressrun.render.mjml import compile_mjml
from pressrun.render.mjml.ground import Written

Pair = tuple[str, str, float]

HEAD: Final = """<mjml><mj-head><mj-attributes>
<mj-all font-family="Arial" /><mj-text color="{}" css-class="plain" />
<mj-class name="pale" color="{}" font-size="26px" />
</mj-attributes><mj-style>
a { color: {}; } .loud { color: {} !important; } p.loud { color: {}; }
.box { background: {} none; padding: 20px; } td > .box b { color: {}; } h2 { color: {}; }
@media (prefers-color-scheme: dark) {
  .page { background-color: {} !important; } .plain > div, .box p { color: {} !important; }
  a { color: {} !important; } .box { background: {} !important; }
}
@media (prefers-color-scheme: light) { .day { color: {} !important; } }
@media (max-width: 90px) { .plain > div { color: {}; } }
</mj-style></mj-head><mj-body background-color="{}" css-class="page">"""
SECTIONS: Final = """<mj-section background-color="{}"><mj-column><mj-text>By default</mj-text>
<mj-text color="{}" css-class="own">By itself</mj-text></mj-column></mj-section>

<mj-wrapper background-color="{}"><mj-section><mj-group background-color="{}">
<mj-column inner-background-color="{}" padding="4px"><mj-text mj-class="pale">By class</mj-text>
</mj-column></mj-group></mj-section></mj-wrapper>

<mj-section><mj-column background-color="{}"><mj-button>By the engine</mj-button>
<mj-button href="https://example.org" background-color="{}" color="{}">On a button</mj-button>
</mj-column></mj-section>

<mj-section><mj-column><mj-table color="{}"><tr bgcolor="{}"><td>In a cell</td>
<td style="background-color: {}; color: {}"><b>In bold</b></td></tr></mj-table>
</mj-column></mj-section>

<mj-section><mj-column><mj-text container-background-color="{}"><div class="box">
<p class="loud">By rank</p><b>In bold</b><p>By rule <a href="#">and link</a></p></div>
<p class="day">By scheme</p><h2>In large</h2></mj-text></mj-column></mj-section>

<mj-section><mj-column><mj-text><font color="{}">By an attribute</font>
<span style="background: {}; color: rgba(20, 20, 20, .6)">Shining through</span>
<span style="display: none; color: {}">Not at all</span></mj-text>
<mj-navbar><mj-navbar-link href="#" color="{}">In a row</mj-navbar-link></mj-navbar>
</mj-column></mj-section>

<mj-section><mj-column><mj-social color="{}">
<mj-social-element name="github" href="#" icon-size="9px" src="">Beside icons</mj-social-element>
</mj-social></mj-column></mj-section>

<mj-hero background-color="{}" inner-background-color="{}" mode="fixed-height" height="90px">
<mj-text>On a stage</mj-text></mj-hero>"""


def documents() -> Iterator[str]:
    """Yield documents of all that words can stand in, in colours of every lightness."""
    chance = random.Random(8)

    def coloured(template: str) -> str:
        return re.sub(r"{}", lambda _: f"#{chance.randrange(0x1000000):06x}", template)

    for _ in range(6):
        parts = SECTIONS.split("\n\n")
        chance.shuffle(parts)
        yield coloured("\n".join((HEAD, *parts, "</mj-body></mjml>")))


def by_rules(source: str, scheme: str) -> set[Pair]:
    """Return the pairs that our rules find too near each other."""
    root = read_tree(source, lambda _: None)
    pairs = set()
    for _, day, night in looks_of(boxes_of(root), Sheet(root)):
        look: Look | None = night if scheme == "dark" else day
        assert look is not None
        colour, ground = look.colour.colour, look.ground.colour
        assert colour is not None
        assert ground is not None
        words, needed = colour.over(ground.value), 3.0 if look.large else 4.5
        if look.shown and contrast(words, ground.value) < needed:
            pairs.add((words, ground.value, needed))
    return pairs


def by_axe(browser: Browser, html: str, scheme: Literal["light", "dark"]) -> set[Pair]:
    """Return the pairs that axe finds too near each other; it must be sure of every element."""
    context = browser.new_context(viewport={"width": 640, "height": 900}, color_scheme=scheme)
    with context.new_page() as page:
        page.set_content(html)
        told: dict[str, Any] = Axe().run(page, options={"runOnly": ["color-contrast"]}).response
    context.close()
    assert told["incomplete"] == []
    data = [any_["data"] for v in told["violations"] for n in v["nodes"] for any_ in n["any"]]
    return {
        (d["fgColor"], d["bgColor"], float(d["expectedContrastRatio"].partition(":")[0]))
        for d in data
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_our_rules_find_the_pairs_that_axe_finds_in_a_browser(
    browser: Browser, scheme: Literal["light", "dark"]
) -> None:
    found = 0
    for source in documents():
        html = finished(compile_mjml(source, Written("own.mjml", source)).html)
        theirs = by_axe(browser, html, scheme)
        found += len(theirs)

        assert by_rules(source, scheme) == theirs

    assert found > 40
