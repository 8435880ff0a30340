"""What all formats promise together."""

import calendar
import json
import os
import subprocess
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from pressrun.model.feed import MEDIA_TYPES, Entry, Feed
from pressrun.model.publication import Content
from pressrun.render.formats import FORMATS, document, set_entry, set_frames
from pressrun.render.legible import legible_entry, legible_feed
from render import feed_samples
from render.feed_samples import (
    ARCHIVE,
    ENTRIES,
    FULL,
    GOLDEN,
    NASTY_TITLES,
    PRIVATE,
    entry,
    feed,
    golden_documents,
)

Seen = tuple[str, str, str, datetime]

each_format = pytest.mark.parametrize("suffix", FORMATS)
POISON = st.text(st.characters(exclude_categories=()))  # control characters, lone surrogates


def seen_by_a_reader(suffix: str, entries: Iterable[Entry]) -> list[Seen]:
    """Return (id, link, title, published) of every entry, as a reader takes it."""
    octets = document(suffix, FULL, entries)
    if suffix == ".json":
        items = json.loads(octets)["items"]
        return [
            (i["id"], i["url"], i["title"], datetime.fromisoformat(i["date_published"]))
            for i in items
        ]
    parsed = feedparser.parse(octets)
    assert not parsed.bozo
    return [
        (e.id, e.link, e.title, datetime.fromtimestamp(calendar.timegm(e.published_parsed), UTC))
        for e in parsed.entries
    ]


def meant(entries: Iterable[Entry]) -> list[Seen]:
    return [(e.id, e.url, e.title, e.published_at) for e in entries]


def test_formats_are_those_that_feeds_have_addresses_in() -> None:
    assert {form.suffix: form.media_type for form in FORMATS.values()} == MEDIA_TYPES
    assert list(FORMATS) == list(MEDIA_TYPES)
    assert MEDIA_TYPES == {
        ".rss": "application/rss+xml",
        ".atom": "application/atom+xml",
        ".json": "application/feed+json",
    }


@pytest.mark.parametrize(("name", "octets"), golden_documents().items(), ids=golden_documents())
def test_it_is_written_as_the_golden_document(name: str, octets: bytes) -> None:
    assert octets.decode() == (GOLDEN / name).read_text(encoding="utf-8")


def test_every_golden_document_is_written_by_something() -> None:
    assert {path.name for path in GOLDEN.glob("feed.*")} == golden_documents().keys()


@each_format
@pytest.mark.parametrize("about", [FULL, ARCHIVE, PRIVATE], ids=["full", "archive", "private"])
def test_entries_set_apart_and_a_frame_are_the_whole_document(suffix: str, about: Feed) -> None:
    frame = set_frames(about)[suffix]

    for content in Content:
        parts = [set_entry(each, (content,))[suffix, content] for each in ENTRIES]
        assert frame.around(parts) == document(suffix, about, ENTRIES, content)


def test_an_entry_is_set_once_for_every_format_and_as_much_of_it_as_is_asked_for() -> None:
    both = set_entry(ENTRIES[0], (Content.FULL, Content.SUMMARY))

    assert both.keys() == {(suffix, content) for suffix in FORMATS for content in Content}
    assert len(set(both.values())) == len(both)
    assert set_entry(ENTRIES[0], ()) == {}


@each_format
def test_the_same_gives_the_same_octets(suffix: str) -> None:
    form = FORMATS[suffix]
    clean = legible_entry(ENTRIES[0])

    assert form.entry(clean, Content.FULL) == form.entry(clean, Content.FULL)
    assert form.frame(legible_feed(FULL)) == form.frame(legible_feed(FULL))


@each_format
def test_readers_see_ids_links_titles_and_dates_in_the_given_order(suffix: str) -> None:
    assert seen_by_a_reader(suffix, ENTRIES) == meant(ENTRIES)


@each_format
def test_the_order_is_the_one_given_and_not_that_of_dates(suffix: str) -> None:
    shuffled = entry(2), entry(3), entry(1)

    assert seen_by_a_reader(suffix, shuffled) == meant(shuffled)


@each_format
def test_nasty_titles_are_read_back_as_written(suffix: str) -> None:
    nasty = [entry(n, title=title) for n, title in enumerate(NASTY_TITLES, start=1)]

    assert seen_by_a_reader(suffix, nasty) == meant(nasty)


@each_format
def test_an_empty_feed_is_still_a_feed(suffix: str) -> None:
    assert seen_by_a_reader(suffix, ()) == []


@each_format
@settings(deadline=None, max_examples=50)
@given(poison=POISON)
def test_one_poisoned_entry_never_removes_the_others(suffix: str, poison: str) -> None:
    poisoned = entry(
        2, title=poison, summary=poison, content_html=poison, authors=(poison,), tags=(poison,)
    )
    sound = entry(1), entry(3)

    seen = seen_by_a_reader(suffix, (sound[0], poisoned, sound[1]))

    assert len(seen) == 3
    assert [seen[0], seen[2]] == meant(sound)


@each_format
def test_hostile_text_never_breaks_a_document(suffix: str, corpora: Path) -> None:
    payloads = (corpora / "xss" / "payloads.txt").read_text(encoding="utf-8").split("\n")
    naughty = json.loads((corpora / "naughty-strings" / "blns.json").read_bytes())
    titles = [f"x {text} x" for text in [*payloads, *naughty]]
    hostile = [entry(1, title=title, content_html=title, tags=(title,)) for title in titles]

    octets = document(suffix, feed(), hostile)

    assert len(titles_in(suffix, octets)) == len(titles)
    assert titles_in(suffix, octets) == titles_in(".json", document(".json", feed(), hostile))


def titles_in(suffix: str, octets: bytes) -> list[str]:
    if suffix == ".json":
        return [item["title"] for item in json.loads(octets)["items"]]
    root = etree.fromstring(octets, etree.XMLParser(recover=False, resolve_entities=False))
    return [
        str(title)
        for title in root.xpath(
            "//*[local-name()='item' or local-name()='entry']/*[local-name()='title']/text()"
        )
    ]


@pytest.mark.parametrize(
    ("hash_seed", "zone", "locale"),
    [("0", "Asia/Tokyo", "C"), ("1", "America/St_Johns", "C.UTF-8"), ("2", "UTC", "de_DE.UTF-8")],
)
def test_the_same_feed_gives_the_same_octets_everywhere(
    tmp_path: Path, hash_seed: str, zone: str, locale: str
) -> None:
    surroundings = {"PYTHONHASHSEED": hash_seed, "TZ": zone, "LC_ALL": locale, "LANG": locale}

    subprocess.run(
        [sys.executable, feed_samples.__file__, tmp_path], check=True, env=os.environ | surroundings
    )

    written = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert written == golden_documents()
