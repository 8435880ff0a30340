"""When something becomes public next."""

from datetime import timedelta

from doubles.shop import PrintShop
from doubles.standing import schedule
from pressrun.model.audience import Cadence
from pressrun.press.forthcoming import Occasions, next_article, next_issue
from pressrun.press.freeze import freeze
from pressrun.press.publish import publish
from pressrun.press.record import Release


def write(shop: PrintShop, slug: str, when: timedelta, *, extra: str = "") -> None:
    at = shop.clock.now() + when
    extra += f"publish: {at:%Y-%m-%dT%H:%M:%SZ}\n"
    shop.write_article(slug, id=f"{slug}aaaaaa"[:10], title=slug, extra=extra)


def test_nothing_is_foreseen_where_nothing_is_planned(shop: PrintShop) -> None:
    assert next_issue(shop.store, shop.clock) is None
    assert next_article(shop.desk.folder, shop.clock) is None


def test_the_earliest_moment_counts_and_drafts_do_not(shop: PrintShop) -> None:
    write(shop, "later", timedelta(hours=5))
    write(shop, "sooner", timedelta(hours=2))
    write(shop, "never", timedelta(hours=1), extra="draft: true\n")

    assert next_article(shop.desk.folder, shop.clock) == shop.clock.now() + timedelta(hours=2)


def test_a_moment_that_has_come_counts_until_the_article_is_public(shop: PrintShop) -> None:
    write(shop, "sooner", timedelta(minutes=1))
    moment = next_article(shop.desk.folder, shop.clock)
    shop.clock.advance(timedelta(minutes=2))

    assert next_article(shop.desk.folder, shop.clock) == moment
    publish(shop.desk, release=Release(at=shop.clock.now()))
    assert next_article(shop.desk.folder, shop.clock) is None


def test_an_article_that_does_not_become_public_is_given_up(shop: PrintShop) -> None:
    write(shop, "sooner", timedelta(minutes=1))
    shop.clock.advance(timedelta(hours=2))

    assert next_article(shop.desk.folder, shop.clock) is None


def test_an_armed_issue_counts_and_one_being_published_is_now(shop: PrintShop) -> None:
    armed = shop.schedule("in 2 hours")
    assert next_issue(shop.store, shop.clock) == armed.due_at

    shop.clock.at = armed.due_at
    freeze(shop.desk, shop.store, armed, shop.contents)
    shop.clock.advance(timedelta(seconds=5))

    assert next_issue(shop.store, shop.clock) == shop.clock.now()


def test_a_schedule_is_foreseen_and_a_minute_after_it_still(shop: PrintShop) -> None:
    digest = schedule("daily 09:30", name="digest", cadence=Cadence.WEEKLY)
    occasions = Occasions([digest, schedule("daily 10:00")], shop.clock)
    ten = shop.clock.now() + timedelta(hours=1)

    seen = []
    for _ in range(4):
        seen.append(occasions.next_at())
        shop.clock.advance(timedelta(minutes=30, seconds=20))

    assert seen == [ten, ten, ten, ten + timedelta(days=1)]


def test_without_a_schedule_none_is_foreseen(shop: PrintShop) -> None:
    assert Occasions([], shop.clock).next_at() is None


def test_a_clock_that_steps_back_finds_what_comes_before(shop: PrintShop) -> None:
    occasions = Occasions([schedule("daily 10:00")], shop.clock)
    ten = shop.clock.now() + timedelta(hours=1)
    shop.clock.advance(timedelta(days=1))
    later = occasions.next_at()

    shop.clock.advance(-timedelta(days=1))

    assert (later, occasions.next_at()) == (ten + timedelta(days=1), ten)
