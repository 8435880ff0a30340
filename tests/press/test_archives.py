"""Archives of feeds (RFC 5005 §4): what is closed stays, and what was corrected comes again."""

import json
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from doubles.shop import PrintShop
from pressrun.errors import Refused
from pressrun.model.feed import FeedKind
from pressrun.model.feedplan import FeedPlan
from pressrun.press.publish import Published, publish
from pressrun.press.record import Release

ATOM = "{http://www.w3.org/2005/Atom}"
HISTORY = "{http://purl.org/syndication/history/1.0}"
NAMES = "abcdefghij"


@pytest.fixture
def shop(shop: PrintShop) -> PrintShop:
    """Return a shop whose feeds show two entries, with nothing published yet."""
    shop.desk = replace(shop.desk, feeds=FeedPlan(limit=2))
    return shop


def press(shop: PrintShop, *, accept: bool = False, withdraw: tuple[str, ...] = ()) -> Published:
    release = Release(at=shop.clock.now())
    return publish(shop.desk, release=release, accept=accept, withdraw=withdraw)


def write(shop: PrintShop, name: str, body: str = "Some words.") -> None:
    extra = "publish: now\ntags: ferries\n"
    shop.write_article(name, id=f"{name}aaaaaaaaa", title=f"N {name}", body=body, extra=extra)


def publish_all(shop: PrintShop, names: str) -> None:
    """Publish one article a day."""
    for name in names:
        write(shop, name)
        press(shop)
        shop.clock.advance(timedelta(days=1))


def ids(path: Path) -> list[str]:
    """Return the minted ids of a document's entries, whatever its format."""
    if path.suffix == ".json":
        found = [item["id"] for item in json.loads(path.read_text())["items"]]
    elif path.suffix == ".atom":
        found = [str(e.text) for e in ET.parse(path).getroot().iterfind(f"{ATOM}entry/{ATOM}id")]
    else:
        found = [str(e.text) for e in ET.parse(path).getroot().iterfind("channel/item/guid")]
    return [entry_id.rpartition(":")[2][0] for entry_id in found]


def links(path: Path) -> dict[str, str]:
    root = ET.parse(path).getroot()
    found = root.iterfind(f"{ATOM}link" if path.suffix == ".atom" else f"channel/{ATOM}link")
    return {link.attrib["rel"]: link.attrib["href"] for link in found}


def archives(shop: PrintShop) -> dict[str, bytes]:
    below = shop.root / "feeds" / "archive"
    found = (path for path in below.rglob("*") if path.is_file())
    return {path.relative_to(below).as_posix(): path.read_bytes() for path in found}


@pytest.mark.parametrize("suffix", [".rss", ".atom", ".json"])
def test_every_entry_stands_in_the_current_document_or_in_one_archive(
    shop: PrintShop, suffix: str
) -> None:
    publish_all(shop, "abcde")

    feeds = shop.root / "feeds"
    assert ids(feeds / f"main{suffix}") == ["e", "d"]
    assert ids(feeds / f"archive/main/1{suffix}") == ["b", "a"]
    assert ids(feeds / f"archive/main/2{suffix}") == ["d", "c"]
    assert not (feeds / f"archive/main/3{suffix}").exists()


@pytest.mark.parametrize("suffix", [".rss", ".atom"])
def test_a_reader_can_walk_from_the_current_document_through_all_archives(
    shop: PrintShop, suffix: str
) -> None:
    publish_all(shop, "abcde")

    base, found = "https://notes.example.org/", []
    url = links(shop.root / f"feeds/main{suffix}")["prev-archive"]
    while url:
        path = shop.root / "public" / url.removeprefix(base)
        found += ids(path)
        assert ET.parse(path).getroot().find(f".//{HISTORY}archive") is not None
        assert links(path)["current"] == f"{base}feeds/main{suffix}"
        assert links(path)["self"] == url
        url = links(path).get("prev-archive", "")
    assert found == ["d", "c", "b", "a"]


def test_next_url_leads_through_json_archives(shop: PrintShop) -> None:
    publish_all(shop, "abcde")

    found, document = [], json.loads(shop.read("feeds/main.json"))
    while url := document.get("next_url"):
        document = json.loads(shop.read(f"public/{url.removeprefix('https://notes.example.org/')}"))
        found += [item["title"] for item in document["items"]]
    assert found == ["N d", "N c", "N b", "N a"]


def test_a_correction_comes_in_the_current_document_and_leaves_closed_archives_alone(
    shop: PrintShop,
) -> None:
    publish_all(shop, "abcde")
    before = archives(shop)

    write(shop, "a", "Better words.")
    press(shop)

    assert archives(shop) == before
    items = {i["title"]: i for i in json.loads(shop.read("feeds/main.json"))["items"]}
    assert list(items) == ["N e", "N d", "N a"]
    assert "Better words." in items["N a"]["content_html"]
    assert items["N a"]["date_modified"] > items["N a"]["date_published"]
    assert items["N a"]["id"].endswith(":aaaaaaaaaa")


def test_new_entries_settings_and_templates_leave_closed_archives_alone(shop: PrintShop) -> None:
    publish_all(shop, "abcd")
    before = archives(shop)

    shop.write("templates/words/en.toml", 'feeds = "Other feeds"\n')
    shop.desk = replace(shop.desk, feeds=FeedPlan(limit=3))
    publish_all(shop, "efg")

    after = archives(shop)
    assert {path: after[path] for path in before} == before
    assert sorted(after.keys() - before.keys()) == [
        "main/3.atom",
        "main/3.json",
        "main/3.rss",
    ]


def test_a_withdrawal_takes_an_entry_out_of_its_archive_and_leaves_the_others_alone(
    shop: PrintShop,
) -> None:
    publish_all(shop, "abcde")
    before = archives(shop)

    press(shop, withdraw=("aaaaaaaaaa",))

    after = archives(shop)
    changed = sorted(path for path in before if before[path] != after[path])
    assert changed == ["main/1.atom", "main/1.json", "main/1.rss"]
    assert ids(shop.root / "feeds/archive/main/1.atom") == ["b"]
    current = ET.parse(shop.root / "feeds/main.atom").getroot()
    (tomb,) = current.iterfind("{http://purl.org/atompub/tombstones/1.0}deleted-entry")
    assert tomb.attrib["ref"] == "tag:example.org,2026:aaaaaaaaaa"
    assert "aaaaaaaaaa" not in shop.read("feeds/main.rss")


def test_a_site_that_moves_asks_before_its_archives_change(shop: PrintShop) -> None:
    publish_all(shop, "abc")
    before = archives(shop)
    moved = replace(shop.desk.publication, url="https://other.example.org")
    shop.desk = replace(shop.desk, publication=moved)

    with pytest.raises(Refused) as caught:
        press(shop)
    assert caught.value.problem.code == "IDN002"
    assert archives(shop) == before

    press(shop, accept=True)
    after = archives(shop)
    assert after.keys() == before.keys()
    assert all(b"notes.example.org" not in octets for octets in after.values())
    assert ids(shop.root / "feeds/archive/main/1.atom") == ["b", "a"]


def test_no_archive_is_closed_over_an_entry_that_cannot_be_shown_now(shop: PrintShop) -> None:
    publish_all(shop, "a")
    shop.write("articles/a.md", "---\nid: aaaaaaaaaa\ntitle: [\n---\n")
    publish_all(shop, "bc")
    assert archives(shop) == {}

    write(shop, "a")
    press(shop)

    assert ids(shop.root / "feeds/archive/main/1.atom") == ["b", "a"]


def test_a_lost_archive_document_is_made_again(shop: PrintShop) -> None:
    publish_all(shop, "abc")
    before = archives(shop)
    (shop.root / "feeds/archive/main/1.rss").unlink()

    press(shop)

    assert archives(shop) == before


def test_a_narrower_feed_has_archives_where_it_is_asked_for(shop: PrintShop) -> None:
    shop.desk = replace(shop.desk, feeds=FeedPlan(limit=2, archive=True))
    publish_all(shop, "abc")

    assert ids(shop.root / "feeds/archive/tags/ferries/1.atom") == ["b", "a"]
    assert not FeedPlan().archives("tags/ferries", FeedKind.TAG)
