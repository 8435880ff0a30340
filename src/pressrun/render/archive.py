"""Pages that lead through everything there is, and that apologise. Called by name, in a child."""

from collections.abc import Sequence
from typing import Any, Final

from pressrun.model.feed import FeedLink
from pressrun.model.language import Alternates
from pressrun.model.publication import Publication, Theme
from pressrun.render.languages import alternates_data, language_path
from pressrun.render.page import FeedLinks, Titles, link_data, page_data, titles_data
from pressrun.render.theme import render_template
from pressrun.render.words import Words, fill, find_words

# A year and its page, with the issues of it.
Year = tuple[int, str, Titles]
# What somebody writes of, or who writes: its name and its page.
Name = tuple[str, str]

# The pages that stand for one that cannot be shown, and the heading and text of each.
APOLOGIES: Final = {
    "404": ("not_found_title", "not_found_text"),
    "500": ("broken_title", "broken_text"),
}


def archive_page(
    years: Sequence[Year],
    topics: Sequence[Name],
    authors: Sequence[Name],
    languages: Alternates,
    publication: Publication,
    feeds: FeedLinks,
    theme: Theme,
) -> str:
    """Return the page of all issues by year, which leads to topics and authors as well.

    ``languages`` are the archives in every language, this one first.
    """
    words = find_words(theme, publication.language)
    context = {
        **page_data(publication, words, theme, feeds),
        "title": words["archive"],
        "description": f"{publication.title}: {words['archive']}",
        "url": publication.address("archive/"),
        "years": [
            {"year": str(year), "url": url, "issues": titles_data(issues, publication, words)}
            for year, url, issues in years
        ],
        "topics": _names(topics),
        "authors": _names(authors),
        "alternates": alternates_data(languages, publication.language, theme),
    }
    return render_template(theme, "web/archive.html", context)


def language_page(
    language: str,
    titles: Titles,
    documents: tuple[FeedLink, ...],
    languages: Alternates,
    publication: Publication,
    feeds: FeedLinks,
    theme: Theme,
) -> str:
    """Return the archive in another language than the publication's: every article in it.

    ``documents`` are those of its feed, if it has one; ``languages`` are the archives in every
    language, the publication's own first.
    """
    publication = publication.speaking(language)
    words = find_words(theme, language)
    others = tuple(link for link in feeds if link not in documents)
    url = publication.address(language_path(language))
    context = {
        **page_data(publication, words, theme, (*documents, *others)),
        "title": words["archive"],
        "description": f"{publication.title}: {words['archive']}",
        "url": url,
        "archive_url": url,
        "documents": [link_data(link) for link in documents],
        "articles": titles_data(titles, publication, words),
        "alternates": alternates_data(languages, language, theme),
    }
    return render_template(theme, "web/language.html", context)


def subject_page(
    kind: str,
    name: str,
    url: str,
    titles: Titles,
    documents: tuple[FeedLink, ...],
    publication: Publication,
    feeds: FeedLinks,
    theme: Theme,
) -> str:
    """Return the page of everything on a topic or by an author, the newest first.

    ``kind`` is ``topic`` or ``author``; ``documents`` are those of its own feed, if it has one.
    """
    words = find_words(theme, publication.language)
    # It may read the other way: FIRST STRONG ISOLATE (Unicode UAX #9) keeps it together.
    title = fill(words[f"{kind}_title"], {"name": f"\u2068{name}\u2069"})
    others = tuple(link for link in feeds if link not in documents)
    context = {
        **page_data(publication, words, theme, (*documents, *others)),
        "title": title,
        "description": f"{publication.title}: {title}",
        "url": url,
        "documents": [link_data(link) for link in documents],
        "articles": titles_data(titles, publication, words),
    }
    return render_template(theme, "web/subject.html", context)


def privacy_page(publication: Publication, feeds: FeedLinks, theme: Theme) -> str:
    """Return the page that tells what is stored about readers, for how long, and who sends."""
    words = find_words(theme, publication.language)
    context = {
        **page_data(publication, words, theme, feeds),
        "title": words["privacy_title"],
        "description": f"{publication.title}: {words['privacy_title']}",
        "url": publication.address("privacy/"),
        "senders": [
            {
                "title": each.title,
                "name": each.sender_name,
                "address": each.sender_address,
                "postal_address": each.postal_address,
            }
            for each in publication.lists
        ],
    }
    return render_template(theme, "web/privacy.html", context)


def apology_page(
    name: str, latest: Titles, publication: Publication, feeds: FeedLinks, theme: Theme
) -> str:
    """Return one of ``APOLOGIES``: it leads on to search, the ``latest`` and to subscribing."""
    words = find_words(theme, publication.language)
    return _apology(*APOLOGIES[name], "", latest, words, publication, feeds, theme)


def withdrawn_page(
    url: str, latest: Titles, publication: Publication, feeds: FeedLinks, theme: Theme
) -> str:
    """Return the page at ``url``, from which something was withdrawn. It tells nothing of it."""
    words = find_words(theme, publication.language)
    told = ("withdrawn_title", "withdrawn_text")
    return _apology(*told, url, latest, words, publication, feeds, theme)


def _apology(
    title: str,
    text: str,
    url: str,
    latest: Titles,
    words: Words,
    publication: Publication,
    feeds: FeedLinks,
    theme: Theme,
) -> str:
    context = {
        **page_data(publication, words, theme, feeds),
        "title": words[title],
        "text": words[text],
        "url": url,
        "latest": titles_data(latest, publication, words),
    }
    return render_template(theme, "web/apology.html", context)


def _names(names: Sequence[Name]) -> list[dict[str, Any]]:
    return [{"name": name, "url": url} for name, url in names]
