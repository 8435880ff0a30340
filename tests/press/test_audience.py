"""Counting an audience, explaining each of its people, and opening the run say the same."""

import hashlib
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contract.stores import LEASE, SENDER, START, newcomer
from doubles.chance import CountingEntropy
from doubles.clock import StoppedClock
from doubles.shop import PrintShop
from press.calendar_samples import schedule
from pressrun.model.audience import Arrangement, Cadence, SuppressionReason
from pressrun.model.delivery import DeliveryState, Face, Outcome, PressRun, RunState
from pressrun.model.fate import GOES, OUTSIDE, WAITS, WHY, Audience
from pressrun.model.issue import ArmedIssue, Issue, IssueKey, IssueKind, IssueState
from pressrun.model.reach import Reach
from pressrun.ports import Contents, Store, Unit
from pressrun.press.audience import audience
from pressrun.press.desk import Desk
from pressrun.press.digesting import editions_of, open_digest, unseen
from pressrun.press.faces import languages_of
from pressrun.press.outlook import Outlook
from pressrun.store.memory import MemoryStore
from pressrun.store.sql import SqlStore

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
TIDE, LAMP = "tideaaaaaa", "lampaaaaaa"
ISSUE, DIGEST, ERRATUM = "issueaaaaa", "digestaaaa", "erratumaaa"


@dataclass(frozen=True, slots=True)
class Sample:
    """Somebody as Hypothesis makes them up; ``switched`` is after which past issue they chose."""

    cadence: Cadence = Cadence.EACH
    topics: tuple[str, ...] = ()
    language: str = ""
    trouble: str = ""
    switched: int = 0
    missed: int = -1  # the past issue whose mail was refused


@dataclass(frozen=True, slots=True)
class Press:
    desk: Desk
    contents: Contents

    def issue(self, key: str) -> Issue:
        return next(one for one in self.contents.issues if one.key == key)


@pytest.fixture(scope="module")
def press(tmp_path_factory: pytest.TempPathFactory) -> Press:
    shop = PrintShop(tmp_path_factory.mktemp("shop"))
    shop.write_article("tide", id=TIDE, title="Tide", extra="tags: [tides]\n")
    shop.write("articles/tide.fr.md", "---\ntitle: Marée\n---\n\nDes mots.\n")
    shop.write("issues/002-d/issue.md", f"---\nid: {DIGEST}\nsubject: D\ndigest: weekly\n---\n")
    shop.write("issues/003-e/issue.md", f"---\nid: {ERRATUM}\nsubject: E\nerratum: {TIDE}\n---\n")
    contents = shop.contents
    assert [one.kind for one in contents.issues] == list(IssueKind), contents.problems
    return Press(shop.desk, contents)


def face(issue: str, articles: tuple[str, ...], language: str = "en") -> Face:
    name = hashlib.sha256(f"{issue} {articles} {language}".encode()).hexdigest()
    return Face(
        digest=name,
        issue=IssueKey(issue),
        language=language,
        variant="",
        octets=b"octets",
        articles=articles,
    )


def freeze(
    unit: Unit,
    key: str,
    faces: list[Face],
    *,
    at: datetime,
    kind: IssueKind,
    topics: tuple[str, ...],
) -> None:
    issue = IssueKey(key)
    unit.issues.arm(
        ArmedIssue(
            key=issue,
            list="main",
            state=IssueState.ARMED,
            wall="2026-11-24T09:00",
            zone="UTC",
            due_at=at,
            digest="d",
            armed_by="a tester",
            armed_at=at,
        )
    )
    unit.issues.move(issue, expected=IssueState.ARMED, to=IssueState.SENDING)
    run = PressRun(
        issue=issue, salt=b"salt", date_at=at, state=RunState.FROZEN, kind=kind, topics=topics
    )
    unit.runs.freeze(run, faces)


def people(store: Store, samples: list[Sample], *, after: int, at: datetime) -> None:
    """Let samples come, and let those choose who do so after this past issue."""
    for number, sample in enumerate(samples):
        name = f"p{number}"
        with store.unit() as unit:
            if after == 0:
                unit.people.join(newcomer(name), list="main", evidence="form", at=at)
                person = unit.people.person(f"{name}@example.org")
                assert person
                unit.people.introduce(person.id, name="", language=sample.language)
            if sample.switched == after:
                arrangement = Arrangement(topics=sample.topics, cadence=sample.cadence)
                unit.people.arrange(f"main-{name}", arrangement, at=at)


def past(store: Store, samples: list[Sample], number: int, article: str, at: datetime) -> None:
    """Send an issue with one article; who is said to miss it has it refused."""
    key = f"past{number}aaaaa"
    made = face(key, (article,))
    topics = ("tides",) if article == TIDE else ()
    with store.unit() as unit:
        freeze(unit, key, [made], at=at, kind=IssueKind.ISSUE, topics=topics)
        unit.runs.open(IssueKey(key), list="main", faces={"en": made.digest})
        claims = unit.deliveries.claim(IssueKey(key), sender=SENDER, limit=99, now=at, lease=LEASE)
        unit.deliveries.settle(
            Outcome(
                claimed=one,
                state=DeliveryState.REFUSED
                if samples[one.subscriber - 1].missed == number
                else DeliveryState.ACCEPTED,
                at=at,
            )
            for one in claims
        )
        unit.runs.close(IssueKey(key))


def trouble(store: Store, samples: list[Sample], *, at: datetime) -> None:
    for number, sample in enumerate(samples):
        name = f"p{number}"
        with store.unit() as unit:
            if sample.trouble == "pauses":
                until = at + timedelta(days=9)
                arrangement = Arrangement(
                    topics=sample.topics, cadence=sample.cadence, paused_until=until
                )
                unit.people.arrange(f"main-{name}", arrangement, at=at)
            elif sample.trouble == "leaves":
                unit.people.leave(f"main-{name}", evidence="link", at=at)
            elif sample.trouble:
                reason = SuppressionReason(sample.trouble)
                unit.people.suppress(f"hash-of-{name}", reason=reason, at=at)


def live(store: Store, samples: list[Sample]) -> None:
    people(store, samples, after=0, at=NOW)
    past(store, samples, 0, TIDE, NOW + HOUR)
    people(store, samples, after=1, at=NOW + 2 * HOUR)
    past(store, samples, 1, LAMP, NOW + 3 * HOUR)
    trouble(store, samples, at=NOW + 4 * HOUR)


def told_one_by_one(press: Press, store: Store, issue: Issue, limit: int) -> Counter[str]:
    outlook = Outlook(press.desk, issue, press.contents, limit)
    with store.unit(write=False) as unit:
        readers = unit.people.readers("main", after=START, limit=99)
        return Counter(outlook.fate(unit, reader).key for reader in readers)


def counted(found: Audience) -> Counter[str]:
    return +Counter({GOES: found.goes_to, **{group.key: group.count for group in found.left_out}})


def opened(press: Press, store: Store, issue: Issue, limit: int) -> tuple[int, int]:
    """Open the run of an issue as releasing does; return how many are written to, and wait."""
    own, at = "en", NOW + 5 * HOUR
    with store.unit() as unit:
        if issue.kind is IssueKind.DIGEST:
            sets = unseen(press.desk, unit, "main", Cadence.WEEKLY)
            editions = editions_of(sets, issue, press.contents, own=own)[:limit]
            faces = [face(issue.key, one.articles, one.language or own) for one in editions]
        else:
            tags = languages_of(issue, press.contents, own)
            faces = [face(issue.key, (TIDE,), tag or own) for tag in tags]
        topics = ("tides",)
        freeze(unit, issue.key, faces, at=at, kind=issue.kind, topics=topics)
        by_tag = {one.language: one.digest for one in faces}
        if issue.kind is IssueKind.DIGEST:
            open_digest(press.desk, unit, issue)
        elif issue.kind is IssueKind.ERRATUM:
            unit.digests.open_erratum(issue.key, list="main", article=TIDE, faces=by_tag)
        else:
            unit.runs.open(issue.key, list="main", faces=by_tag)
        run, books = unit.runs.find(issue.key), unit.runs.accounts(issue.key)
    assert run is not None
    return books.of(DeliveryState.QUEUED), run.waiting


# Most people are in no trouble, or nobody would be left whom a digest could go to.
TROUBLES = {0: "pauses", 1: "leaves", 2: "bounce", 3: "complaint", 4: "request"}
SAMPLES = st.lists(
    st.builds(
        Sample,
        cadence=st.sampled_from([Cadence.WEEKLY, *Cadence]),
        topics=st.sampled_from([(), (), ("tides",), ("lamps",)]),
        language=st.sampled_from(["", "en", "fr", "fr-CA", "de"]),
        trouble=st.integers(0, 20).map(lambda number: TROUBLES.get(number, "")),
        switched=st.integers(0, 1),
        missed=st.integers(-1, 1),
    ),
    min_size=2,
    max_size=9,
)
MAKE: dict[str, Callable[[Path], Store]] = {
    "memory": lambda _: MemoryStore(clock=StoppedClock(NOW), entropy=CountingEntropy()),
    "sqlite": lambda folder: SqlStore.open(
        folder / "state.db", clock=StoppedClock(NOW), entropy=CountingEntropy()
    ),
}


def agree(press: Press, store: Store, samples: list[Sample], key: str, limit: int) -> None:
    live(store, samples)
    issue = press.issue(key)
    with store.unit(write=False) as unit:
        outlook = Outlook(press.desk, issue, press.contents, limit)
        numbers = outlook.count(unit)
    by_key = Counter[str]()
    for (fate, _), count in numbers.items():
        by_key[fate] += count

    assert by_key == told_one_by_one(press, store, issue, limit)
    assert sum(by_key.values()) == len(samples)
    assert by_key.keys() <= WHY.keys()
    if limit > len(samples):
        assert counted(audience(press.desk, store, issue, press.contents)) == +by_key

    assert opened(press, store, issue, limit) == (by_key[GOES], by_key[WAITS])
    after = audience(press.desk, store, issue, press.contents)
    assert after.total == len(samples)


@settings(max_examples=120, deadline=None)
@given(
    samples=SAMPLES, key=st.sampled_from([ISSUE, DIGEST, ERRATUM]), limit=st.sampled_from([1, 99])
)
def test_counting_explaining_and_opening_agree_on_everybody(
    press: Press, samples: list[Sample], key: str, limit: int
) -> None:
    agree(press, MAKE["memory"](Path()), samples, key, limit)


@pytest.mark.parametrize("kind", MAKE)
def test_they_agree_on_whoever_lacks_more_than_the_one_face_there_is_carries(
    press: Press, kind: str, tmp_path: Path
) -> None:
    """They get what it carries, and the rest stays owed to them."""
    weekly = [Sample(cadence=Cadence.WEEKLY, switched=after) for after in (0, 1, 1)]

    agree(press, MAKE[kind](tmp_path), weekly, DIGEST, 1)


@settings(max_examples=15, deadline=None)
@given(
    samples=SAMPLES, key=st.sampled_from([ISSUE, DIGEST, ERRATUM]), limit=st.sampled_from([1, 99])
)
def test_they_agree_on_a_real_database_as_well(
    press: Press, samples: list[Sample], key: str, limit: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = MAKE["sqlite"](Path(folder))
        try:
            agree(press, store, samples, key, limit)
        finally:
            store.close()


def test_languages_are_those_of_the_faces_that_readers_get(press: Press) -> None:
    store = MAKE["memory"](Path())
    tags = ["", "fr", "fr-CA", "de", "en"]
    live(store, [Sample(language=tag) for tag in tags])

    found = audience(press.desk, store, press.issue(ISSUE), press.contents)

    assert dict(found.going) == {"en": 3, "fr": 2}


def test_who_reads_a_digest_is_told_when_the_next_comes(press: Press) -> None:
    store = MAKE["memory"](Path())
    live(store, [Sample(cadence=Cadence.WEEKLY), Sample(cadence=Cadence.MONTHLY)])
    weekly = schedule("w", "friday 09:00", cadence=Cadence.WEEKLY)
    desk = replace(press.desk, schedules=(weekly,))

    found = audience(desk, store, press.issue(ISSUE), press.contents)

    due = {group.key: group.next_at for group in found.left_out}
    assert due == {
        Reach.WEEKLY: datetime(2026, 11, 27, 9, tzinfo=UTC),
        Reach.MONTHLY: None,
    }


def test_an_issue_that_went_out_is_told_from_its_ledger(press: Press) -> None:
    store = MAKE["memory"](Path())
    samples = [Sample(), Sample(topics=("lamps",)), Sample(cadence=Cadence.FEED)]
    live(store, samples)
    opened(press, store, press.issue(ISSUE), 99)

    found = audience(press.desk, store, press.issue(ISSUE), press.contents)

    assert found.by_state == {"queued": 1}
    assert {group.key: group.count for group in found.left_out} == {"skipped topic": 1, OUTSIDE: 1}
