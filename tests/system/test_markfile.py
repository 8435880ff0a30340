"""A mark that is cut off anywhere is what it was before or what it was to be."""

from collections.abc import Callable, Iterator
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressrun.model.audience import SubscriberId
from pressrun.model.delivery import Claimed, Receipt
from pressrun.model.issue import IssueKey
from pressrun.model.mark import Mark
from pressrun.system.markfile import Slot, Unreadable, head, read_marks, size_octets

ROOM = 2
SECTOR = 512
WHOLE = 1_000_000  # a life longer than any of these stories
OK = Receipt(250, "2.0.0 Ok: queued as 4XyZ1")
LONG = Receipt(550, "5.7.1 " + "no " * 300)


class CutError(Exception):
    """The process was killed."""


class Mortal:
    """Memory of a process that is killed when it has stored so many octets."""

    def __init__(self, life: int) -> None:
        self.life = life
        self.octets = bytearray(size_octets(ROOM))
        self.octets[: len(head(ROOM))] = head(ROOM)

    def __setitem__(self, at: int | slice, stored: int | bytes) -> None:
        octets = bytes([stored]) if isinstance(stored, int) else stored
        start = at if isinstance(at, int) else at.start
        kept = octets[: self.life]
        self.octets[start : start + len(kept)] = kept
        self.life -= len(kept)
        if len(kept) < len(octets):
            raise CutError


def claim(subscriber: int, fence: int = 1) -> Claimed:
    return Claimed(
        issue=IssueKey("k7m2p9x4qd"),
        subscriber=SubscriberId(subscriber),
        fence=fence,
        attempt=0,
        face="face",
        address="reader@example.org",
        name="",
        subscription_handle="handle",
    )


def mark(subscriber: int, receipt: Receipt | None = None) -> Mark:
    relay = "primary" if receipt else ""
    return Mark(IssueKey("k7m2p9x4qd"), SubscriberId(subscriber), 1, receipt, relay)


def deeds(octets: Mortal) -> Iterator[Callable[[], None]]:
    """Yield what a busy slot sees, an idle one between."""
    slot = Slot(octets, 1)
    for subscriber, receipt in ((1, LONG), (2, OK), (3, None), (4, LONG)):
        yield lambda s=subscriber: slot.intend(claim(s))  # type: ignore[misc]
        if receipt is not None:
            yield lambda r=receipt: slot.answer(r, "primary")  # type: ignore[misc]
        yield slot.clear


def live(octets: Mortal) -> None:
    for deed in deeds(octets):
        deed()


def read(octets: Mortal) -> list[Mark]:
    found = read_marks(bytes(octets.octets))
    assert not isinstance(found, Unreadable)
    return found


def life_story() -> list[tuple[int, list[Mark], bytes]]:
    """Return octets stored, marks and memory at the beginning and after each deed."""
    memory = Mortal(WHOLE)
    story = [(0, read(memory), bytes(memory.octets))]
    for deed in deeds(memory):
        deed()
        story.append((WHOLE - memory.life, read(memory), bytes(memory.octets)))
    return story


def test_the_story_has_every_kind_of_mark() -> None:
    told = [marks for _, marks, _ in life_story()]

    assert [] in told
    assert [mark(2)] in told
    assert [mark(2, OK)] in told
    (cut,) = told[2]
    assert cut.receipt is not None
    assert LONG.text.startswith(cut.receipt.text)


def test_wherever_a_process_is_killed_a_mark_is_whole() -> None:
    checked = 0
    for (begun, before, _), (done, after, _) in pairwise(life_story()):
        for life in range(begun, done):
            memory = Mortal(life)
            with pytest.raises(CutError):
                live(memory)
            assert read(memory) in (before, after)
            checked += 1

    assert checked > 2000


def test_whatever_part_a_disk_has_of_it_an_answer_is_whole_or_none() -> None:
    """After a power cut each sector is as old as it likes."""
    story = life_story()
    known = [found for _, marks, _ in story for found in marks]
    intents = [mark(subscriber) for subscriber in (1, 2, 3, 4)]

    for (_, _, old), (_, _, new) in product(story, story):
        for choice in product((old, new), repeat=2):
            first, second = (o[-1024:][n * SECTOR :][:SECTOR] for n, o in enumerate(choice))
            found = read_marks(old[:-1024] + first + second)
            assert not isinstance(found, Unreadable)
            assert all(one in known or one in intents for one in found)


def test_a_torn_answer_leaves_the_intent() -> None:
    memory = Mortal(WHOLE)
    slot = Slot(memory, 0)
    slot.intend(claim(7))
    slot.answer(OK, "primary")
    at = memory.octets.index(b"queued")

    memory.octets[at] ^= 1

    assert read(memory) == [mark(7)]


def test_an_identity_that_cannot_be_trusted_makes_the_whole_file_unreadable() -> None:
    memory = Mortal(WHOLE)
    Slot(memory, 0).intend(claim(7))
    at = memory.octets.index(b"k7m2p9x4qd")

    memory.octets[at] ^= 1

    assert read_marks(bytes(memory.octets)) == Unreadable("is damaged in slot 1")


@pytest.mark.parametrize(
    ("octets", "why"),
    [
        (b"From a mailbox, by mistake", "is none of Pressrun's"),
        (b"p", "is none of Pressrun's"),
        (head(ROOM), "has 28 octets and should have 3072"),
        (head(ROOM).ljust(2048, b"\0"), "has 2048 octets and should have 3072"),
        (head(ROOM).ljust(4096, b"\0"), "has 4096 octets and should have 3072"),
        (
            (head(ROOM)[:16] + b"\2" + head(ROOM)[17:]).ljust(3072, b"\0"),
            "has form 2, and this Pressrun reads form 1",
        ),
        ((head(ROOM)[:-1] + b"!").ljust(3072, b"\0"), "has a damaged head"),
        (head(ROOM).ljust(1024, b"\0") + b"\7".ljust(2048, b"\0"), "is damaged in slot 1"),
    ],
)
def test_what_is_no_journal_says_why(octets: bytes, why: str) -> None:
    assert read_marks(octets) == Unreadable(why)


@pytest.mark.parametrize("octets", [b"", bytes(10), bytes(1024), bytes(3072)])
def test_a_file_that_was_still_being_made_has_no_marks(octets: bytes) -> None:
    assert read_marks(octets) == []


@given(st.binary(max_size=5000), st.integers(0, 3071))
def test_no_octets_make_it_fail(octets: bytes, at: int) -> None:
    read_marks(octets)
    sound = life_story()[2][2]

    read_marks((sound[:at] + octets + sound[at + len(octets) :])[: len(sound)])


def test_a_key_that_does_not_fit_is_refused_and_marks_nothing() -> None:
    memory = Mortal(WHOLE)
    long = Claimed(
        issue=IssueKey("k" * 65),
        subscriber=SubscriberId(1),
        fence=1,
        attempt=0,
        face="",
        address="",
        name="",
        subscription_handle="",
    )

    with pytest.raises(ValueError, match="65 octets"):
        Slot(memory, 0).intend(long)

    assert read(memory) == []


def test_a_file_of_form_1_is_read_as_it_was_written() -> None:
    """Whoever changes this changes FORM as well: an older Pressrun's may still lie there."""
    head_of_2 = "707265737372756e206a6f75726e616c010000040200000081c2bc54"
    identity = "070000000000000001000000000000000a6b376d32703978347164"
    answer = "8ace5c7efa002f00" + b"primary\0the final dot\0".hex() + OK.text.encode().hex()
    slot = bytes.fromhex(f"02{'00' * 7}{identity}").ljust(89, b"\0") + bytes.fromhex("67dfc0de")
    octets = bytes.fromhex(head_of_2).ljust(1024, b"\0")
    octets += (slot.ljust(96, b"\0") + bytes.fromhex(answer)).ljust(2048, b"\0")

    assert read_marks(octets) == [mark(7, OK)]
