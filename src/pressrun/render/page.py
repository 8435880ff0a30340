"""The pages of the site and the content of feeds. Called by name, in a child process."""

from dataclasses import replace
from datetime import datetime
from html import escape
from typing import Final

from pressrun.model.article import Piece, Target
from pressrun.model.feed import FeedLink
from pressrun.model.issue import BoundIssue
from pressrun.model.language import Alternates
from pressrun.model.publication import Publication, Theme
from pressrun.model.shelfmark import shelfmark
from pressrun.render.context import (
    Data,
    chapters_data,
    frame,
    issue_data,
    issue_language,
    moment,
    piece_data,
    words_data,
)
from pressrun.render.facts import article_facts, issue_facts
from pressrun.render.html import fragment
from pressrun.render.languages import alternates_data, led_to
from pressrun.render.markup import clean
from pressrun.render.opml import PATH as OPML_PATH
from pressrun.render.policy import FEED, WEB, Policy
from pressrun.render.sheet import style_sheet
from pressrun.render.theme import markup, render_template
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


def article_page(
    piece: Piece,
    publication: Publication,
    feeds: FeedLinks,
    theme: Theme,
    part_of: Target | None = None,
    alternates: Alternates = (),
) -> str:
    """Return the page of one article. A translation's speaks its language all through.

    ``feeds`` are named in the page's head, and their pages in its foot; ``part_of`` is the issue
    it came with.
    """
    article = piece.article
    if article.original:
        publication = publication.speaking(article.language)
    words = find_words(theme, publication.language)
    image = _lead_picture(piece, publication)
    context = {
        **page_data(publication, words, theme, feeds),
        **led_to(article.language if article.original else "", publication, theme),
        "language": article.language,
        "alternates": alternates_data(alternates, article.language, theme),
        "title": article.title,
        "description": article.summary or publication.description,
        "url": piece.url,
        "image": image,
        "facts": article_facts(piece, publication, image.get("url", ""), part_of, alternates),
        "part_of": _target_data(part_of),
        "byline": _byline(piece, publication, theme),
        "tags": [
            {"name": tag, "url": publication.address(f"topics/{shelfmark(tag)}/")}
            for tag in article.tags
        ],
        "piece": piece_data(piece, _voting(WEB, publication), publication, theme),
    }
    context["direction"] = context["piece"]["direction"]
    return render_template(theme, "web/article.html", context)


def issue_page(
    bound: BoundIssue,
    publication: Publication,
    feeds: FeedLinks,
    theme: Theme,
    before: Target | None = None,
    after: Target | None = None,
    alternates: Alternates = (),
) -> str:
    """Return the page of one issue in the archive: the editor's words and every article whole.

    ``before`` and ``after`` are the issues between which it came out.
    """
    said = issue_language(bound, publication)
    publication = publication.speaking(bound.language)
    words = find_words(theme, publication.language)
    images = (_lead_picture(piece, publication) for piece in bound.pieces)
    image = next((image for image in images if image), {})
    context = {
        **page_data(publication, words, theme, feeds),
        "title": bound.issue.subject,
        "description": bound.issue.preheader or publication.description,
        "url": bound.url,
        "image": image,
        "facts": issue_facts(bound, publication, image.get("url", "")),
        "before": _target_data(before),
        "after": _target_data(after),
        **led_to(bound.language, publication, theme),
        "alternates": alternates_data(alternates, publication.language, theme),
        **_issue(bound, _voting(_IN_ISSUE, publication), publication, words, theme, said),
    }
    return render_template(theme, "web/issue.html", context)


def translated_issue_page(
    bound: BoundIssue,
    before: Target | None,
    after: Target | None,
    alternates: Alternates,
    publication: Publication,
    feeds: FeedLinks,
    theme: Theme,
) -> str:
    """Return the page of one issue in the language that it is bound in."""
    return issue_page(bound, publication, feeds, theme, before, after, alternates)


def index_page(
    issues: Titles,
    articles: Titles,
    publication: Publication,
    feeds: FeedLinks,
    theme: Theme,
) -> str:
    """Return the first page of the site; issues and articles are (title, address, published)."""
    words = find_words(theme, publication.language)
    context = {
        **page_data(publication, words, theme, feeds),
        "title": publication.title,
        "description": publication.description,
        "url": publication.address(),
        "issues": titles_data(issues, publication, words),
        "articles": titles_data(articles, publication, words),
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
        "issues": titles_data(issues, publication, words),
        "articles": titles_data(articles, publication, words),
    }
    return render_template(theme, "web/year.html", context)


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
        "facts": "",
        "before": {},
        "after": {},
        "alternates": [],
        "chosen_language": "",
        "style_url": publication.address(style_sheet(publication, theme)[0]),
        "archive_url": publication.address("archive/"),
        "privacy_url": publication.address("privacy/"),
        "asked": "",
        "search_url": publication.service_address("search"),
        "subscribe_url": publication.service_address("subscribe"),
        "mailing_lists": [{"name": each.name, "title": each.title} for each in publication.lists],
        "feeds": [link_data(link) for link in dict.fromkeys(feeds)],
        "feed_pages": [
            {"title": title, "url": url}
            for url, title in {link.page_url: link.title for link in feeds}.items()
        ],
        "feeds_url": publication.address(FEEDS_PATH),
        "opml_url": publication.address(OPML_PATH),
    }


def _voting(policy: Policy, publication: Publication) -> Policy:
    """Return how a page is dressed on which whoever reads it votes."""
    return replace(policy, form_url=publication.service_address("polls/"))


def link_data(link: FeedLink) -> Data:
    """Return a document of a feed as templates know it."""
    return {
        "title": link.title,
        "url": link.url,
        "media_type": link.media_type,
        "format": FORMAT_NAMES.get(link.media_type, link.media_type),
    }


def _issue(
    bound: BoundIssue,
    policy: Policy,
    publication: Publication,
    words: Words,
    theme: Theme,
    language: str = "",
) -> Data:
    said = find_words(theme, language) if language else words
    return {
        "issue": issue_data(bound, publication, words, language),
        "editorial": words_data(bound, policy, publication, said),
        "chapters": chapters_data(bound, policy, publication, theme),
    }


def titles_data(titles: Titles, publication: Publication, words: Words) -> list[Data]:
    """Return a list of what leads to other pages, each with its day."""
    return [
        {"title": title, "url": url, **moment(at, publication, words)} for title, url, at in titles
    ]


def _byline(piece: Piece, publication: Publication, theme: Theme) -> str:
    """Return who wrote an article, each name leading to everything of theirs; may be empty."""
    authors = piece.article.authors
    if not authors:
        return ""
    pattern = find_words(theme, piece.article.language)["by"]
    names = ", ".join(
        f'<a href="{escape(publication.address(f"authors/{shelfmark(name)}/"))}" rel="author">'
        f"{escape(clean(name))}</a>"
        for name in authors
    )
    return markup(escape(pattern).replace("{names}", names))


def _target_data(target: Target | None) -> Data:
    return {"title": target.title, "url": target.url} if target is not None else {}


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
