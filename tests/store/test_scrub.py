"""Whoever was erased is in none of the database's files, however it was deleted."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from contract.stores import NOW, join, leave, newcomer
from doubles import CountingEntropy, StoppedClock
from pressrun.model.audience import SubscriberId, SuppressionReason
from pressrun.model.letter import Letter, LetterKind
from pressrun.model.wish import Wish, WishKind
from pressrun.store import scrub
from pressrun.store.sql import SqlStore

WORDS = ("Ada@example.org", "ada@example.org")


@pytest.fixture(name="path")
def _path(tmp_path: Path) -> Path:
    return tmp_path / "state.db"


@pytest.fixture(name="store")
def _store(path: Path, clock: StoppedClock) -> Iterator[SqlStore]:
    store = SqlStore.open(path, clock=clock, entropy=CountingEntropy(), busy_timeout_s=0.1)
    yield store
    store.close()


def found(path: Path, *words: str) -> list[str]:
    """Return the names of the database's files in which one of these words is."""
    return [
        file.name
        for file in sorted(path.parent.iterdir())
        if any(word.encode() in file.read_bytes() for word in words)
    ]


def erase_ada(store: SqlStore) -> None:
    with store.unit() as unit:
        unit.people.suppress("hash-of-ada", reason=SuppressionReason.REQUEST, at=NOW)
        unit.wishes.forget_mailbox("hash-of-ada")
        unit.letters.forget_mailbox(WORDS[0])
        unit.people.erase(SubscriberId(1), evidence="asked", at=NOW)


def write_of_ada(store: SqlStore) -> None:
    """Keep her address wherever it is ever kept."""
    join(store, "ada", "bob")
    one = newcomer("ada")
    with store.unit() as unit:
        unit.wishes.add(
            Wish(
                handle="a wish",
                kind=WishKind.ERASE,
                list="main",
                address=one.address,
                address_key=one.address_key,
                address_hash=one.address_hash,
                asked_at=NOW,
            )
        )
        unit.letters.keep_face("face", b"octets")
        unit.letters.queue(
            Letter(
                kind=LetterKind.ERASE,
                list="main",
                address=one.address,
                face="face",
                slots={},
                dedupe="a wish",
                message_id="1@example.org",
                created_at=NOW,
            )
        )


def test_who_was_erased_is_in_no_file_and_others_are(store: SqlStore, path: Path) -> None:
    write_of_ada(store)
    before = found(path, *WORDS)
    erase_ada(store)

    assert store.scrub(WORDS)

    assert before == ["state.db-wal"]
    assert found(path, *WORDS, "Ada Sample") == []
    assert found(path, "Bob@example.org") == ["state.db"]


def test_without_words_the_log_is_emptied_all_the_same(store: SqlStore, path: Path) -> None:
    write_of_ada(store)
    erase_ada(store)

    assert store.scrub()

    assert found(path, *WORDS) == []


def test_octets_that_a_page_still_holds_are_found_and_the_file_is_made_anew(
    store: SqlStore, path: Path
) -> None:
    write_of_ada(store)
    with store.unit() as unit:
        # As splitting a page does, which leaves copies behind.
        unit.connection.exec_driver_sql("PRAGMA secure_delete = OFF")
    erase_ada(store)
    assert store.scrub()
    left = found(path, *WORDS)

    assert store.scrub(WORDS)

    assert left == ["state.db"]
    assert found(path, *WORDS) == []
    assert leave(store, "bob")


def test_a_word_that_a_row_still_holds_is_told(store: SqlStore) -> None:
    join(store, "ada")

    assert not store.scrub(WORDS)


def test_a_file_that_is_too_large_to_be_made_anew_is_told(
    store: SqlStore, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    join(store, "ada")
    with store.unit() as unit:
        unit.connection.exec_driver_sql("CREATE TABLE large (octets)")
        size = scrub.REBUILD_LIMIT_OCTETS
        unit.connection.exec_driver_sql("INSERT INTO large VALUES (zeroblob(?))", (size,))

    assert not store.scrub(WORDS)

    assert "store.too-large-to-rebuild" in caplog.text


def test_while_somebody_reads_the_old_state_it_is_told_that_some_may_be_left(
    store: SqlStore, path: Path
) -> None:
    write_of_ada(store)

    with store.unit(write=False) as unit:
        assert unit.people.person("ada@example.org")
        erase_ada(store)
        assert not store.scrub(WORDS)

    assert store.scrub(WORDS)
    assert found(path, *WORDS) == []


def test_a_word_that_lies_across_what_is_read_at_once_is_found(path: Path) -> None:
    word = b"ada@example.org"
    for offset in range(-len(word), 1):
        path.write_bytes(bytes(1024 * 1024 + offset) + word + bytes(9))
        assert scrub._holds(path, [b"a longer word than that", word])
    assert not scrub._holds(path, [b"bob"])
