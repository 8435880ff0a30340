import io
import json
from collections.abc import Sequence
from typing import Any

from reader._parser.jsonfeed import JSONFeedParser

from pressrun.model.feed import Entry, Feed
from pressrun.model.publication import Content
from pressrun.render.formats import document
from render.feed_samples import ARCHIVE, ENTRIES, FULL, PRIVATE, at, entry, feed


def jsonfeed(
    about: Feed = FULL, entries: Sequence[Entry] = ENTRIES, content: Content = Content.FULL
) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(document(".json", about, entries, content))
    return read


def test_an_independent_parser_reads_every_entry() -> None:
    octets = document(".json", FULL, ENTRIES)

    head, entries = JSONFeedParser()("https://example.org/feeds/main.json", io.BytesIO(octets))

    assert (head.title, head.link, head.version) == (FULL.title, FULL.home_url, "json11")
    read = list(entries)
    assert [(e.id, e.link, e.title, e.published, e.updated) for e in read] == [
        (e.id, e.url, e.title, e.published_at, e.updated_at) for e in ENTRIES
    ]
    assert [(c.href, c.type, c.length) for e in read for c in e.enclosures] == [
        ("https://example.org/media/0123456789abcdef.png", "image/png", 48213)
    ]


def test_the_head_says_what_it_is_and_where() -> None:
    assert jsonfeed(feed(), ()) == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "The Lamp & the Log",
        "home_page_url": "https://example.org/",
        "feed_url": "https://example.org/feeds/main.json",
        "description": "Letters from a lighthouse that is not there.",
        "authors": [{"name": "The Lamp Sample Society"}],
        "language": "en",
        "items": [],
    }


def test_hubs_and_the_archive_before_are_named() -> None:
    read = jsonfeed(FULL)

    assert read["hubs"] == [{"type": "WebSub", "url": "https://hub.example.org/"}]
    assert read["next_url"] == "https://example.org/feeds/main-2.json"


def test_archives_are_a_chain_that_ends() -> None:
    last = feed(address=ARCHIVE.previous, current=ARCHIVE.current)

    assert jsonfeed(ARCHIVE)["next_url"] == "https://example.org/feeds/main-1.json"
    assert jsonfeed(last)["feed_url"] == "https://example.org/feeds/main-1.json"
    assert "next_url" not in jsonfeed(last)


def test_a_private_feed_names_its_next_page_and_no_hub() -> None:
    read = jsonfeed(PRIVATE)

    assert read["feed_url"] == "https://example.org/feed/abc.json?token=def"
    assert read["next_url"] == "https://example.org/feed/abc.json?token=def&page=2"
    assert "hubs" not in read


def test_an_item_says_all_that_its_entry_does() -> None:
    illustrated, french, _ = jsonfeed()["items"]

    assert illustrated["authors"] == [{"name": "Ada Sample"}, {"name": "Ben Sample"}]
    assert illustrated["tags"] == ["lamps", "R&D"]
    assert illustrated["image"] == "https://example.org/media/0123456789abcdef.png"
    assert illustrated["attachments"] == [
        {
            "url": "https://example.org/media/0123456789abcdef.png",
            "mime_type": "image/png",
            "size_in_bytes": 48213,
        }
    ]
    assert illustrated["summary"] == "What a lamp < 34 metres & a heron have in common."
    assert illustrated["content_html"] == ENTRIES[0].content_html
    assert (illustrated["language"], french["language"]) == ("en", "fr")


def test_what_an_entry_does_not_have_is_left_out() -> None:
    [item] = jsonfeed(feed(description=""), [entry(1)])["items"]

    assert list(item) == [
        "id", "url", "title", "content_html", "date_published", "date_modified", "authors",
        "language",
    ]  # fmt: skip


def test_an_item_always_has_content_even_if_it_is_empty() -> None:
    [item] = jsonfeed(feed(), [entry(1, content_html="")])["items"]

    assert item["content_html"] == ""


def test_an_item_of_a_feed_of_summaries_has_its_summary_as_plain_text() -> None:
    items = jsonfeed(content=Content.SUMMARY)["items"]

    assert [(item["content_text"], item["summary"]) for item in items] == [
        (words, words)
        for words in (
            "What a lamp < 34 metres & a heron have in common.",
            "Une courte lettre. Et une autre.",
            "The words of piece 1.",
        )
    ]
    assert not any("content_html" in item for item in items)


def test_dates_are_rfc_3339_with_a_z() -> None:
    [item] = jsonfeed(feed(), [entry(1, updated_at=at(2))])["items"]

    assert item["date_published"] == "2025-12-01T07:00:00Z"
    assert item["date_modified"] == "2025-12-02T07:00:00Z"


def test_it_is_utf_8_without_escapes_and_ends_with_one_line_end() -> None:
    octets = document(".json", FULL, ENTRIES)

    assert "מגדלור בלילה".encode() in octets
    assert octets.endswith(b"}\n")
    assert not octets.endswith(b"\n\n")
