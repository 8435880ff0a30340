"""Feed -> application/feed+json (JSON Feed 1.1, jsonfeed.org/version/1.1)."""

import json
from datetime import datetime
from typing import Any, Final

from pressrun.model.feed import Entry, Feed
from pressrun.render.entry import legible

SUFFIX: Final = ".json"
MEDIA_TYPE: Final = "application/feed+json"


def render_json(feed: Feed) -> bytes:
    """Return ``feed`` as a JSON Feed: UTF-8, keys in the specification's order, one a line.

    Raises:
        ValueError: An instant is naive.
    """
    feed = legible(feed)
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.home_url,
        "feed_url": feed.base_url + SUFFIX,
        "description": feed.description or None,
        "authors": _people(feed.author),
        "language": feed.language,
        "items": [_item(entry, feed.language) for entry in feed.entries],
    }
    text = json.dumps(_stated(document), ensure_ascii=False, indent=2)
    return f"{text}\n".encode()


def _item(entry: Entry, feed_language: str) -> dict[str, Any]:
    return _stated(
        {
            "id": entry.id,
            "url": entry.url,
            "title": entry.title,
            "content_html": entry.content_html,
            "summary": entry.summary or None,
            "image": entry.image.url if entry.image else None,
            "date_published": _date(entry.published_at),
            "date_modified": _date(entry.updated_at),
            "authors": _people(*entry.authors),
            "tags": entry.tags or None,
            "language": entry.language if entry.language != feed_language else None,
        }
    )


def _people(*names: str) -> list[dict[str, str]]:
    return [{"name": name} for name in names]


def _stated(document: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in document.items() if value is not None}


def _date(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")
