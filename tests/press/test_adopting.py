"""Adopting a database: what may have gone out since waits for a person, the rest stays."""

from datetime import timedelta

import pytest

from doubles.instance import MemoryInstanceMark
from doubles.post import write
from doubles.shop import PrintShop
from pressrun.model.booking import Booking, BookingState, Cursor
from pressrun.model.issue import IssueKey, IssueState
from pressrun.ports import Marked
from pressrun.press.adopting import Adoption, adopt, plan_adoption
from pressrun.press.schedule import plan
from pressrun.press.tenure import Held, Tenure
from pressrun.press.tick import tick
from pressrun.press.traces import gone_out, manifest_path

HOUR = timedelta(hours=1)
KEY = IssueKey("issueaaaaa")


class PutBack:
    """A shop whose database was put back from a copy."""

    def __init__(self, shop: PrintShop) -> None:
        self._shop, self.mark = shop, MemoryInstanceMark()
        self.tenure = Tenure(shop.store, self.mark, clock=shop.clock, entropy=shop.entropy)

    def put_back(self) -> None:
        self.tenure.renew()
        self.mark.said = Marked(("newer",), is_original=True)

    def plan(self) -> Adoption:
        return plan_adoption(self.tenure, self._shop.store, self._gone(), clock=self._shop.clock)

    def adopt(self) -> Adoption:
        return adopt(self.tenure, self._gone(), clock=self._shop.clock)

    def _gone(self) -> frozenset[IssueKey]:
        folder, contents = self._shop.desk.folder, self._shop.contents
        return gone_out(folder, folder.memory().records, contents.issues)


@pytest.fixture
def copy(shop: PrintShop) -> PutBack:
    shop.subscribe("ada", "bob")
    return PutBack(shop)


def booking(shop: PrintShop, state: BookingState, *, hours: int) -> Booking:
    return Booking(
        schedule="weekly",
        wall=f"2026-11-24T{10 + hours:02}:00",
        zone="UTC",
        at=shop.clock.at + hours * HOUR,
        state=state,
        issue=IssueKey(f"slot{hours + 2}aaaaa"),
        claimed_at=shop.clock.at,
    )


def test_where_nothing_holds_sending_there_is_nothing_to_adopt(
    shop: PrintShop, copy: PutBack
) -> None:
    shop.schedule("now")
    copy.tenure.renew()

    assert copy.plan() == copy.adopt() == Adoption()
    assert shop.state is IssueState.ARMED


def test_an_issue_whose_time_has_come_is_held_and_one_whose_time_comes_goes_out(
    shop: PrintShop, copy: PutBack
) -> None:
    shop.schedule("in 1 hour")
    copy.put_back()
    before = copy.plan()
    shop.clock.advance(HOUR)

    after = copy.adopt()

    assert (len(before.ahead), before.stopped) == (1, ())
    [stopped] = after.stopped
    assert (stopped.was, stopped.now, after.ahead) == (IssueState.ARMED, IssueState.HELD, ())
    assert shop.state is IssueState.HELD
    assert tick(shop.desk, shop.store).mailing == ()


def test_a_plan_changes_nothing(shop: PrintShop, copy: PutBack) -> None:
    shop.schedule("now")
    copy.put_back()

    planned = copy.plan()

    assert planned.held is Held.RESTORED
    assert planned.until == shop.clock.at
    assert [stopped.issue for stopped in planned.stopped] == [KEY]
    assert shop.state is IssueState.ARMED
    assert copy.tenure.held() is Held.RESTORED


def test_one_that_is_going_out_is_paused_and_counts_who_may_have_it(
    shop: PrintShop, copy: PutBack
) -> None:
    shop.schedule("now")
    tick(shop.desk, shop.store)
    copy.put_back()

    [stopped] = copy.adopt().stopped

    assert (stopped.was, stopped.now) == (IssueState.SENDING, IssueState.PAUSED)
    assert (stopped.frozen, stopped.left) == (2, 2)
    assert "2 of 2 may have it since" in stopped.reason
    assert shop.state is IssueState.PAUSED


def test_one_that_is_public_is_held_though_its_time_is_to_come(
    shop: PrintShop, copy: PutBack
) -> None:
    with shop.store.unit(write=False) as unit:
        assert unit.issues.find(KEY) is None
    shop.schedule("now")
    tick(shop.desk, shop.store)  # so it is public
    fresh = PrintShop(shop.root)
    other = PutBack(fresh)
    other.put_back()
    unknown = other.plan().unknown
    fresh.schedule("in 1 hour")

    [stopped] = other.adopt().stopped

    assert unknown == (KEY,)
    assert stopped.reason.startswith("it has gone out, as its folder says")
    assert fresh.state is IssueState.HELD


def test_schedules_make_nothing_up_that_may_have_been_made_since(
    shop: PrintShop, copy: PutBack
) -> None:
    day_ago = shop.clock.at - timedelta(days=1)
    past, coming = (booking(shop, BookingState.CLAIMED, hours=hours) for hours in (-1, 1))
    with shop.store.unit() as unit:
        unit.bookings.begin(Cursor(schedule="weekly", digest="d", since_at=day_ago, at=day_ago))
        unit.bookings.begin(
            Cursor(schedule="ahead", digest="d", since_at=day_ago, at=shop.clock.at + HOUR)
        )
        unit.bookings.claim([past, coming])
    copy.put_back()

    adopted = copy.adopt()

    with shop.store.unit(write=False) as unit:
        cursors = {cursor.schedule: cursor.at for cursor in unit.bookings.cursors()}
        states = {row.issue: row.state for row in unit.bookings.rows()}
    assert [item.issue for item in adopted.given_up] == [past.issue]
    assert cursors == {"weekly": shop.clock.at, "ahead": shop.clock.at + HOUR}
    assert states == {past.issue: BookingState.MISSED, coming.issue: BookingState.CLAIMED}


def test_letters_that_wait_are_counted(shop: PrintShop, copy: PutBack) -> None:
    write(shop.store, "dee", "eve", at=shop.clock.at)
    copy.put_back()

    assert copy.plan().letters == 2


def test_an_erratum_that_went_out_after_the_copy_is_known_by_its_folder(
    shop: PrintShop, copy: PutBack
) -> None:
    """It has no page, so nothing public tells of it."""
    front = "id: erratumaaa\nsubject: Correction\nerratum: tideaaaaaa\narticles: []\n"
    shop.write("issues/002-correction/issue.md", f"---\n{front}---\n\nIt is so.\n")
    erratum = shop.contents.issues[1]
    shop.write(manifest_path(erratum), '{"id": "erratumaaa"}')
    shop.schedule("in 1 hour")
    copy.put_back()

    adopted = copy.adopt()

    assert adopted.unknown == (erratum.key,)
    planned = plan(shop.desk, shop.store, erratum, shop.contents, "now")
    [told] = [each.what for each in planned.warnings if each.code == "SCH022"]
    assert told.startswith("issue 2 went out already: a database that was restored")
