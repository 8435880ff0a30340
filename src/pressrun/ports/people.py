"""Subscribers, consent and suppressions."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from pressrun.model.audience import (
    Arrangement,
    Batch,
    Consent,
    ListCount,
    Newcomer,
    Proof,
    Reader,
    Standing,
    Subscriber,
    SubscriberId,
    Subscription,
    Suppression,
    SuppressionReason,
)
from pressrun.model.reach import Reached


class People(Protocol):
    """Subscribers, consent and suppressions."""

    def hash_key(self) -> bytes:
        """Return the key of address hashes; it never rotates."""
        ...

    def join(
        self,
        newcomer: Newcomer,
        *,
        list: str,
        evidence: str,
        at: datetime,
        batch: int | None = None,
        proof: Proof | None = None,
    ) -> Standing:
        """Subscribe someone who consented, confirmed, with a line in the consent log.

        Nothing changes for an address that is on the list, that left it, or that is suppressed;
        the answer says which.
        """
        ...

    def welcome(
        self, newcomer: Newcomer, *, list: str, evidence: str, proof: Proof, at: datetime
    ) -> Standing:
        """Subscribe somebody whose mailbox's owner has just said yes, with a line in the log.

        Unlike :meth:`join` it brings back who had left, under the handle they had and with the
        topics they ask for now, and lifts a suppression but for a complaint. One on request had
        ended every list, so the others end for good. ADDED says that they are mailed now and were
        not before; ALREADY and SUPPRESSED that nothing changed.
        """
        ...

    def standing(self, address_key: str, address_hash: str, *, list: str) -> Standing:
        """Return what :meth:`join` would answer, and change nothing."""
        ...

    def count(self, list: str) -> ListCount:
        """Return how many people the list has, by state."""
        ...

    def reach(self, list: str, *, topics: Sequence[str] | None) -> Sequence[Reached]:
        """Return how every subscription of a list stands to an issue about ``topics``, counted.

        The counts add up to all subscriptions, ended ones included, sorted by reach, language and
        ``owes``. With None the topics are not known, and nobody is said to miss them.
        """
        ...

    def readers(self, list: str, *, after: SubscriberId, limit: int) -> Sequence[Reader]:
        """Return up to ``limit`` readers of a list with ids above ``after``, in order of id."""
        ...

    def find(self, address_key: str, *, list: str) -> Reader | None:
        """Return the reader with this address."""
        ...

    def by_handle(self, subscription_handle: str) -> Reader | None:
        """Return the reader whose subscription has this handle."""
        ...

    def reader(self, subscriber: SubscriberId, *, list: str) -> Reader | None:
        """Return a subscriber as a reader of a list."""
        ...

    def arrange(self, subscription_handle: str, arrangement: Arrangement, *, at: datetime) -> bool:
        """Set what a reader chooses of a subscription; False, and no change, for one that ended.

        With ``paused_until`` it is paused, without confirmed. ``changed_at`` is ``at``, whatever
        was chosen: somebody was there.

        Who begins to read by digest is owed what goes out from then on (``owed_since``), and stays
        so on their way back to each issue until a digest has paid it; a feed ends it.

        Raises:
            ValueError: A topic is empty or more than one line.
        """
        ...

    def resume(self, now: datetime) -> int:
        """Let pauses end whose day has come; return how many."""
        ...

    def introduce(self, subscriber: SubscriberId, *, name: str, language: str) -> None:
        """Set what somebody is called and the language they read; not of who was erased."""
        ...

    def move(
        self,
        subscriber: SubscriberId,
        *,
        address: str,
        address_key: str,
        address_hash: str,
        evidence: str,
        proof: Proof,
        at: datetime,
    ) -> bool:
        """Give somebody another address, with a line in the log for each of their lists.

        False, and no change, if somebody else has it.
        """
        ...

    def rejoin(self, subscription_handle: str, *, evidence: str, at: datetime) -> bool:
        """Take back a leaving, with a line in the log.

        False when it had not ended, or whoever had it was erased.
        """
        ...

    def erase(self, subscriber: SubscriberId, *, evidence: str, at: datetime) -> None:
        """Forget who somebody is: address, its key and hash, name, language, and relays' replies.

        Subscriptions end and feeds of their own are revoked, with a line in the log for each
        list. The row stays, so that books balance. Idempotent.
        """
        ...

    def person(self, address_key: str) -> Subscriber | None:
        """Return the subscriber with this address, whatever lists they are on."""
        ...

    def subscriptions(self, subscriber: SubscriberId) -> Sequence[Subscription]:
        """Return every subscription of somebody, by list."""
        ...

    def noes(self) -> Sequence[tuple[str, str, datetime]]:
        """Return every no of who is not erased: address key, list or "" for all, and since when."""
        ...

    def everybody(self, *, after: SubscriberId, limit: int) -> Sequence[Subscriber]:
        """Return up to ``limit`` subscribers that were not erased, in order of id."""
        ...

    def without_consent(self, list: str) -> int:
        """Return how many who may be written to have agreed to nothing that is on record.

        They are confirmed, not suppressed, and read by mail; since they came, or came back, the
        log has no line of theirs that was given by a form or has evidence.
        """
        ...

    def leave(self, subscription_handle: str, *, evidence: str, at: datetime) -> bool:
        """End a subscription with a line in the consent log; False when it had ended before."""
        ...

    def consent(self, subscriber: SubscriberId) -> Sequence[Consent]:
        """Return the lines of the consent log about someone, the oldest first."""
        ...

    def suppress(
        self,
        address_hash: str,
        *,
        reason: SuppressionReason,
        at: datetime,
        batch: int | None = None,
    ) -> bool:
        """Never mail this address again, whatever lists it is on; False if it was so before.

        Said again, the weightier reason and the later instant stand, and no import that is taken
        back lifts it any more.
        """
        ...

    def suppression(self, address_hash: str) -> Suppression | None:
        """Return why an address is never mailed."""
        ...

    def lift(self, address_hash: str) -> bool:
        """End a suppression; False when there was none."""
        ...

    def open_batch(self, *, list: str, file: str, digest: str, evidence: str, at: datetime) -> int:
        """Open an import and return its number; joins and suppressions that name it are its own.

        It may be filled in many units.
        """
        ...

    def batches(self) -> Sequence[Batch]:
        """Return every import, the oldest first."""
        ...

    def of_batch(self, batch: int) -> Sequence[Subscriber]:
        """Return who came with an import and has done nothing since, in order of id.

        Who has left, changed anything (``changed_at``) or been erased since is not among them.
        """
        ...

    def undo_batch(self, batch: int, *, evidence: str, at: datetime) -> int:
        """Take back an import: those :meth:`of_batch` returns lose their subscription.

        Nobody is called left by it, so another import may bring them in. Who has no other
        subscription is erased. Suppressions that came with it are lifted. Returns how many
        subscriptions ended; 0 for one that was undone before.
        """
        ...
