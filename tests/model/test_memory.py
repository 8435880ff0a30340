"""The memory of published entries comes back as it was written, or not at all."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pressrun.errors import ContentError
from pressrun.model.feed import Record, RecordKind
from pressrun.model.memory import PATH, dump_records, parse_records

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
    ),
    unique_by=(lambda record: (record.id, record.language), lambda record: record.sequence),
    max_size=8,
)


@settings(deadline=None)
@given(records)
def test_what_is_written_is_read_again(written: list[Record]) -> None:
    read = parse_records(dump_records(written))

    assert sorted(read, key=lambda record: record.sequence) == list(read)
    assert set(read) == set(written)


@settings(deadline=None)
@given(records, st.randoms(use_true_random=False))
def test_equal_records_in_any_order_give_equal_octets(
    written: list[Record], chance: object
) -> None:
    shuffled = list(written)
    chance.shuffle(shuffled)

    assert dump_records(shuffled) == dump_records(written)


def test_each_entry_stands_on_a_line_of_its_own_in_order_of_publication() -> None:
    lines = dump_records([LAMP, HERON, NIGHTJAR]).decode().splitlines()

    assert [json.loads(line.rstrip(","))["id"] for line in lines[1:-1]] == [
        "heron22222",
        "nightjar22",
        "lamp222222",
    ]


def test_instants_are_written_in_utc_whatever_their_zone() -> None:
    paris = timezone(timedelta(hours=1))
    there = replace(HERON, published_at=HERON.published_at.astimezone(paris))

    assert dump_records([there]) == dump_records([HERON])


def test_no_records_are_a_memory_too() -> None:
    assert parse_records(dump_records([])) == ()


def test_one_article_may_stand_in_two_languages() -> None:
    french = replace(HERON, language="fr", sequence=2)

    assert parse_records(dump_records([HERON, french])) == (HERON, french)


@pytest.mark.parametrize(
    "octets",
    [
        b"",
        b"\xff\xfe",
        b"null",
        b"[]",
        b"[" * 100_000,
        b'{"version": 1}',
        b'{"version": 2, "entries": []}',
        b'{"version": 1, "entries": ["heron"]}',
        dump_records([HERON]).replace(b'"kind": "article"', b'"kind": "poem"'),
        dump_records([HERON]).replace(b'"sequence": 1', b'"sequence": "first"'),
        dump_records([HERON]).replace(b'"sequence": 1', b'"sequence": Infinity'),
        dump_records([HERON]).replace(b"08:00:00Z", b"08:00:00"),
        dump_records([HERON]).replace(b"2026-11-24T08:00:00Z", b"0001-01-01T00:00:00+09:00"),
        dump_records([HERON]).replace(b'"digest"', b'"digset"'),
        dump_records([HERON, replace(HERON, sequence=2)]),
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
    ],
)
def test_a_damaged_memory_is_refused_with_its_path_and_what_to_do(octets: bytes) -> None:
    with pytest.raises(ContentError) as caught:
        parse_records(octets)

    assert caught.value.problem.code == "MEM001"
    assert caught.value.problem.place.path == PATH
    assert "restore" in caught.value.problem.help


def test_a_broken_line_is_named() -> None:
    octets = dump_records([HERON, NIGHTJAR]).replace(b'{"id": "nightjar22"', b'"id": "nightjar22"')

    with pytest.raises(ContentError) as caught:
        parse_records(octets)

    assert caught.value.problem.place.line == 3


def test_a_memory_cut_off_anywhere_is_never_taken_for_a_shorter_one() -> None:
    octets = dump_records([HERON, NIGHTJAR, LAMP]).rstrip()

    for length in range(len(octets)):
        with pytest.raises(ContentError):
            parse_records(octets[:length])
