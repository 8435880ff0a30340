"""What readers decide themselves: seen, changed, paused, and read by a feed of their own."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.stores import STORES
from doubles import CountingEntropy, StoppedClock
from doubles.catalogue import ShelfCatalogue
from doubles.lounge import LOUNGE, Lounge
from doubles.shop import PrintShop
from pressrun.errors import Problem
from pressrun.model.audience import Cadence, SubscriptionState, SuppressionReason
from pressrun.model.key import Purpose
from pressrun.model.phrase import parse_every
from pressrun.model.rule import Rule
from pressrun.model.schedule import Schedule
from pressrun.press.keyring import signed
from pressrun.press.preferences import (
    LONGEST_PAUSE_DAYS,
    PreferenceDesk,
    PreferencesForm,
    PreferencesView,
)
from pressrun.press.topics import Topics
from pressrun.store.memory import MemoryStore


@pytest.fixture(params=STORES)
def lounge(request: pytest.FixtureRequest, shop: PrintShop, tmp_path: Path) -> Iterator[Lounge]:
    store = STORES[request.param](tmp_path / "state", shop.clock)
    made = Lounge(shop, store)
    made.join("ada", "bob")
    yield made
    store.close()


def code_of(answer: object) -> str:
    assert isinstance(answer, Problem)
    return answer.code


def shown(answer: object) -> PreferencesView:
    assert isinstance(answer, PreferencesView)
    return answer


def test_a_reader_sees_what_stands_and_what_there_is_to_choose(lounge: Lounge) -> None:
    view = lounge.view("ada")

    assert (view.list, view.list_title) == ("main", "Harbour Notes")
    assert (view.address, view.name, view.language) == ("ada@example.org", "Ada", "")
    assert (view.topics, view.topics_on_offer) == ((), ("Ferries", "Lamps", "Tide tables"))
    assert (view.cadence, view.state) == (Cadence.EACH, SubscriptionState.CONFIRMED)
    assert view.languages == ("ar", "de", "en")
    assert (view.paused_until, view.suppressed, view.feed) == (None, None, None)
    assert [line.evidence for line in view.history] == ["a sample"]


def test_looking_changes_nothing(lounge: Lounge) -> None:
    token = lounge.token("ada")
    before = lounge.reader("ada")

    for _ in range(3):
        lounge.preferences.view(token)

    assert lounge.reader("ada") == before


def test_what_is_saved_is_kept_and_shown_and_is_nobody_elses(lounge: Lounge) -> None:
    form = PreferencesForm(
        topics=("lamps", "TIDE  tables", "Lamps"), language="de", name="Ada Sample"
    )

    view = lounge.save("ada", form)

    assert view == lounge.view("ada")
    assert (view.topics, view.language, view.name) == (("Lamps", "Tide tables"), "de", "Ada Sample")
    assert lounge.view("bob").topics == ()
    assert lounge.view("bob").language == ""


def test_a_topic_that_was_chosen_stays_on_offer_when_no_article_has_it_any_more(
    lounge: Lounge,
) -> None:
    lounge.save("ada", PreferencesForm(topics=("Lamps",)))
    lounge.topics = ("Ferries",)

    view = lounge.save("ada", PreferencesForm(topics=("lamps", "ferries")))

    assert view.topics == ("Lamps", "Ferries")
    assert view.topics_on_offer == ("Ferries", "Lamps")
    assert lounge.view("bob").topics_on_offer == ("Ferries",)


@pytest.mark.parametrize(
    ("form", "code"),
    [
        (PreferencesForm(topics=("Lamps", "Nothing"), name="New"), "PRF001"),
        (PreferencesForm(topics=("Lamps\nFerries",), name="New"), "PRF001"),
        (PreferencesForm(topics=("",), name="New"), "PRF001"),
        (PreferencesForm(language="tlh", name="New"), "PRF002"),
        (PreferencesForm(cadence="hourly", name="New"), "PRF003"),
    ],
)
def test_what_cannot_be_chosen_is_said_and_nothing_of_the_form_is_kept(
    lounge: Lounge, form: PreferencesForm, code: str
) -> None:
    before = lounge.view("ada")

    assert code_of(lounge.preferences.save(lounge.token("ada"), form)) == code
    assert lounge.view("ada") == before


def test_saving_does_not_end_a_pause(lounge: Lounge) -> None:
    lounge.preferences.pause(lounge.token("ada"), days=14)

    view = lounge.save("ada", PreferencesForm(topics=("Lamps",)))

    assert view.state is SubscriptionState.PAUSED
    assert view.paused_until == date(2026, 12, 8)


def test_who_reads_by_a_feed_has_one_and_its_address_is_shown(lounge: Lounge) -> None:
    view = lounge.save("ada", PreferencesForm(cadence="feed"))

    assert view.cadence is Cadence.FEED
    assert view.feed is not None
    assert view.feed.base.startswith("https://notes.example.org/feeds/private/")
    assert lounge.view("bob").feed is None


def test_going_back_to_mail_leaves_the_feed_at_its_address(lounge: Lounge) -> None:
    feed = lounge.save("ada", PreferencesForm(cadence="feed")).feed

    again = lounge.save("ada", PreferencesForm(cadence="feed")).feed
    back = lounge.save("ada", PreferencesForm(cadence="each"))

    assert back.cadence is Cadence.EACH
    assert feed == again == back.feed


def test_a_feed_beside_mail_is_opened_moved_and_closed(lounge: Lounge) -> None:
    token = lounge.token("ada")

    first = shown(lounge.preferences.open_feed(token))
    second = shown(lounge.preferences.open_feed(token))
    closed = shown(lounge.preferences.close_feed(token))

    assert first.cadence is Cadence.EACH
    assert first.feed is not None
    assert second.feed not in {None, first.feed}
    assert closed.feed is None


def test_a_feed_is_not_closed_while_it_is_the_only_way_to_read(lounge: Lounge) -> None:
    lounge.save("ada", PreferencesForm(cadence="feed"))

    assert code_of(lounge.preferences.close_feed(lounge.token("ada"))) == "PRF006"
    assert lounge.view("ada").feed is not None


def test_a_suppressed_reader_gets_no_feed(lounge: Lounge) -> None:
    lounge.suppress("ada", SuppressionReason.COMPLAINT)
    token = lounge.token("ada")

    assert code_of(lounge.preferences.open_feed(token)) == "PRF007"
    form = PreferencesForm(cadence="feed", topics=("Lamps",))
    assert code_of(lounge.preferences.save(token, form)) == "PRF007"
    view = lounge.view("ada")
    assert (view.cadence, view.topics, view.feed) == (Cadence.EACH, (), None)
    assert view.suppressed is SuppressionReason.COMPLAINT


def test_a_pause_ends_as_its_day_begins_where_the_publication_is(lounge: Lounge) -> None:
    token = lounge.token("ada")

    by_days = shown(lounge.preferences.pause(token, days=30))
    by_day = shown(lounge.preferences.pause(token, until=date(2027, 4, 1)))
    held = lounge.reader("ada").subscription

    assert by_days.paused_until == date(2026, 12, 24)
    assert by_day.paused_until == date(2027, 4, 1)
    # Summer time has begun in Berlin by then.
    assert held.paused_until == datetime(2027, 3, 31, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    "until",
    [
        date(2026, 11, 24),
        date(2026, 11, 23),
        date(2026, 11, 24) + timedelta(days=LONGEST_PAUSE_DAYS + 1),
        date.max,
        date.min,
        None,
    ],
)
def test_a_pause_until_no_day_to_come_within_a_year_is_refused(
    lounge: Lounge, until: date | None
) -> None:
    assert code_of(lounge.preferences.pause(lounge.token("ada"), until=until)) == "PRF005"
    assert lounge.state("ada") is SubscriptionState.CONFIRMED


@pytest.mark.parametrize("days", [0, -1, LONGEST_PAUSE_DAYS + 1, 10**30])
def test_a_pause_of_no_days_or_of_years_is_refused(lounge: Lounge, days: int) -> None:
    assert code_of(lounge.preferences.pause(lounge.token("ada"), days=days)) == "PRF005"


def test_the_longest_pause_is_taken_and_resuming_ends_it_at_once(lounge: Lounge) -> None:
    token = lounge.token("ada")
    lounge.save("ada", PreferencesForm(topics=("Lamps",)))

    paused = shown(lounge.preferences.pause(token, days=LONGEST_PAUSE_DAYS))
    resumed = shown(lounge.preferences.resume(token))

    assert (paused.state, resumed.state) == (
        SubscriptionState.PAUSED,
        SubscriptionState.CONFIRMED,
    )
    assert (resumed.paused_until, resumed.topics) == (None, ("Lamps",))


def test_who_has_left_sees_that_and_changes_nothing(lounge: Lounge) -> None:
    token = lounge.token("ada")
    lounge.leave("ada")

    view = lounge.view("ada")
    answers = [
        lounge.preferences.save(token, PreferencesForm()),
        lounge.preferences.pause(token, days=14),
        lounge.preferences.resume(token),
        lounge.preferences.open_feed(token),
        lounge.preferences.close_feed(token),
    ]

    assert view.has_left
    assert {code_of(answer) for answer in answers} == {"PRF004"}
    assert lounge.state("ada") is SubscriptionState.ENDED


def test_row_67_every_token_that_is_not_for_preferences_leads_nowhere_and_changes_nothing(
    lounge: Lounge,
) -> None:
    token, handle = lounge.token("ada"), lounge.handle("ada")
    with lounge.store.unit() as unit:
        foreign = [
            signed(unit, purpose, handle, entropy=lounge.entropy, at=lounge.clock.now())
            for purpose in Purpose
            if purpose is not Purpose.PREFERENCES
        ]
    changed = [
        token[:-1],
        f"{token}\n",
        token.swapcase(),
        token.upper(),
        "A" * 48,
        "..",
        "",
        handle,
    ]
    before, desk = lounge.reader("ada"), lounge.preferences

    for each in (*foreign, *changed):
        assert desk.view(each) is None
        assert desk.handle(each) is None
        assert desk.save(each, PreferencesForm(topics=("Lamps",))) is None
        assert desk.pause(each, days=14) is None
        assert desk.open_feed(each) is None

    assert lounge.reader("ada") == before
    assert desk.handle(token) == handle


def test_p17_a_token_of_an_older_key_goes_on_leading_there(lounge: Lounge) -> None:
    token = lounge.token("ada")
    with lounge.store.unit() as unit:
        unit.keys.add(Purpose.PREFERENCES, b"n" * 32, at=lounge.clock.now())

    assert lounge.token("ada") != token
    assert lounge.preferences.view(token) == lounge.view("ada")


def test_who_was_erased_has_no_preferences(lounge: Lounge) -> None:
    token, person = lounge.token("ada"), lounge.reader("ada").subscriber
    with lounge.store.unit() as unit:
        unit.people.erase(person.id, evidence="asked", at=lounge.clock.now())

    assert lounge.preferences.view(token) is None
    assert lounge.preferences.save(token, PreferencesForm()) is None


def test_nothing_that_is_theirs_alone_is_told_when_a_view_is_printed(lounge: Lounge) -> None:
    view = lounge.save("ada", PreferencesForm(cadence="feed", name="Ada Sample"))
    assert view.feed is not None

    printed = repr(view)

    assert not [s for s in ("ada@", "Ada", view.feed.base, "a sample") if s in printed]


@given(st.integers(1, LONGEST_PAUSE_DAYS), st.integers(0, 10 * 366 * 24 * 60))
def test_a_pause_of_some_days_ends_on_the_day_so_many_days_on(days: int, minutes: int) -> None:
    clock, entropy = StoppedClock(), CountingEntropy()
    clock.advance(timedelta(minutes=minutes))
    desk = PreferenceDesk(
        LOUNGE,
        store=MemoryStore(clock=clock, entropy=entropy),
        clock=clock,
        entropy=entropy,
        topics=tuple,
        languages=tuple,
    )

    ends_at = desk.pause_end(days=days)

    assert isinstance(ends_at, datetime)
    assert timedelta(0) < ends_at - clock.now() <= timedelta(days=days, hours=1)


def test_topics_on_offer_are_the_tags_of_what_is_public_and_read_once_a_publication(
    shop: PrintShop,
) -> None:
    catalogue = ShelfCatalogue()
    topics = Topics(catalogue, shop.desk.folder)
    empty = topics.offered()
    catalogue.add("tide", "Tide  tables", "ferries")
    catalogue.add("lamp", "Lamps", "FERRIES")
    shop.write("public/manifest.json", "one")

    first = [topics.offered() for _ in range(3)]
    read = catalogue.read
    catalogue.add("boat", "Boats")
    shop.write("public/manifest.json", "the next one")

    assert empty == ()
    assert first == [("ferries", "Lamps", "Tide tables")] * 3
    assert read == 2
    assert topics.offered() == ("Boats", "ferries", "Lamps", "Tide tables")


def weekly(list: str = "main", cadence: Cadence | None = Cadence.WEEKLY) -> Schedule:
    rule = parse_every("thursday 09:00")
    assert isinstance(rule, Rule)
    return Schedule(
        name="a sample",
        rule=rule,
        said="thursday 09:00",
        zone="Europe/Berlin",
        list=list,
        digest="d",
        cadence=cadence,
    )


def desk_with(lounge: Lounge, *schedules: Schedule) -> PreferenceDesk:
    return PreferenceDesk(
        LOUNGE,
        store=lounge.store,
        clock=lounge.clock,
        entropy=lounge.entropy,
        topics=lambda: (),
        languages=lambda: (),
        schedules=schedules,
    )


def test_a_digest_is_on_offer_where_one_is_made_for_that_list(lounge: Lounge) -> None:
    token = lounge.token("ada")
    form = PreferencesForm(cadence="weekly")
    for none in ((), (weekly("tides"),), (weekly(cadence=None),)):
        desk = desk_with(lounge, *none)
        assert shown(desk.view(token)).cadences == (Cadence.EACH, Cadence.FEED)
        assert code_of(desk.save(token, form)) == "PRF003"

    desk = desk_with(lounge, weekly())
    assert shown(desk.view(token)).cadences == (Cadence.EACH, Cadence.WEEKLY, Cadence.FEED)
    assert shown(desk.save(token, form)).cadence is Cadence.WEEKLY
    assert lounge.reader("ada").subscription.owed_since == lounge.clock.now()


def test_who_chose_a_digest_may_keep_it_when_none_is_made_any_more(lounge: Lounge) -> None:
    token = lounge.token("ada")
    desk_with(lounge, weekly()).save(token, PreferencesForm(cadence="weekly"))

    desk = desk_with(lounge)

    assert Cadence.WEEKLY in shown(desk.view(token)).cadences
    assert shown(desk.save(token, PreferencesForm(cadence="weekly"))).cadence is Cadence.WEEKLY


def test_a_reader_sees_on_which_day_the_next_digest_comes(lounge: Lounge) -> None:
    friday = datetime.fromisoformat("2026-11-27T00:30")  # on the wall; in UTC it is Thursday
    late = replace(weekly(), extra=(friday,))

    view = shown(desk_with(lounge, weekly(), late).view(lounge.token("ada")))
    assert view.next_digests == {Cadence.WEEKLY: date(2026, 11, 26)}

    lounge.clock.advance(timedelta(days=2, hours=1))
    view = shown(desk_with(lounge, weekly(), late).view(lounge.token("ada")))
    assert view.next_digests == {Cadence.WEEKLY: date(2026, 11, 27)}
