from datetime import timedelta
from xml.etree import ElementTree as ET

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pressrun.model.feed import Feed
from pressrun.render.rss import EXCERPT_LIMIT, excerpt, render_rss
from render.feed_samples import FULL, at, entry, feed

CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
DC_LANGUAGE = "{http://purl.org/dc/elements/1.1/}language"
ATOM_LINK = "{http://www.w3.org/2005/Atom}link"


def channel_of(feed: Feed) -> ET.Element:
    channel = ET.fromstring(render_rss(feed)).find("channel")
    assert channel is not None
    return channel


def test_feedparser_reads_it_without_complaint() -> None:
    parsed = feedparser.parse(render_rss(FULL))

    assert (parsed.bozo, parsed.version) == (False, "rss20")
    assert parsed.feed.title == FULL.title
    assert parsed.feed.language == "en"


def test_the_channel_is_described_before_its_items() -> None:
    names = [child.tag for child in channel_of(FULL)]

    assert names == [
        "title", "link", "description", ATOM_LINK, "language", "copyright", "lastBuildDate",
        "generator", "item", "item", "item",
    ]  # fmt: skip


def test_the_channel_links_to_the_page_that_a_person_reads() -> None:
    assert channel_of(FULL).findtext("link") == "https://example.org/"


def test_the_channel_knows_its_own_address() -> None:
    [link] = channel_of(FULL).iterfind(ATOM_LINK)

    assert link.attrib == {
        "href": "https://example.org/feeds/main.rss",
        "rel": "self",
        "type": "application/rss+xml",
    }


def test_a_channel_without_a_description_is_described_by_its_title() -> None:
    assert channel_of(feed(description="")).findtext("description") == "The Lamp & the Log"


def test_every_guid_says_that_it_is_not_an_address() -> None:
    guids = list(channel_of(FULL).iter("guid"))

    assert [guid.text for guid in guids] == [entry.id for entry in FULL.entries]
    assert [guid.attrib for guid in guids] == [{"isPermaLink": "false"}] * 3


def test_the_description_comes_before_the_content() -> None:
    items = list(channel_of(FULL).iter("item"))

    assert len(items) == len(FULL.entries)
    for item in items:
        names = [child.tag for child in item]
        assert names.index("description") + 1 == names.index(CONTENT)


def test_the_content_arrives_whole() -> None:
    contents = [element.text for element in channel_of(FULL).iter(CONTENT)]

    assert contents == [entry.content_html for entry in FULL.entries]


def test_the_summary_is_escaped_for_readers_that_take_it_for_html() -> None:
    channel = channel_of(feed(entry(1, summary="a < b & Use <b>")))

    assert channel.findtext("item/description") == "a &lt; b &amp; Use &lt;b&gt;"


def test_an_entry_without_a_summary_is_described_by_its_first_words() -> None:
    channel = channel_of(
        feed(entry(1, content_html="<p>One <em>two</em>.</p><p>Three &lt; 4.</p>"))
    )

    assert channel.findtext("item/description") == "One two. Three &lt; 4."


@pytest.mark.parametrize("content_html", ["", '<img src="https://example.org/x.png" alt="x">'])
def test_an_entry_without_words_is_described_by_its_title(content_html: str) -> None:
    channel = channel_of(feed(entry(1, content_html=content_html)))

    assert channel.findtext("item/description") == "Piece 1"
    assert (channel.findtext(f"item/{CONTENT}") or "") == content_html


def test_authors_are_names_and_never_mail_addresses() -> None:
    items = list(channel_of(FULL).iter("item"))

    creators = [[creator.text for creator in item.iterfind(CREATOR)] for item in items]

    assert creators == [["Ada Sample", "Ben Sample"], ["The Lamp Sample Society"], ["Ada Sample"]]
    assert [item.find("author") for item in items] == [None] * 3


def test_an_item_in_another_language_says_so() -> None:
    items = channel_of(FULL).iter("item")

    assert [item.findtext(DC_LANGUAGE) for item in items] == [None, "fr", None]


def test_the_picture_is_an_enclosure_with_its_true_length() -> None:
    enclosures = [enclosure.attrib for enclosure in channel_of(FULL).iter("enclosure")]

    assert enclosures == [
        {
            "url": "https://example.org/media/0123456789abcdef.png",
            "type": "image/png",
            "length": "48213",
        }
    ]


def test_dates_are_english_and_in_whole_seconds() -> None:
    march = at(1) + timedelta(days=90, microseconds=5)

    channel = channel_of(feed(entry(1, published_at=march), updated_at=march))

    assert channel.findtext("item/pubDate") == "Sun, 01 Mar 2026 07:00:00 GMT"
    assert channel.findtext("lastBuildDate") == "Sun, 01 Mar 2026 07:00:00 GMT"


@settings(deadline=None)
@given(st.text(alphabet="&<>;#ab]! \n\u05d0👩", min_size=1))
def test_a_title_is_escaped_exactly_once(title: str) -> None:
    named = feed(entry(1, title=f"x{title}x"), title=f"y{title}y")

    channel = channel_of(named)

    assert channel.findtext("item/title") == f"x{title}x"
    assert channel.findtext("title") == f"y{title}y"


@settings(deadline=None)
@given(st.text(alphabet="<>&;/ ab漢"))
def test_an_excerpt_is_short_and_one_line(content_html: str) -> None:
    text = excerpt(content_html * 20)

    assert len(text) <= EXCERPT_LIMIT
    assert text == " ".join(text.split())


def test_an_excerpt_ends_between_two_words() -> None:
    assert excerpt("<p>" + "lantern " * 40 + "</p>") == "lantern " * 23 + "lantern…"


def test_an_excerpt_of_a_script_without_spaces_is_cut_anyway() -> None:
    assert excerpt("灯" * 500) == "灯" * (EXCERPT_LIMIT - 1) + "…"
