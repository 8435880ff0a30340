"""People come in with a consent; who left comes back by their own hand only."""

import pytest

from doubles.shop import PrintShop
from pressrun.errors import Refused, UsageError
from pressrun.model.audience import Standing, SubscriptionState, SuppressionReason
from pressrun.model.roster import Row
from pressrun.press.subscribe import Tally, bring_in, cautions, leave, remove


def bring(shop: PrintShop, *addresses: str, commit: bool = True) -> Tally:
    rows = [Row(line=number, address=a, name="") for number, a in enumerate(addresses, 2)]
    return bring_in(
        rows,
        file="people.csv",
        digest="0" * 64,
        list="main",
        consent="asked in person",
        store=shop.store,
        clock=shop.clock,
        entropy=shop.entropy,
        commit=commit,
    )


def state_of(shop: PrintShop, name: str) -> SubscriptionState | None:
    with shop.store.unit(write=False) as unit:
        reader = unit.people.find(f"{name}@example.org", list="main")
    return reader.subscription.state if reader else None


def test_an_import_counts_every_row_once(shop: PrintShop) -> None:
    shop.subscribe("ada")

    tally = bring(shop, "ada@example.org", "bob@example.org", "BOB@Example.ORG", "cy@", "")

    assert (tally.added, tally.already, tally.doubled) == (1, 1, 1)
    assert [(rejected.line, rejected.text) for rejected in tally.rejected] == [(5, "cy@"), (6, "")]
    assert tally.rows == 5


def test_an_import_counts_whom_few_relays_can_be_told(shop: PrintShop) -> None:
    tally = bring(shop, "josé@example.org", "ada@bücher.example.org", "jose\u0301@example.org")

    assert (tally.added, tally.doubled, tally.smtputf8) == (2, 1, 1)
    assert bring(shop, "josé@example.org").smtputf8 == 0
    assert state_of(shop, "josé") is SubscriptionState.CONFIRMED


def test_only_an_address_that_few_relays_can_be_told_comes_with_a_caution() -> None:
    [warning] = cautions("josé@example.org")

    assert warning.code == "ADR008"
    assert cautions("ada@bücher.example.org") == cautions("not one") == ()


def test_a_dry_run_says_the_same_and_changes_nothing(shop: PrintShop) -> None:
    rows = ("ada@example.org", "bob@example.org", "ada@example.org", "x")

    dry = bring(shop, *rows, commit=False)
    nobody = state_of(shop, "ada")
    wet = bring(shop, *rows)

    assert dry == wet
    assert nobody is None
    assert state_of(shop, "ada") is SubscriptionState.CONFIRMED


def test_an_import_never_brings_back_who_left_or_is_suppressed(shop: PrintShop) -> None:
    shop.subscribe("ada", "bob")
    leave(shop.handle_of("ada"), evidence="button", store=shop.store, clock=shop.clock)
    with shop.store.unit() as unit:
        reader = unit.people.find("bob@example.org", list="main")
        assert reader is not None
        unit.people.suppress(
            reader.subscriber.address_hash,
            reason=SuppressionReason.COMPLAINT,
            at=shop.clock.now(),
        )

    tally = bring(shop, "ada@example.org", "bob@example.org", "cy@example.org")

    assert (tally.left, tally.suppressed, tally.added) == (1, 1, 1)
    assert state_of(shop, "ada") is SubscriptionState.ENDED
    assert shop.subscribe("ada") == [Standing.LEFT]


def test_every_import_leaves_its_evidence_in_the_log(shop: PrintShop) -> None:
    bring(shop, "ada@example.org")

    with shop.store.unit(write=False) as unit:
        reader = unit.people.find("ada@example.org", list="main")
        assert reader is not None
        [consent] = unit.people.consent(reader.subscriber.id)
    assert (consent.evidence, consent.batch) == ("asked in person", 1)


def test_leaving_is_idempotent_and_an_unknown_handle_is_nobody(shop: PrintShop) -> None:
    shop.subscribe("ada")
    handle = shop.handle_of("ada")

    first = leave(handle, evidence="button", store=shop.store, clock=shop.clock)
    second = leave(handle, evidence="button", store=shop.store, clock=shop.clock)
    nobody = leave("guess", evidence="button", store=shop.store, clock=shop.clock)

    assert first is not None
    assert second is not None
    assert nobody is None
    with shop.store.unit(write=False) as unit:
        assert len(unit.people.consent(first.subscriber.id)) == 2


def test_removing_asks_for_an_address_that_is_there(shop: PrintShop) -> None:
    shop.subscribe("ada")

    def take(address: str, *, commit: bool) -> None:
        remove(address, list="main", by="lena", store=shop.store, clock=shop.clock, commit=commit)

    take("ada@example.org", commit=False)
    assert state_of(shop, "ada") is SubscriptionState.CONFIRMED
    take("ADA@example.org", commit=True)
    assert state_of(shop, "ada") is SubscriptionState.ENDED
    with pytest.raises(Refused):
        take("ada@example.org", commit=True)
    with pytest.raises(UsageError):
        take("ada", commit=True)
