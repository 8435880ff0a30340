from datetime import timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import feedparser
import pytest
from lxml import etree

from pressrun.model.feed import Feed
from pressrun.render.atom import render_atom
from render.feed_samples import FULL, NASTY_TITLES, at, entry, feed

NS = {"atom": "http://www.w3.org/2005/Atom"}
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def document_of(feed: Feed) -> ET.Element:
    return ET.fromstring(render_atom(feed))


@pytest.mark.parametrize(
    "sample",
    [
        FULL,
        feed(),
        feed(description="", rights="", author=""),
        feed(*(entry(n, title=title) for n, title in enumerate(NASTY_TITLES, start=1))),
        feed(entry(1, title="\x00\ud800", content_html="\x0b\uffff", authors=("\x01",))),
    ],
    ids=["full", "empty", "bare", "nasty", "poisoned"],
)
def test_it_validates_against_the_schema_of_rfc_4287(sample: Feed, corpora: Path) -> None:
    schema = etree.RelaxNG(etree.parse(corpora / "atom-schema" / "atom.rng"))

    schema.assertValid(etree.fromstring(render_atom(sample)))


def test_feedparser_reads_it_without_complaint() -> None:
    parsed = feedparser.parse(render_atom(FULL))

    assert (parsed.bozo, parsed.version) == (False, "atom10")
    assert parsed.feed.title == FULL.title
    assert parsed.feed.id == FULL.id


def test_elements_have_no_prefix_and_the_root_comes_first() -> None:
    octets = render_atom(FULL)

    declaration, root, *_ = octets.splitlines()
    assert declaration == b"<?xml version='1.0' encoding='UTF-8'?>"
    assert root == b'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">'
    assert b"<entry" in octets


def test_the_feed_links_to_itself_and_to_one_page() -> None:
    links = [link.attrib for link in document_of(FULL).iterfind("atom:link", NS)]

    assert links == [
        {
            "href": "https://example.org/feeds/main.atom",
            "rel": "self",
            "type": "application/atom+xml",
        },
        {"href": "https://example.org/", "rel": "alternate", "type": "text/html"},
    ]


def test_an_entry_with_a_picture_has_one_alternate_and_one_enclosure() -> None:
    illustrated = document_of(FULL).find("atom:entry", NS)
    assert illustrated is not None

    links = [link.attrib for link in illustrated.iterfind("atom:link", NS)]

    assert links == [
        {
            "href": "https://example.org/articles/piece-3/",
            "rel": "alternate",
            "type": "text/html",
        },
        {
            "href": "https://example.org/media/0123456789abcdef.png",
            "rel": "enclosure",
            "type": "image/png",
            "length": "48213",
        },
    ]


def test_every_entry_names_its_authors() -> None:
    entries = document_of(FULL).iterfind("atom:entry", NS)

    names = [[name.text for name in entry.iterfind("atom:author/*", NS)] for entry in entries]

    assert names == [["Ada Sample", "Ben Sample"], ["The Lamp Sample Society"], ["Ada Sample"]]


def test_an_entry_in_another_language_says_so() -> None:
    root = document_of(FULL)

    assert root.get(LANG) == "en"
    assert [entry.get(LANG) for entry in root.iterfind("atom:entry", NS)] == [None, "fr", None]


def test_the_content_is_html_and_arrives_whole() -> None:
    contents = list(document_of(FULL).iterfind("atom:entry/atom:content", NS))

    assert [content.get("type") for content in contents] == ["html"] * 3
    assert [content.text for content in contents] == [entry.content_html for entry in FULL.entries]


def test_a_summary_is_plain_text_and_only_there_when_written() -> None:
    summaries = [
        (summary.attrib, summary.text)
        for summary in document_of(FULL).iterfind("atom:entry/atom:summary", NS)
    ]

    assert summaries == [({}, "What a lamp < 34 metres & a heron have in common.")]


def test_published_and_updated_are_kept_apart_in_whole_seconds() -> None:
    later = at(2) + timedelta(microseconds=7)

    root = document_of(feed(entry(1, published_at=at(1), updated_at=later), updated_at=at(9)))

    assert root.findtext("atom:entry/atom:published", "", NS) == "2025-12-01T07:00:00+00:00"
    assert root.findtext("atom:entry/atom:updated", "", NS) == "2025-12-02T07:00:00+00:00"
    assert root.findtext("atom:updated", "", NS) == "2025-12-09T07:00:00+00:00"


def test_tags_are_categories_and_rights_are_kept() -> None:
    root = document_of(FULL)

    terms = [category.get("term") for category in root.iterfind("atom:entry/atom:category", NS)]

    assert terms == ["lamps", "R&D"]
    assert root.findtext("atom:rights", "", NS) == "© 2026 The Lamp Sample Society"
