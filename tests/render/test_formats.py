"""What all formats promise together."""

import calendar
import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from pressrun.model.feed import Feed
from pressrun.render.formats import FORMATS, Format
from render import feed_samples
from render.feed_samples import FULL, GOLDEN, NASTY_TITLES, entry, feed

Seen = tuple[str, str, str, datetime]

each_format = pytest.mark.parametrize("form", FORMATS.values(), ids=FORMATS)
POISON = st.text(st.characters(exclude_categories=()))  # control characters, lone surrogates


def seen_by_a_reader(form: Format, feed: Feed) -> list[Seen]:
    """Return (id, link, title, published) of every entry, as a reader takes it."""
    octets = form.render(feed)
    if form.media_type == "application/feed+json":
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


def meant(feed: Feed) -> list[Seen]:
    return [(e.id, e.url, e.title, e.published_at) for e in feed.entries]


def test_formats_have_their_suffixes_and_registered_media_types() -> None:
    assert {name: (form.suffix, form.media_type) for name, form in FORMATS.items()} == {
        "rss": (".rss", "application/rss+xml"),
        "atom": (".atom", "application/atom+xml"),
        "json": (".json", "application/feed+json"),
    }


@each_format
def test_it_is_written_as_the_golden_document(form: Format) -> None:
    golden = (GOLDEN / f"feed{form.suffix}").read_bytes()

    assert form.render(FULL).decode() == golden.decode()


@each_format
def test_readers_see_ids_links_titles_and_dates_in_the_given_order(form: Format) -> None:
    assert seen_by_a_reader(form, FULL) == meant(FULL)


@each_format
def test_the_order_is_the_one_given_and_not_that_of_dates(form: Format) -> None:
    shuffled = feed(entry(2), entry(3), entry(1))

    assert seen_by_a_reader(form, shuffled) == meant(shuffled)


@each_format
def test_nasty_titles_are_read_back_as_written(form: Format) -> None:
    nasty = feed(*(entry(n, title=title) for n, title in enumerate(NASTY_TITLES, start=1)))

    assert seen_by_a_reader(form, nasty) == meant(nasty)


@each_format
def test_an_empty_feed_is_still_a_feed(form: Format) -> None:
    assert seen_by_a_reader(form, feed()) == []


@each_format
@settings(deadline=None, max_examples=50)
@given(poison=POISON)
def test_one_poisoned_entry_never_removes_the_others(form: Format, poison: str) -> None:
    poisoned = entry(
        2, title=poison, summary=poison, content_html=poison, authors=(poison,), tags=(poison,)
    )
    sound = entry(1), entry(3)

    seen = seen_by_a_reader(form, feed(sound[0], poisoned, sound[1]))

    assert len(seen) == 3
    assert [seen[0], seen[2]] == meant(feed(*sound))


@each_format
def test_hostile_text_never_breaks_a_document(form: Format, corpora: Path) -> None:
    payloads = (corpora / "xss" / "payloads.txt").read_text(encoding="utf-8").split("\n")
    naughty = json.loads((corpora / "naughty-strings" / "blns.json").read_bytes())
    titles = [f"x {text} x" for text in [*payloads, *naughty]]
    hostile = feed(*(entry(1, title=title, content_html=title, tags=(title,)) for title in titles))

    octets = form.render(hostile)

    assert len(titles_in(form, octets)) == len(titles)
    assert titles_in(form, octets) == titles_in(FORMATS["json"], FORMATS["json"].render(hostile))


def titles_in(form: Format, octets: bytes) -> list[str]:
    if form.media_type == "application/feed+json":
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
    assert written == {f"feed{f.suffix}": f.render(FULL) for f in FORMATS.values()}
