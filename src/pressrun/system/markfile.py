"""The form of a journal's file: a head, then a slot a mark, which may be cut off anywhere."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Protocol, overload
from zlib import crc32

from pressrun.model.audience import SubscriberId
from pressrun.model.delivery import Claimed, Command, Receipt
from pressrun.model.issue import IssueKey
from pressrun.model.mark import Mark

FORM: Final = 1  # another form of slots has another number, and is not read by guesswork
SLOT_OCTETS: Final = 1024

# Head: magic, form, octets a slot, slots, checksum. It has the room of a slot to itself.
_HEAD: Final = struct.Struct("<16sHHI")
_MAGIC: Final = b"pressrun journal"
# A slot: its state in the first octet; from 8, what identifies a delivery (subscriber, fence,
# issue) and a checksum, all within the first 512 octets, which a disk writes whole; from 96, the
# answer (checksum, code, length) and its words.
_FREE, _INTENT, _ANSWERED = 0, 1, 2
_IDENTITY: Final = struct.Struct("<qq65p")
_IDENTITY_AT: Final = 8
_ANSWER: Final = struct.Struct("<HH")
_ANSWER_AT: Final = 96
_CRC_OCTETS: Final = 4
_ISSUE_OCTETS: Final = 64
_WORDS_OCTETS: Final = SLOT_OCTETS - _ANSWER_AT - _CRC_OCTETS - _ANSWER.size
_RELAY_OCTETS: Final = 200
_COMMANDS: Final = {command: f"\0{command.value}\0".encode() for command in Command}


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Octets that are no journal of this form; ``why`` completes "the journal ..."."""

    why: str


class Octets(Protocol):
    """What slots are written to: memory that the kernel keeps when its process is killed."""

    @overload
    def __setitem__(self, at: int, octet: int, /) -> None: ...

    @overload
    def __setitem__(self, at: slice, octets: bytes, /) -> None: ...


class Slot:
    """One mark's place.

    The state octet is stored last, so a process that is killed between any two stores leaves
    what was there before or what is there after, and nothing between.
    """

    __slots__ = ("_answer_at", "_checksum", "_identity", "_octets", "_state_at")

    def __init__(self, octets: Octets, number: int) -> None:
        at = (number + 1) * SLOT_OCTETS
        self._octets, self._state_at, self._answer_at = octets, at, at + _ANSWER_AT
        # Made once: making it again costs a tenth of a mark.
        self._identity = slice(at + _IDENTITY_AT, at + _IDENTITY_AT + _IDENTITY.size + _CRC_OCTETS)
        self._checksum = 0

    def intend(self, claimed: Claimed) -> None:
        """Mark a delivery in a free slot.

        Raises:
            ValueError: Its issue's key is too long, which no key of ours is.
        """
        issue = claimed.issue.encode()
        if len(issue) > _ISSUE_OCTETS:
            raise ValueError(f"an issue's key of {len(issue)} octets cannot be marked")
        identity = _IDENTITY.pack(claimed.subscriber, claimed.fence, issue)
        self._checksum = crc32(identity)
        self._octets[self._identity] = identity + self._checksum.to_bytes(4, "little")
        self._octets[self._state_at] = _INTENT

    def intend_again(self) -> None:
        """Take back the answer of the mark that stands here: a second dot may be on its way."""
        self._octets[self._state_at] = _INTENT

    def answer(self, receipt: Receipt, relay: str) -> None:
        """Add the answer to the mark that stands here, as much of its text as there is room for."""
        words = (
            relay.encode("utf-8", "backslashreplace")[:_RELAY_OCTETS]
            + _COMMANDS[receipt.command]
            + receipt.text.encode("utf-8", "backslashreplace")
        )[:_WORDS_OCTETS]
        body = _ANSWER.pack(receipt.code, len(words)) + words
        # Its checksum goes on from the identity's: an older answer in this slot fits no other mark.
        checked = crc32(body, self._checksum).to_bytes(4, "little") + body
        self._octets[self._answer_at : self._answer_at + len(checked)] = checked
        self._octets[self._state_at] = _ANSWERED

    def clear(self) -> None:
        """Take the mark away."""
        self._octets[self._state_at] = _FREE


def size_octets(room: int) -> int:
    """Return the size of a file with room for so many marks."""
    return (room + 1) * SLOT_OCTETS


def head(room: int) -> bytes:
    """Return what stands at the beginning of a file with room for so many marks."""
    fields = _HEAD.pack(_MAGIC, FORM, SLOT_OCTETS, room)
    return fields + crc32(fields).to_bytes(4, "little")


def read_marks(octets: bytes) -> list[Mark] | Unreadable:
    """Return the marks of a whole file, in order of slots.

    A file whose head was never written had no marks yet: it was being made.
    """
    if not any(octets[:SLOT_OCTETS]):
        return []
    wrong = _wrong_head(octets)
    if wrong is not None:
        return wrong
    found: list[Mark] = []
    for number, slot in enumerate(_slots(octets)):
        mark = _read(slot)
        if isinstance(mark, Unreadable):
            return Unreadable(f"{mark.why} in slot {number + 1}")
        if mark is not None:
            found.append(mark)
    return found


def _wrong_head(octets: bytes) -> Unreadable | None:
    end = _HEAD.size + _CRC_OCTETS
    if len(octets) < end or not octets.startswith(_MAGIC):
        return Unreadable("is none of Pressrun's")
    _, form, slot_octets, room = _HEAD.unpack_from(octets)
    if form != FORM:
        return Unreadable(f"has form {form}, and this Pressrun reads form {FORM}")
    if octets[:end] != head(room) or slot_octets != SLOT_OCTETS:
        return Unreadable("has a damaged head")
    if len(octets) != size_octets(room):
        return Unreadable(f"has {len(octets)} octets and should have {size_octets(room)}")
    return None


def _slots(octets: bytes) -> Iterator[bytes]:
    for at in range(SLOT_OCTETS, len(octets), SLOT_OCTETS):
        yield octets[at : at + SLOT_OCTETS]


def _read(slot: bytes) -> Mark | Unreadable | None:
    state = slot[0]
    if state == _FREE:
        return None
    end = _IDENTITY_AT + _IDENTITY.size
    identity, checksum = slot[_IDENTITY_AT:end], slot[end : end + _CRC_OCTETS]
    if state not in (_INTENT, _ANSWERED) or crc32(identity).to_bytes(4, "little") != checksum:
        return Unreadable("is damaged")
    subscriber, fence, issue = _IDENTITY.unpack(identity)
    mark = Mark(IssueKey(issue.decode()), SubscriberId(subscriber), fence)
    answer = _read_answer(slot, int.from_bytes(checksum, "little")) if state == _ANSWERED else None
    if answer is None:
        # Also where an answer is there and torn, which only a power cut can do. To say that
        # nobody knows makes a second copy at worst, under the same Message-ID; to believe half
        # an answer could call accepted what was refused, and that reader would be lost.
        return mark
    receipt, relay = answer
    return Mark(mark.issue, mark.subscriber, mark.fence, receipt, relay)


def _read_answer(slot: bytes, seed: int) -> tuple[Receipt, str] | None:
    body_at = _ANSWER_AT + _CRC_OCTETS
    code, length = _ANSWER.unpack_from(slot, body_at)
    body = slot[body_at : body_at + _ANSWER.size + length]
    if crc32(body, seed).to_bytes(4, "little") != slot[_ANSWER_AT:body_at]:
        return None
    relay, command, text = body[_ANSWER.size :].split(b"\0", 2)
    # A text that was cut may end within a character.
    return (
        Receipt(code, text.decode("utf-8", "ignore"), Command(command.decode())),
        relay.decode("utf-8", "ignore"),
    )
