"""People come in with a consent; who left comes back by their own hand only."""

import pytest

from doubles.shop import PrintShop
from pressrun.errors import Refused, UsageError
from pressrun.model.audience import SubscriptionState
from pressrun.press.subscribe import cautions, remove


def state_of(shop: PrintShop, name: str) -> SubscriptionState | None:
    with shop.store.unit(write=False) as unit:
        reader = unit.people.find(f"{name}@example.org", list="main")
    return reader.subscription.state if reader else None


def test_only_an_address_that_few_relays_can_be_told_comes_with_a_caution() -> None:
    [warning] = cautions("josé@example.org")

    assert warning.code == "ADR008"
    assert cautions("ada@bücher.example.org") == cautions("not one") == ()


def test_removing_asks_for_an_address_that_is_there(shop: PrintShop) -> None:
    shop.subscribe("ada")

    def take(address: str, *, commit: bool) -> None:
        remove(
            address,
            list="main",
            by="lena",
            store=shop.store,
            noes=shop.noes,
            clock=shop.clock,
            commit=commit,
        )

    take("ada@example.org", commit=False)
    assert state_of(shop, "ada") is SubscriptionState.CONFIRMED
    take("ADA@example.org", commit=True)
    assert state_of(shop, "ada") is SubscriptionState.ENDED
    with pytest.raises(Refused):
        take("ada@example.org", commit=True)
    with pytest.raises(UsageError):
        take("ada", commit=True)
