"""Pages with their style in them, for a browser that is shown a page and has no site to ask."""

import re

from pressrun.model.publication import Publication, Theme
from pressrun.render.sheet import style_sheet
from render.issue_samples import PUBLICATION, THEME

CALL = re.compile(r'<link rel="stylesheet" href="[^"]*/(?P<name>[^"/]+)">')


def inlined(html: str, publication: Publication = PUBLICATION, theme: Theme = THEME) -> str:
    """Return a page with the style sheet that it calls; mail, which calls none, as it is."""
    called = CALL.search(html)
    if called is None:
        return html
    name, css = style_sheet(publication, theme)
    assert called["name"] == name
    return CALL.sub(lambda _: f"<style>{css}</style>", html)
