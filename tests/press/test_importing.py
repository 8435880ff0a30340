"""People come in from lists of others; nobody who said no comes with them."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from doubles.shop import PrintShop
from pressrun.errors import Refused
from pressrun.model.audience import DIGESTS, Cadence, Standing, SubscriptionState, SuppressionReason
from pressrun.model.roster import Rejected, Row, Status
from pressrun.press.importing import CHUNK, Import, Importer, Tally

ABOUT = Import(list="main", file="people.csv", digest="0" * 64, consent="asked in person")


def importer(shop: PrintShop) -> Importer:
    return Importer(shop.store, shop.noes, clock=shop.clock, entropy=shop.entropy)


def bring(shop: PrintShop, *addresses: str, commit: bool = True) -> Tally:
    rows = [Row(line=number, address=a, name="") for number, a in enumerate(addresses, 2)]
    return importer(shop).bring_in(rows, ABOUT, commit=commit)


def state_of(shop: PrintShop, name: str) -> SubscriptionState | None:
    with shop.store.unit(write=False) as unit:
        reader = unit.people.find(f"{name}@example.org", list="main")
    return reader.subscription.state if reader else None


def test_an_import_counts_every_row_once(shop: PrintShop) -> None:
    shop.subscribe("ada")

    tally = bring(shop, "ada@example.org", "bob@example.org", "BOB@Example.ORG", "cy@", "")

    assert (tally.added, tally.already, tally.doubled) == (1, 1, 1)
    assert [(rejected.line, rejected.text) for rejected in tally.first_rejected] == [
        (5, "cy@"),
        (6, ""),
    ]
    assert tally.rows == 5


def test_row_76_three_spellings_of_one_address_are_one_reader_and_two_doubles(
    shop: PrintShop,
) -> None:
    spellings = (
        "Ada@Bücher.example.org",
        "ada@bu\u0308cher.example.org",
        "ADA@XN--BCHER-KVA.example.org",
    )

    tally = bring(shop, *spellings)

    assert (tally.added, tally.doubled, tally.rejected) == (1, 2, 0)


def test_an_import_counts_whom_few_relays_can_be_told(shop: PrintShop) -> None:
    tally = bring(shop, "josé@example.org", "ada@bücher.example.org", "jose\u0301@example.org")

    assert (tally.added, tally.doubled, tally.smtputf8) == (2, 1, 1)
    assert bring(shop, "josé@example.org").smtputf8 == 0
    assert state_of(shop, "josé") is SubscriptionState.CONFIRMED


def test_a_dry_run_says_the_same_and_changes_nothing(shop: PrintShop) -> None:
    rows = ("ada@example.org", "bob@example.org", "ada@example.org", "x")

    dry = bring(shop, *rows, commit=False)
    nobody = state_of(shop, "ada")
    wet = bring(shop, *rows)

    assert dry == replace(wet, batch=0)
    assert nobody is None
    assert state_of(shop, "ada") is SubscriptionState.CONFIRMED


def test_an_import_never_brings_back_who_left_or_is_suppressed(shop: PrintShop) -> None:
    shop.subscribe("ada", "bob")
    shop.leave(shop.handle_of("ada"))
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


def test_what_a_list_says_of_people_comes_with_them(shop: PrintShop) -> None:
    """Rows 75 and 78: a no of elsewhere is a no here, and waiting is not consent."""
    rows = [
        Row(line=2, address="ada@example.org"),
        Row(line=3, address="ben@example.org", status=Status.UNSUBSCRIBED),
        Row(line=4, address="cy@example.org", status=Status.BOUNCED),
        Row(line=5, address="dan@example.org", status=Status.COMPLAINED),
        Row(line=6, address="eve@example.org", status=Status.UNCONFIRMED),
        Row(line=7, address="fay@example.org", status=Status.PAUSED),
        Row(line=8, address="gus@example.org", status=Status.UNREADABLE),
    ]
    told: list[Rejected] = []

    dry = importer(shop).bring_in(rows, ABOUT, commit=False)
    tally = importer(shop).bring_in(rows, ABOUT, commit=True, reject=told.append)
    again = bring(shop, *(row.address for row in rows))

    assert dry == replace(tally, batch=0)
    assert (tally.added, tally.unsubscribed, tally.bounced, tally.complained) == (1, 1, 1, 1)
    assert [rejected.line for rejected in told] == [6, 7, 8]
    assert tally.rows == len(rows)
    assert (again.already, again.suppressed, again.added) == (1, 3, 3)


@pytest.mark.parametrize("status", [Status.UNSUBSCRIBED, Status.BOUNCED, Status.COMPLAINED])
@pytest.mark.parametrize("no_is_first", [True, False])
def test_a_no_counts_wherever_it_stands_among_rows_of_one_address(
    shop: PrintShop, status: Status, no_is_first: bool
) -> None:
    """Lists that were put together have somebody on them who has left one of them."""
    yes, no = Row(line=2, address="ada@example.org"), Row(line=3, address="ADA@example.org")
    rows = [yes, replace(no, status=status)]

    dry = importer(shop).bring_in(rows[:: -1 if no_is_first else 1], ABOUT, commit=False)
    tally = importer(shop).bring_in(rows[:: -1 if no_is_first else 1], ABOUT, commit=True)

    assert dry == replace(tally, batch=0)
    assert (tally.doubled, tally.rows) == (1, 2)
    assert bring(shop, "ada@example.org").suppressed == 1
    assert shop.noes.says_no("ada@example.org", list="main")


def test_a_person_has_the_words_of_the_row_before_those_of_the_import(shop: PrintShop) -> None:
    row = Row(
        line=2,
        address="ada@example.org",
        name="Ada",
        language="fr",
        topics=("Ferries",),
        consent="2024-05-01, form on the old site",
    )
    importer(shop).bring_in([row], ABOUT, commit=True)

    with shop.store.unit(write=False) as unit:
        reader = unit.people.find("ada@example.org", list="main")
        assert reader is not None
        [line] = unit.people.consent(reader.subscriber.id)
    assert line.evidence == "2024-05-01, form on the old site; asked in person"
    assert (reader.subscriber.name, reader.subscriber.language) == ("Ada", "fr")
    assert reader.subscription.topics == ("Ferries",)


@pytest.mark.parametrize("cadence", Cadence)
def test_people_come_in_with_the_cadence_that_their_row_says(
    shop: PrintShop, cadence: Cadence
) -> None:
    row = Row(line=2, address="ada@example.org", cadence=cadence)

    tally = importer(shop).bring_in([row], ABOUT, commit=True)

    with shop.store.unit(write=False) as unit:
        reader = unit.people.find("ada@example.org", list="main")
        assert reader is not None
        feed = unit.private_feeds.standing(reader.subscriber.id, list="main")
    held = reader.subscription
    assert held.cadence is cadence
    assert (feed is not None) == (cadence is Cadence.FEED)
    assert (held.owed_since is not None) == (cadence in DIGESTS)
    assert importer(shop).undo(tally.batch, by="a sample", commit=True)[1] == 1


def test_an_import_is_undone_but_for_those_who_have_decided_since(shop: PrintShop) -> None:
    shop.subscribe("zoe")
    rows = [Row(line=2, address="ada@example.org"), Row(line=3, address="ben@example.org")]
    rows.append(Row(line=9, address="cy@example.org", status=Status.UNSUBSCRIBED))
    tally = importer(shop).bring_in(rows, ABOUT, commit=True)
    shop.leave(shop.handle_of("ben"))

    would, before = importer(shop).undo(tally.batch, by="lena", commit=False), state_of(shop, "ada")
    batch, ended = importer(shop).undo(tally.batch, by="lena", commit=True)

    assert (would[1], before) == (1, SubscriptionState.CONFIRMED)
    assert (batch.id, ended) == (tally.batch, 1)
    assert state_of(shop, "ada") is None
    assert state_of(shop, "ben") is SubscriptionState.ENDED
    assert state_of(shop, "zoe") is SubscriptionState.CONFIRMED
    with pytest.raises(Refused):
        importer(shop).undo(tally.batch, by="lena", commit=True)
    # It was nobody's no, so the right file may bring them in; Ben's was his own.
    right = bring(shop, "ada@example.org", "ben@example.org", "cy@example.org")
    assert (right.added, right.left) == (2, 1)


def test_an_import_nobody_knows_cannot_be_undone(shop: PrintShop) -> None:
    with pytest.raises(Refused) as caught:
        importer(shop).undo(7, by="lena", commit=True)

    assert caught.value.problem.code == "SUB006"


def test_rows_come_in_a_few_to_a_transaction_so_that_readers_need_not_wait(
    shop: PrintShop,
) -> None:
    """Killed midway, an import is one batch all the same, and the same file brings in the rest."""
    count = 3 * CHUNK

    def broken() -> Iterator[Row]:
        for number in range(count):
            if number == 2 * CHUNK + 1:
                raise KeyboardInterrupt
            yield Row(line=number + 2, address=f"reader{number}@example.org")

    with pytest.raises(KeyboardInterrupt):
        importer(shop).bring_in(broken(), ABOUT, commit=True)
    rest = bring(shop, *(f"reader{number}@example.org" for number in range(count)))
    _, undone = importer(shop).undo(1, by="lena", commit=True)

    assert (rest.already, rest.added) == (2 * CHUNK, CHUNK)
    assert undone == 2 * CHUNK


def test_a_no_that_this_database_has_forgotten_keeps_people_out(shop: PrintShop) -> None:
    """P18: they joined and left, and a copy from before knows neither."""
    with shop.store.unit() as unit:
        shop.noes.note(unit, [("ada@example.org", "main")], at=shop.clock.now())

    dry = bring(shop, "ada@example.org", commit=False)
    tally = bring(shop, "ada@example.org", "ben@example.org")

    assert (dry.left, tally.left, tally.added) == (1, 1, 1)
    assert shop.subscribe("ada") == [Standing.LEFT]
    assert state_of(shop, "ada") is None
