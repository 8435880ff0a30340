from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree as ET

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from pressrun.model.feed import Entry, Feed
from pressrun.model.publication import Content
from pressrun.render.formats import document
from render.feed_samples import (
    ARCHIVE,
    ENTRIES,
    FULL,
    NASTY_TITLES,
    PICTURE,
    PRIVATE,
    at,
    entry,
    feed,
)

NS = {
    "atom": "http://www.w3.org/2005/Atom",
    "at": "http://purl.org/atompub/tombstones/1.0",
    "fh": "http://purl.org/syndication/history/1.0",
    "media": "http://search.yahoo.com/mrss/",
}
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
POISON = st.text(st.characters(exclude_categories=()))


def atom(
    about: Feed = FULL, entries: Sequence[Entry] = ENTRIES, content: Content = Content.FULL
) -> ET.Element:
    return ET.fromstring(document(".atom", about, entries, content))


def links_of(parent: ET.Element) -> list[tuple[str | None, ...]]:
    return [
        (link.get("rel"), link.get("href"), link.get("type"))
        for link in parent.iterfind("atom:link", NS)
    ]


@pytest.fixture(scope="module")
def schema(corpora: Path) -> etree.RelaxNG:
    return etree.RelaxNG(etree.parse(corpora / "atom-schema" / "atom.rng"))


@pytest.mark.parametrize("content", Content)
@pytest.mark.parametrize(
    ("about", "entries"),
    [
        (FULL, ENTRIES),
        (ARCHIVE, ENTRIES),
        (PRIVATE, ENTRIES),
        (feed(), ()),
        (feed(description="", rights="", author="", language=""), ()),
        (feed(), [entry(n, title=title) for n, title in enumerate(NASTY_TITLES, start=1)]),
        (feed(), [entry(1, title="\x00\ud800", content_html="\x0b\uffff", authors=("\x01",))]),
        (feed(), [entry(1, title="", summary="", content_html="", authors=(), language="")]),
    ],
    ids=["full", "archive", "private", "empty", "bare", "nasty", "poisoned", "nothing"],
)
def test_it_validates_against_the_schema_of_rfc_4287(
    about: Feed, entries: Sequence[Entry], content: Content, schema: etree.RelaxNG
) -> None:
    schema.assertValid(etree.fromstring(document(".atom", about, entries, content)))


@settings(deadline=None, max_examples=60)
@given(poison=POISON)
def test_whatever_an_entry_says_the_document_validates(poison: str, schema: etree.RelaxNG) -> None:
    poisoned = entry(
        2, title=poison, summary=poison, content_html=poison, authors=(poison,), tags=(poison,)
    )

    for content in Content:
        octets = document(".atom", feed(title=poison), [entry(1), poisoned], content)
        schema.assertValid(etree.fromstring(octets))


def test_feedparser_reads_it_without_complaint() -> None:
    parsed = feedparser.parse(document(".atom", FULL, ENTRIES))

    assert (parsed.bozo, parsed.version) == (False, "atom10")
    assert parsed.feed.title == FULL.title
    assert parsed.feed.id == FULL.id


def test_elements_have_no_prefix_and_the_root_comes_first() -> None:
    declaration, root, *_ = document(".atom", feed(), ENTRIES).splitlines()

    assert declaration == b"<?xml version='1.0' encoding='UTF-8'?>"
    assert root == (
        b'<feed xmlns:fh="http://purl.org/syndication/history/1.0" '
        b'xmlns:media="http://search.yahoo.com/mrss/" '
        b'xmlns="http://www.w3.org/2005/Atom" xml:lang="en">'
    )


def test_the_feed_links_to_itself_its_page_its_hub_and_its_archive() -> None:
    media_type = "application/atom+xml"

    assert links_of(atom()) == [
        ("self", "https://example.org/feeds/main.atom", media_type),
        ("alternate", "https://example.org/", "text/html"),
        ("hub", "https://hub.example.org/", None),
        ("prev-archive", "https://example.org/feeds/main-2.atom", media_type),
    ]
    assert atom().find("fh:archive", NS) is None


def test_an_archive_says_what_it_is_and_leads_to_its_neighbours() -> None:
    media_type = "application/atom+xml"

    root = atom(ARCHIVE)

    assert root.find("fh:archive", NS) is not None
    assert links_of(root) == [
        ("self", "https://example.org/feeds/main-2.atom", media_type),
        ("alternate", "https://example.org/", "text/html"),
        ("current", "https://example.org/feeds/main.atom", media_type),
        ("prev-archive", "https://example.org/feeds/main-1.atom", media_type),
    ]


def test_a_private_feed_names_its_pages_no_hub_and_asks_not_to_be_found() -> None:
    root = atom(PRIVATE)

    rels = [rel for rel, _, _ in links_of(root)]
    assert rels == ["self", "alternate", "next"]
    found = root.find("{http://www.w3.org/1999/xhtml}meta")
    assert found is not None
    assert found.attrib == {"name": "robots", "content": "noindex"}
    assert atom(FULL).find("{http://www.w3.org/1999/xhtml}meta") is None


def test_what_was_withdrawn_leaves_a_tombstone_in_the_given_order() -> None:
    stones = (*FULL.deleted, *(type(t)(id=t.id + "x", withdrawn_at=at(19)) for t in FULL.deleted))

    found = atom(feed(deleted=stones)).findall("at:deleted-entry", NS)

    assert [(each.get("ref"), each.get("when")) for each in found] == [
        ("tag:example.org,2026:aaaaaaaa00", "2025-12-20T07:00:00+00:00"),
        ("tag:example.org,2026:aaaaaaaa00x", "2025-12-19T07:00:00+00:00"),
    ]


def test_an_entry_with_a_picture_has_one_alternate_and_one_enclosure() -> None:
    illustrated = atom().find("atom:entry", NS)
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


def test_a_picture_of_known_size_is_a_thumbnail() -> None:
    unknown = type(PICTURE)(url=PICTURE.url, media_type="image/png", size_octets=1)

    found = atom(feed(), [entry(1, image=PICTURE), entry(2, image=unknown), entry(3)])

    shown = [each.attrib for each in found.iter(f"{{{NS['media']}}}thumbnail")]
    assert shown == [{"url": PICTURE.url, "width": "640", "height": "360"}]


def test_every_entry_names_its_authors() -> None:
    names = [
        [name.text for name in entry.iterfind("atom:author/*", NS)]
        for entry in atom().iterfind("atom:entry", NS)
    ]

    assert names == [["Ada Sample", "Ben Sample"], ["Ada Sample"], ["example.org"]]


def test_every_entry_says_its_language() -> None:
    root = atom()

    assert root.get(LANG) == "en"
    assert [entry.get(LANG) for entry in root.iterfind("atom:entry", NS)] == ["en", "fr", "en"]


def test_the_content_is_html_and_arrives_whole() -> None:
    contents = list(atom().iterfind("atom:entry/atom:content", NS))

    assert [content.get("type") for content in contents] == ["html"] * 3
    assert [content.text for content in contents] == [entry.content_html for entry in ENTRIES]


def test_a_summary_is_plain_text_and_only_there_when_written() -> None:
    summaries = [
        (summary.attrib, summary.text) for summary in atom().iterfind("atom:entry/atom:summary", NS)
    ]

    assert summaries == [({}, "What a lamp < 34 metres & a heron have in common.")]


def test_a_feed_of_summaries_has_one_of_every_entry_and_no_content() -> None:
    root = atom(content=Content.SUMMARY)

    assert list(root.iterfind("atom:entry/atom:content", NS)) == []
    assert [each.text for each in root.iterfind("atom:entry/atom:summary", NS)] == [
        "What a lamp < 34 metres & a heron have in common.",
        "Une courte lettre. Et une autre.",
        "The words of piece 1.",
    ]


def test_an_entry_without_a_word_is_its_title_and_its_address() -> None:
    [bare] = atom(feed(), [entry(1, content_html=" ")]).iterfind("atom:entry", NS)

    assert bare.find("atom:content", NS) is None
    assert bare.findtext("atom:summary", "", NS) == "Piece 1"


def test_published_and_updated_are_kept_apart() -> None:
    root = atom(feed(updated_at=at(9)), [entry(1, published_at=at(1), updated_at=at(2))])

    assert root.findtext("atom:entry/atom:published", "", NS) == "2025-12-01T07:00:00+00:00"
    assert root.findtext("atom:entry/atom:updated", "", NS) == "2025-12-02T07:00:00+00:00"
    assert root.findtext("atom:updated", "", NS) == "2025-12-09T07:00:00+00:00"


def test_tags_are_categories_of_a_scheme_where_there_is_one() -> None:
    scheme = "https://example.org/feeds/tags/"

    found = [each.attrib for each in atom().iterfind("atom:entry/atom:category", NS)]

    assert found == [
        {"term": "lamps", "label": "lamps", "scheme": scheme},
        {"term": "R&D", "label": "R&D", "scheme": scheme},
        {"term": "phares", "label": "phares"},
    ]


def test_rights_are_kept() -> None:
    assert atom().findtext("atom:rights", "", NS) == "© 2026 The Lamp Sample Society"
