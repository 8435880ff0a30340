"""Taking over an old blog: its articles are public as of their dates, and mailed to nobody."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from doubles.shop import PrintShop
from press.test_choosing import WEEKLY
from pressrun.model.feedplan import FeedPlan
from pressrun.press.choosing import Stock, choose
from pressrun.press.publish import Published, publish
from pressrun.press.record import Release


def take_over(shop: PrintShop, *, dry_run: bool = False) -> Published:
    release = Release(at=shop.clock.now(), takes_over=True)
    return publish(shop.desk, release=release, dry_run=dry_run)


def remembered(shop: PrintShop) -> dict[str, dict[str, object]]:
    entries = json.loads(shop.read("feeds/entries.json"))["entries"]
    return {entry["id"]: entry for entry in entries}


def test_every_sound_article_is_public_in_the_order_of_its_dates(shop: PrintShop) -> None:
    shop.write_article("new", id="newaaaaaaa", title="New", extra="publish: 2025-03-01 09:00\n")
    shop.write_article("old", id="oldaaaaaaa", title="Old", extra="publish: 2019-05-01 09:00\n")
    shop.write_article("half", id="halfaaaaaa", title="Half done", extra="draft: true\n")
    shop.write_article("later", id="lateraaaaa", title="Later", extra="publish: 2030-01-01\n")
    shop.write_article("broken", id="brokenaaaa", title="Broken", body="::: nonsense\n:::")

    taken = take_over(shop)

    found = remembered(shop)
    assert list(found) == ["oldaaaaaaa", "newaaaaaaa", "lampaaaaaa", "tideaaaaaa"]
    assert found["oldaaaaaaa"]["published"] == "2019-05-01T07:00:00Z"
    assert found["lampaaaaaa"]["published"] == "2026-11-24T08:00:00Z"
    assert taken.taken_over == taken.articles == 4
    titles = [item["title"] for item in json.loads(shop.read("feeds/main.json"))["items"]]
    assert len(titles) == 4


def test_feeds_show_no_more_than_their_limit(shop: PrintShop) -> None:
    for day, letter in enumerate("abcdefgh", start=1):
        moment = f"publish: 2020-01-0{day}\n"
        shop.write_article(letter, id=f"{letter}aaaaaaaaa", title="Old", extra=moment)
    shop.desk = replace(shop.desk, feeds=FeedPlan(limit=5))

    take_over(shop)

    assert len(remembered(shop)) == 10
    assert len(json.loads(shop.read("feeds/main.json"))["items"]) == 5


def test_no_schedule_mails_what_was_taken_over_however_long_it_has_been_there(
    shop: PrintShop,
) -> None:
    long_ago = datetime(2000, 1, 1, tzinfo=UTC)

    def chosen() -> set[str]:
        records = {record.id: record for record in shop.desk.folder.memory().records}
        stock = Stock(
            articles=shop.contents.articles,
            carried={},
            records=records,
            since_at=long_ago,
            at=shop.clock.now() + timedelta(days=7),
        )
        return {article.slug for article in choose(WEEKLY, stock).articles}

    before = chosen()
    take_over(shop)
    shop.write_article("fresh", id="freshaaaaa", title="Fresh")

    assert before == {"tide", "lamp"}
    assert chosen() == {"fresh"}


def test_what_is_public_already_is_not_taken_over(shop: PrintShop) -> None:
    shop.write_article("now", id="nowaaaaaaa", title="At once", extra="publish: now\n")
    publish(shop.desk, release=Release(at=shop.clock.now()))
    shop.clock.advance(timedelta(days=1))

    taken = take_over(shop)
    again = take_over(shop)

    found = remembered(shop)
    assert "taken_over" not in found["nowaaaaaaa"]
    assert found["nowaaaaaaa"]["published"] == "2026-11-24T08:00:00Z"
    assert found["tideaaaaaa"]["taken_over"] is True
    assert (taken.taken_over, again.taken_over) == (2, 0)


def test_a_dry_run_counts_and_writes_nothing(shop: PrintShop) -> None:
    taken = take_over(shop, dry_run=True)

    assert taken.taken_over == 2
    assert not (shop.root / "feeds").exists()
