"""The pages of the site and the content of feeds. Called by name, in a child process."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from pressrun.model.article import Piece
from pressrun.model.feed import FeedKind, FeedLink, FeedView
from pressrun.model.issue import BoundIssue
from pressrun.model.publication import Publication, Theme
from pressrun.render.context import (
    Data,
    chapters_data,
    frame,
    issue_data,
    moment,
    piece_data,
    words_data,
)
from pressrun.render.html import fragment
from pressrun.render.opml import PATH as OPML_PATH
from pressrun.render.policy import FEED, WEB, Policy
from pressrun.render.theme import render_template
from pressrun.render.words import Words, fill, find_words

FeedLinks = tuple[FeedLink, ...]
Titles = tuple[tuple[str, str, datetime], ...]

# An issue's subject is the h1 of its page; its articles stand below.
_IN_ISSUE: Final = replace(WEB, headings_from=2)

# Where the page of all feeds is.
FEEDS_PATH: Final = "feeds/"

# As people know the formats; these are names, the same in every language.
FORMAT_NAMES: Final = {
    "application/rss+xml": "RSS",
    "application/atom+xml": "Atom",
    "application/feed+json": "JSON Feed",
}

SERVICE_PAGES: Final = ("not-found",)


def article_page(piece: Piece, publication: Publication, feeds: FeedLinks, theme: Theme) -> str:
    """Return the page of one article.

    ``feeds`` are named in the page's head, and their pages in its foot.
    """
    words = find_words(theme, publication.language)
    article = piece.article
    context = {
        **page_data(publication, words, theme, feeds),
        "language": article.language,
        "title": article.title,
        "description": article.summary or publication.description,
        "url": piece.url,
        "image": _lead_picture(piece, publication),
        "piece": piece_data(piece, WEB, publication, theme),
    }
    context["direction"] = context["piece"]["direction"]
    return render_template(theme, "web/article.html", context)


def issue_page(bound: BoundIssue, publication: Publication, feeds: FeedLinks, theme: Theme) -> str:
    """Return the page of one issue in the archive: the editor's words and every article whole."""
    words = find_words(theme, publication.language)
    images = (_lead_picture(piece, publication) for piece in bound.pieces)
    context = {
        **page_data(publication, words, theme, feeds),
        "title": bound.issue.subject,
        "description": bound.issue.preheader or publication.description,
        "url": bound.url,
        "image": next((image for image in images if image), {}),
        **_issue(bound, _IN_ISSUE, publication, words, theme),
    }
    return render_template(theme, "web/issue.html", context)


def index_page(
    issues: Titles,
    articles: Titles,
    years: tuple[tuple[int, str], ...],
    publication: Publication,
    feeds: FeedLinks,
    theme: Theme,
) -> str:
    """Return the first page of the site; issues and articles are (title, address, published).

    ``years`` are (year, address of its page), none where this page lists everything.
    """
    words = find_words(theme, publication.language)
    context = {
        **page_data(publication, words, theme, feeds),
        "title": publication.title,
        "description": publication.description,
        "url": publication.address(),
        "issues": _titles(issues, publication, words),
        "articles": _titles(articles, publication, words),
        "years": [{"year": str(year), "url": url} for year, url in years],
    }
    return render_template(theme, "web/index.html", context)


def year_page(
    year: int,
    url: str,
    issues: Titles,
    articles: Titles,
    publication: Publication,
    feeds: FeedLinks,
    theme: Theme,
) -> str:
    """Return the page of everything that was first published in a year."""
    words = find_words(theme, publication.language)
    title = fill(words["year_title"], {"year": str(year)})
    context = {
        **page_data(publication, words, theme, feeds),
        "title": title,
        "description": f"{publication.title}: {title}",
        "url": url,
        "issues": _titles(issues, publication, words),
        "articles": _titles(articles, publication, words),
    }
    return render_template(theme, "web/year.html", context)


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
        "documents": [_link_data(link) for link in view.documents],
        "latest": _titles(view.latest, publication, words),
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


def withdrawn_page(publication: Publication, feeds: FeedLinks, theme: Theme, url: str) -> str:
    """Return the page at ``url``, from which something was withdrawn. It tells nothing of it."""
    words = find_words(theme, publication.language)
    context = {
        **page_data(publication, words, theme, feeds),
        "title": words["withdrawn_title"],
        "url": url,
    }
    return render_template(theme, "web/withdrawn.html", context)


def service_page(
    name: str, publication: Publication, theme: Theme, context: Mapping[str, str]
) -> str:
    """Return a page that answers a reader: one of ``SERVICE_PAGES``.

    ``context`` may hold ``list_title``, the list it is about. No page names an address.
    """
    if name not in SERVICE_PAGES:
        raise ValueError(f"{name!r} is not one of {SERVICE_PAGES}")
    words = find_words(theme, publication.language)
    values = {
        **page_data(publication, words, theme, ()),
        "list": {"title": context.get("list_title", publication.title)},
    }
    return render_template(theme, f"web/{name}.html", values)


def feed_content(piece: Piece, publication: Publication, theme: Theme) -> str:
    """Return the body of an article as plain HTML for feeds."""
    words = find_words(theme, piece.article.language)
    return fragment(piece, FEED, base=publication.url, words=words)


def issue_feed_content(bound: BoundIssue, publication: Publication, theme: Theme) -> str:
    """Return an issue as plain HTML for feeds: the editor's words, then its contents as links."""
    words = find_words(theme, publication.language)
    context = {
        **frame(publication, words, theme),
        **_issue(bound, FEED, publication, words, theme),
    }
    return render_template(theme, "feed/issue.html", context).strip()


def page_data(publication: Publication, words: Words, theme: Theme, feeds: FeedLinks) -> Data:
    """Return what every page may use; a page overwrites what it knows better."""
    return {
        **frame(publication, words, theme),
        "home": publication.address(),
        "title": "",
        "description": "",
        "url": "",
        "image": {},
        "feeds": [_link_data(link) for link in dict.fromkeys(feeds)],
        "feed_pages": [
            {"title": title, "url": url}
            for url, title in {link.page_url: link.title for link in feeds}.items()
        ],
        "feeds_url": publication.address(FEEDS_PATH),
        "opml_url": publication.address(OPML_PATH),
    }


def _link_data(link: FeedLink) -> Data:
    return {
        "title": link.title,
        "url": link.url,
        "media_type": link.media_type,
        "format": FORMAT_NAMES.get(link.media_type, link.media_type),
    }


def _issue(
    bound: BoundIssue, policy: Policy, publication: Publication, words: Words, theme: Theme
) -> Data:
    return {
        "issue": issue_data(bound, publication, words),
        "editorial": words_data(bound, policy, publication, words),
        "chapters": chapters_data(bound, policy, publication, theme),
    }


def _titles(titles: Titles, publication: Publication, words: Words) -> list[Data]:
    return [
        {"title": title, "url": url, **moment(at, publication, words)} for title, url, at in titles
    ]


def _lead_picture(piece: Piece, publication: Publication) -> Data:
    """Return what previews of a link show: the lead picture, or else the first of the article."""
    pictures = piece.pictures
    picture = pictures.get(piece.article.image) or next(iter(pictures.values()), None)
    if picture is None:
        return {}
    return {
        "url": publication.address(picture.site_path),
        "width": picture.width,
        "height": picture.height,
    }
