"""What every store promises about approvals."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from contract.stores import ISSUE, NOW, STORES, armed
from doubles import StoppedClock
from pressrun.model.approval import Approval, ApprovedFace
from pressrun.model.issue import IssueKey
from pressrun.ports import Store

GIVEN = Approval(issue=ISSUE, digest="0a1b", by="lena", at=NOW)
ENGLISH = ApprovedFace(language="en", octets=b"Hello\r\n\0text:name\0\xff")
FRENCH = ApprovedFace(language="fr", octets=b"")
OTHER = IssueKey("otheraaaaa")


@pytest.fixture(params=STORES, name="store")
def _store(request: pytest.FixtureRequest, clock: StoppedClock, tmp_path: Path) -> Iterator[Store]:
    store = STORES[request.param](tmp_path, clock)
    yield store
    store.close()


def found(store: Store, key: IssueKey = ISSUE) -> tuple[Approval | None, list[ApprovedFace]]:
    with store.unit(write=False) as unit:
        return unit.approvals.find(key), list(unit.approvals.faces(key))


def give(store: Store, given: Approval, *faces: ApprovedFace) -> None:
    with store.unit() as unit:
        unit.approvals.give(given, faces)


def test_a_new_store_knows_of_no_approval(store: Store) -> None:
    assert found(store) == (None, [])
    with store.unit() as unit:
        assert not unit.approvals.take_back(ISSUE)


def test_an_approval_is_read_as_it_was_given_its_faces_by_language(store: Store) -> None:
    give(store, GIVEN, FRENCH, ENGLISH)

    assert found(store) == (GIVEN, [ENGLISH, FRENCH])


def test_one_given_again_takes_the_place_of_the_one_before_and_of_its_faces(store: Store) -> None:
    later = replace(GIVEN, digest="2c3d", by="tom", at=NOW + timedelta(hours=1))
    changed = replace(ENGLISH, octets=b"Good morning")
    give(store, GIVEN, ENGLISH, FRENCH)

    give(store, later, changed)

    assert found(store) == (later, [changed])


def test_one_taken_back_is_gone_with_its_faces_and_no_other(store: Store) -> None:
    other = replace(GIVEN, issue=OTHER)
    give(store, GIVEN, ENGLISH)
    give(store, other, FRENCH)

    with store.unit() as unit:
        assert unit.approvals.take_back(ISSUE)

    assert found(store) == (None, [])
    assert found(store, OTHER) == (other, [FRENCH])


def test_an_issue_that_is_armed_and_disarmed_keeps_its_approval(store: Store) -> None:
    give(store, GIVEN, ENGLISH)

    with store.unit() as unit:
        unit.issues.arm(armed())
        unit.issues.disarm(ISSUE)

    assert found(store) == (GIVEN, [ENGLISH])


def test_what_is_undone_was_never_given(store: Store) -> None:
    def give_in_vain() -> None:
        with store.unit() as unit:
            unit.approvals.give(replace(GIVEN, by="tom"), [FRENCH])
            raise InterruptedError

    give(store, GIVEN, ENGLISH)

    with pytest.raises(InterruptedError):
        give_in_vain()

    assert found(store) == (GIVEN, [ENGLISH])


def test_instants_are_kept_to_the_millisecond_and_naive_ones_refused(store: Store) -> None:
    give(store, replace(GIVEN, at=NOW + timedelta(microseconds=1500)))

    approval, _ = found(store)
    assert approval is not None
    assert approval.at == NOW + timedelta(milliseconds=1)
    with pytest.raises(ValueError, match="no time zone"):
        give(store, replace(GIVEN, at=NOW.replace(tzinfo=None)))
