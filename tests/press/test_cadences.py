"""Whoever waits for a digest that nothing makes is told of to the editor."""

from dataclasses import replace

from doubles.shop import PrintShop, relay
from doubles.standing import schedule
from pressrun.model.audience import Arrangement, Cadence
from pressrun.press.planning import plan as look_ahead
from pressrun.press.schedule import plan


def test_readers_of_a_digest_that_no_schedule_makes_are_told_of_until_one_does(
    shop: PrintShop,
) -> None:
    shop.subscribe("ada", "bob")
    with shop.store.unit() as unit:
        arrangement = Arrangement(cadence=Cadence.WEEKLY)
        unit.people.arrange(shop.handle_of("ada"), arrangement, at=shop.clock.now())

    ahead = look_ahead(shop.desk, shop.store, shop.contents, weeks=1, relays=[relay()]).warnings
    warned = plan(shop.desk, shop.store, shop.issue, shop.contents, "now").warnings
    digest = schedule(name="digest", cadence=Cadence.WEEKLY)
    served = replace(shop.desk, schedules=(digest,))

    [told] = [problem for problem in warned if problem.code == "CAD001"]
    assert told.what == (
        "1 reader waits for a weekly digest of list 'main', and no schedule makes one"
    )
    assert told in ahead
    later = plan(served, shop.store, shop.issue, shop.contents, "now").warnings
    assert "CAD001" not in {problem.code for problem in later}
