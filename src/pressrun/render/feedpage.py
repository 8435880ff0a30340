"""Pages that tell of feeds: one for each, and one of all. Called by name, in a child process."""

from pressrun.model.feed import FeedKind, FeedView
from pressrun.model.publication import Publication, Theme
from pressrun.render.page import FEEDS_PATH, FeedLinks, link_data, page_data, titles_data
from pressrun.render.theme import render_template
from pressrun.render.words import fill, find_words


def feed_page(view: FeedView, publication: Publication, feeds: FeedLinks, theme: Theme) -> str:
    """Return the page of one feed: what it is, what it carries and how to follow it.

    Its own documents are found from here first, whatever else the page names.
    """
    words = find_words(theme, publication.language)
    others = tuple(link for link in feeds if link.page_url != view.page_url)
    # It may read the other way: FIRST STRONG ISOLATE (Unicode UAX #9) keeps it together.
    isolated = f"\u2068{view.subject}\u2069"
    carries = fill(words[f"feed_{view.kind}"], {"subject": isolated})
    context = {
        **page_data(publication, words, theme, (*view.documents, *others)),
        "title": view.title,
        "description": view.description,
        "url": view.page_url,
        "carries": f"{carries} {words[f'feed_{view.content}']}",
        "documents": [link_data(link) for link in view.documents],
        "latest": titles_data(view.latest, publication, words),
    }
    return render_template(theme, "web/feed.html", context)


def feeds_page(
    groups: tuple[tuple[FeedKind, tuple[FeedView, ...]], ...],
    opml_url: str,
    publication: Publication,
    feeds: FeedLinks,
    theme: Theme,
) -> str:
    """Return the page of all feeds: their names by kind, each leading to its own page."""
    words = find_words(theme, publication.language)
    context = {
        **page_data(publication, words, theme, feeds),
        "title": words["feeds_all"],
        "description": words["feed_what"],
        "url": publication.address(FEEDS_PATH),
        "opml_url": opml_url,
        "groups": [
            {
                "kind": str(kind),
                "name": words[f"feeds_{kind}"],
                "feeds": [
                    {"title": view.subject or view.title, "url": view.page_url} for view in views
                ],
            }
            for kind, views in groups
        ],
    }
    return render_template(theme, "web/feeds.html", context)
