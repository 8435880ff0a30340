"""Whoever waits for a digest that nothing makes is told of to the editor."""

from dataclasses import replace

from doubles.shop import PrintShop
from doubles.standing import schedule
from pressrun.model.audience import Arrangement, Cadence
from pressrun.press.cadences import all_unserved
from pressrun.press.schedule import plan


def test_readers_of_a_digest_that_no_schedule_makes_are_told_of_until_one_does(
    shop: PrintShop,
) -> None:
    shop.subscribe("ada", "bob")
    with shop.store.unit() as unit:
        arrangement = Arrangement(cadence=Cadence.WEEKLY)
        unit.people.arrange(shop.handle_of("ada"), arrangement, at=shop.clock.now())

    [told] = all_unserved(shop.desk, shop.store)
    warned = plan(shop.desk, shop.store, shop.issue, shop.contents, "now").warnings
    digest = schedule(name="digest", cadence=Cadence.WEEKLY)
    served = replace(shop.desk, schedules=(digest,))

    assert told.what == (
        "1 reader waits for a weekly digest of list 'main', and no schedule makes one"
    )
    assert told in warned
    assert list(all_unserved(served, shop.store)) == []
