"""A moment becomes a folder with the id that was minted for it, whatever breaks off in between."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from contract.stores import STORES
from doubles.shop import PrintShop
from doubles.standing import bookings, fates, schedule
from pressrun.errors import OutletError
from pressrun.model.audience import Arrangement, Cadence
from pressrun.model.issue import Issue, IssueKind, IssueState
from pressrun.model.publication import Content, Layout
from pressrun.model.schedule import Choice, Numbering, Part, Schedule
from pressrun.ports import Outlet, Stage, Written
from pressrun.press.drafting import FLOOD
from pressrun.press.schedule import arm, plan
from pressrun.press.tick import Ticker, tick

HOUR = timedelta(hours=1)


@pytest.fixture(params=STORES)
def shop(request: pytest.FixtureRequest, tmp_path: Path) -> PrintShop:
    made = PrintShop(tmp_path)
    made.store = STORES[request.param](tmp_path, made.clock)
    return made


def order(shop: PrintShop, *schedules: Schedule) -> None:
    shop.desk = replace(shop.desk, schedules=schedules)


def drafted(shop: PrintShop, ordered: Schedule) -> Issue:
    """Return the issue that a schedule drafts now, an hour before its time."""
    order(shop, replace(ordered, draft_ahead=2 * HOUR))
    tick(shop.desk, shop.store)
    return shop.contents.issues[-1]


def bare(issue: Issue) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(section.title, section.intro, section.articles) for section in issue.sections]


def test_an_issue_says_which_schedule_made_it_and_carries_what_was_chosen(shop: PrintShop) -> None:
    shop.write_article("heron", id="heronaaaaa", title="The heron", extra="tags: [birds]\n")
    shop.write_article("owl", id="owlaaaaaaa", title="The owl")
    parts = (Part(title="Birds", intro="Seen this week.", choice=Choice(tags=("birds",))),)

    issue = drafted(
        shop, schedule(name="on thursday", parts=parts, layout=Layout.LETTER, content=Content.FULL)
    )

    assert issue.path == "issues/002-on-thursday/issue.md"
    assert issue.schedule == "on thursday"
    assert (issue.list, issue.layout, issue.content) == ("main", Layout.LETTER, Content.FULL)
    assert bare(issue) == [("", "", ("owl",)), ("Birds", "Seen this week.", ("heron",))]
    assert issue.key == bookings(shop.store)[0].issue


@pytest.mark.parametrize(
    ("pattern", "subject"),
    [
        ("", "The heron"),
        ("Notes {number} of {date}", "Notes 2 of 24 November 2026"),
        ("{number}: {first} {unknown}", "2: The heron {unknown}"),
    ],
)
def test_a_subject_is_filled_in(shop: PrintShop, pattern: str, subject: str) -> None:
    shop.write_article("heron", id="heronaaaaa", title="The heron")

    assert drafted(shop, schedule(subject=pattern)).subject == subject


def test_a_preheader_says_what_else_is_in_it(shop: PrintShop) -> None:
    for slug in ("heron", "owl", "tern"):
        shop.write_article(slug, id=f"{slug}aaaaaaa"[:10], title=slug.title())

    issue = drafted(shop, schedule())

    assert (issue.subject, issue.preheader) == ("Heron", "Owl · Tern")


def test_a_preheader_of_one_article_is_its_summary(shop: PrintShop) -> None:
    shop.write_article("heron", id="heronaaaaa", title="A", extra="summary: It stands.\n")

    assert drafted(shop, schedule()).preheader == "It stands."


def test_numbers_go_on_from_the_last_folder_even_if_it_does_not_load(shop: PrintShop) -> None:
    shop.write_article("heron", id="heronaaaaa", title="A")
    shop.write("issues/017-broken/issue.md", "---\nsubject: [\n---\n")

    assert drafted(shop, schedule()).number == 18


def test_numbers_begin_anew_with_each_year(shop: PrintShop) -> None:
    shop.desk = replace(shop.desk, numbering=Numbering.YEAR)
    order(shop, schedule(subject="No {number}"))
    shop.at(datetime(2026, 12, 31, 8, tzinfo=UTC))
    ticker = Ticker(shop.desk, shop.store)
    for slug in ("heron", "owl"):
        ticker.tick()
        shop.write_article(slug, id=f"{slug}aaaaaaa"[:10], title=slug.title())
        shop.clock.advance(24 * HOUR)
    ticker.tick()

    issues = shop.contents.issues[1:]
    assert [issue.folder for issue in issues] == ["2026001-daily", "2027001-daily"]
    assert [issue.subject for issue in issues] == ["No 2026/1", "No 2027/1"]


def test_a_text_that_does_not_load_is_left_out(shop: PrintShop) -> None:
    shop.write_article("heron", id="heronaaaaa", title="A", body="::: nothing\n:::\n")
    shop.write_article("owl", id="owlaaaaaaa", title="B")

    assert bare(drafted(shop, schedule())) == [("", "", ("owl",))]


def test_a_moment_without_an_article_tells_of_articles_that_do_not_load(shop: PrintShop) -> None:
    shop.write("articles/broken.md", "---\ntitle: No id\n---\n\nWords.\n")
    shop.write_issue(["tide", "lamp"])
    order(shop, schedule(name="weekly"))
    tick(shop.desk, shop.store)
    shop.clock.advance(timedelta(days=7))

    told = [item.reason for item in tick(shop.desk, shop.store).booked]

    assert told[-1] == "there is no article for it, and 1 article does not load (pressrun check)"


def test_what_one_issue_carries_the_next_does_not(shop: PrintShop) -> None:
    order(shop, schedule())
    ticker = Ticker(shop.desk, shop.store)
    shop.write_article("heron", id="heronaaaaa", title="A")
    ticker.tick()
    shop.clock.advance(HOUR)
    ticker.tick()
    shop.write_article("owl", id="owlaaaaaaa", title="B")
    shop.clock.advance(24 * HOUR)
    ticker.tick()

    assert [bare(issue) for issue in shop.contents.issues[1:]] == [
        [("", "", ("heron",))],
        [("", "", ("owl",))],
    ]


def test_what_was_public_before_the_schedule_began_is_in_none(shop: PrintShop) -> None:
    shop.schedule("now")  # issue 1, with tide and lamp
    tick(shop.desk, shop.store)
    shop.write("issues/001-storm/issue.md", "---\nid: issueaaaaa\nsubject: A\n---\n\nWords.\n")
    shop.clock.advance(HOUR / 2)
    order(shop, schedule("daily 10:00"))
    tick(shop.desk, shop.store)

    shop.clock.advance(HOUR)
    tick(shop.desk, shop.store)

    assert fates(shop.store) == ["24 10:00 empty"]


# --- crashes -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("limit", "state"), [(0, IssueState.HELD), (10, IssueState.ARMED)])
def test_a_flood_of_articles_waits_for_somebody_unless_the_schedule_sets_a_limit(
    shop: PrintShop, limit: int, state: IssueState
) -> None:
    for number in range(FLOOD + 1):
        minted = f"{'abcdefgh'[number // 8]}{'abcdefgh'[number % 8]}aaaaaaaa"
        shop.write_article(f"old-{number}", id=minted, title=f"Old {number}")

    issue = drafted(shop, schedule(name="weekly", choice=Choice(limit=limit)))

    with shop.store.unit(write=False) as unit:
        row = unit.issues.find(issue.key)
    assert row is not None
    assert row.state is state
    told = f"{FLOOD + 1} articles are new to its list, more than {FLOOD}"
    assert row.reason.startswith(told) == (limit == 0)


class Failing:
    """Fails a write, before or after it was done, once (port Outlet)."""

    def __init__(self, outlet: Outlet, *, done: bool) -> None:
        self.outlet, self.done, self.failed = outlet, done, False

    def write(self, stages: Iterable[Stage], *, remove: Iterable[str] = ()) -> Written:
        if self.failed:
            return self.outlet.write(stages, remove=remove)
        self.failed = True
        if self.done:
            self.outlet.write(stages, remove=remove)
        raise OutletError("the disk is gone")


@pytest.mark.parametrize("done", [False, True], ids=["before", "after"])
def test_a_break_around_the_writing_of_the_folder_leaves_one_issue(
    shop: PrintShop, done: bool
) -> None:
    shop.write_article("heron", id="heronaaaaa", title="A")
    order(shop, schedule(draft_ahead=2 * HOUR))
    outlet = shop.desk.outlet
    broken = replace(shop.desk, outlet=Failing(outlet, done=done))

    first = tick(broken, shop.store)
    shop.write_article("owl", id="owlaaaaaaa", title="B")
    second = tick(shop.desk, shop.store)

    assert [problem.what for problem in first.problems] == ["the disk is gone"]
    assert [item.state for item in second.booked] == ["drafted"]
    assert len(shop.contents.issues) == 2
    carried = shop.contents.issues[1].references
    assert carried == (("heron",) if done else ("heron", "owl"))


def test_a_folder_that_an_editor_broke_before_it_was_armed_is_not_written_twice(
    shop: PrintShop,
) -> None:
    shop.write_article("heron", id="heronaaaaa", title="A")
    order(shop, schedule(draft_ahead=2 * HOUR))
    tick(replace(shop.desk, outlet=Failing(shop.desk.outlet, done=True)), shop.store)
    path = shop.contents.issues[1].path
    text = shop.read(path)
    shop.write(path, text.replace("articles:", "articles: [\nx:"))

    told = tick(shop.desk, shop.store)
    shop.write(path, text)
    mended = tick(shop.desk, shop.store)

    assert told.problems[0].place is not None
    assert told.problems[0].place.path == path
    assert [item.state for item in mended.booked] == ["drafted"]
    assert len(shop.contents.issues) == 2


def test_an_issue_that_somebody_scheduled_before_it_was_armed_stays_as_they_said(
    shop: PrintShop,
) -> None:
    shop.write_article("heron", id="heronaaaaa", title="A")
    order(shop, schedule(draft_ahead=2 * HOUR))
    tick(replace(shop.desk, outlet=Failing(shop.desk.outlet, done=True)), shop.store)
    contents = shop.contents
    planned = plan(shop.desk, shop.store, contents.issues[1], contents, "2026-12-01 09:00")
    armed = arm(shop.desk, shop.store, planned, by="ada")

    tick(shop.desk, shop.store)

    with shop.store.unit(write=False) as unit:
        assert unit.issues.find(armed.key) == armed
    assert fates(shop.store) == ["24 10:00 drafted"]


# --- digests -----------------------------------------------------------------------------------

WEEKLY = schedule(name="week", cadence=Cadence.WEEKLY)


def reads_weekly(shop: PrintShop) -> None:
    shop.subscribe("ada")
    weekly = Arrangement(cadence=Cadence.WEEKLY)
    handle = shop.handle_of("ada")
    with shop.store.unit() as unit:
        unit.people.arrange(handle, weekly, at=shop.clock.now())


def test_a_digest_is_a_folder_without_articles_for_readers_who_lack_some(shop: PrintShop) -> None:
    reads_weekly(shop)
    shop.clock.advance(timedelta(minutes=1))
    shop.schedule("now")
    tick(shop.desk, shop.store)

    issue = drafted(shop, WEEKLY)

    assert (issue.kind, issue.digest_of) == (IssueKind.DIGEST, Cadence.WEEKLY)
    assert issue.references == ()
    assert issue.subject == "Harbour Notes, 24 November 2026"


def test_a_digest_that_nobody_lacks_anything_of_is_not_written_and_that_is_said(
    shop: PrintShop,
) -> None:
    reads_weekly(shop)
    order(shop, WEEKLY)
    tick(shop.desk, shop.store)
    shop.clock.advance(HOUR)

    [told] = tick(shop.desk, shop.store).booked

    assert told.state == "empty"
    assert told.reason == "no reader of the weekly digest lacks anything"
    assert len(shop.contents.issues) == 1
