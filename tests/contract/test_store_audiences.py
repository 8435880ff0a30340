"""What every store promises about audiences that are no whole list."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from contract.stores import (
    FACE,
    LEASE,
    MINUTE,
    NOW,
    SENDER,
    START,
    STORES,
    S,
    armed,
    complain,
    join,
    leave,
    newcomer,
    outcome,
)
from doubles import StoppedClock
from pressrun.errors import Conflict
from pressrun.model.article import ArticleId
from pressrun.model.audience import Arrangement, Cadence, SubscriberId
from pressrun.model.delivery import DeliveryState, Face, PressRun, RunState
from pressrun.model.issue import IssueKey, IssueKind, IssueState
from pressrun.ports import Store

FIRST, SECOND = IssueKey("first"), IssueKey("second")
ERRATUM, ERRATUM_2 = IssueKey("erratum"), IssueKey("erratum2")
TIDE = ArticleId("tide")
HOUR = timedelta(hours=1)
NOON = NOW + 4 * HOUR


@pytest.fixture(params=STORES, name="store")
def _store(request: pytest.FixtureRequest, clock: StoppedClock, tmp_path: Path) -> Iterator[Store]:
    store = STORES[request.param](tmp_path, clock)
    yield store
    store.close()


def freeze(
    store: Store,
    key: IssueKey = FIRST,
    *,
    at: datetime = NOW,
    kind: IssueKind = IssueKind.ISSUE,
    faces: Mapping[str, tuple[str, ...]] | None = None,
    topics: tuple[str, ...] = (),
) -> None:
    """Freeze an issue of this date, with a face for each language and the articles it has."""
    run = PressRun(
        issue=key, salt=b"salt", date_at=at, state=RunState.FROZEN, kind=kind, topics=topics
    )
    made = [
        Face(
            digest=face_in(language),
            issue=key,
            language=language,
            variant="whole",
            octets=b"octets",
            articles=articles,
        )
        for language, articles in (faces or {"en": (TIDE,)}).items()
    ]
    with store.unit() as unit:
        unit.issues.arm(armed(key))
        unit.issues.move(key, expected=IssueState.ARMED, to=IssueState.SENDING)
        unit.runs.freeze(run, made)


def face_in(language: str) -> str:
    return FACE if language == "en" else f"{language}-{FACE}"


def send(store: Store, key: IssueKey = FIRST, *, list: str = "main", **how: object) -> None:
    """Freeze and open an issue for a list; nothing of it is claimed."""
    freeze(store, key, **how)  # type: ignore[arg-type]
    with store.unit() as unit:
        faces = {face.language: face.digest for face in unit.runs.faces(key)}
        unit.runs.open(key, list=list, faces=faces)


def end(store: Store, key: IssueKey = FIRST, **states: DeliveryState) -> None:
    """Bring everybody's delivery to an end, accepted unless another state is given; close."""
    numbers = {number_of(store, name): state for name, state in states.items()}
    with store.unit() as unit:
        claims = unit.deliveries.claim(key, sender=SENDER, limit=100, now=NOON, lease=LEASE)
        came = [outcome(c, numbers.get(c.subscriber, S.ACCEPTED)) for c in claims]
        assert not unit.deliveries.settle(came)
        unit.runs.close(key)


def open_erratum(
    store: Store,
    key: IssueKey = ERRATUM,
    *,
    at: datetime = NOON,
    before: datetime | None = None,
    faces: Mapping[str, tuple[str, ...]] | None = None,
) -> int:
    freeze(store, key, at=at, kind=IssueKind.ERRATUM, faces=faces)
    with store.unit() as unit:
        given = {face.language: face.digest for face in unit.runs.faces(key)}
        return unit.digests.open_erratum(key, list="main", article=TIDE, faces=given, before=before)


def extend(store: Store, key: IssueKey = FIRST, *, faces: Mapping[str, str] | None = None) -> int:
    with store.unit() as unit:
        return unit.digests.extend(key, list="main", faces=faces or {"en": FACE})


def number_of(store: Store, name: str, *, list: str = "main") -> SubscriberId:
    with store.unit(write=False) as unit:
        reader = unit.people.find(f"{name}@example.org", list=list)
    assert reader is not None
    return reader.subscriber.id


def arrange(store: Store, name: str, **how: object) -> None:
    arrangement = replace(Arrangement(), **how)  # type: ignore[arg-type]
    with store.unit() as unit:
        assert unit.people.arrange(f"main-{name}", arrangement, at=NOW)


def audience(store: Store, key: IssueKey) -> dict[str, DeliveryState]:
    with store.unit(write=False) as unit:
        rows = unit.deliveries.rows(key, after=START, limit=100)
    return {row.address.partition("@")[0].lower(): row.state for row in rows}


def holders(
    store: Store, article: ArticleId = TIDE, *, before: datetime | None = None
) -> dict[DeliveryState, int]:
    with store.unit(write=False) as unit:
        return dict(unit.digests.holders(article, list="main", before=before))


def untold(store: Store, *, before: datetime | None = None) -> int:
    with store.unit(write=False) as unit:
        return unit.digests.untold(TIDE, list="main", before=before)


def latecomers(store: Store, key: IssueKey = FIRST) -> int:
    with store.unit(write=False) as unit:
        return unit.digests.latecomers(key, list="main")


def balanced(store: Store, key: IssueKey) -> int:
    with store.unit(write=False) as unit:
        accounts = unit.runs.accounts(key)
    assert accounts.balanced
    return accounts.frozen


def state_of(store: Store, key: IssueKey = FIRST) -> tuple[IssueState, RunState]:
    with store.unit(write=False) as unit:
        issue, run = unit.issues.find(key), unit.runs.find(key)
    assert issue is not None
    assert run is not None
    return issue.state, run.state


def test_holders_are_counted_by_how_their_delivery_stands(store: Store) -> None:
    join(store, "ada", "bob", "cyd", "dee")
    send(store)
    assert holders(store) == {S.QUEUED: 4}
    end(store, bob=S.UNKNOWN, cyd=S.REFUSED, dee=S.SKIPPED)

    assert holders(store) == {S.ACCEPTED: 1, S.UNKNOWN: 1, S.REFUSED: 1}
    assert holders(store, ArticleId("lamp")) == {}
    assert holders(store, ArticleId("tid")) == {}


def test_one_that_was_unknown_and_was_refused_then_may_have_come(store: Store) -> None:
    join(store, "ada")
    send(store)
    end(store, ada=S.UNKNOWN)
    with store.unit() as unit:
        unit.deliveries.retry(FIRST, states=[S.UNKNOWN], now=NOW)
    end(store, ada=S.REFUSED)

    assert audience(store, FIRST) == {"ada": S.REFUSED}
    assert holders(store) == {S.UNKNOWN: 1}
    assert untold(store) == 1


def test_whom_two_issues_sent_an_article_counts_once_in_the_state_that_says_most(
    store: Store,
) -> None:
    join(store, "ada", "bob")
    send(store)
    end(store, bob=S.REFUSED)
    send(store, SECOND, at=NOW + HOUR, faces={"en": ("lamp", TIDE)})
    end(store, SECOND, ada=S.REFUSED, bob=S.UNKNOWN)

    assert holders(store) == {S.ACCEPTED: 1, S.UNKNOWN: 1}
    assert open_erratum(store) == 2
    assert audience(store, ERRATUM) == {"ada": S.QUEUED, "bob": S.QUEUED}


def test_only_runs_dated_before_an_instant_are_looked_at(store: Store) -> None:
    join(store, "ada")
    send(store)
    end(store)
    join(store, "bob")
    send(store, SECOND, at=NOW + HOUR)
    end(store, SECOND)

    assert holders(store, before=NOW) == {}
    assert holders(store, before=NOW + MINUTE) == {S.ACCEPTED: 1}
    assert holders(store, before=NOW + HOUR) == {S.ACCEPTED: 1}
    assert holders(store) == {S.ACCEPTED: 2}
    assert untold(store, before=NOW + MINUTE) == 1


def test_of_two_lists_each_has_its_own_holders(store: Store) -> None:
    join(store, "ada")
    join(store, "bob", list="extra")
    send(store, list="extra")
    end(store)

    assert holders(store) == {}
    with store.unit(write=False) as unit:
        assert unit.digests.holders(TIDE, list="extra") == {S.ACCEPTED: 1}
        assert unit.digests.untold(TIDE, list="extra") == 1


def test_a_translation_is_in_the_faces_of_its_language_and_the_original_in_all(
    store: Store,
) -> None:
    join(store, "ada", "bob")
    with store.unit() as unit:
        unit.people.introduce(number_of(store, "ada"), name="Ada", language="fr")
    send(store, faces={"en": (TIDE,), "fr": ("lamp", TIDE)})
    send(store, SECOND, faces={"en": ("tides",), "fr": ("lamp",)})
    end(store)
    end(store, SECOND)

    assert holders(store) == {S.ACCEPTED: 2}
    assert holders(store, ArticleId("tide:fr")) == {S.ACCEPTED: 1}
    assert holders(store, ArticleId("tide:FR")) == {S.ACCEPTED: 1}
    assert holders(store, ArticleId("tide:de")) == {}
    assert holders(store, ArticleId("lamp")) == {S.ACCEPTED: 1}


def test_an_erratum_goes_to_whoever_has_the_old_text_and_still_reads_by_mail(store: Store) -> None:
    names = ["ada", "bob", "cyd", "dee", "eve", "fay", "gil", "hal"]
    join(store, *names)
    send(store)
    end(store, bob=S.UNKNOWN, cyd=S.REFUSED)
    leave(store, "dee")
    complain(store, "eve")
    arrange(store, "fay", cadence=Cadence.FEED)
    arrange(store, "gil", paused_until=NOON)
    arrange(store, "hal", cadence=Cadence.WEEKLY, topics=("rope",))
    join(store, "ivy")

    count = untold(store)

    assert open_erratum(store) == count == 3
    assert set(audience(store, ERRATUM)) == {"ada", "bob", "hal"}
    assert set(audience(store, ERRATUM).values()) == {S.QUEUED}
    assert balanced(store, ERRATUM) == 3


def test_each_reader_gets_the_erratum_in_their_language(store: Store) -> None:
    join(store, "ada", "bob")
    with store.unit() as unit:
        unit.people.introduce(number_of(store, "bob"), name="Bob", language="fr-CA")
    send(store)
    end(store)

    open_erratum(store, faces={"en": (TIDE,), "fr": (TIDE,)})

    with store.unit() as unit:
        claims = unit.deliveries.claim(ERRATUM, sender=SENDER, limit=9, now=NOON, lease=LEASE)
    assert [claim.face for claim in claims] == [FACE, face_in("fr")]


def test_an_erratum_that_is_open_keeps_its_audience(store: Store) -> None:
    join(store, "ada")
    send(store)
    end(store)
    open_erratum(store)
    end(store, ERRATUM)
    with store.unit() as unit:
        again = unit.digests.open_erratum(ERRATUM, list="main", article=TIDE, faces={"en": FACE})

    assert again == 1
    assert state_of(store, ERRATUM) == (IssueState.SENT, RunState.CLOSED)


def test_an_erratum_of_nobody_is_complete_at_once(store: Store) -> None:
    join(store, "ada")

    assert open_erratum(store) == 0
    with store.unit() as unit:
        assert unit.runs.close(ERRATUM)


def test_an_erratum_needs_a_run_and_its_faces(store: Store) -> None:
    with pytest.raises(Conflict), store.unit() as unit:
        unit.digests.open_erratum(ERRATUM, list="main", article=TIDE, faces={"en": FACE})
    join(store, "ada")
    send(store)
    end(store)
    freeze(store, ERRATUM, at=NOON, kind=IssueKind.ERRATUM)
    with pytest.raises(Conflict), store.unit() as unit:
        unit.digests.open_erratum(ERRATUM, list="main", article=TIDE, faces={"en": "no such"})

    assert audience(store, ERRATUM) == {}
    assert state_of(store, ERRATUM) == (IssueState.SENDING, RunState.FROZEN)


def test_without_an_instant_an_erratum_is_for_what_went_out_before_its_own_run(
    store: Store,
) -> None:
    join(store, "ada")
    send(store, at=NOON + HOUR)
    end(store)

    assert open_erratum(store, at=NOON) == 0


def test_who_was_told_of_a_correction_is_not_told_of_it_again(store: Store) -> None:
    join(store, "ada", "bob", "cyd")
    send(store)
    end(store, cyd=S.QUEUED)
    corrected_at = NOW + HOUR
    assert open_erratum(store, before=corrected_at) == 2
    end(store, ERRATUM, bob=S.REFUSED)
    end(store)

    assert untold(store, before=corrected_at) == 2
    assert open_erratum(store, ERRATUM_2, at=NOON + HOUR, before=corrected_at) == 2
    assert set(audience(store, ERRATUM_2)) == {"bob", "cyd"}


def test_a_second_correction_is_told_to_those_who_were_told_of_the_first(store: Store) -> None:
    join(store, "ada")
    send(store)
    end(store)
    open_erratum(store, at=NOON, before=NOW + HOUR)
    end(store, ERRATUM)

    assert untold(store, before=NOON + HOUR) == 1
    assert untold(store, before=NOW + HOUR) == 0


def test_an_erratum_makes_nobody_a_holder(store: Store) -> None:
    join(store, "ada")
    send(store)
    end(store, ada=S.REFUSED)
    freeze(store, ERRATUM, kind=IssueKind.ERRATUM)
    with store.unit() as unit:
        unit.runs.open(ERRATUM, list="main", faces={"en": FACE})
    end(store, ERRATUM)

    assert holders(store) == {S.REFUSED: 1}


def test_latecomers_are_who_joined_since_and_read_each_issue(store: Store) -> None:
    join(store, "ada", "dee")
    leave(store, "dee")
    send(store)
    end(store)
    assert latecomers(store) == 0
    join(store, "bob", "cyd", "eve", "fay", "gil", "hal")
    leave(store, "cyd")
    complain(store, "eve")
    arrange(store, "fay", cadence=Cadence.FEED)
    arrange(store, "gil", paused_until=NOON)
    arrange(store, "hal", cadence=Cadence.WEEKLY)
    join(store, "ivy", list="extra")

    assert latecomers(store) == 1
    assert latecomers(store, SECOND) == 0
    assert extend(store) == 1
    assert audience(store, FIRST) == {"ada": S.ACCEPTED, "bob": S.QUEUED}
    assert balanced(store, FIRST) == 2
    assert state_of(store) == (IssueState.SENDING, RunState.OPEN)


def test_who_took_back_their_leaving_since_is_a_latecomer_and_who_switched_is_not(
    store: Store,
) -> None:
    join(store, "ada", "bob")
    leave(store, "ada")
    arrange(store, "bob", cadence=Cadence.FEED)
    send(store, at=NOW + HOUR)
    end(store)
    with store.unit() as unit:
        assert unit.people.rejoin("main-ada", evidence="undone", at=NOW + 2 * HOUR)
    arrange(store, "bob", cadence=Cadence.EACH)

    assert latecomers(store) == extend(store) == 1
    assert audience(store, FIRST) == {"ada": S.QUEUED}


def test_a_latecomer_is_sent_to_and_a_second_time_there_is_nobody(store: Store) -> None:
    join(store, "ada")
    send(store)
    end(store)
    join(store, "bob")
    extend(store)
    end(store)

    assert state_of(store) == (IssueState.SENT, RunState.CLOSED)
    assert latecomers(store) == 0
    assert extend(store) == 0
    assert state_of(store) == (IssueState.SENT, RunState.CLOSED)
    assert audience(store, FIRST) == {"ada": S.ACCEPTED, "bob": S.ACCEPTED}
    assert balanced(store, FIRST) == 2


def test_a_latecomer_who_chose_other_topics_is_skipped_and_the_books_say_why(store: Store) -> None:
    join(store, "ada")
    send(store, topics=("Tides",))
    end(store)
    join(store, "bob", "cyd")
    arrange(store, "bob", topics=("rope",))
    arrange(store, "cyd", topics=("tides",))

    assert extend(store) == 2
    assert audience(store, FIRST) == {"ada": S.ACCEPTED, "bob": S.SKIPPED, "cyd": S.QUEUED}
    with store.unit(write=False) as unit:
        row = unit.deliveries.find(FIRST, number_of(store, "bob"))
    assert row is not None
    assert row.reason == "topic"
    assert row.settled_at is not None


def test_a_latecomer_gets_the_face_in_their_language(store: Store) -> None:
    join(store, "ada")
    send(store, faces={"en": (TIDE,), "fr": (TIDE,)})
    end(store)
    join(store, "bob")
    with store.unit() as unit:
        unit.people.introduce(number_of(store, "bob"), name="Bob", language="fr")

    extend(store, faces={"en": FACE, "fr": face_in("fr")})

    with store.unit() as unit:
        [claim] = unit.deliveries.claim(FIRST, sender=SENDER, limit=9, now=NOON, lease=LEASE)
    assert claim.face == face_in("fr")


@pytest.mark.parametrize("stage", ["draft", "frozen", "open", "cancelled"])
def test_only_an_issue_that_was_sent_is_extended(store: Store, stage: str) -> None:
    join(store, "ada")
    if stage != "draft":
        freeze(store)
    if stage in {"open", "cancelled"}:
        with store.unit() as unit:
            unit.runs.open(FIRST, list="main", faces={"en": FACE})
    if stage == "cancelled":
        with store.unit() as unit:
            unit.issues.move(FIRST, expected=IssueState.SENDING, to=IssueState.CANCELLED)
            unit.runs.close(FIRST)
    join(store, "bob")

    with pytest.raises(Conflict):
        extend(store)

    assert "bob" not in audience(store, FIRST)


def test_with_a_face_it_has_not_an_issue_stays_as_it_was(store: Store) -> None:
    join(store, "ada")
    send(store)
    end(store)
    join(store, "bob")

    with pytest.raises(Conflict):
        extend(store, faces={"en": "no such digest"})

    assert audience(store, FIRST) == {"ada": S.ACCEPTED}
    assert state_of(store) == (IssueState.SENT, RunState.CLOSED)


def test_after_an_extension_the_audience_is_shut_again(store: Store) -> None:
    join(store, "ada")
    send(store)
    end(store)
    join(store, "bob")
    extend(store)
    join(store, "cyd")

    with store.unit() as unit:
        assert unit.runs.open(FIRST, list="main", faces={"en": FACE}) == 2
    with pytest.raises(Conflict):
        extend(store)

    assert set(audience(store, FIRST)) == {"ada", "bob"}


def test_of_many_everybody_is_in_exactly_once(store: Store) -> None:
    """More than one statement's worth of subscribers, where a store takes them in parts."""
    people = [newcomer(f"reader{number}") for number in range(10_050)]
    with store.unit() as unit:
        for person in people[:25]:
            unit.people.join(person, list="main", evidence="form", at=NOW)
    send(store)
    end(store)
    with store.unit() as unit:
        for person in people[25:]:
            unit.people.join(person, list="main", evidence="form", at=NOW + HOUR)

    assert latecomers(store) == extend(store) == 10_025
    assert balanced(store, FIRST) == 10_050
    assert holders(store) == {S.ACCEPTED: 25, S.QUEUED: 10_025}
