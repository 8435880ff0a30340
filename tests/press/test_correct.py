"""A slip of the keyboard is mended without telling readers of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from doubles.shop import PrintShop
from pressrun.errors import ContentError, Refused
from pressrun.model.feed import Record
from pressrun.press.correct import Settled, settle
from pressrun.press.publish import Published, publish
from pressrun.press.record import Release

PUBLISHED_AT = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


def press(shop: PrintShop) -> Published:
    return publish(shop.desk, release=Release(at=shop.clock.now()))


def write(shop: PrintShop, body: str, extra: str = "") -> None:
    title, publish_now = "The tide", f"publish: now\n{extra}"
    shop.write_article("tide", id="tideaaaaaa", title=title, body=body, extra=publish_now)


def mend(shop: PrintShop, *, dry_run: bool = False) -> Settled:
    contents = shop.contents
    article = next(a for a in contents.articles if a.id == "tideaaaaaa")
    return settle(shop.desk, article, contents, dry_run=dry_run)


def remembered(shop: PrintShop) -> Record:
    [record] = [r for r in shop.desk.folder.memory().records if r.id == "tideaaaaaa"]
    return record


@pytest.fixture
def public(shop: PrintShop) -> PrintShop:
    """The shop with one public article, a day later."""
    write(shop, "The tide is hihg.")
    press(shop)
    shop.clock.advance(timedelta(days=1))
    return shop


def test_words_that_were_settled_are_shown_and_updated_stays(public: PrintShop) -> None:
    write(public, "The tide is high.")

    settled = mend(public)
    made = press(public)

    assert settled.changed
    assert made.updated == ()
    assert remembered(public).updated_at == PUBLISHED_AT
    assert "The tide is high." in public.read("feeds/main.atom")


def test_words_that_were_not_settled_move_updated(public: PrintShop) -> None:
    write(public, "The tide is high.")

    made = press(public)

    assert made.updated == ("The tide",)
    assert remembered(public).updated_at == PUBLISHED_AT + timedelta(days=1)


def test_a_correction_moves_updated_and_says_why_on_page_and_feeds(public: PrintShop) -> None:
    write(public, "The tide is low.", "corrections:\n  - 2026-11-25 It is low, not high.\n")

    press(public)

    assert remembered(public).updated_at == PUBLISHED_AT + timedelta(days=1)
    for path in ("public/articles/tide/index.html", "feeds/main.rss", "feeds/main.json"):
        shown = public.read(path)
        assert "Corrected on 25 November 2026" in shown
        assert "It is low, not high." in shown


def test_what_is_the_same_needs_nothing_and_twice_is_once(public: PrintShop) -> None:
    before = public.read("feeds/entries.json")
    assert not mend(public).changed
    assert public.read("feeds/entries.json") == before

    write(public, "The tide is high.")

    assert mend(public).changed
    assert not mend(public).changed


def test_a_dry_run_tells_and_writes_nothing(public: PrintShop) -> None:
    write(public, "The tide is high.")
    before = public.read("feeds/entries.json")

    assert mend(public, dry_run=True).changed
    assert public.read("feeds/entries.json") == before


def test_everything_else_that_is_remembered_stays(public: PrintShop) -> None:
    write(public, "The tide is high.")
    before = public.desk.folder.memory()

    mend(public)

    after = public.desk.folder.memory()
    digests = {record.id: record.digest for record in after.records}
    kept = tuple(replace(record, digest=digests[record.id]) for record in before.records)
    assert after == replace(before, records=kept)
    assert digests["tideaaaaaa"] != remembered_digest(before.records)


def remembered_digest(records: tuple[Record, ...]) -> str:
    return next(record.digest for record in records if record.id == "tideaaaaaa")


def test_what_is_not_public_is_just_edited(shop: PrintShop) -> None:
    with pytest.raises(Refused) as caught:
        mend(shop)

    assert caught.value.problem.code == "COR001"
    assert "edit articles/tide.md" in caught.value.problem.help


def test_what_was_withdrawn_is_not_corrected(public: PrintShop) -> None:
    release = Release(at=public.clock.now())
    publish(public.desk, release=release, withdraw=["tideaaaaaa"], accept=True)

    with pytest.raises(Refused) as caught:
        mend(public)

    assert caught.value.problem.code == "COR002"


def test_a_body_that_does_not_load_settles_nothing(public: PrintShop) -> None:
    write(public, "::: callout\nnever ends")
    before = public.read("feeds/entries.json")

    with pytest.raises(ContentError):
        mend(public)

    assert public.read("feeds/entries.json") == before
