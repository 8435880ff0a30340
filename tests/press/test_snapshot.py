"""What is made twice of one snapshot is made of the same files, whatever an editor saves."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from doubles.shop import PrintShop
from pressrun.model.approval import Approving
from pressrun.model.issue import IssueState
from pressrun.model.publication import Theme
from pressrun.press.approve import approve, review
from pressrun.press.publish import publish
from pressrun.press.record import Release
from pressrun.press.snapshot import Snapshot
from pressrun.press.tick import tick
from pressrun.source.folder import SourceFolder

DAY = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
OPENING = "templates/email/parts/opening.txt"


def test_every_file_is_read_once(shop: PrintShop) -> None:
    shop.write("articles/lamp.png", "")
    snapshot, contents, issue = Snapshot(shop.desk.folder), shop.contents, shop.issue
    lamp, tide = contents.articles

    def seen() -> list[object]:
        return [
            snapshot.contents(),
            snapshot.read_many([lamp, tide]),
            snapshot.read(tide),
            snapshot.words(issue),
            snapshot.octets(issue.path),
            snapshot.memory(),
            snapshot.theme(),
        ]

    before = seen()
    shop.write_article("lamp", id="lampaaaaaa", title="Another", body="Other words.")
    shop.write_issue(["tide"], subject="Another")
    shop.write(OPENING, "Another.\n")

    assert seen() == before
    assert Snapshot(shop.desk.folder).theme() != before[-1]
    assert shop.contents != before[0]


def test_a_dated_one_knows_what_the_other_has_read_and_no_dates(shop: PrintShop) -> None:
    shop.write_article("tide", id="tideaaaaaa", title="The tide", extra="publish: now\n")
    publish(shop.desk, release=Release(at=DAY))
    snapshot = Snapshot(shop.desk.folder)
    dated = snapshot.dated(datetime(2000, 1, 1, tzinfo=UTC))
    theme = snapshot.theme()
    shop.write(OPENING, "Another.\n")

    assert dated.theme() is theme
    [record] = dated.memory().records
    [real] = snapshot.memory().records
    assert (record.published_at.year, record.updated_at.year) == (2000, 2000)
    assert real.published_at == DAY


class Fickle(SourceFolder):
    """A folder whose templates are saved as ``then`` just when they have been read once."""

    then = ""

    def theme(self) -> Theme:
        found = super().theme()
        file = self._root / OPENING
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(self.then)
        return found


@pytest.fixture
def approved(shop: PrintShop) -> PrintShop:
    """A shop whose issue was approved with one opening, and is due."""
    shop.write(OPENING, "As approved.\n")
    shop.subscribe("ada")
    shop.desk = replace(shop.desk, approving=Approving.REQUIRED)
    reviewed = review(shop.desk, shop.store, shop.issue, shop.contents)
    approve(shop.desk, shop.store, reviewed, by="lena")
    shop.schedule("now")
    folder = Fickle(shop.root, isolate=shop.desk.isolate, language="en", zone="Europe/Berlin")
    shop.desk = replace(shop.desk, folder=folder)
    return shop


def frozen(shop: PrintShop) -> bytes:
    with shop.store.unit(write=False) as unit:
        return b"".join(face.octets for face in unit.runs.faces(shop.issue.key))


def test_what_is_saved_after_an_issue_was_made_does_not_reach_it(approved: PrintShop) -> None:
    folder = approved.desk.folder
    assert isinstance(folder, Fickle)
    folder.then = "Saved too late.\n"

    ticked = tick(approved.desk, approved.store)

    assert ticked.started == (approved.issue.key,)
    assert b"As approved." in frozen(approved)
    assert approved.read(OPENING) == "Saved too late.\n"


def test_what_was_made_of_an_edit_is_not_let_go_by_the_edit_being_put_back(
    approved: PrintShop,
) -> None:
    folder = approved.desk.folder
    assert isinstance(folder, Fickle)
    folder.then = "As approved.\n"
    approved.write(OPENING, "Edited.\n")

    ticked = tick(approved.desk, approved.store)

    assert [problem.code for problem in ticked.problems] == ["APR002"]
    assert approved.state is IssueState.HELD
    assert frozen(approved) == b""
    assert approved.read(OPENING) == "As approved.\n"
