"""What addresses on a publication's own site lead to, as far as they tell by themselves."""

import re
from typing import Final
from urllib.parse import unquote, urljoin, urlsplit

from pressrun.model.publication import Publication

# Folders and files below a publication's address that the press makes or answers.
_MADE: Final = frozenset(
    {"", "index.html", "archive", "authors", "feeds", "media", "polls", "privacy"}
    | {"robots.txt", "search", "sitemap.xml", "subscribe", "topics", ".well-known"}
)
_ARTICLES: Final = "articles"
_ISSUES: Final = "issues"
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]+)*")


def page_name(target: str) -> str:
    """Return the slug of the article whose page an address seems to be, or nothing.

    ``target`` is an address on the publication's own site, of whatever host it was tried out on,
    or a path: ``/articles/heron/``, ``../heron/``, ``heron.html`` or only ``heron``.
    """
    parts = split(target)
    if parts is None or parts[0] not in {"", "http", "https"}:
        return ""
    scheme, _, path, _ = parts
    steps = [unquote(step) for step in path.split("/") if step not in {"", ".", ".."}]
    if scheme:
        steps = steps[-2:] if steps[-2:-1] == [_ARTICLES] else []
    elif len(steps) > 1 and steps[-2] != _ARTICLES:
        steps = []
    name = steps[-1].removesuffix(".html") if steps else ""
    # A name with another ending is that of a file.
    return "" if "." in name and not name.endswith(".md") else name


def site_path(publication: Publication, url: str, target: str) -> str | None:
    """Return the path below the publication to which ``target`` leads, as seen from ``url``.

    It has neither query nor fragment; None for what lies elsewhere.
    """
    try:
        joined = urlsplit(urljoin(url, target))
        home = urlsplit(publication.url)
        same = (joined.hostname, joined.port) == (home.hostname, home.port)
    except ValueError:
        return None
    base = home.path.rstrip("/") + "/"
    path = joined.path or "/"
    if not same or not (path.startswith(base) or f"{path}/" == base):
        return None
    return unquote(path[len(base) :])


def is_made(path: str, *, article: str = "") -> bool:
    """Tell whether the press makes or answers a path below the publication.

    ``article`` is the slug of the article that the path is named after, if there is one.
    """
    first, _, rest = path.partition("/")
    if first == _ARTICLES:
        return bool(article) and rest.rstrip("/") == article
    if first == _ISSUES:
        _, _, below = rest.strip("/").partition("/")
        return not below or bool(_LANGUAGE.fullmatch(below))
    return first in _MADE or first.startswith("style-")


def split(target: str) -> tuple[str, str, str, str] | None:
    """Return scheme, host, path and fragment of an address, lower case where case says nothing."""
    try:
        parts = urlsplit(target)
        return parts.scheme, (parts.hostname or "").rstrip("."), parts.path, parts.fragment
    except ValueError:
        return None
