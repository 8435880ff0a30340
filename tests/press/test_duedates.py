"""When an issue goes out is known from the books, else from its own wish."""

from datetime import UTC, datetime

import pytest

from doubles.shop import PrintShop
from pressrun.press.duedates import due_dates


def wishing(shop: PrintShop, when: str) -> None:
    front = f"id: issueaaaaa\nsubject: S\nwhen: {when}\narticles: [tide]\n"
    shop.write("issues/001-storm/issue.md", f"---\n{front}---\n\nDear reader.\n")


def test_nobody_has_said_when_a_draft_goes_out(shop: PrintShop) -> None:
    assert due_dates(shop.desk, shop.store)(shop.issue) is None
    assert due_dates(shop.desk, None)(shop.issue) is None


def test_a_wish_is_read_in_the_publications_zone(shop: PrintShop) -> None:
    wishing(shop, "2026-12-01 09:00")

    assert due_dates(shop.desk, None)(shop.issue) == datetime(2026, 12, 1, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize("when", ["some day", "2020-01-01 09:00", "the 40th"])
def test_a_wish_that_means_nothing_or_has_passed_says_nothing(shop: PrintShop, when: str) -> None:
    wishing(shop, when)

    assert due_dates(shop.desk, shop.store)(shop.issue) is None


def test_what_the_books_say_goes_before_a_wish_until_it_is_taken_back(shop: PrintShop) -> None:
    wishing(shop, "2026-12-01 09:00")
    shop.schedule("2026-12-24 18:00")

    armed = due_dates(shop.desk, shop.store)(shop.issue)
    with shop.store.unit() as unit:
        unit.issues.disarm(shop.issue.key)

    assert armed == datetime(2026, 12, 24, 17, 0, tzinfo=UTC)
    assert due_dates(shop.desk, shop.store)(shop.issue) == datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
