"""The page of search, set once with marks. Called by name, in a child process."""

from typing import Final

from pressrun.model.publication import Publication, Theme
from pressrun.render.answer import mark
from pressrun.render.page import page_data
from pressrun.render.sheet import style_sheet
from pressrun.render.theme import render_template
from pressrun.render.words import find_words

# What a row of results has, and what the page has of the question.
ROW: Final = ("url", "title", "summary", "language", "direction", "date", "date_iso")
ROW_BEGINS, ROW_ENDS = "row_begins", "row_ends"


def search_page(
    asked: bool, found: bool, many: bool, publication: Publication, theme: Theme
) -> str:
    """Return the page with a mark for what was asked, and one row of marks if something is found.

    ``many`` says that there is more than is shown. It is the same for everybody, whatever feeds
    there are.
    """
    words = find_words(theme, publication.language)
    sheet, _ = style_sheet(publication, theme)
    context = {
        **page_data(publication, words, theme, ()),
        "style_url": publication.service_address(sheet),
        "title": words["search_title"],
        "found": found,
        "many": many,
        "asked": mark("asked") if asked else "",
        "number": mark("number"),
        "row": {name: mark(name) for name in ROW},
        "row_begins": mark(ROW_BEGINS),
        "row_ends": mark(ROW_ENDS),
    }
    return render_template(theme, "web/search.html", context)
