from collections.abc import Sequence
from datetime import timedelta
from xml.etree import ElementTree as ET

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pressrun.model.feed import Entry, Feed
from pressrun.model.publication import Content
from pressrun.render.formats import document
from render.feed_samples import ARCHIVE, ENTRIES, FULL, PICTURE, PRIVATE, at, entry, feed

CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
DC_LANGUAGE = "{http://purl.org/dc/elements/1.1/}language"
ATOM_LINK = "{http://www.w3.org/2005/Atom}link"
UPDATED = "{http://www.w3.org/2005/Atom}updated"
ARCHIVED = "{http://purl.org/syndication/history/1.0}archive"
THUMBNAIL = "{http://search.yahoo.com/mrss/}thumbnail"
META = "{http://www.w3.org/1999/xhtml}meta"


def rss(
    about: Feed = FULL, entries: Sequence[Entry] = ENTRIES, content: Content = Content.FULL
) -> ET.Element:
    channel = ET.fromstring(document(".rss", about, entries, content)).find("channel")
    assert channel is not None
    return channel


def links_of(channel: ET.Element) -> list[tuple[str | None, ...]]:
    return [
        (link.get("rel"), link.get("href"), link.get("type"))
        for link in channel.iterfind(ATOM_LINK)
    ]


def test_feedparser_reads_it_without_complaint() -> None:
    parsed = feedparser.parse(document(".rss", FULL, ENTRIES))

    assert (parsed.bozo, parsed.version) == (False, "rss20")
    assert parsed.feed.title == FULL.title
    assert parsed.feed.language == "en"


def test_the_channel_is_described_before_its_items() -> None:
    names = [child.tag for child in rss()]

    assert names == [
        "title", "link", "description", ATOM_LINK, ATOM_LINK, ATOM_LINK, "language", "copyright",
        "lastBuildDate", "generator", "docs", "item", "item", "item",
    ]  # fmt: skip


def test_the_channel_links_to_the_page_that_a_person_reads() -> None:
    assert rss().findtext("link") == "https://example.org/"


def test_the_channel_knows_its_address_its_hub_and_its_archive() -> None:
    media_type = "application/rss+xml"

    assert links_of(rss()) == [
        ("self", "https://example.org/feeds/main.rss", media_type),
        ("hub", "https://hub.example.org/", None),
        ("prev-archive", "https://example.org/feeds/main-2.rss", media_type),
    ]
    assert rss().find(ARCHIVED) is None


def test_an_archive_says_what_it_is_and_leads_to_its_neighbours() -> None:
    media_type = "application/rss+xml"

    channel = rss(ARCHIVE)

    assert channel.find(ARCHIVED) is not None
    assert links_of(channel) == [
        ("self", "https://example.org/feeds/main-2.rss", media_type),
        ("current", "https://example.org/feeds/main.rss", media_type),
        ("prev-archive", "https://example.org/feeds/main-1.rss", media_type),
    ]


def test_a_private_feed_names_its_pages_no_hub_and_asks_not_to_be_found() -> None:
    channel = rss(PRIVATE)

    assert links_of(channel) == [
        ("self", "https://example.org/feed/abc.rss?token=def", "application/rss+xml"),
        ("next", "https://example.org/feed/abc.rss?token=def&page=2", "application/rss+xml"),
    ]
    assert [meta.attrib for meta in channel.iter(META)] == [
        {"name": "robots", "content": "noindex"}
    ]
    assert rss(FULL).find(META) is None


def test_a_channel_without_a_description_is_described_by_its_title() -> None:
    assert rss(feed(description="")).findtext("description") == "The Lamp & the Log"


def test_every_guid_says_that_it_is_not_an_address() -> None:
    guids = list(rss().iter("guid"))

    assert [guid.text for guid in guids] == [entry.id for entry in ENTRIES]
    assert [guid.attrib for guid in guids] == [{"isPermaLink": "false"}] * 3


def test_the_description_comes_before_the_content() -> None:
    items = list(rss().iter("item"))

    assert len(items) == len(ENTRIES)
    for item in items:
        names = [child.tag for child in item]
        assert names.index("description") + 1 == names.index(CONTENT)


def test_the_content_arrives_whole() -> None:
    contents = [element.text for element in rss().iter(CONTENT)]

    assert contents == [entry.content_html for entry in ENTRIES]


def test_the_summary_is_escaped_for_readers_that_take_it_for_html() -> None:
    channel = rss(feed(), [entry(1, summary="a < b & Use <b>")])

    assert channel.findtext("item/description") == "a &lt; b &amp; Use &lt;b&gt;"


def test_an_entry_without_a_summary_is_described_by_its_first_words() -> None:
    content_html = "<p>One <em>two</em>.</p><p>Three &lt; 4.</p>"

    channel = rss(feed(), [entry(1, content_html=content_html)])

    assert channel.findtext("item/description") == "One two. Three &lt; 4."


@pytest.mark.parametrize("content_html", ["", '<img src="https://example.org/x.png" alt="x">'])
def test_an_entry_without_words_is_described_by_its_title(content_html: str) -> None:
    channel = rss(feed(), [entry(1, content_html=content_html)])

    assert channel.findtext("item/description") == "Piece 1"
    assert channel.findtext(f"item/{CONTENT}") == (content_html or None)


def test_a_feed_of_summaries_has_descriptions_and_no_content() -> None:
    channel = rss(content=Content.SUMMARY)

    assert list(channel.iter(CONTENT)) == []
    assert [each.text for each in channel.iterfind("item/description")] == [
        "What a lamp &lt; 34 metres &amp; a heron have in common.",
        "Une courte lettre. Et une autre.",
        "The words of piece 1.",
    ]


def test_authors_are_names_and_never_mail_addresses() -> None:
    items = list(rss().iter("item"))

    creators = [[creator.text for creator in item.iterfind(CREATOR)] for item in items]

    assert creators == [["Ada Sample", "Ben Sample"], ["Ada Sample"], ["example.org"]]
    assert [item.find("author") for item in items] == [None] * 3


def test_every_item_says_its_language() -> None:
    assert [item.findtext(DC_LANGUAGE) for item in rss().iter("item")] == ["en", "fr", "en"]


def test_the_picture_is_an_enclosure_with_its_true_length() -> None:
    enclosures = [enclosure.attrib for enclosure in rss().iter("enclosure")]

    assert enclosures == [
        {
            "url": "https://example.org/media/0123456789abcdef.png",
            "type": "image/png",
            "length": "48213",
        }
    ]


def test_a_picture_of_known_size_is_a_thumbnail() -> None:
    unknown = type(PICTURE)(url=PICTURE.url, media_type="image/png", size_octets=1)

    channel = rss(feed(), [entry(1, image=PICTURE), entry(2, image=unknown), entry(3)])

    shown = [each.attrib for each in channel.iter(THUMBNAIL)]
    assert shown == [{"url": PICTURE.url, "width": "640", "height": "360"}]


def test_tags_are_categories_of_a_scheme_where_there_is_one() -> None:
    domain = {"domain": "https://example.org/feeds/tags/"}

    found = [(each.text, each.attrib) for each in rss().iterfind("item/category")]

    assert found == [("lamps", domain), ("R&D", domain), ("phares", {})]


def test_dates_are_english_and_in_whole_seconds() -> None:
    march = at(1) + timedelta(days=90, microseconds=5)

    channel = rss(feed(updated_at=march), [entry(1, published_at=march)])

    assert channel.findtext("item/pubDate") == "Sun, 01 Mar 2026 07:00:00 GMT"
    assert channel.findtext("lastBuildDate") == "Sun, 01 Mar 2026 07:00:00 GMT"


def test_a_correction_shows_in_an_item_without_moving_its_publication() -> None:
    channel = rss(feed(), [entry(1, updated_at=at(9))])

    assert channel.findtext("item/pubDate") == "Mon, 01 Dec 2025 07:00:00 GMT"
    assert channel.findtext(f"item/{UPDATED}") == "2025-12-09T07:00:00+00:00"


@settings(deadline=None)
@given(st.text(alphabet="&<>;#ab]! \n\u05d0👩", min_size=1))
def test_a_title_is_escaped_exactly_once(title: str) -> None:
    channel = rss(feed(title=f"y{title}y"), [entry(1, title=f"x{title}x")])

    assert channel.findtext("item/title") == f"x{title}x"
    assert channel.findtext("title") == f"y{title}y"
