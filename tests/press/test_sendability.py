"""What speaks against sending an issue is told of its moment, its readers and its relays."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from doubles.shop import PrintShop, relay
from press.calendar_samples import schedule
from pressrun.errors import Problem, Severity
from pressrun.model.audience import Arrangement, Cadence, Newcomer
from pressrun.model.booking import Booking, BookingState
from pressrun.model.issue import ArmedIssue, Issue, IssueKey, IssueState
from pressrun.model.publication import MailingList
from pressrun.model.relay import Limits, Relay
from pressrun.model.schedule import Schedule
from pressrun.press.desk import Desk
from pressrun.press.sendability import sending_problems

SETTINGS = """\
title = "Harbour Notes"
url = "https://notes.example.org"

[lists.main]
sender = "notes@example.org"

[lists.tides]
sender = "tides@example.org"

[relays.main]
host = "mail.example.org"
per_day = 2

[site]
service = "https://forms.example.org"
"""
# The shop's clock stands at Tuesday 24 November 2026, 8:00 in UTC, 9:00 in Berlin.
SOON = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
DAY = timedelta(days=1)
FAR = replace(relay("main"), host="mail.example.org")


@pytest.fixture
def shop(tmp_path: Path) -> PrintShop:
    shop = PrintShop(tmp_path)
    shop.write("pressrun.toml", SETTINGS)
    first, *_ = shop.desk.publication.lists
    tides: MailingList = replace(first, name="tides")
    publication = replace(shop.desk.publication, lists=(first, tides))
    shop.desk = replace(shop.desk, publication=publication)
    shop.subscribe("ada")
    return shop


def second(shop: PrintShop, *lines: str, subject: str = "Second") -> Issue:
    front = "".join(f"{line}\n" for line in ("id: secondaaaa", f"subject: {subject}", *lines))
    shop.write("issues/002-second/issue.md", f"---\n{front}---\n\nDear reader.\n")
    return shop.contents.issues[1]


def arm(shop: PrintShop, issue: Issue, due_at: datetime, *, list: str = "main") -> None:
    with shop.store.unit() as unit:
        assert unit.issues.arm(
            ArmedIssue(
                key=issue.key,
                list=list,
                state=IssueState.ARMED,
                wall=due_at.strftime("%Y-%m-%dT%H:%M"),
                zone="UTC",
                due_at=due_at,
                digest=issue.digest,
                armed_by="a tester",
                armed_at=shop.clock.now(),
            )
        )


def find(
    shop: PrintShop, issue: Issue, due_at: datetime | None = SOON, *, desk: Desk | None = None
) -> tuple[Problem, ...]:
    found = sending_problems(
        desk or shop.desk, shop.store, [issue], shop.contents, moment=lambda _: due_at
    )
    return found.get(issue.key, ())


def with_relays(shop: PrintShop, *relays: Relay) -> Desk:
    return replace(shop.desk, relays=relays)


def test_nothing_is_told_of_an_issue_that_can_be_sent(shop: PrintShop) -> None:
    assert find(shop, shop.issue, desk=with_relays(shop, FAR)) == ()


def test_two_issues_on_one_day_are_told_with_the_next_day_that_is_free(shop: PrintShop) -> None:
    other = second(shop)
    arm(shop, shop.issue, SOON)

    [told] = find(shop, other, SOON + timedelta(hours=5))

    assert (told.code, told.severity) == ("SND010", Severity.WARNING)
    assert told.what == (
        "list 'main' gets issue 1 'After the storm' on the same day, 2026-11-24 at 11:00"
    )
    assert told.help == 'move one of them: pressrun schedule 2 "2026-11-25 16:00"'
    assert str(told.place) == "issues/002-second/issue.md:3:10"


def test_a_day_is_one_of_the_publications_zone(shop: PrintShop) -> None:
    other = second(shop)
    arm(shop, shop.issue, datetime(2026, 11, 24, 22, 30, tzinfo=UTC))  # 23:30 in Berlin

    assert find(shop, other, datetime(2026, 11, 24, 23, 30, tzinfo=UTC)) == ()
    assert [told.code for told in find(shop, other, SOON)] == ["SND010"]


def test_the_very_same_moment_is_said_to_be_one(shop: PrintShop) -> None:
    other = second(shop)
    arm(shop, shop.issue, SOON)

    [told] = find(shop, other)

    assert "gets issue 1 'After the storm' at the very same time, 2026-11-24 at 11:00" in told.what


def test_other_lists_other_readers_and_errata_share_a_day(shop: PrintShop) -> None:
    arm(shop, shop.issue, SOON)
    shop.subscribe_address("bob@example.org")
    with shop.store.unit() as unit:
        unit.people.arrange(shop.handle_of("bob"), Arrangement(cadence=Cadence.WEEKLY), at=SOON)

    codes = {
        line: [told.code for told in find(shop, second(shop, line))]
        for line in ("list: tides", "digest: weekly", "erratum: tideaaaaaa", "list: main")
    }

    assert [code for code, found in codes.items() if "SND010" in found] == ["list: main"]


def test_what_a_schedule_makes_on_that_day_is_told_until_its_moment_is_booked(
    shop: PrintShop,
) -> None:
    desk = replace(
        shop.desk, schedules=(schedule("weekly", "tuesday 11:00", zone="Europe/Berlin"),)
    )

    [told] = find(shop, shop.issue, desk=desk)

    assert told.what == (
        "list 'main' gets what schedule 'weekly' makes at the very same time, 2026-11-24 at 11:00"
    )
    assert told.help == (
        'move one of them: pressrun schedule 1 "2026-11-25 11:00"\n'
        'or leave it out of [schedules.weekly]:  skip = ["2026-11-24"]'
    )
    booking = Booking(
        schedule="weekly",
        wall="2026-11-24T11:00",
        zone="Europe/Berlin",
        at=SOON,
        state=BookingState.CLAIMED,
        issue=shop.issue.key,
        claimed_at=shop.clock.now(),
    )
    with shop.store.unit() as unit:
        unit.bookings.claim([booking])
    assert find(shop, shop.issue, desk=desk) == ()


@pytest.mark.parametrize(
    "other",
    [
        schedule("weekly", "wednesday 11:00"),
        schedule("weekly", "tuesday 11:00", list="tides"),
        schedule("weekly", "tuesday 11:00", cadence=Cadence.WEEKLY),
        schedule("weekly", "tuesday 11:00", skip=(SOON.date(),)),
        schedule("weekly", "tuesday 07:00"),
    ],
)
def test_schedules_of_other_days_and_readers_are_no_neighbours(
    shop: PrintShop, other: Schedule
) -> None:
    assert find(shop, shop.issue, desk=replace(shop.desk, schedules=(other,))) == ()


def test_an_issue_that_nobody_has_armed_is_no_neighbour(shop: PrintShop) -> None:
    other = second(shop, 'when: "2026-11-24 12:00"')

    assert find(shop, shop.issue) == ()
    arm(shop, other, SOON)
    assert [told.code for told in find(shop, shop.issue)] == ["SND010"]


def test_an_issue_for_a_list_that_nobody_is_on_is_told_where_it_names_the_list(
    shop: PrintShop,
) -> None:
    [told] = find(shop, second(shop, "list: tides"))

    assert (told.code, told.severity) == ("SND011", Severity.WARNING)
    assert told.what == ("nobody is subscribed to list 'tides': it goes to feeds and archive only")
    assert str(told.place) == "issues/002-second/issue.md:4:7"


def test_an_issue_whose_readers_chose_something_else_is_told_with_how_many_they_are(
    shop: PrintShop,
) -> None:
    with shop.store.unit() as unit:
        unit.people.arrange(shop.handle_of("ada"), Arrangement(topics=("lamps",)), at=SOON)

    [told] = find(shop, shop.issue)

    assert told.code == "SND011"
    assert "nobody on list 'main' would be sent it, of 1:" in told.what
    assert told.help == "see why:  pressrun audience 1"


def test_an_erratum_for_nobody_is_told_without_a_word_of_feeds(shop: PrintShop) -> None:
    [told] = find(shop, second(shop, "erratum: tideaaaaaa"))

    assert told.code == "SND011"
    assert told.what == "as things are, nobody on list 'main' is to be sent it"


def test_a_quota_that_is_too_small_says_how_long_it_takes(shop: PrintShop) -> None:
    shop.subscribe("bob", "cyd", "dee", "eve")
    limited = replace(FAR, limits=Limits(per_day=2))

    [told] = find(shop, shop.issue, desk=with_relays(shop, limited))

    assert (told.code, told.severity) == ("SND012", Severity.WARNING)
    assert "5 messages take 3 days by what the relays are given in a day at most" in told.what
    assert "the last goes out on 2026-11-26 at " in told.what
    assert str(told.place) == "pressrun.toml:12:11"


def test_a_quota_that_is_large_enough_is_not_told(shop: PrintShop) -> None:
    shop.subscribe("bob", "cyd", "dee", "eve")

    assert find(shop, shop.issue, desk=with_relays(shop, replace(FAR, limits=Limits()))) == ()
    limited = replace(FAR, limits=Limits(per_day=5))
    assert find(shop, shop.issue, desk=with_relays(shop, limited)) == ()


def test_a_warm_up_is_a_limit_too(shop: PrintShop) -> None:
    shop.subscribe("bob", "cyd")
    warming = replace(FAR, limits=Limits(warm_up=(1, 10)))

    [told] = find(shop, shop.issue, desk=with_relays(shop, warming))

    assert "3 messages take 2 days" in told.what


def test_mail_that_goes_out_before_it_takes_its_part_of_the_day(shop: PrintShop) -> None:
    shop.subscribe("bob")
    limited = with_relays(shop, replace(FAR, limits=Limits(per_day=3)))
    other = second(shop)

    assert find(shop, other, SOON + DAY / 2, desk=limited) == ()
    arm(shop, shop.issue, SOON)

    codes = [told.code for told in find(shop, other, SOON + DAY / 2, desk=limited)]
    assert codes == ["SND010", "SND012"]


def test_what_a_relay_was_given_today_counts(shop: PrintShop) -> None:
    limited = with_relays(shop, replace(FAR, limits=Limits(per_day=2)))
    with shop.store.unit() as unit:
        unit.buckets.spend("main", at=shop.clock.now(), count=2)

    assert [told.code for told in find(shop, shop.issue, desk=limited)] == ["SND012"]
    assert find(shop, shop.issue, SOON + 2 * DAY, desk=limited) == ()


def test_readers_who_never_agreed_are_an_error_at_their_list(shop: PrintShop) -> None:
    with shop.store.unit() as unit:
        bob = Newcomer(
            address="bob@example.org",
            address_key="bob@example.org",
            address_hash="hash",
            handle="person",
            subscription_handle="subscription",
        )
        unit.people.join(bob, list="main", evidence="", at=SOON)

    [told] = find(shop, shop.issue)

    assert (told.code, told.severity) == ("SND013", Severity.ERROR)
    assert told.what == "of 1 reader of list 'main' it is not on record that they agreed"
    assert str(told.place) == "pressrun.toml:4:1"


@pytest.mark.parametrize(
    ("service", "why"),
    [
        ("http://forms.example.org", "is not https"),
        ("https://forms.internal", "is nowhere that readers elsewhere can reach"),
        ("https://10.1.2.3", "is nowhere that readers elsewhere can reach"),
    ],
)
def test_an_address_to_unsubscribe_at_that_readers_cannot_use_is_an_error(
    shop: PrintShop, service: str, why: str
) -> None:
    desk = with_relays(shop, FAR)
    desk = replace(desk, publication=replace(desk.publication, service_url=service))

    [told] = find(shop, shop.issue, desk=desk)

    assert (told.code, told.severity) == ("SND014", Severity.ERROR)
    assert told.what == f"nobody could unsubscribe: service = {service} {why}"
    assert str(told.place) == "pressrun.toml:15:11"


def test_mail_that_stays_here_may_have_any_address(shop: PrintShop) -> None:
    desk = with_relays(shop, relay())
    local = replace(desk.publication, url="http://127.0.0.1:8080", service_url="http://localhost")

    assert find(shop, shop.issue, desk=replace(desk, publication=local)) == ()


def test_a_public_address_that_is_not_https_is_told_where_no_relay_would_refuse_it(
    shop: PrintShop,
) -> None:
    plain = replace(shop.desk.publication, url="http://notes.example.org")
    near = replace(with_relays(shop, relay()), publication=plain)

    [told] = find(shop, shop.issue, desk=near)

    assert (told.code, told.severity) == ("SND015", Severity.WARNING)
    assert str(told.place) == "pressrun.toml:2:7"
    assert find(shop, shop.issue, desk=replace(near, relays=(FAR,))) == ()


def test_without_a_moment_nobody_is_counted(shop: PrintShop) -> None:
    issue = second(shop, "list: tides")

    assert find(shop, issue, None) == ()
    assert [told.code for told in find(shop, issue)] == ["SND011"]


def test_a_list_is_counted_for_each_of_its_issues(shop: PrintShop) -> None:
    other = second(shop, "list: tides")
    shop.write(
        "issues/003-third/issue.md", shop.read(other.path).replace("secondaaaa", "thirdaaaaa")
    )

    issues = shop.contents.issues
    found = sending_problems(shop.desk, shop.store, issues, shop.contents, moment=lambda _: SOON)

    assert {key: [told.code for told in problems] for key, problems in found.items()} == {
        "issueaaaaa": [],
        "secondaaaa": ["SND011"],
        "thirdaaaaa": ["SND011"],
    }


def test_an_issue_for_a_list_that_there_is_not_is_told_of_by_others(shop: PrintShop) -> None:
    assert find(shop, second(shop, "list: nowhere")) == ()


def test_what_has_begun_to_go_out_is_not_looked_at(shop: PrintShop) -> None:
    issue = second(shop, "list: tides")
    arm(shop, issue, SOON, list="tides")
    assert find(shop, issue) != ()
    with shop.store.unit() as unit:
        unit.issues.move(issue.key, expected=IssueState.ARMED, to=IssueState.SENDING)

    assert find(shop, issue) == ()


def test_without_a_database_only_the_settings_are_looked_at(shop: PrintShop) -> None:
    issue = second(shop, "list: tides", 'when: "2026-12-01 09:00"')
    plain = replace(shop.desk.publication, url="http://notes.example.org")
    desk = replace(shop.desk, publication=plain)

    found = sending_problems(desk, None, [issue], shop.contents, moment=lambda _: SOON)

    assert [told.code for told in found[issue.key]] == ["SND015"]


def test_a_neighbour_whose_folder_is_gone_is_left_out(shop: PrintShop) -> None:
    gone = replace(shop.issue, key=IssueKey("goneaaaaaa"))
    arm(shop, gone, SOON)

    assert find(shop, shop.issue) == ()
