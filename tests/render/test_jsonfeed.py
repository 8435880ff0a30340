import io
import json
from datetime import timedelta
from typing import Any

from reader._parser.jsonfeed import JSONFeedParser

from pressrun.model.feed import Feed
from pressrun.render.jsonfeed import render_json
from render.feed_samples import FULL, at, entry, feed


def document_of(feed: Feed) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(render_json(feed))
    return document


def test_an_independent_parser_reads_every_entry() -> None:
    parser = JSONFeedParser()

    head, entries = parser("https://example.org/feeds/main.json", io.BytesIO(render_json(FULL)))

    assert (head.title, head.link, head.version) == (FULL.title, FULL.home_url, "json11")
    assert [(e.id, e.link, e.title, e.published, e.updated) for e in entries] == [
        (e.id, e.url, e.title, e.published_at, e.updated_at) for e in FULL.entries
    ]


def test_the_head_says_what_it_is_and_where() -> None:
    document = document_of(feed())

    assert document == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "The Lamp & the Log",
        "home_page_url": "https://example.org/",
        "feed_url": "https://example.org/feeds/main.json",
        "description": "Letters from a lighthouse that is not there.",
        "authors": [{"name": "The Lamp Sample Society"}],
        "language": "en",
        "items": [],
    }


def test_an_item_says_all_that_its_entry_does() -> None:
    illustrated, french, _ = document_of(FULL)["items"]

    assert illustrated["authors"] == [{"name": "Ada Sample"}, {"name": "Ben Sample"}]
    assert illustrated["tags"] == ["lamps", "R&D"]
    assert illustrated["image"] == "https://example.org/media/0123456789abcdef.png"
    assert illustrated["summary"] == "What a lamp < 34 metres & a heron have in common."
    assert illustrated["content_html"] == FULL.entries[0].content_html
    assert french["language"] == "fr"


def test_what_an_entry_does_not_have_is_left_out() -> None:
    [item] = document_of(feed(entry(1), description=""))["items"]

    assert list(item) == [
        "id", "url", "title", "content_html", "date_published", "date_modified", "authors",
    ]  # fmt: skip


def test_an_item_always_has_content_even_if_it_is_empty() -> None:
    [item] = document_of(feed(entry(1, content_html="")))["items"]

    assert item["content_html"] == ""


def test_dates_are_rfc_3339_with_a_z_and_in_whole_seconds() -> None:
    later = at(2) + timedelta(microseconds=7)

    [item] = document_of(feed(entry(1, updated_at=later)))["items"]

    assert item["date_published"] == "2025-12-01T07:00:00Z"
    assert item["date_modified"] == "2025-12-02T07:00:00Z"


def test_it_is_utf_8_without_escapes_and_ends_with_one_line_end() -> None:
    octets = render_json(FULL)

    assert "מגדלור בלילה".encode() in octets
    assert octets.endswith(b"}\n")
