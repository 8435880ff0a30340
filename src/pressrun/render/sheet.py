"""The style sheet of the site: a file of its own, called by what it says."""

import hashlib
from dataclasses import asdict, replace
from functools import lru_cache
from typing import Final

from pressrun.model.publication import Publication, Theme
from pressrun.model.served import STYLE
from pressrun.render.look import look_data
from pressrun.render.theme import render_template

TEMPLATE: Final = "web/style.css"


def style_sheet(publication: Publication, theme: Theme) -> tuple[str, str]:
    """Return where the style sheet is published, and what it says.

    It is given ``look`` and ``publication``, and nothing of a page: all pages share it.

    Raises:
        RenderError: The template does not work.
    """
    return _sheet(replace(publication, language=""), theme)


@lru_cache(maxsize=16)
def _sheet(publication: Publication, theme: Theme) -> tuple[str, str]:
    texts = {name: text for name, text in asdict(publication).items() if isinstance(text, str)}
    given = {"publication": texts, "look": look_data(publication, theme)}
    css = render_template(theme, TEMPLATE, given)
    return f"{STYLE}{hashlib.sha256(css.encode()).hexdigest()[:16]}.css", css
