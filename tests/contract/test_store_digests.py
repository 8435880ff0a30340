"""What every store promises about digests: who lacks what, who is in one, and who waits."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from contract.stores import LEASE, MINUTE, NOW, SENDER, START, STORES, S, armed, join, newcomer
from doubles import StoppedClock
from pressrun.errors import Conflict
from pressrun.model.audience import (
    Arrangement,
    Cadence,
    Reader,
    SubscriberId,
    SubscriptionState,
    SuppressionReason,
)
from pressrun.model.delivery import Claimed, Face, Outcome, PressRun, Receipt, RunState
from pressrun.model.issue import IssueKey, IssueKind, IssueState
from pressrun.ports import Store

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WEEKLY = Arrangement(cadence=Cadence.WEEKLY)
EACH = Arrangement(cadence=Cadence.EACH)
FEED = Arrangement(cadence=Cadence.FEED)
DIGEST = IssueKey("digest2222")


@pytest.fixture(params=STORES, name="store")
def _store(request: pytest.FixtureRequest, clock: StoppedClock, tmp_path: Path) -> Iterator[Store]:
    store = STORES[request.param](tmp_path, clock)
    yield store
    store.close()


def arrange(store: Store, name: str, how: Arrangement, *, at: datetime = NOW) -> None:
    with store.unit() as unit:
        assert unit.people.arrange(f"main-{name}", how, at=at)


def weekly(store: Store, *names: str, at: datetime = NOW) -> None:
    """Have readers come in who chose the weekly digest at once."""
    join(store, *names)
    for name in names:
        arrange(store, name, WEEKLY, at=at)


def speaks(store: Store, name: str, language: str) -> None:
    with store.unit() as unit:
        person = unit.people.person(f"{name}@example.org")
        assert person
        unit.people.introduce(person.id, name="", language=language)


def face(key: IssueKey, *articles: str, language: str = "en") -> Face:
    name = f"{'+'.join(articles)} in {language}"
    return Face(
        digest=name, issue=key, language=language, variant="", octets=b"octets", articles=articles
    )


def freeze(
    store: Store,
    key: IssueKey,
    *faces: Face,
    at: datetime,
    kind: IssueKind = IssueKind.ISSUE,
    topics: tuple[str, ...] = (),
) -> None:
    run = PressRun(
        issue=key, salt=b"salt", date_at=at, state=RunState.FROZEN, kind=kind, topics=topics
    )
    with store.unit() as unit:
        unit.issues.arm(armed(key))
        unit.issues.move(key, expected=IssueState.ARMED, to=IssueState.SENDING)
        unit.runs.freeze(run, faces)


def send(
    store: Store,
    *articles: str,
    at: datetime,
    topics: tuple[str, ...] = (),
    key: str = "",
    list: str = "main",
) -> IssueKey:
    """Send an issue with these articles to the list."""
    name = IssueKey(key or f"issue-of-{'-'.join(articles)}")
    freeze(store, name, face(name, *articles), at=at, topics=topics)
    open_issue(store, name, list=list)
    return name


def open_issue(store: Store, key: IssueKey, *, list: str = "main") -> int:
    with store.unit() as unit:
        [only] = unit.runs.faces(key)
        return unit.runs.open(key, list=list, faces={"en": only.digest})


def sets(
    store: Store, cadence: Cadence = Cadence.WEEKLY, *, without: Sequence[str] = ()
) -> list[tuple[str, str, int]]:
    with store.unit(write=False) as unit:
        found = unit.digests.unseen("main", cadence, without=without)
    return [(one.language, "".join(one.articles), one.readers) for one in found]


def digest(
    store: Store,
    *faces: Face,
    at: datetime,
    key: IssueKey = DIGEST,
    cadence: Cadence = Cadence.WEEKLY,
    without: Sequence[str] = (),
) -> int:
    freeze(store, key, *faces, at=at, kind=IssueKind.DIGEST)
    return open_digest(store, key=key, cadence=cadence, without=without)


def open_digest(
    store: Store,
    *,
    key: IssueKey = DIGEST,
    cadence: Cadence = Cadence.WEEKLY,
    without: Sequence[str] = (),
) -> int:
    with store.unit() as unit:
        return unit.digests.open(key, list="main", cadence=cadence, language="en", without=without)


def reader(store: Store, name: str) -> Reader:
    with store.unit(write=False) as unit:
        found = unit.people.find(f"{name}@example.org", list="main")
    assert found
    return found


def owed(store: Store, name: str) -> datetime | None:
    return reader(store, name).subscription.owed_since


def run_of(store: Store, key: IssueKey = DIGEST) -> PressRun:
    with store.unit(write=False) as unit:
        run = unit.runs.find(key)
    assert run
    return run


def audience(store: Store, key: IssueKey = DIGEST) -> list[str]:
    with store.unit(write=False) as unit:
        return [row.address for row in unit.deliveries.rows(key, after=START, limit=99)]


def claim(store: Store, key: IssueKey = DIGEST, *, limit: int = 99) -> list[Claimed]:
    with store.unit() as unit:
        claimed = unit.deliveries.claim(key, sender=SENDER, limit=limit, now=NOW, lease=LEASE)
    return [*claimed]


def accept(store: Store, *claimed: Claimed) -> None:
    with store.unit() as unit:
        unit.deliveries.settle(
            [
                Outcome(claimed=one, state=S.ACCEPTED, at=NOW, receipt=Receipt(250))
                for one in claimed
            ]
        )


def test_a_reader_of_digests_lacks_what_went_to_the_list_since_they_chose_one(store: Store) -> None:
    join(store, "ada")
    send(store, "a", at=NOW + HOUR)
    weekly(store, "bob", at=NOW + 2 * HOUR)
    send(store, "b", "c", at=NOW + 3 * HOUR)

    assert owed(store, "ada") is None
    assert owed(store, "bob") == NOW + 2 * HOUR
    assert sets(store) == [("", "bc", 1)]


def test_whoever_came_with_a_cadence_is_owed_from_then_on(store: Store) -> None:
    one = newcomer("ada")
    with store.unit() as unit:
        unit.people.join(
            type(one)(
                address=one.address,
                address_key=one.address_key,
                address_hash=one.address_hash,
                handle=one.handle,
                subscription_handle=one.subscription_handle,
                cadence=Cadence.MONTHLY,
            ),
            list="main",
            evidence="file",
            at=NOW,
        )

    held = reader(store, "ada").subscription
    assert (held.cadence, held.owed_since) == (Cadence.MONTHLY, NOW)


def test_an_issue_skips_readers_of_digests_and_is_owed_to_them(store: Store) -> None:
    join(store, "ada")
    weekly(store, "bob")

    key = send(store, "a", at=NOW + HOUR)

    assert audience(store, key) == ["Ada@example.org"]
    assert sets(store) == [("", "a", 1)]


def test_readers_are_grouped_by_language_and_set_and_the_most_common_come_first(
    store: Store,
) -> None:
    weekly(store, "ada", "bob", "cyd")
    speaks(store, "cyd", "fr")
    send(store, "a", at=NOW + HOUR)
    weekly(store, "dee", "eli", "fay", at=NOW + 2 * HOUR)
    send(store, "b", at=NOW + 3 * HOUR)

    assert sets(store) == [("", "b", 3), ("", "ab", 2), ("fr", "ab", 1)]


def test_of_sets_as_common_the_one_that_has_waited_longest_is_first(store: Store) -> None:
    weekly(store, "ada")
    send(store, "a", at=NOW + HOUR)
    weekly(store, "bob", at=NOW + 2 * HOUR)
    send(store, "b", at=NOW + 3 * HOUR)

    assert sets(store) == [("", "ab", 1), ("", "b", 1)]


@pytest.mark.parametrize("change", ["left", "paused", "suppressed", "feed", "monthly", "erased"])
def test_whoever_is_not_mailed_or_reads_at_another_pace_is_in_no_set(
    store: Store, change: str
) -> None:
    weekly(store, "ada", "bob")
    send(store, "a", at=NOW + HOUR)
    assert sets(store) == [("", "a", 2)]
    with store.unit() as unit:
        match change:
            case "left":
                unit.people.leave("main-bob", evidence="link", at=NOW)
            case "suppressed":
                unit.people.suppress("hash-of-bob", reason=SuppressionReason.BOUNCE, at=NOW)
            case "erased":
                unit.people.erase(SubscriberId(2), evidence="asked", at=NOW)
            case "paused":
                how = Arrangement(cadence=Cadence.WEEKLY, paused_until=NOW + DAY)
                unit.people.arrange("main-bob", how, at=NOW)
            case cadence:
                how = Arrangement(cadence=Cadence(cadence))
                unit.people.arrange("main-bob", how, at=NOW)

    assert sets(store) == [("", "a", 1)]


def test_a_digest_goes_to_whoever_lacks_the_set_of_one_of_its_faces(store: Store) -> None:
    weekly(store, "ada", "bob")
    send(store, "a", at=NOW + HOUR)
    weekly(store, "cyd", at=NOW + 2 * HOUR)
    send(store, "b", at=NOW + 3 * HOUR)

    opened = digest(store, face(DIGEST, "a", "b"), at=NOW + DAY)

    run = run_of(store)
    assert opened == run.frozen == 2
    assert (run.state, run.waiting, run.since_at) == (RunState.OPEN, 1, NOW)
    assert audience(store) == ["Ada@example.org", "Bob@example.org"]
    assert owed(store, "ada") == NOW + DAY
    assert owed(store, "cyd") == NOW + 2 * HOUR
    assert sets(store) == [("", "b", 1)]


def test_a_digest_that_is_open_keeps_its_audience(store: Store) -> None:
    weekly(store, "ada")
    send(store, "a", at=NOW + HOUR)
    digest(store, face(DIGEST, "a"), at=NOW + DAY)
    weekly(store, "bob")

    assert open_digest(store) == 1
    assert audience(store) == ["Ada@example.org"]


def test_a_digest_without_a_run_is_refused(store: Store) -> None:
    with pytest.raises(Conflict):
        open_digest(store)


def test_a_reader_gets_their_language_or_the_publications_own_and_never_a_third(
    store: Store,
) -> None:
    weekly(store, "ada", "bob", "cyd", "dee")
    for name, language in (("bob", "fr-CA"), ("cyd", "de"), ("dee", "en-GB")):
        speaks(store, name, language)
    send(store, "a", at=NOW + HOUR)

    digest(store, face(DIGEST, "a"), face(DIGEST, "a", language="fr"), at=NOW + DAY)

    claims = {one.address: one.face for one in claim(store)}
    assert claims == {
        "Ada@example.org": "a in en",
        "Bob@example.org": "a in fr",
        "Cyd@example.org": "a in en",
        "Dee@example.org": "a in en",
    }


def test_nobody_gets_another_language_for_want_of_their_own(store: Store) -> None:
    weekly(store, "ada", "bob")
    speaks(store, "bob", "fr")
    send(store, "a", at=NOW + HOUR)

    digest(store, face(DIGEST, "a", language="fr"), at=NOW + DAY)

    assert audience(store) == ["Bob@example.org"]
    assert run_of(store).waiting == 1


def test_who_goes_back_to_each_issue_is_paid_off_by_the_next_digest(store: Store) -> None:
    weekly(store, "ada")
    send(store, "a", at=NOW + HOUR)
    arrange(store, "ada", EACH, at=NOW + 2 * HOUR)
    key = send(store, "b", at=NOW + 3 * HOUR)

    assert audience(store, key) == ["Ada@example.org"]
    assert sets(store) == [("", "a", 1)]
    digest(store, face(DIGEST, "a"), at=NOW + DAY)
    assert audience(store) == ["Ada@example.org"]
    assert owed(store, "ada") is None


def test_who_takes_to_a_feed_is_owed_nothing_and_from_anew_when_they_come_back(
    store: Store,
) -> None:
    weekly(store, "ada")
    send(store, "a", at=NOW + HOUR)
    arrange(store, "ada", FEED, at=NOW + 2 * HOUR)
    assert owed(store, "ada") is None
    send(store, "b", at=NOW + 3 * HOUR)
    arrange(store, "ada", WEEKLY, at=NOW + 4 * HOUR)
    send(store, "c", at=NOW + 5 * HOUR)

    assert sets(store) == [("", "c", 1)]


def test_who_leaves_and_takes_it_back_is_owed_as_if_they_had_stayed(store: Store) -> None:
    weekly(store, "ada")
    send(store, "a", at=NOW + HOUR)
    with store.unit() as unit:
        unit.people.leave("main-ada", evidence="link", at=NOW + HOUR)
    send(store, "b", at=NOW + 2 * HOUR)
    with store.unit() as unit:
        unit.people.rejoin("main-ada", evidence="undone", at=NOW + 2 * HOUR)

    assert sets(store) == [("", "ab", 1)]


def test_an_article_counts_from_the_first_issue_that_carried_it(store: Store) -> None:
    send(store, "a", at=NOW)
    weekly(store, "ada", at=NOW + HOUR)
    send(store, "a", "b", at=NOW + 2 * HOUR)

    assert sets(store) == [("", "b", 1)]


def test_a_translation_stands_for_its_original(store: Store) -> None:
    weekly(store, "ada")
    send(store, "a:fr", at=NOW + HOUR)
    assert sets(store) == [("", "a", 1)]

    digest(store, face(DIGEST, "a:fr"), at=NOW + DAY)

    assert audience(store) == ["Ada@example.org"]
    assert sets(store) == []


def test_what_was_had_by_any_list_or_digest_is_not_owed(store: Store) -> None:
    weekly(store, "ada")
    join(store, "ada", list="extra")
    send(store, "a", at=NOW + HOUR)
    send(store, "b", at=NOW + HOUR)
    send(store, "a", at=NOW + HOUR, key="elsewhere", list="extra")

    assert sets(store) == [("", "b", 1)]


def test_what_an_issue_that_was_cancelled_carried_is_not_owed(store: Store) -> None:
    weekly(store, "ada")
    key = send(store, "a", at=NOW + HOUR)
    send(store, "b", at=NOW + HOUR)
    with store.unit() as unit:
        unit.issues.move(key, expected=IssueState.SENDING, to=IssueState.CANCELLED)

    assert sets(store) == [("", "b", 1)]


def test_nobody_is_owed_what_was_withdrawn(store: Store) -> None:
    weekly(store, "ada", "bob")
    send(store, "a", at=NOW + HOUR)
    weekly(store, "cyd", at=NOW + 2 * HOUR)
    send(store, "b", at=NOW + 3 * HOUR)

    assert sets(store, without=["a"]) == [("", "b", 3)]
    digest(store, face(DIGEST, "b"), at=NOW + DAY, without=["a"])
    assert len(audience(store)) == 3
    assert owed(store, "ada") == NOW + DAY
    assert run_of(store).waiting == 0


def test_what_is_withdrawn_once_the_faces_are_frozen_still_goes_out(store: Store) -> None:
    weekly(store, "ada")
    send(store, "a", at=NOW + HOUR)
    freeze(store, DIGEST, face(DIGEST, "a"), at=NOW + DAY, kind=IssueKind.DIGEST)

    assert open_digest(store, without=["a"]) == 1


def test_topics_leave_out_of_a_digest_what_they_would_have_left_out_of_the_mail(
    store: Store,
) -> None:
    weekly(store, "ada", "bob")
    arrange(store, "bob", Arrangement(cadence=Cadence.WEEKLY, topics=("Tides",)))
    send(store, "a", at=NOW + HOUR, topics=("rope",))
    assert sets(store) == [("", "a", 1)]
    send(store, "b", at=NOW + 2 * HOUR, topics=("tides", "tar"))
    assert sets(store) == [("", "ab", 1), ("", "b", 1)]

    digest(store, face(DIGEST, "a", "b"), face(DIGEST, "b"), at=NOW + DAY)
    arrange(store, "bob", WEEKLY)

    assert len(audience(store)) == 2
    assert sets(store) == []


def test_an_issue_that_was_skipped_for_its_topic_counts_as_had(store: Store) -> None:
    weekly(store, "ada")
    arrange(store, "ada", Arrangement(topics=("tides",)), at=NOW + HOUR)
    send(store, "a", at=NOW + 2 * HOUR, topics=("rope",))
    arrange(store, "ada", WEEKLY, at=NOW + 3 * HOUR)

    assert sets(store) == []


def test_what_goes_out_between_the_freezing_of_a_digest_and_its_opening_waits_for_the_next(
    store: Store,
) -> None:
    weekly(store, "ada", "bob")
    send(store, "a", at=NOW + HOUR)
    freeze(store, DIGEST, face(DIGEST, "a"), at=NOW + DAY, kind=IssueKind.DIGEST)
    send(store, "b", at=NOW + DAY - MINUTE)
    send(store, "c", at=NOW + DAY + MINUTE)

    assert open_digest(store) == 2
    assert run_of(store).waiting == 0
    assert sets(store) == [("", "bc", 2)]


def test_who_lacks_nothing_is_not_written_to_and_stays_in_step(store: Store) -> None:
    weekly(store, "ada", "bob", "cyd")
    arrange(store, "cyd", EACH)
    send(store, "a", at=NOW + HOUR, topics=("rope",))
    arrange(store, "bob", Arrangement(cadence=Cadence.WEEKLY, topics=("tides",)))

    digest(store, face(DIGEST, "a"), at=NOW + DAY)

    assert audience(store) == ["Ada@example.org"]
    assert owed(store, "bob") == NOW + DAY
    assert owed(store, "cyd") is None
    assert run_of(store).waiting == 0


def test_an_issue_frozen_before_somebody_chose_a_digest_and_opened_after_is_owed_to_them(
    store: Store,
) -> None:
    join(store, "ada")
    key = IssueKey("issue-of-a")
    freeze(store, key, face(key, "a"), at=NOW)
    arrange(store, "ada", WEEKLY, at=NOW + HOUR)

    assert open_issue(store, key) == 0

    assert sets(store) == [("", "a", 1)]


def test_an_issue_frozen_before_a_digest_and_opened_after_it_is_owed(store: Store) -> None:
    weekly(store, "ada")
    send(store, "a", at=NOW + HOUR)
    key = IssueKey("issue-of-b")
    freeze(store, key, face(key, "b"), at=NOW + DAY)
    digest(store, face(DIGEST, "a"), at=NOW + DAY)
    open_issue(store, key)

    assert sets(store) == [("", "b", 1)]


def test_a_switch_between_the_freezing_of_a_digest_and_its_opening_is_minded(store: Store) -> None:
    weekly(store, "ada", "bob", "cyd")
    send(store, "a", at=NOW + HOUR)
    freeze(store, DIGEST, face(DIGEST, "a"), at=NOW + DAY, kind=IssueKind.DIGEST)
    arrange(store, "ada", EACH)
    arrange(store, "bob", FEED)
    arrange(store, "cyd", Arrangement(cadence=Cadence.MONTHLY))

    assert open_digest(store) == 1
    assert audience(store) == ["Ada@example.org"]
    assert sets(store, Cadence.MONTHLY) == [("", "a", 1)]


@pytest.mark.parametrize("reason", ["paused", "left", "suppressed"])
@pytest.mark.parametrize("late", [False, True])
def test_who_stops_before_their_digest_was_sent_lacks_it_again(
    store: Store, reason: str, late: bool
) -> None:
    weekly(store, "ada")
    send(store, "a", at=NOW + HOUR)
    digest(store, face(DIGEST, "a"), at=NOW + DAY)
    claimed = claim(store) if late else []
    assert sets(store) == []
    with store.unit() as unit:
        match reason:
            case "paused":
                how = Arrangement(cadence=Cadence.WEEKLY, paused_until=NOW + DAY)
                unit.people.arrange("main-ada", how, at=NOW)
            case "left":
                unit.people.leave("main-ada", evidence="link", at=NOW)
            case _:
                unit.people.suppress("hash-of-ada", reason=SuppressionReason.BOUNCE, at=NOW)
    if late:
        with store.unit() as unit:
            assert [one.subscriber for one in unit.deliveries.recheck(claimed)] == [1]
    else:
        assert claim(store) == []
    with store.unit() as unit:
        unit.people.lift("hash-of-ada")
        if reason == "left":
            unit.people.rejoin("main-ada", evidence="undone", at=NOW)
        unit.people.resume(NOW + 2 * DAY)

    assert sets(store) == [("", "a", 1)]


def test_a_reader_of_each_issue_who_stops_before_an_issue_was_sent_is_owed_nothing(
    store: Store,
) -> None:
    join(store, "ada")
    key = send(store, "a", at=NOW + HOUR)
    arrange(store, "ada", Arrangement(paused_until=NOW + DAY))
    assert claim(store, key) == []

    assert owed(store, "ada") is None


def test_who_takes_to_a_feed_before_their_digest_was_sent_is_owed_nothing(store: Store) -> None:
    weekly(store, "ada")
    send(store, "a", at=NOW + HOUR)
    digest(store, face(DIGEST, "a"), at=NOW + DAY)
    arrange(store, "ada", FEED)
    assert claim(store) == []

    assert owed(store, "ada") is None


def test_whoever_was_erased_is_owed_nothing_whatever_becomes_of_a_digest(store: Store) -> None:
    weekly(store, "ada")
    send(store, "a", at=NOW + HOUR)
    digest(store, face(DIGEST, "a"), at=NOW + DAY)
    with store.unit() as unit:
        unit.people.erase(SubscriberId(1), evidence="asked", at=NOW)
    assert claim(store) == []

    with store.unit(write=False) as unit:
        [held] = unit.people.subscriptions(SubscriberId(1))
    assert (held.state, held.owed_since) == (SubscriptionState.ENDED, None)


def test_whom_a_cancelled_digest_has_not_reached_lack_it_again_and_the_others_do_not(
    store: Store,
) -> None:
    send(store, "a", at=NOW - HOUR)
    weekly(store, "ada", "bob", "cyd")
    send(store, "b", at=NOW + HOUR)
    arrange(store, "cyd", EACH)
    digest(store, face(DIGEST, "b"), at=NOW + DAY)
    accept(store, *claim(store, limit=1))

    with store.unit() as unit:
        unit.issues.move(DIGEST, expected=IssueState.SENDING, to=IssueState.CANCELLED)

    assert sets(store) == [("", "b", 2)]
    assert owed(store, "ada") == NOW + DAY
    assert owed(store, "bob") == owed(store, "cyd") == NOW + HOUR - timedelta(milliseconds=1)


def test_a_digest_for_another_list_or_of_another_cadence_pays_nothing(store: Store) -> None:
    weekly(store, "ada")
    send(store, "a", at=NOW + HOUR)

    assert digest(store, face(DIGEST, "a"), at=NOW + DAY, cadence=Cadence.MONTHLY) == 0
    assert owed(store, "ada") == NOW
