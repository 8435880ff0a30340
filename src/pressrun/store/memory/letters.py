"""Letters, in memory (port Letters)."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from pressrun.errors import Conflict
from pressrun.model.audience import SubscriberId, SubscriptionState
from pressrun.model.delivery import ENDS, Claimed, DeliveryState, OnUnknown, Outcome, SkipReason
from pressrun.model.letter import LETTERS, Letter, LetterKind
from pressrun.model.mark import Mark
from pressrun.store.instant import exact, to_ms
from pressrun.store.memory.claims import HELD, may_follow, settled
from pressrun.store.memory.recovery import doubt, given_up
from pressrun.store.memory.shelf import WAITING, Entry, Shelf

_S = DeliveryState
_OF_THE_LIST = frozenset({LetterKind.WELCOME, LetterKind.ALREADY})


class MemoryLetters:
    """Letters, as one transaction sees them."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def keep_face(self, digest: str, octets: bytes) -> None:
        self._shelf.letter_faces.setdefault(digest, octets)

    def face(self, digest: str) -> bytes | None:
        return self._shelf.letter_faces.get(digest)

    def queue(self, letter: Letter) -> bool:
        if letter.face not in self._shelf.letter_faces:
            raise Conflict("a letter's face was not kept")
        letters = self._shelf.letters
        if any(letter.dedupe == written.dedupe for written, _ in letters.values()):
            return False
        whose = SubscriberId(min(letters, default=0) - 1)
        entry = Entry(
            issue=LETTERS, subscriber=whose, face=letter.face, fence=to_ms(letter.created_at)
        )
        letters[whose] = replace(letter, created_at=exact(letter.created_at)), entry
        return True

    def claim(
        self, *, sender: str, limit: int, now: datetime, lease: timedelta
    ) -> Sequence[Claimed]:
        taken: list[Claimed] = []
        for letter, entry in self._due(exact(now)):
            if len(taken) == limit:
                break
            if self._is_nobodys(letter):
                reason = SkipReason.UNSUBSCRIBED.value
                skipped = replace(
                    entry, state=_S.SKIPPED, next_at=None, reason=reason, settled_at=exact(now)
                )
                self._write(skipped)
                continue
            ours = replace(
                entry,
                state=_S.CLAIMED,
                sender=sender,
                fence=entry.fence + 1,
                next_at=None,
                lease_ends_at=exact(now + lease),
            )
            self._write(ours)
            taken.append(_claimed(letter, ours))
        return taken

    def _due(self, now: datetime) -> list[tuple[Letter, Entry]]:
        due = (
            (letter, entry)
            for letter, entry in self._shelf.letters.values()
            if entry.state is _S.QUEUED
            or (entry.state in WAITING and entry.next_at is not None and entry.next_at <= now)
        )
        return sorted(
            due,
            key=lambda pair: (
                WAITING.index(pair[1].state),
                pair[1].next_at or now,
                -pair[1].subscriber,
            ),
        )

    def _is_nobodys(self, letter: Letter) -> bool:
        known = self._shelf.by_address.values()
        erased = letter.subscriber is not None and letter.subscriber not in known
        if letter.subscriber is not None and letter.kind in _OF_THE_LIST:
            reader = self._shelf.reader(letter.list, letter.subscriber)
            if reader is not None and (
                reader.suppressed or reader.subscription.state is SubscriptionState.ENDED
            ):
                return True
        return erased or not letter.address

    def settle(self, outcomes: Iterable[Outcome]) -> Sequence[Outcome]:
        refused: list[Outcome] = []
        after: dict[SubscriberId, Entry] = {}
        for outcome in outcomes:
            whose = outcome.claimed.subscriber
            _, entry = self._shelf.letters.get(whose, (None, None))
            entry = after.get(whose) or entry
            if entry is None or entry.fence != outcome.claimed.fence:
                refused.append(outcome)
            elif entry.state is outcome.state and entry.state not in HELD:
                continue  # its commit was done, though it was told to have failed
            elif entry.state in ENDS:
                raise ValueError(f"a letter that is {entry.state} has no words left to be sent")
            elif may_follow(entry.state, outcome.state):
                after[whose] = settled(entry, outcome)
            elif entry.state in WAITING:
                refused.append(outcome)
            else:
                raise ValueError(f"a letter that is {entry.state} cannot become {outcome.state}")
        for entry in after.values():
            self._write(entry)
        return refused

    def recover(
        self, sender: str, marks: Iterable[Mark], *, now: datetime, on_unknown: OnUnknown
    ) -> Mapping[DeliveryState, int]:
        marked = {(mark.subscriber, mark.fence): mark for mark in marks if mark.issue == LETTERS}
        came: Counter[DeliveryState] = Counter()
        for _, entry in list(self._shelf.letters.values()):
            if entry.state is _S.CLAIMED and entry.sender == sender:
                mark = marked.get((entry.subscriber, entry.fence))
                ended = given_up(entry, mark, exact(now), on_unknown)
                self._write(ended)
                came[ended.state] += 1
        return came

    def senders(self) -> Sequence[str]:
        entries = (entry for _, entry in self._shelf.letters.values())
        return sorted({entry.sender for entry in entries if entry.state is _S.CLAIMED})

    def expire_leases(self, *, alive: Iterable[str], now: datetime, on_unknown: OnUnknown) -> int:
        living = frozenset(alive)
        lapsed = [
            entry
            for _, entry in self._shelf.letters.values()
            if entry.lease_ends_at is not None
            and entry.lease_ends_at <= now
            and entry.sender not in living
        ]
        for entry in lapsed:
            self._write(doubt(entry, exact(now), on_unknown))
        return len(lapsed)

    def next_at(self) -> datetime | None:
        return min(self._times(), default=None)

    def _times(self) -> Iterator[datetime]:
        for letter, entry in self._shelf.letters.values():
            if entry.state is _S.QUEUED:
                yield letter.created_at
            elif at := entry.lease_ends_at or entry.next_at:
                yield at

    def waiting(self) -> int:
        return sum(entry.state not in ENDS for _, entry in self._shelf.letters.values())

    def counts(self) -> Mapping[DeliveryState, int]:
        return Counter(entry.state for _, entry in self._shelf.letters.values())

    def of(self, subscriber: SubscriberId) -> Sequence[tuple[Letter, DeliveryState]]:
        pairs = sorted(self._shelf.letters.items(), reverse=True)
        return [
            (letter, entry.state) for _, (letter, entry) in pairs if letter.subscriber == subscriber
        ]

    def forget(self, *, before: datetime) -> int:
        letters = self._shelf.letters
        old = [
            whose
            for whose, (_, entry) in letters.items()
            if entry.state in ENDS and entry.settled_at is not None and entry.settled_at < before
        ]
        for whose in old:
            del letters[whose]
        named = {letter.face for letter, _ in letters.values()}
        for digest in self._shelf.letter_faces.keys() - named:
            del self._shelf.letter_faces[digest]
        return len(old)

    def forget_mailbox(self, address: str) -> int:
        return self._forget(lambda letter: letter.address == address)

    def forget_person(self, subscriber: SubscriberId) -> int:
        return self._forget(lambda letter: letter.subscriber == subscriber)

    def _forget(self, is_meant: Callable[[Letter], bool]) -> int:
        found = [
            (whose, letter, entry)
            for whose, (letter, entry) in self._shelf.letters.items()
            if is_meant(letter)
        ]
        for whose, letter, entry in found:
            if entry.state is _S.CLAIMED:
                self._shelf.letters[whose] = replace(letter, address="", slots={}), entry
            else:
                del self._shelf.letters[whose]
        return len(found)

    def _write(self, entry: Entry) -> None:
        letter, _ = self._shelf.letters[entry.subscriber]
        if entry.state in ENDS:
            letter = replace(letter, slots={})
        self._shelf.letters[entry.subscriber] = letter, entry


def _claimed(letter: Letter, entry: Entry) -> Claimed:
    return Claimed(
        issue=LETTERS,
        subscriber=entry.subscriber,
        fence=entry.fence,
        attempt=entry.attempt,
        face=entry.face,
        address=letter.address,
        name="",
        subscription_handle="",
        letter=letter,
        unclaimed=to_ms(letter.created_at),
    )
