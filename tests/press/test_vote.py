"""Votes: one for each reader, one a day for each browser, changeable until the question closes."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doubles.shop import PUBLICATION, PrintShop
from pressrun.mail.tokens import make_token
from pressrun.model.key import Purpose
from pressrun.model.vote import Count
from pressrun.press.keyring import signing_key
from pressrun.press.publish import publish
from pressrun.press.questions import Questions
from pressrun.press.record import Release
from pressrun.press.vote import NETWORK_PER_HOUR, Ballot, Said, Visitor, VoteDesk

POLL = "::: poll cadence\nHow often?\n\n- [ ] Weekly\n- [ ] Monthly\n- [ ] Never\n{terms}:::\n\n"
QUIZ = "::: quiz height\nHow high?\n\n- [ ] 12 m\n- [x] 34 m\n\nThe cliff.\n:::"
HARBOUR = Visitor("192.0.2.7", "a browser")
FIRST = ("tideaaaaaa", "cadence")
SECOND = ("tideaaaaaa", "height")


class Booth:
    """A shop with one public article that asks, and who votes in it."""

    def __init__(self, shop: PrintShop, terms: str = "") -> None:
        self.shop = shop
        body = POLL.format(terms=f"\n{terms}\n" if terms else "") + QUIZ
        shop.write_article(
            "tide", id="tideaaaaaa", title="The tide", body=body, extra="publish: now\n"
        )
        shop.write_article("lamp", id="lampaaaaaa", title="The lamp", extra="publish: now\n")
        publish(shop.desk, release=Release(at=shop.clock.now()))
        self.desk = VoteDesk(
            Questions(shop.desk),
            store=shop.store,
            clock=shop.clock,
            entropy=shop.entropy,
            zone=PUBLICATION.zone,
        )

    def token(self, name: str, purpose: Purpose = Purpose.VOTE) -> str:
        with self.shop.store.unit() as unit:
            key = signing_key(unit, purpose, entropy=self.shop.entropy, at=self.shop.clock.now())
        return make_token(key, self.shop.handle_of(name))

    def counts(self, owner: str, question: str) -> Sequence[Count]:
        with self.shop.store.unit(write=False) as unit:
            return unit.votes.count(owner, question)

    def by_mail(self, name: str, choice: int, asked: tuple[str, str] = FIRST) -> Ballot:
        ballot = self.desk.vote_by_mail(self.token(name), *asked, choice)
        assert ballot is not None
        return ballot

    def on_page(
        self, choice: int, visitor: Visitor = HARBOUR, asked: tuple[str, str] = FIRST
    ) -> Ballot:
        ballot = self.desk.vote(*asked, choice, visitor)
        assert ballot is not None
        return ballot

    def shown(self, asked: tuple[str, str] = FIRST, visitor: Visitor = HARBOUR) -> Ballot:
        ballot = self.desk.show(*asked, visitor)
        assert ballot is not None
        return ballot


@pytest.fixture
def booth(shop: PrintShop) -> Booth:
    shop.subscribe("ada", "ben")
    return Booth(shop)


@pytest.fixture(scope="module")
def open_booth(tmp_path_factory: pytest.TempPathFactory) -> Booth:
    """A booth for many looks, none of which changes anything."""
    shop = PrintShop(tmp_path_factory.mktemp("booth"))
    shop.subscribe("ada")
    return Booth(shop)


def test_a_reader_has_one_vote_and_the_last_one_counts(booth: Booth) -> None:
    first, second = booth.by_mail("ada", 1), booth.by_mail("ada", 3)
    booth.by_mail("ben", 3)

    assert (first.said, first.chosen) == (Said.COUNTED, 1)
    assert (second.said, second.chosen) == (Said.COUNTED, 3)
    assert booth.counts(*FIRST) == [Count(choice=3, subscribers=2)]


def test_the_same_vote_twice_is_one(booth: Booth) -> None:
    booth.by_mail("ada", 2)
    booth.by_mail("ada", 2)

    assert booth.counts(*FIRST) == [Count(choice=2, subscribers=1)]


def test_looking_counts_nothing(booth: Booth) -> None:
    token = booth.token("ada")
    looked = [booth.desk.show_by_mail(token, *FIRST, choice) for choice in (1, 2, 3)]
    booth.shown()

    assert all(ballot is not None and ballot.chosen == 0 for ballot in looked)
    assert booth.counts(*FIRST) == []
    booth.by_mail("ada", 1)
    assert booth.counts(*FIRST) != []


def test_votes_on_the_web_are_counted_apart(booth: Booth) -> None:
    booth.by_mail("ada", 1)
    booth.on_page(1)
    ballot = booth.on_page(2, Visitor("192.0.2.8", "a browser"))

    assert ballot.counts == (
        Count(choice=1, subscribers=1, others=1),
        Count(choice=2, others=1),
        Count(choice=3),
    )


def test_a_browser_votes_once_a_day_and_may_change_its_mind(booth: Booth) -> None:
    booth.on_page(1)
    booth.on_page(2)
    assert booth.counts(*FIRST) == [Count(choice=2, others=1)]
    assert booth.shown().chosen == 2

    booth.on_page(1, replace(HARBOUR, agent="another browser"))
    assert booth.counts(*FIRST) == [Count(choice=1, others=1), Count(choice=2, others=1)]

    booth.shop.clock.advance(timedelta(days=1))
    assert booth.shown().chosen == 0
    booth.on_page(1)
    assert booth.counts(*FIRST) == [Count(choice=1, others=2), Count(choice=2, others=1)]


@pytest.mark.parametrize("other", ["2001:db8::1:2:3:4", "2001:db8:0:0:ffff::9"])
def test_a_household_that_hops_through_its_own_addresses_is_one(booth: Booth, other: str) -> None:
    booth.on_page(1, Visitor("2001:db8::7", "a browser"))
    booth.on_page(2, Visitor(other, "a browser"))

    assert booth.counts(*FIRST) == [Count(choice=2, others=1)]


def test_too_many_votes_from_one_network_are_not_counted(booth: Booth) -> None:
    ballots = [
        booth.on_page(1, Visitor("192.0.2.7", f"browser {number}"))
        for number in range(NETWORK_PER_HOUR + 5)
    ]

    assert [ballot.said for ballot in ballots].count(Said.COUNTED) == NETWORK_PER_HOUR
    assert ballots[-1].said is Said.LIMITED
    assert booth.counts(*FIRST) == [Count(choice=1, others=NETWORK_PER_HOUR)]
    # Others, other questions and readers by mail go on; so does the network, some time later.
    assert booth.on_page(1, Visitor("192.0.2.8", "a browser")).said is Said.COUNTED
    assert booth.on_page(1, asked=SECOND).said is Said.COUNTED
    assert booth.by_mail("ada", 1).said is Said.COUNTED
    booth.shop.clock.advance(timedelta(hours=2))
    assert booth.on_page(1).said is Said.COUNTED


def test_one_can_vote_through_the_whole_last_day_and_not_after(shop: PrintShop) -> None:
    shop.subscribe("ada")
    booth = Booth(shop, "Closes: 2026-11-25")

    # 26 November begins at 23:00 UTC in the publication's zone.
    shop.at(datetime(2026, 11, 25, 22, 59, tzinfo=UTC))
    assert booth.by_mail("ada", 1).said is Said.COUNTED
    shop.at(datetime(2026, 11, 25, 23, 0, tzinfo=UTC))
    late, web = booth.by_mail("ada", 2), booth.on_page(3)

    assert (late.said, late.chosen, late.is_open) == (Said.CLOSED, 1, False)
    assert web.said is Said.CLOSED
    assert late.counts is not None
    assert booth.counts(*FIRST) == [Count(choice=1, subscribers=1)]


@pytest.mark.parametrize(
    ("terms", "before", "after", "closed"),
    [
        ("Results: after vote\n", False, True, True),
        ("Results: always\n", True, True, True),
        ("Results: closed\n", False, False, True),
        ("Results: never\n", False, False, False),
    ],
)
def test_results_are_seen_when_the_poll_says(
    shop: PrintShop, terms: str, before: bool, after: bool, closed: bool
) -> None:
    booth = Booth(shop, f"Closes: 2026-11-25 {terms}".strip())

    seen = [booth.shown().counts, booth.on_page(1).counts]
    shop.clock.advance(timedelta(days=3))
    seen.append(booth.shown(visitor=Visitor("192.0.2.9")).counts)

    assert [counts is not None for counts in seen] == [before, after, closed]


def test_how_others_answered_a_quiz_is_seen_by_who_has_answered(booth: Booth) -> None:
    booth.by_mail("ada", 1, SECOND)

    assert booth.shown(SECOND).counts is None
    assert booth.on_page(2, asked=SECOND).counts == (
        Count(choice=1, subscribers=1),
        Count(choice=2, others=1),
    )


def test_nothing_is_counted_for_what_is_not_ours(booth: Booth) -> None:
    token = booth.token("ada")
    tried = [
        ("", *FIRST, 1),
        (token[:-1], *FIRST, 1),
        (f"{token}A", *FIRST, 1),
        (token.swapcase(), *FIRST, 1),
        (booth.token("ada", Purpose.PREFERENCES), *FIRST, 1),
        (booth.shop.handle_of("ada"), *FIRST, 1),
        (token, "lampaaaaaa", "cadence", 1),
        (token, "nobodyaaaa", "cadence", 1),
        (token, "tideaaaaaa", "other", 1),
        (token, *FIRST, 0),
        (token, *FIRST, 4),
        (token, *SECOND, 3),
    ]

    assert [booth.desk.show_by_mail(*each) for each in tried] == [None] * len(tried)
    assert [booth.desk.vote_by_mail(*each) for each in tried] == [None] * len(tried)
    assert booth.desk.vote("lampaaaaaa", "cadence", 1, HARBOUR) is None
    assert booth.desk.vote(*FIRST, 4, HARBOUR) is None
    assert booth.desk.show("nobodyaaaa", "cadence", HARBOUR) is None
    with booth.shop.store.unit(write=False) as unit:
        assert unit.votes.questions() == []
    assert booth.desk.vote_by_mail(token, *FIRST, 1) is not None


@given(at=st.integers(0, 47), sign=st.sampled_from("ABab01-_"))
def test_a_token_with_another_character_is_nobodys(open_booth: Booth, at: int, sign: str) -> None:
    token = open_booth.token("ada")
    changed = token[:at] + sign + token[at + 1 :]

    ballot = open_booth.desk.show_by_mail(changed, *FIRST, 1)

    assert (ballot is None) == (changed != token)


def test_a_token_of_another_press_is_nobodys(booth: Booth) -> None:
    with booth.shop.store.unit() as unit:
        ours = signing_key(
            unit, Purpose.VOTE, entropy=booth.shop.entropy, at=booth.shop.clock.now()
        )
    theirs = replace(ours, secret=b"another secret of the same length")

    token = make_token(theirs, booth.shop.handle_of("ada"))

    assert booth.desk.vote_by_mail(token, *FIRST, 1) is None
    assert booth.counts(*FIRST) == []


def test_who_has_left_may_answer_the_mail_they_have(booth: Booth) -> None:
    with booth.shop.store.unit() as unit:
        handle = booth.shop.handle_of("ada")
        unit.people.leave(handle, evidence="a sample", at=booth.shop.clock.now())

    assert booth.by_mail("ada", 1).said is Said.COUNTED


def test_a_link_of_somebody_who_was_erased_is_nobodys(booth: Booth) -> None:
    token = booth.token("ada")
    booth.by_mail("ada", 1)
    with booth.shop.store.unit() as unit:
        reader = unit.people.by_handle(booth.shop.handle_of("ada"))
        assert reader is not None
        person = reader.subscriber.id
        unit.votes.disown(person)
        unit.people.erase(person, evidence="a sample", at=booth.shop.clock.now())

    assert booth.desk.show_by_mail(token, *FIRST, 2) is None
    assert booth.desk.vote_by_mail(token, *FIRST, 2) is None
    assert booth.counts(*FIRST) == [Count(choice=1, subscribers=1)]


def test_a_choice_that_was_taken_out_since_is_no_longer_shown_as_theirs(booth: Booth) -> None:
    booth.by_mail("ada", 3)
    shop = booth.shop
    body = POLL.format(terms="").replace("- [ ] Never\n", "")
    shop.write_article("tide", id="tideaaaaaa", title="The tide", body=body, extra="publish: now\n")
    publish(shop.desk, release=Release(at=shop.clock.now()))

    ballot = booth.desk.show_by_mail(booth.token("ada"), *FIRST, 1)

    assert ballot is not None
    assert (ballot.chosen, ballot.counts) == (0, (Count(choice=1), Count(choice=2)))
