"""One feed with everything in it, and its golden documents.

Run this file to write ``tests/golden/feed.*`` anew, then read the difference; an argument names
another folder to write to.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pressrun.model.feed import Enclosure, Entry, Feed, FeedAddress, Tombstone
from pressrun.model.publication import Content
from pressrun.render.formats import FORMATS, document

GOLDEN = Path(__file__).parents[1] / "golden"

# What titles have broken in other people's feeds.
NASTY_TITLES = (
    "AT&T",
    "a < b",
    "Use <b>",
    "Use <b>bold</b> type",
    "Already &amp; escaped &lt;b&gt;",
    "A family 👩‍👩‍👧‍👦 reads",
    "מגדלור בלילה",
    "‏مرحبا (v2)!",
    "End ]]> of data",
    "Nim’s “first” — ‘draft’",
    "Zürich 漢字 ﷽",
    "<![CDATA[ not here ]]>",
    "<entries/>",
    "long " * 400 + "title",
)

PICTURE = Enclosure(
    url="https://example.org/media/0123456789abcdef.png",
    media_type="image/png",
    size_octets=48213,
    width=640,
    height=360,
)


def at(day: int, hour: int = 7) -> datetime:
    return datetime(2025, 12, day, hour, tzinfo=UTC)


def entry(number: int = 1, **changes: Any) -> Entry:
    values: dict[str, Any] = {
        "id": f"tag:example.org,2026:aaaaaaaa{number:02}",
        "url": f"https://example.org/articles/piece-{number}/",
        "title": f"Piece {number}",
        "content_html": f"<p>The words of piece {number}.</p>",
        "published_at": at(number),
        "updated_at": at(number, hour=9),
        "authors": ("Ada Sample",),
        "language": "en",
    }
    return Entry(**values | changes)


def feed(**changes: Any) -> Feed:
    values: dict[str, Any] = {
        "name": "main",
        "id": "tag:example.org,2026:feeds/main",
        "title": "The Lamp & the Log",
        "address": FeedAddress("https://example.org/feeds/main"),
        "home_url": "https://example.org/",
        "language": "en",
        "author": "The Lamp Sample Society",
        "updated_at": at(20),
        "description": "Letters from a lighthouse that is not there.",
        "rights": "© 2026 The Lamp Sample Society",
    }
    return Feed(**values | changes)


# The current document of a feed with a hub and archives, from which something was withdrawn.
FULL = feed(
    hubs=("https://hub.example.org/",),
    previous=FeedAddress("https://example.org/feeds/main-2"),
    deleted=(Tombstone(id="tag:example.org,2026:aaaaaaaa00", withdrawn_at=at(20)),),
)
ARCHIVE = feed(
    address=FeedAddress("https://example.org/feeds/main-2"),
    current=FeedAddress("https://example.org/feeds/main"),
    previous=FeedAddress("https://example.org/feeds/main-1"),
)
PRIVATE = feed(
    address=FeedAddress("https://example.org/feed/abc", "?token=def"),
    following=FeedAddress("https://example.org/feed/abc", "?token=def&page=2"),
    hubs=("https://hub.example.org/",),
    private=True,
)
ENTRIES = (
    entry(
        3,
        title="Use <b> & hold the lamp 👩‍🚒",
        summary="What a lamp < 34 metres & a heron have in common.",
        content_html='<p>The lamp: <a href="https://example.org/log">the log</a>.</p>\n'
        "<pre><code>if a &lt; b &amp;&amp; c[d[0]]&gt;1: …</code></pre>\n<p>Done ]]> here.</p>",
        authors=("Ada Sample", "Ben Sample"),
        tags=("lamps", "R&D"),
        scheme="https://example.org/feeds/tags/",
        image=PICTURE,
    ),
    entry(
        2,
        id="tag:example.org,2026:aaaaaaaa02:fr",
        title="Le phare, la nuit",
        content_html="<p>Une <em>courte</em> lettre.</p><p>Et une autre.</p>",
        language="fr",
        tags=("phares",),
    ),
    entry(1, title="מגדלור בלילה", updated_at=at(1), authors=()),
)


def golden_documents() -> dict[str, bytes]:
    """Return by file name: everything at once, and what other documents have that it has not."""
    documents = {}
    for suffix in FORMATS:
        documents[f"feed{suffix}"] = document(suffix, FULL, ENTRIES)
        documents[f"feed.summary{suffix}"] = document(suffix, feed(), ENTRIES, Content.SUMMARY)
        documents[f"feed.archive{suffix}"] = document(suffix, ARCHIVE, ENTRIES[1:])
        documents[f"feed.private{suffix}"] = document(suffix, PRIVATE, ENTRIES[:1])
    return documents


def write_golden(folder: Path) -> None:
    for name, octets in golden_documents().items():
        (folder / name).write_bytes(octets)


if __name__ == "__main__":
    write_golden(Path(sys.argv[1]) if sys.argv[1:] else GOLDEN)
