"""Feed -> application/feed+json (JSON Feed 1.1, jsonfeed.org/version/1.1)."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from pressrun.model.feed import Enclosure, Entry, Feed, Frame
from pressrun.model.publication import Content
from pressrun.render.legible import lead

SUFFIX: Final = ".json"

# One line a member, in the specification's order; Python's own indentation is many times slower.
_encode: Final = json.JSONEncoder(ensure_ascii=False).encode


def json_entry(entry: Entry, content: Content) -> bytes:
    """Return a legible entry as an item: UTF-8, one member a line, in any feed the same."""
    members = _lines(_item(entry, content), indent=" " * 6)
    return f"\n    {{\n{members}\n    }}".encode()


def json_frame(feed: Feed) -> Frame:
    """Return a legible feed without its items.

    ``next_url`` leads to the archive before, or in a paged feed to the next page; archives are
    found by it alone.
    """
    further = feed.previous or feed.following
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.home_url,
        "feed_url": feed.address.ending(SUFFIX),
        "next_url": further.ending(SUFFIX) if further else None,
        "description": feed.description or None,
        "authors": _people(feed.author),
        "language": feed.language or None,
        "hubs": [{"type": "WebSub", "url": hub} for hub in feed.hubs] or None,
    }
    members = _lines(document, indent="  ")
    head = f'{{\n{members},\n  "items": ['
    return Frame(head=head.encode(), between=b",", tail=b"\n  ]\n}\n")


def _item(entry: Entry, content: Content) -> dict[str, Any]:
    summary, words = entry.summary, {"content_html": entry.content_html}
    if content is Content.SUMMARY:
        summary = lead(entry)
        words = {"content_text": summary}
    return {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        **words,
        "summary": summary or None,
        "image": entry.image.url if entry.image else None,
        "date_published": _date(entry.published_at),
        "date_modified": _date(entry.updated_at),
        "authors": _people(*entry.authors),
        "tags": entry.tags or None,
        "language": entry.language or None,
        "attachments": [_attachment(entry.image)] if entry.image else None,
    }


def _attachment(image: Enclosure) -> dict[str, Any]:
    return {"url": image.url, "mime_type": image.media_type, "size_in_bytes": image.size_octets}


def _people(*names: str) -> list[dict[str, str]]:
    return [{"name": name} for name in names]


def _lines(members: dict[str, Any], *, indent: str) -> str:
    return ",\n".join(_said(members, indent))


def _said(members: dict[str, Any], indent: str) -> Iterator[str]:
    for name, value in members.items():
        if value is not None:
            yield f'{indent}"{name}": {_encode(value)}'


def _date(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")
