"""One feed with everything in it, and its golden documents.

Run this file to write ``tests/golden/feed.*`` anew, then read the difference; an argument names
another folder to write to.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pressrun.model.feed import Enclosure, Entry, Feed
from pressrun.render.formats import FORMATS

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


def feed(*entries: Entry, **changes: Any) -> Feed:
    values: dict[str, Any] = {
        "name": "main",
        "id": "tag:example.org,2026:feed:main",
        "title": "The Lamp & the Log",
        "base_url": "https://example.org/feeds/main",
        "home_url": "https://example.org/",
        "language": "en",
        "author": "The Lamp Sample Society",
        "updated_at": at(20),
        "entries": entries,
        "description": "Letters from a lighthouse that is not there.",
        "rights": "© 2026 The Lamp Sample Society",
    }
    return Feed(**values | changes)


FULL = feed(
    entry(
        3,
        title="Use <b> & hold the lamp 👩‍🚒",
        summary="What a lamp < 34 metres & a heron have in common.",
        content_html='<p>The lamp: <a href="https://example.org/log">the log</a>.</p>\n'
        "<pre><code>if a &lt; b &amp;&amp; c[d[0]]&gt;1: …</code></pre>\n<p>Done ]]> here.</p>",
        authors=("Ada Sample", "Ben Sample"),
        tags=("lamps", "R&D"),
        image=Enclosure(
            url="https://example.org/media/0123456789abcdef.png",
            media_type="image/png",
            size_octets=48213,
        ),
    ),
    entry(
        2,
        id="tag:example.org,2026:aaaaaaaa02:fr",
        title="Le phare, la nuit",
        content_html="<p>Une <em>courte</em> lettre.</p><p>Et une autre.</p>",
        language="fr",
        authors=(),
    ),
    entry(1, title="מגדלור בלילה", updated_at=at(1)),
)


def write_golden(folder: Path) -> None:
    for each in FORMATS.values():
        (folder / f"feed{each.suffix}").write_bytes(each.render(FULL))


if __name__ == "__main__":
    write_golden(Path(sys.argv[1]) if sys.argv[1:] else GOLDEN)
