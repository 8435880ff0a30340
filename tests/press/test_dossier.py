"""A reader is told everything that is known of them, and nothing of anybody else."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from contract.stores import FACE, ISSUE, STORES, accept, claim, freeze, newcomer
from doubles.lounge import LOUNGE, VISIT, Lounge
from doubles.shop import PrintShop
from pressrun.mail.address import address_hash
from pressrun.model.audience import SuppressionReason
from pressrun.model.letter import LetterKind
from pressrun.model.vote import Vote
from pressrun.model.wish import VALID
from pressrun.press.dossier import dossier, dump_dossier
from pressrun.press.preferences import PreferencesForm
from pressrun.press.subscribe import handle
from pressrun.press.wishview import WishState, WishView


@pytest.fixture(params=STORES)
def lounge(request: pytest.FixtureRequest, shop: PrintShop, tmp_path: Path) -> Iterator[Lounge]:
    store = STORES[request.param](tmp_path / "state", shop.clock)
    made = Lounge(shop, store)
    made.join("bob")
    with store.unit() as unit:
        at = made.clock.now()
        batch = unit.people.open_batch(
            list="main", file="people.csv", digest="0" * 64, evidence="a fair", at=at
        )
        hashed = address_hash("ada@example.org", unit.people.hash_key())
        ada = replace(
            newcomer("ada"),
            address_hash=hashed,
            handle=handle(made.entropy),
            subscription_handle=handle(made.entropy),
            name="Ada",
        )
        unit.people.join(ada, list="main", evidence="a sheet at the fair", at=at, batch=batch)
    yield made
    store.close()


def of(lounge: Lounge, name: str) -> dict[str, Any]:
    person = lounge.reader(name).subscriber
    with lounge.store.unit(write=False) as unit:
        made = dossier(unit, person, publication=LOUNGE, at=lounge.clock.now())
    read: dict[str, Any] = json.loads(dump_dossier(made))
    assert read == made
    return read


def asked(lounge: Lounge) -> str:
    assert lounge.asking.export(lounge.token("ada"), VISIT) is True
    return lounge.link(LetterKind.EXPORT)


def cast_vote(lounge: Lounge) -> None:
    person = lounge.reader("ada").subscriber.id
    cast = Vote(
        article="tideaaaaaa", question="when", choice=2, at=lounge.clock.now(), subscriber=person
    )
    with lounge.store.unit() as unit:
        unit.votes.cast(cast)


def document(view: WishView | None) -> dict[str, Any]:
    assert view is not None
    assert view.document is not None
    read: dict[str, Any] = json.loads(view.document)
    return read


def test_a_dossier_says_who_somebody_is_and_how_they_came(lounge: Lounge) -> None:
    lounge.save("ada", PreferencesForm(topics=("Lamps",), language="de", name="Ada Sample"))

    told = of(lounge, "ada")

    assert told["dossier"] == 1
    assert told["publication"] == "Harbour Notes"
    assert told["subscriber"] == {
        "address": "Ada@example.org",
        "name": "Ada Sample",
        "language": "de",
    }
    [held] = told["subscriptions"]
    assert (held["list"], held["state"], held["topics"]) == ("main", "confirmed", ["Lamps"])
    assert (held["cadence"], held["paused_until"], held["feed"]) == ("each", None, None)
    [line] = told["consent"]
    assert (line["kind"], line["evidence"], line["import"]) == ("given", "a sheet at the fair", 1)
    [batch] = told["imports"]
    assert (batch["import"], batch["file"], batch["undone_at"]) == (1, "people.csv", None)
    assert told["never_mailed"] is None


def test_a_dossier_holds_the_addresses_of_their_own_feed_in_every_format(lounge: Lounge) -> None:
    view = lounge.save("ada", PreferencesForm(cadence="feed"))
    assert view.feed is not None

    [held] = of(lounge, "ada")["subscriptions"]

    assert held["cadence"] == "feed"
    assert set(held["feed"]["addresses"]) == {
        view.feed.ending(suffix) for suffix in (".rss", ".atom", ".json")
    }
    assert of(lounge, "bob")["subscriptions"][0]["feed"] is None


def test_a_dossier_says_what_was_sent_asked_and_voted(lounge: Lounge) -> None:
    freeze(lounge.store)
    with lounge.store.unit() as unit:
        unit.runs.open(ISSUE, list="main", faces={"en": FACE})
    cast_vote(lounge)
    accept(lounge.store, *claim(lounge.store))
    asked(lounge)

    told = of(lounge, "ada")

    [delivery] = told["deliveries"]
    assert (delivery["issue"], delivery["state"], delivery["relay"]) == (ISSUE, "accepted", "smtp")
    [vote] = told["votes"]
    assert (vote["article"], vote["question"], vote["choice"]) == ("tideaaaaaa", "when", 2)
    [wish] = told["asked"]
    assert (wish["kind"], wish["wording"], wish["form"]) == ("export", "Yes.", VISIT.page)
    assert wish["network_kept_as_hash"] is True
    [letter] = told["letters"]
    assert (letter["kind"], letter["address"]) == ("export", "Ada@example.org")
    assert [len(of(lounge, "bob")[part]) for part in ("votes", "asked", "letters")] == [0, 0, 0]


def test_a_dossier_says_why_somebody_is_never_mailed(lounge: Lounge) -> None:
    lounge.suppress("ada", SuppressionReason.BOUNCE)

    assert of(lounge, "ada")["never_mailed"] == {
        "reason": "bounce",
        "since": "2026-11-24T08:00:00+00:00",
    }


def test_what_they_confirmed_is_there_with_its_proof(lounge: Lounge) -> None:
    lounge.asking.address(lounge.token("ada"), "new@example.org", VISIT)
    lounge.confirm(lounge.link(LetterKind.ADDRESS))

    line = of(lounge, "new")["consent"][-1]

    assert line["kind"] == "changed"
    assert line["proof"] == {
        "asked_at": "2026-11-24T08:00:00+00:00",
        "wording": "Yes.",
        "form": VISIT.page,
        "network_kept_as_hash": True,
    }


def test_a_dossier_has_no_key_no_hash_no_handle_and_nobody_else(lounge: Lounge) -> None:
    lounge.save("ada", PreferencesForm(cadence="feed"))
    token, reader = asked(lounge), lounge.reader("ada")
    with lounge.store.unit(write=False) as unit:
        [wish] = unit.wishes.of(reader.subscriber.address_hash)

    text = json.dumps(of(lounge, "ada"))

    secrets = (
        reader.subscriber.address_hash,
        reader.subscriber.handle,
        reader.subscription.handle,
        wish.handle,
        wish.code_hash,
        wish.network_hash,
        token,
        lounge.token("ada"),
        lounge.nolog.hash("ada@example.org"),
    )
    assert all(secrets)
    assert not [secret for secret in secrets if secret in text]
    assert "bob" not in text


def test_a_link_shows_the_dossier_each_time_for_seven_days_and_then_no_more(
    lounge: Lounge,
) -> None:
    token = asked(lounge)

    first = document(lounge.confirm(token))
    lounge.save("ada", PreferencesForm(name="Ada Sample"))
    second = document(lounge.confirm(token))
    lounge.clock.advance(VALID)
    late = lounge.confirm(token)

    assert (first["subscriber"]["name"], second["subscriber"]["name"]) == ("Ada", "Ada Sample")
    assert late is not None
    assert (late.state, late.document) == (WishState.EXPIRED, None)


def test_looking_at_the_link_shows_nothing_and_changes_nothing(lounge: Lounge) -> None:
    token = asked(lounge)

    views = [lounge.wishes.view(token) for _ in range(3)]

    assert {(view.state, view.document) for view in views if view} == {(WishState.OPEN, None)}


def test_who_moved_since_is_not_told_to_the_mailbox_they_left(lounge: Lounge) -> None:
    token = asked(lounge)
    lounge.asking.address(lounge.token("ada"), "new@example.org", VISIT)
    lounge.confirm(lounge.link(LetterKind.ADDRESS))

    view = lounge.confirm(token)

    assert view is not None
    assert (view.state, view.document) == (WishState.EXPIRED, None)


def test_a_stranger_who_has_the_mailbox_now_is_not_told_of_who_had_it_before(
    lounge: Lounge,
) -> None:
    token = asked(lounge)
    lounge.asking.address(lounge.token("ada"), "new@example.org", VISIT)
    lounge.confirm(lounge.link(LetterKind.ADDRESS))
    lounge.post()
    lounge.welcome("ada")

    view = lounge.confirm(token)

    assert view is not None
    assert (view.state, view.document) == (WishState.EXPIRED, None)
    assert [wish["kind"] for wish in of(lounge, "ada")["asked"]] == ["join"]


def test_every_part_of_a_dossier_is_documented(lounge: Lounge) -> None:
    page = (Path(__file__).parents[2] / "docs" / "dossier.md").read_text(encoding="utf-8")
    freeze(lounge.store)
    with lounge.store.unit() as unit:
        unit.runs.open(ISSUE, list="main", faces={"en": FACE})
    cast_vote(lounge)
    lounge.asking.address(lounge.token("ada"), "new@example.org", VISIT)
    lounge.confirm(lounge.link(LetterKind.ADDRESS))
    lounge.preferences.open_feed(lounge.token("new"))
    lounge.suppress("new", SuppressionReason.BOUNCE)

    told = of(lounge, "new")
    parts = {*told, *(name for part in told.values() for name in _names(part))}

    assert len(parts) > 40
    assert {name for name in parts if f"`{name}`" not in page} == set()


def _names(part: object) -> Iterator[str]:
    rows = part if isinstance(part, list) else [part]
    for row in rows:
        if isinstance(row, dict):
            yield from row
            for inner in row.values():
                yield from _names(inner)
