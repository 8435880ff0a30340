"""The memory of published entries comes back as it was written, or not at all."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pressrun.errors import ContentError
from pressrun.model.feed import Closed, Identity, Memory, Record, RecordKind
from pressrun.model.memory import PATH, dump_memory, parse_memory

HERON = Record(
    id="heron22222",
    kind=RecordKind.ARTICLE,
    language="en",
    sequence=1,
    published_at=datetime(2026, 11, 24, 8, 0, tzinfo=UTC),
    updated_at=datetime(2026, 11, 25, 9, 30, tzinfo=UTC),
    digest="0a1b",
)
NIGHTJAR = replace(HERON, id="nightjar22", sequence=2, withdrawn_at=HERON.updated_at)
LAMP = replace(HERON, id="lamp222222", kind=RecordKind.ISSUE, language="fr", sequence=3)
CLOSED = Closed(2, HERON.updated_at)
HERE = Identity(authority="example.org", year=2026, language="en", url="https://example.org")

instants = st.integers(0, 7_258_118_400).map(  # the years 1970 to 2199
    lambda seconds: datetime.fromtimestamp(seconds, UTC)
)
records = st.lists(
    st.builds(
        Record,
        id=st.text("abcdefghijklmnopqrstuvwxyz234567", min_size=10, max_size=10),
        kind=st.sampled_from(RecordKind),
        language=st.sampled_from(["en", "fr", "de-AT"]),
        sequence=st.integers(min_value=1, max_value=10**6),
        published_at=instants,
        updated_at=instants,
        digest=st.text(st.characters(codec="utf-8"), max_size=20),
        withdrawn_at=st.none() | instants,
        paths=st.lists(st.text(st.characters(codec="utf-8"), max_size=9), max_size=3).map(tuple),
        taken_over=st.booleans(),
    ),
    unique_by=(lambda record: (record.id, record.language), lambda record: record.sequence),
    max_size=8,
)


archives = st.dictionaries(
    st.sampled_from(["main", "issues", "tags/birds", "languages/fr"]),
    st.lists(st.integers(1, 10**6), unique=True, min_size=1, max_size=4).flatmap(
        lambda sequences: st.tuples(
            *(st.builds(Closed, st.just(n), instants) for n in sorted(sequences))
        )
    ),
)
identities = st.none() | st.builds(
    Identity,
    authority=st.sampled_from(["example.org", "lettre.example.org"]),
    year=st.integers(1990, 2199),
    language=st.sampled_from(["en", "fr"]),
    url=st.sampled_from(["https://example.org", "https://example.org/\u00e9t\u00e9"]),
)
memories = st.builds(Memory, records=records.map(tuple), archives=archives, identity=identities)


def octets(*records: Record) -> bytes:
    return dump_memory(Memory(records=records))


@settings(deadline=None)
@given(memories)
def test_what_is_written_is_read_again(written: Memory) -> None:
    read = parse_memory(dump_memory(written))

    assert sorted(read.records, key=lambda record: record.sequence) == list(read.records)
    assert set(read.records) == set(written.records)
    assert (read.archives, read.identity) == (written.archives, written.identity)


@settings(deadline=None)
@given(memories, st.randoms(use_true_random=False))
def test_equal_records_in_any_order_give_equal_octets(written: Memory, chance: Random) -> None:
    shuffled, feeds = list(written.records), list(written.archives.items())
    chance.shuffle(shuffled)
    chance.shuffle(feeds)

    again = replace(written, records=tuple(shuffled), archives=dict(feeds))
    assert dump_memory(again) == dump_memory(written)


def test_each_entry_stands_on_a_line_of_its_own_in_order_of_publication() -> None:
    lines = octets(LAMP, HERON, NIGHTJAR).decode().splitlines()

    assert [json.loads(line.rstrip(","))["id"] for line in lines[1:-1]] == [
        "heron22222",
        "nightjar22",
        "lamp222222",
    ]


def test_instants_are_written_in_utc_whatever_their_zone() -> None:
    paris = timezone(timedelta(hours=1))
    there = replace(HERON, published_at=HERON.published_at.astimezone(paris))

    assert octets(there) == octets(HERON)


def test_no_records_are_a_memory_too() -> None:
    assert parse_memory(octets()) == Memory()


def test_one_article_may_stand_in_two_languages() -> None:
    french = replace(HERON, language="fr", sequence=2)

    assert parse_memory(octets(HERON, french)).records == (HERON, french)


def test_the_first_form_of_the_file_still_loads_and_knows_no_identity() -> None:
    first = octets(HERON, NIGHTJAR).replace(b'{"version": 2', b'{"version": 1')

    assert parse_memory(first) == Memory(records=(HERON, NIGHTJAR))


@pytest.mark.parametrize(
    "damaged",
    [
        b"",
        b"\xff\xfe",
        b"null",
        b"[]",
        b"[" * 100_000,
        b'{"version": 1}',
        b'{"version": 3, "entries": []}',
        b'{"version": 1, "entries": ["heron"]}',
        octets(HERON).replace(b'"kind": "article"', b'"kind": "poem"'),
        octets(HERON).replace(b'"sequence": 1', b'"sequence": "first"'),
        octets(HERON).replace(b'"sequence": 1', b'"sequence": Infinity'),
        octets(HERON).replace(b"08:00:00Z", b"08:00:00"),
        octets(HERON).replace(b"2026-11-24T08:00:00Z", b"0001-01-01T00:00:00+09:00"),
        octets(HERON).replace(b'"digest"', b'"digset"'),
        octets(HERON, replace(HERON, sequence=2)),
        dump_memory(Memory(archives={"main": (CLOSED, CLOSED)})),
        dump_memory(Memory(identity=HERE)).replace(b'"year": 2026, ', b""),
    ],
    ids=[
        "empty",
        "not UTF-8",
        "null",
        "a list",
        "endlessly nested",
        "no entries",
        "a later version",
        "an entry that is text",
        "an unknown kind",
        "a sequence in words",
        "a sequence without end",
        "an instant without a zone",
        "an instant before all time",
        "a misspelt key",
        "an id in two lines",
        "an archive closed twice",
        "an identity without a year",
    ],
)
def test_a_damaged_memory_is_refused_with_its_path_and_what_to_do(damaged: bytes) -> None:
    with pytest.raises(ContentError) as caught:
        parse_memory(damaged)

    assert caught.value.problem.code == "MEM001"
    assert caught.value.problem.place.path == PATH
    assert "restore" in caught.value.problem.help


def test_a_broken_line_is_named() -> None:
    broken = octets(HERON, NIGHTJAR).replace(b'{"id": "nightjar22"', b'"id": "nightjar22"')

    with pytest.raises(ContentError) as caught:
        parse_memory(broken)

    assert caught.value.problem.place.line == 3


def test_a_memory_cut_off_anywhere_is_never_taken_for_a_shorter_one() -> None:
    whole = dump_memory(
        Memory(records=(HERON, NIGHTJAR, LAMP), archives={"main": (CLOSED,)}, identity=HERE)
    ).rstrip()

    for length in range(len(whole)):
        with pytest.raises(ContentError):
            parse_memory(whole[:length])
