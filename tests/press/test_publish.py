"""Feeds and pages come out of the folder: the same folder gives the same octets."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from doubles.shop import PrintShop
from pressrun.errors import ContentError
from pressrun.model.feedplan import FeedPlan
from pressrun.model.manifest import Manifest
from pressrun.press.pack import pack
from pressrun.press.publish import Published, publish
from pressrun.press.record import Release


def press(shop: PrintShop, *, issue: bool = False) -> Published:
    """Publish as the press machine does at the shop's present moment."""
    key = shop.issue.key if issue else None
    return publish(shop.desk, release=Release(at=shop.clock.now(), issue=key))


def remembered(shop: PrintShop, id: str) -> dict[str, str]:
    entries = json.loads(shop.read("feeds/entries.json"))["entries"]
    return next(entry for entry in entries if entry["id"] == id)


def files(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def test_an_article_waits_for_its_issue(shop: PrintShop) -> None:
    press(shop)
    assert json.loads(shop.read("feeds/main.json"))["items"] == []

    press(shop, issue=True)

    titles = [item["title"] for item in json.loads(shop.read("feeds/main.json"))["items"]]
    assert titles == ["The tide tables are back", "The lamp keeper's log"]


def test_all_formats_and_the_page_know_an_entry_by_the_same_id(shop: PrintShop) -> None:
    press(shop, issue=True)

    entry_id = "tag:example.org,2026:tideaaaaaa"
    assert f'<guid isPermaLink="false">{entry_id}</guid>' in shop.read("feeds/main.rss")
    assert f"<id>{entry_id}</id>" in shop.read("feeds/main.atom")
    assert entry_id in shop.read("feeds/main.json")
    assert "https://notes.example.org/articles/tide/" in shop.read("feeds/main.rss")
    assert (shop.root / "public/articles/tide/index.html").is_file()


def test_publishing_again_changes_no_file(shop: PrintShop) -> None:
    press(shop, issue=True)
    before = files(shop.root)
    shop.clock.advance(timedelta(days=3))

    again = press(shop)

    assert again.written.changed == ()
    assert files(shop.root) == before


def test_the_copy_of_a_feed_in_the_site_is_the_feed(shop: PrintShop) -> None:
    press(shop, issue=True)

    feeds = files(shop.root / "feeds")
    del feeds["entries.json"]
    site = files(shop.root / "public" / "feeds")
    assert {path: site[path] for path in site if not path.endswith(".html")} == feeds
    assert {"main.rss", "issues.atom", "languages/en.json", "feeds.opml"} <= feeds.keys()


def test_without_the_press_only_the_site_is_written_and_nothing_becomes_public(
    shop: PrintShop,
) -> None:
    shop.write_article("now", id="nowaaaaaaa", title="At once", extra="publish: now\n")

    publish(shop.desk)

    assert not (shop.root / "feeds").exists()
    assert "At once" not in shop.read("public/feeds/main.rss")
    press(shop)
    assert "At once" in shop.read("feeds/main.rss")


def test_a_dry_run_writes_nothing_and_still_finds_what_is_wrong(shop: PrintShop) -> None:
    shop.write("articles/bad.md", "---\ntitle: [\n---\n")
    before = files(shop.root)

    made = publish(shop.desk, release=Release(at=shop.clock.now()), dry_run=True)

    assert files(shop.root) == before
    assert made.problems
    press(shop)
    assert files(shop.root) != before


def test_what_a_dry_run_made_is_not_taken_for_what_was_written(shop: PrintShop) -> None:
    press(shop, issue=True)
    shop.write_article("tide", id="tideaaaaaa", title="Other words")
    release = Release(at=shop.clock.now())

    publish(shop.desk, release=release, withdraw=["lampaaaaaa"], dry_run=True)
    publish(shop.desk, release=release, withdraw=["lampaaaaaa"], accept=True)

    assert "Other words" in shop.read("public/articles/tide/index.html")
    assert "lamp keeper" not in shop.read("public/articles/lamp/index.html")


def test_updated_moves_when_words_do_and_published_never(shop: PrintShop) -> None:
    press(shop, issue=True)
    shop.clock.advance(timedelta(days=1))

    shop.write_article("tide", id="tideaaaaaa", title="The tide tables are back", extra="tags: x\n")
    press(shop)
    untouched = remembered(shop, "tideaaaaaa")
    shop.write_article("tide", id="tideaaaaaa", title="Other words")
    press(shop)
    changed = remembered(shop, "tideaaaaaa")

    assert untouched["updated"] == untouched["published"] == "2026-11-24T08:00:00Z"
    assert changed["published"] == "2026-11-24T08:00:00Z"
    assert changed["updated"] == "2026-11-25T08:00:00Z"


def test_a_renamed_slug_keeps_its_entry_and_removes_the_old_page(shop: PrintShop) -> None:
    press(shop, issue=True)
    (shop.root / "articles/tide.md").rename(shop.root / "articles/tides.md")
    shop.write_issue(["tides", "lamp"])

    press(shop)

    items = json.loads(shop.read("feeds/main.json"))["items"]
    assert [item["id"][-10:] for item in items] == ["tideaaaaaa", "lampaaaaaa"]
    assert items[0]["url"] == "https://notes.example.org/articles/tides/"
    assert (shop.root / "public/articles/tides/index.html").is_file()
    assert not (shop.root / "public/articles/tide").exists()


def test_one_bad_article_stops_only_itself_and_its_page_stays(shop: PrintShop) -> None:
    press(shop, issue=True)
    shop.write_article("news", id="newsaaaaaa", title="News", extra="publish: now\n")
    shop.write("articles/lamp.md", "---\nid: lampaaaaaa\ntitle: [\n---\n")

    made = press(shop)

    titles = [item["title"] for item in json.loads(shop.read("feeds/main.json"))["items"]]
    assert titles == ["News", "The tide tables are back"]
    assert any("lamp.md" in str(problem.place) for problem in made.problems)
    assert "Some words." in shop.read("public/articles/lamp/index.html")
    listed = Manifest.parse((shop.root / "public/manifest.json").read_bytes())
    assert "articles/lamp/index.html" in listed.files


def test_a_damaged_memory_stops_everything_before_anything_is_written(shop: PrintShop) -> None:
    press(shop, issue=True)
    shop.write("feeds/entries.json", '{"version": 1, "entries": [')
    before = files(shop.root)

    with pytest.raises(ContentError) as caught:
        press(shop)

    assert caught.value.problem.code == "MEM001"
    assert files(shop.root) == before


def test_no_word_of_an_unpublished_article_is_in_any_public_file(shop: PrintShop) -> None:
    shop.write_article("secret", id="secretaaaa", title="Embargoed", body="Not before noon.")
    shop.write_article(
        "later", id="lateraaaaa", title="Tomorrow", extra="publish: 2026-11-25\n", body="Not yet."
    )
    related = "::: related\n- secret\n- later\n:::"
    shop.write_article("tide", id="tideaaaaaa", title="Tide", body=related)

    press(shop, issue=True)

    everything = b"".join(files(shop.root / "public").values())
    assert b"Not before noon." not in everything
    assert b"Not yet." not in everything
    assert b"articles/secret/" not in everything
    assert b"Tide" in everything


def test_an_article_with_a_moment_of_the_past_stands_where_its_date_belongs(
    shop: PrintShop,
) -> None:
    press(shop, issue=True)
    shop.write_article("old", id="oldaaaaaaa", title="Old", extra="publish: 2026-11-01\n")

    press(shop)

    items = json.loads(shop.read("feeds/main.json"))["items"]
    assert [item["title"] for item in items][-1] == "Old"
    assert remembered(shop, "oldaaaaaaa")["sequence"] == 4


def test_a_feed_shows_as_many_entries_as_the_settings_say(shop: PrintShop) -> None:
    for number, letter in enumerate("abcde"):
        name, title = f"n{letter}aaaaaaaa", f"N {number}"
        shop.write_article(f"n{number}", id=name, title=title, extra="publish: now\n")

    publish(replace(shop.desk, feeds=FeedPlan(limit=3)), release=Release(at=shop.clock.now()))

    titles = [item["title"] for item in json.loads(shop.read("feeds/main.json"))["items"]]
    assert titles == ["N 4", "N 3", "N 2"]
    assert "N 0" in shop.read("public/index.html")


def test_no_packed_form_outlives_the_words_it_was_made_of(shop: PrintShop) -> None:
    press(shop, issue=True)
    pack(shop.desk)
    packed = shop.root / "public/articles/tide/index.html.gz"
    assert packed.is_file()

    shop.write_article("tide", id="tideaaaaaa", title="Other words")
    press(shop)

    assert not packed.exists()
    assert (shop.root / "public/articles/lamp/index.html.gz").is_file()
