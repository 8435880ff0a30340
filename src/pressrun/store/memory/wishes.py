"""Wishes that wait for a yes, in memory (port Wishes)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from pressrun.errors import Conflict
from pressrun.model.audience import SubscriberId
from pressrun.model.privatefeed import each_a_line
from pressrun.model.wish import Wish, WishKind
from pressrun.store.instant import exact
from pressrun.store.memory.shelf import Shelf


class MemoryWishes:
    """Wishes of one transaction."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def add(self, wish: Wish) -> None:
        if wish.handle in self._shelf.wishes:
            raise Conflict("another wish has this handle")
        self._shelf.wishes[wish.handle] = replace(
            wish,
            topics=each_a_line(wish.topics),
            asked_at=exact(wish.asked_at),
            done_at=None if wish.done_at is None else exact(wish.done_at),
        )

    def find(self, handle: str) -> Wish | None:
        return self._shelf.wishes.get(handle)

    def latest(self, address_hash: str, *, kind: WishKind, list: str) -> Wish | None:
        of_kind = (wish for wish in self.of(address_hash) if (wish.kind, wish.list) == (kind, list))
        return max(of_kind, key=_age, default=None)

    def renew(self, handle: str, *, code_hash: str, at: datetime) -> bool:
        wish = self._open(handle)
        if wish is None:
            return False
        self._shelf.wishes[handle] = replace(wish, code_hash=code_hash, asked_at=exact(at), tries=0)
        return True

    def finish(self, handle: str, *, at: datetime) -> bool:
        wish = self._open(handle)
        if wish is None:
            return False
        self._shelf.wishes[handle] = replace(wish, done_at=exact(at))
        return True

    def miss(self, handle: str) -> int:
        wish = self.find(handle)
        if wish is None:
            return 0
        self._shelf.wishes[handle] = replace(wish, tries=wish.tries + 1)
        return wish.tries + 1

    def of(self, address_hash: str) -> Sequence[Wish]:
        theirs = [w for w in self._shelf.wishes.values() if w.address_hash == address_hash]
        return sorted(theirs, key=_age)

    def waiting(self, list: str) -> int:
        return self._shelf.waiting(list)

    def forget(self, *, before: datetime) -> int:
        limit = exact(before)
        return self._delete([w for w in self._shelf.wishes.values() if w.asked_at < limit])

    def forget_mailbox(self, address_hash: str) -> int:
        return self._delete(self.of(address_hash))

    def forget_person(self, subscriber: SubscriberId) -> int:
        return self._delete([w for w in self._shelf.wishes.values() if w.subscriber == subscriber])

    def _open(self, handle: str) -> Wish | None:
        wish = self.find(handle)
        return wish if wish is not None and wish.done_at is None else None

    def _delete(self, wishes: Sequence[Wish]) -> int:
        for wish in wishes:
            del self._shelf.wishes[wish.handle]
        return len(wishes)


def _age(wish: Wish) -> tuple[datetime, str]:
    return (wish.asked_at, wish.handle)
