"""An issue that went out is sent to who joined since, and nothing else is."""

import asyncio
from datetime import timedelta

import pytest

from doubles.shop import PrintShop
from pressrun.errors import Refused
from pressrun.model.delivery import DeliveryState, Face, PressRun, RunState
from pressrun.model.issue import IssueKind, IssueState
from pressrun.press.latecomers import Latecomers, admit, find_latecomers
from pressrun.press.publish import publish
from pressrun.press.record import Release
from pressrun.press.tick import tick


def find(shop: PrintShop) -> Latecomers:
    return find_latecomers(shop.desk, shop.store, shop.issue, shop.contents)


def send(shop: PrintShop, *names: str) -> None:
    """Send issue 1 to these people; the next second begins."""
    shop.subscribe(*names)
    shop.schedule()
    tick(shop.desk, shop.store)
    asyncio.run(shop.deliver())
    assert shop.state is IssueState.SENT
    shop.clock.advance(timedelta(seconds=1))


def test_latecomers_have_the_same_octets_but_for_what_is_theirs(shop: PrintShop) -> None:
    send(shop, "ada")
    shop.subscribe("bob")

    found = find(shop)
    assert (found.count, found.list, found.warnings) == (1, "main", ())
    assert admit(shop.desk, shop.store, found) == 1
    assert shop.state is IssueState.SENDING
    asyncio.run(shop.deliver())

    first, second = (one.octets for one in shop.transport.arrived)
    assert shop.state is IssueState.SENT
    assert shop.counts() == {DeliveryState.ACCEPTED: 2}
    assert [line for line in first.splitlines() if line.startswith((b"Date:", b"Subject:"))] == [
        line for line in second.splitlines() if line.startswith((b"Date:", b"Subject:"))
    ]
    assert find(shop).count == 0


def test_who_looked_while_somebody_else_sent_to_them_is_refused(shop: PrintShop) -> None:
    send(shop, "ada")
    shop.subscribe("bob")
    found = find(shop)
    admit(shop.desk, shop.store, found)

    with pytest.raises(Refused) as caught:
        admit(shop.desk, shop.store, found)

    assert caught.value.problem.code == "LAT001"
    assert shop.counts() == {DeliveryState.ACCEPTED: 1, DeliveryState.QUEUED: 1}


def test_a_cancelled_issue_goes_to_nobody_more(shop: PrintShop) -> None:
    shop.subscribe("ada")
    shop.schedule()
    tick(shop.desk, shop.store)
    with shop.store.unit() as unit:
        unit.issues.move(
            shop.issue.key, expected=IssueState.SENDING, to=IssueState.CANCELLED, reason="why"
        )
        unit.runs.close(shop.issue.key)
    shop.subscribe("bob")

    with pytest.raises(Refused) as caught:
        find(shop)

    assert caught.value.problem.code == "LAT002"


@pytest.mark.parametrize(
    ("kind", "code"), [(IssueKind.DIGEST, "LAT004"), (IssueKind.ERRATUM, "LAT005")]
)
def test_what_was_for_no_whole_list_has_no_latecomers(
    shop: PrintShop, kind: IssueKind, code: str
) -> None:
    shop.schedule()
    key = shop.issue.key
    run = PressRun(issue=key, salt=b"s", date_at=shop.clock.now(), state=RunState.FROZEN, kind=kind)
    face = Face(digest="d", issue=key, language="en", variant="whole", octets=b"")
    with shop.store.unit() as unit:
        unit.issues.move(key, expected=IssueState.ARMED, to=IssueState.SENDING)
        unit.runs.freeze(run, [face])
        unit.runs.open(key, list="main", faces={"en": "d"})
        unit.runs.close(key)
    shop.subscribe("bob")

    with pytest.raises(Refused) as caught:
        find(shop)

    assert caught.value.problem.code == code


def test_what_was_changed_since_is_named(shop: PrintShop) -> None:
    send(shop, "ada")
    memory = shop.read("feeds/entries.json")
    shop.write_article("tide", id="tideaaaaaa", title="The tide tables are back", body="Other.")

    publish(shop.desk, release=Release(at=shop.clock.now()))

    assert memory != shop.read("feeds/entries.json")
    [warning] = find(shop).warnings
    assert (warning.code, warning.severity) == ("LAT006", "warning")
    assert "The tide tables are back" in warning.what
