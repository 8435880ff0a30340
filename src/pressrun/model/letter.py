"""Letters: mail to one person that is no issue, such as a confirmation; before any issue."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from pressrun.model.audience import SubscriberId
from pressrun.model.issue import IssueKey
from pressrun.model.slot import Slot

LETTERS: Final = IssueKey("letters")
"""What stands for the issue where a sender holds a letter: no issue has a key of seven letters."""


class LetterKind(StrEnum):
    """Why a letter is written. To add one: a line here and in ``SLOTS``, a template
    ``email/letters/<kind>.mjml`` and ``.txt`` and its words.
    """

    CONFIRM = "confirm"  # please confirm that you want to subscribe: link and code
    ALREADY = "already"  # you asked to subscribe and are subscribed: link to preferences
    WELCOME = "welcome"
    ADDRESS = "address"  # to a new address: please confirm it; no page asks for a code of it
    MOVED = "moved"  # to the old address: mail goes to another one now
    EXPORT = "export"  # your data: link
    ERASE = "erase"  # please confirm that everything about you is to be deleted


_ARRANGING: Final = frozenset({Slot.PREFERENCES_URL, Slot.UNSUBSCRIBE_URL})
SLOTS: Final[Mapping[LetterKind, frozenset[Slot]]] = {
    LetterKind.CONFIRM: frozenset({Slot.ACTION_URL, Slot.CODE}),
    LetterKind.ALREADY: _ARRANGING,
    LetterKind.WELCOME: _ARRANGING,
    LetterKind.ADDRESS: frozenset({Slot.ACTION_URL}),
    LetterKind.MOVED: frozenset({Slot.PREFERENCES_URL}),
    LetterKind.EXPORT: frozenset({Slot.ACTION_URL}),
    LetterKind.ERASE: frozenset({Slot.ACTION_URL}),
}
"""What a letter may show of its reader: never a name or an address, which others may have typed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One letter to one mailbox.

    ``face`` is the digest of its byte template, ``slots`` what stands in it for this person; they
    hold secrets and are deleted once it has been accepted or refused. ``dedupe`` is unique for
    ever: a second letter with the same is not written. ``message_id`` has no angle brackets.
    """

    kind: LetterKind
    list: str
    address: str = field(repr=False)
    face: str
    slots: Mapping[str, str] = field(repr=False)
    dedupe: str
    message_id: str
    created_at: datetime
    subscriber: SubscriberId | None = None


@dataclass(frozen=True, slots=True)
class Coming:
    """The issue that a list gets next: its number, and when it goes out, aware."""

    number: int
    at: datetime
