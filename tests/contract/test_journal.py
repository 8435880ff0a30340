"""What all journals promise. New ones join by adding one line to JOURNALS."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doubles import CountingEntropy
from doubles.journal import MemoryJournals
from pressrun.model.audience import SubscriberId
from pressrun.model.delivery import Claimed, Command, Receipt
from pressrun.model.issue import IssueKey
from pressrun.model.mark import Mark
from pressrun.ports import Journals
from pressrun.system.journals import FileJournals

JOURNALS: dict[str, Callable[[Path], Journals]] = {
    "memory": lambda _: MemoryJournals(),
    "file": lambda folder: FileJournals(folder / "journal", entropy=CountingEntropy()),
}
ROOM = 3
OK = Receipt(250, "2.0.0 Ok: queued as 4XyZ1")


@pytest.fixture(params=JOURNALS, name="journals")
def _journals(request: pytest.FixtureRequest, tmp_path: Path) -> Journals:
    return JOURNALS[request.param](tmp_path)


def claim(subscriber: int, *, fence: int = 1, issue: str = "k7m2p9x4qd") -> Claimed:
    return Claimed(
        issue=IssueKey(issue),
        subscriber=SubscriberId(subscriber),
        fence=fence,
        attempt=0,
        face="face",
        address="reader@example.org",
        name="",
        subscription_handle="handle",
    )


def mark(claimed: Claimed, receipt: Receipt | None = None, relay: str = "") -> Mark:
    return Mark(claimed.issue, claimed.subscriber, claimed.fence, receipt, relay)


def test_there_are_no_senders_at_first(journals: Journals) -> None:
    assert list(journals.alive()) == list(journals.dead()) == list(journals.set_aside()) == []


def test_a_sender_lives_until_its_journal_is_closed(journals: Journals) -> None:
    first, second = journals.open(room=ROOM), journals.open(room=ROOM)
    assert first.sender != second.sender
    assert sorted(journals.alive()) == sorted([first.sender, second.sender])

    second.intend(claim(1))
    second.close()

    assert list(journals.alive()) == [first.sender]
    assert list(journals.dead()) == [second.sender]


def test_an_intent_is_seen_while_its_sender_lives_and_after(journals: Journals) -> None:
    journal = journals.open(room=ROOM)
    journal.intend(claim(7, fence=4))
    assert list(journals.marks(journal.sender)) == [mark(claim(7, fence=4))]

    journal.close()

    assert list(journals.marks(journal.sender)) == [mark(claim(7, fence=4))]


@pytest.mark.parametrize("command", Command)
def test_an_answer_comes_back_word_for_word(journals: Journals, command: Command) -> None:
    journal = journals.open(room=ROOM)
    receipt = Receipt(454, "4.7.0 Throttling\n4.7.0 größte Rate \\x80", command)
    journal.intend(claim(7))
    journal.answer(claim(7), receipt, relay="primary")
    journal.close()

    assert list(journals.marks(journal.sender)) == [mark(claim(7), receipt, "primary")]


def test_a_long_answer_is_cut_and_stays_an_answer(journals: Journals) -> None:
    journal = journals.open(room=ROOM)
    text = "ü" * 5000
    journal.intend(claim(7))
    journal.answer(claim(7), Receipt(550, text), relay="primary")

    (found,) = journals.marks(journal.sender)

    assert found.receipt is not None
    assert found.receipt.code == 550
    assert len(found.receipt.text) > 300
    assert text.startswith(found.receipt.text)
    assert found.relay == "primary"


def test_what_is_cleared_leaves_no_mark_and_gives_its_room_back(journals: Journals) -> None:
    journal = journals.open(room=1)
    for number in range(5):
        journal.intend(claim(number))
        journal.answer(claim(number), OK, relay="primary")
        journal.clear(claim(number))
    journal.intend(claim(9))

    assert list(journals.marks(journal.sender)) == [mark(claim(9))]


def test_the_answer_of_an_earlier_mark_is_not_that_of_a_later_one(journals: Journals) -> None:
    journal = journals.open(room=1)
    journal.intend(claim(7, fence=1))
    journal.answer(claim(7, fence=1), OK, relay="primary")
    journal.clear(claim(7, fence=1))

    journal.intend(claim(7, fence=2))

    assert list(journals.marks(journal.sender)) == [mark(claim(7, fence=2))]


def test_a_second_dot_of_the_same_claim_takes_its_answer_back(journals: Journals) -> None:
    journal = journals.open(room=1)
    journal.intend(claim(7))
    journal.answer(claim(7), Receipt(451, "later"), relay="primary")

    journal.intend(claim(7))

    assert list(journals.marks(journal.sender)) == [mark(claim(7))]


def test_answer_and_clear_without_a_mark_change_nothing(journals: Journals) -> None:
    journal = journals.open(room=ROOM)
    journal.intend(claim(7))

    for other in (claim(8), claim(7, fence=2), claim(7, issue="aaaaaaaaaa")):
        journal.answer(other, OK, relay="primary")
        journal.clear(other)

    assert list(journals.marks(journal.sender)) == [mark(claim(7))]


def test_more_marks_than_there_is_room_for_are_refused_and_those_there_stay(
    journals: Journals,
) -> None:
    journal = journals.open(room=2)
    journal.intend(claim(1))
    journal.intend(claim(2))

    with pytest.raises(ValueError, match="room for 2"):
        journal.intend(claim(3))

    assert sorted(m.subscriber for m in journals.marks(journal.sender)) == [1, 2]


def test_a_journal_without_marks_vanishes_when_it_is_closed(journals: Journals) -> None:
    journal = journals.open(room=ROOM)
    journal.intend(claim(1))
    journal.clear(claim(1))

    journal.close()
    journal.close()

    assert list(journals.alive()) == list(journals.dead()) == []


def test_one_that_is_kept_is_left_without_marks_for_a_recovery(journals: Journals) -> None:
    journal = journals.open(room=ROOM)

    journal.close(keep=True)

    assert list(journals.dead()) == [journal.sender]
    assert list(journals.marks(journal.sender)) == []


def test_a_buried_sender_is_neither_dead_nor_alive_and_is_buried_once(journals: Journals) -> None:
    journal = journals.open(room=ROOM)
    journal.intend(claim(1))
    journal.close()

    journals.bury(journal.sender)
    journals.bury(journal.sender)

    assert list(journals.dead()) == list(journals.alive()) == []
    assert list(journals.marks(journal.sender)) == []


def test_sync_changes_nothing_that_can_be_seen(journals: Journals) -> None:
    journal = journals.open(room=ROOM)
    journal.intend(claim(1))

    journal.sync()

    assert list(journals.marks(journal.sender)) == [mark(claim(1))]


# What may be done to a claim: (deed, subscriber, fence, receipt, relay).
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)
RECEIPTS = st.builds(Receipt, st.integers(0, 599), TEXTS, st.sampled_from(Command))
DEEDS = st.tuples(
    st.sampled_from(["intend", "answer", "clear"]),
    st.integers(1, 4),
    st.integers(1, 2),
    RECEIPTS,
    st.from_regex(r"[a-z][a-z0-9-]{0,20}", fullmatch=True),
)


@given(st.lists(DEEDS, max_size=30))
def test_whatever_is_done_a_file_says_what_memory_says(
    deeds: list[tuple[str, int, int, Receipt, str]],
) -> None:
    with TemporaryDirectory() as folder:
        memory, file = (make(Path(folder)) for make in JOURNALS.values())
        twins = memory.open(room=ROOM), file.open(room=ROOM)
        for deed, subscriber, fence, receipt, relay in deeds:
            refused = []
            for journal in twins:
                claimed = claim(subscriber, fence=fence)
                try:
                    match deed:
                        case "intend":
                            journal.intend(claimed)
                        case "answer":
                            journal.answer(claimed, receipt, relay=relay)
                        case "clear":
                            journal.clear(claimed)
                except ValueError:
                    refused.append(journal)
            assert len(refused) in (0, 2)
        said, kept = (
            sorted(one.marks(twin.sender), key=lambda m: (m.subscriber, m.fence))
            for one, twin in zip((memory, file), twins, strict=True)
        )
        assert said == kept
