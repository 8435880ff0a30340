"""What an issue is about is kept when it is frozen, and decides who of the list it is for."""

from doubles.shop import PrintShop
from pressrun.model.audience import Arrangement
from pressrun.model.delivery import DeliveryState
from pressrun.press.tick import tick


def choose(shop: PrintShop, name: str, *topics: str) -> None:
    with shop.store.unit() as unit:
        reader = unit.people.find(f"{name}@example.org", list="main")
        assert reader is not None
        handle = reader.subscription.handle
        unit.people.arrange(handle, Arrangement(topics=topics), at=shop.clock.now())


def test_the_tags_of_its_articles_are_the_topics_of_an_issue_each_once(shop: PrintShop) -> None:
    extra = "tags: [Tide  tables, Caf\u00e9]\n"
    shop.write_article("tide", id="tideaaaaaa", title="The tide tables are back", extra=extra)
    extra = "tags: [CAFE\u0301, lamps]\n"
    shop.write_article("lamp", id="lampaaaaaa", title="The lamp keeper's log", extra=extra)
    shop.subscribe("ada", "bob", "cyd")
    choose(shop, "bob", "rope", "LAMPS")
    choose(shop, "cyd", "rope")
    shop.schedule("now")

    tick(shop.desk, shop.store)

    with shop.store.unit(write=False) as unit:
        run = unit.runs.find(shop.issue.key)
        accounts = unit.runs.accounts(shop.issue.key)
    assert run is not None
    assert [topic.casefold() for topic in run.topics] == ["tide tables", "caf\u00e9", "lamps"]
    assert accounts.frozen == 3
    assert accounts.of(DeliveryState.SKIPPED) == 1
