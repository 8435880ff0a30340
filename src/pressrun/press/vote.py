"""Voting: by a link of one's own mail, or by anybody on the web; each is counted apart.

Looking never counts. A vote takes the place of an earlier one by the same voter until the question
closes. A subscriber votes once, whoever opens their mail; on the web a browser votes once a day.
"""

import base64
import hmac
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from pressrun.model.audience import SubscriberId
from pressrun.model.key import Key, Purpose
from pressrun.model.question import Question, every_choice
from pressrun.model.vote import Count, Vote
from pressrun.ports import Clock, Entropy, Store, Unit
from pressrun.press.guard import network_of
from pressrun.press.keyring import named_by, signing_key
from pressrun.press.questions import Asked, Questions

NETWORK_PER_HOUR: Final = 60
"""So many votes on one question are taken from one network: a school, an office, or one joker."""

ALL_PER_HOUR: Final = 20_000
"""So many votes on one question are taken from the web, whoever sends them."""

_HOUR: Final = timedelta(hours=1)
_AGENT_LIMIT: Final = 512


class Said(StrEnum):
    """What became of a vote."""

    COUNTED = "counted"
    CLOSED = "closed"
    LIMITED = "limited"  # too many came from there


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody on the web, known by where they come from and what with; neither is kept."""

    network: str = field(repr=False)
    agent: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ballot:
    """A question before one voter.

    ``chosen`` is what counts of theirs, 0 for nothing yet. ``counts`` has every choice, and is
    None where this voter may not see it now. ``said`` is what became of the vote they sent.
    """

    asked: Asked
    is_open: bool
    chosen: int = 0
    counts: tuple[Count, ...] | None = None
    said: Said | None = None


class VoteDesk:
    """Shows questions to voters and takes their votes; may be used by several threads."""

    def __init__(
        self,
        questions: Questions,
        *,
        store: Store,
        clock: Clock,
        entropy: Entropy,
        zone: str,
    ) -> None:
        self._questions, self._store = questions, store
        self._clock, self._entropy, self._zone = clock, entropy, zone

    def show_by_mail(self, token: str, owner: str, question: str, choice: int) -> Ballot | None:
        """Return the question that a link of somebody's mail leads to; changes nothing.

        None for a token that is not ours, for somebody who was erased, for a question that nothing
        public asks and for a choice that it does not offer.

        Raises:
            StoreError: The database cannot be read.
        """
        asked = self._questions.find(owner, question)
        if asked is None or not asked.question.offers(choice):
            return None
        with self._store.unit(write=False) as unit:
            subscriber = _subscriber(unit, token)
            if subscriber is None:
                return None
            return self._ballot(unit, asked, _vote(asked, self._clock.now(), subscriber=subscriber))

    def vote_by_mail(self, token: str, owner: str, question: str, choice: int) -> Ballot | None:
        """Count a choice for whose mail the link was in, in the place of an earlier one.

        Who has left the list may answer the mail they were sent before; see
        :meth:`show_by_mail` for None.

        Raises:
            StoreError: The database cannot be written.
        """
        shown = self.show_by_mail(token, owner, question, choice)
        if shown is None:
            return None
        with self._store.unit() as unit:
            subscriber = _subscriber(unit, token)
            if subscriber is None:
                return None
            vote = _vote(shown.asked, self._clock.now(), choice, subscriber=subscriber)
            return self._cast(unit, shown.asked, vote)

    def show(self, owner: str, question: str, visitor: Visitor) -> Ballot | None:
        """Return a question to anybody; changes nothing. None where nothing public asks it.

        Raises:
            StoreError: The database cannot be read.
        """
        asked = self._questions.find(owner, question)
        if asked is None:
            return None
        with self._store.unit(write=False) as unit:
            key = unit.keys.newest(Purpose.NETWORK)
            now = self._clock.now()
            voter = _voter(key, asked, visitor, now) if key else ""
            return self._ballot(unit, asked, _vote(asked, now, voter=voter))

    def vote(self, owner: str, question: str, choice: int, visitor: Visitor) -> Ballot | None:
        """Count a choice for somebody on the web, in the place of an earlier one of that day.

        None where nothing public asks the question, and for a choice that it does not offer.

        Raises:
            StoreError: The database cannot be written.
        """
        asked = self._questions.find(owner, question)
        if asked is None or not asked.question.offers(choice):
            return None
        now = self._clock.now()
        with self._store.unit() as unit:
            key = signing_key(unit, Purpose.NETWORK, entropy=self._entropy, at=now)
            vote = _vote(asked, now, choice, voter=_voter(key, asked, visitor, now))
            if not self._may_vote(unit, asked.question, key, visitor, now):
                return self._ballot(unit, asked, vote, said=Said.LIMITED)
            return self._cast(unit, asked, vote)

    def counts(self, question: Question) -> tuple[Count, ...]:
        """Return how often each choice was taken, for editors: whoever else may see it or not."""
        with self._store.unit(write=False) as unit:
            return every_choice(question, unit.votes.count(question.owner, question.id))

    def is_open(self, question: Question) -> bool:
        """Tell whether one can vote now."""
        return question.is_open(self._clock.now(), self._zone)

    def _cast(self, unit: Unit, asked: Asked, vote: Vote) -> Ballot:
        if not self.is_open(asked.question):
            return self._ballot(unit, asked, vote, said=Said.CLOSED)
        unit.votes.cast(vote)
        return self._ballot(unit, asked, vote, said=Said.COUNTED)

    def _ballot(self, unit: Unit, asked: Asked, vote: Vote, *, said: Said | None = None) -> Ballot:
        """Return the question as the voter of ``vote`` may see it."""
        question, is_open = asked.question, self.is_open(asked.question)
        known = vote.subscriber is not None or vote.voter
        chosen = (unit.votes.find(vote) if known else None) or 0
        # A choice that an editor took out since was made all the same.
        shown = question.shows(has_voted=chosen > 0, is_open=is_open)
        counts = unit.votes.count(question.owner, question.id) if shown else ()
        return Ballot(
            asked=asked,
            is_open=is_open,
            chosen=chosen if question.offers(chosen) else 0,
            counts=every_choice(question, counts) if shown else None,
            said=said,
        )

    def _may_vote(
        self, unit: Unit, question: Question, key: Key, visitor: Visitor, now: datetime
    ) -> bool:
        """Spend one of what a question takes in an hour; False once it is spent."""
        named = f"{question.owner}/{question.id}"
        limits = {f"vote {named}": ALL_PER_HOUR}
        if network := network_of(visitor.network):
            limits[f"vote {named} {_hash(key, now, network)}"] = NETWORK_PER_HOUR
        for subject, limit in limits.items():
            if unit.throttles.spent(subject, since=now - _HOUR) >= limit:
                return False
        for subject in limits:
            unit.throttles.spend(subject, at=now)
        return True


def _subscriber(unit: Unit, token: str) -> SubscriberId | None:
    """Return whose mail a token was in; None for one that is not ours, or of who was erased."""
    handle = named_by(unit, token, Purpose.VOTE)
    reader = unit.people.by_handle(handle) if handle else None
    return reader.subscriber.id if reader and reader.subscriber.address else None


def _vote(
    asked: Asked,
    at: datetime,
    choice: int = 0,
    *,
    subscriber: SubscriberId | None = None,
    voter: str = "",
) -> Vote:
    question = asked.question
    return Vote(
        article=question.owner,
        question=question.id,
        choice=choice,
        at=at,
        subscriber=subscriber,
        voter=voter,
    )


def _voter(key: Key, asked: Asked, visitor: Visitor, now: datetime) -> str:
    """Return what stands for a browser for a day: the same for no other day and no other question.

    A browser is told by what it calls itself: two that call themselves the same behind one address
    are one. Whoever wants to vote twice can; that is why these votes are counted apart.
    """
    question = asked.question
    parts = (question.owner, question.id, network_of(visitor.network), visitor.agent[:_AGENT_LIMIT])
    return _hash(key, now, *parts)


def _hash(key: Key, now: datetime, *parts: str) -> str:
    """Return a hash of the parts under the key of a day (UTC)."""
    of_the_day = hmac.digest(key.secret, f"votes {now:%Y-%m-%d}".encode(), "sha256")
    message = "\0".join(parts).encode("utf-8", "surrogatepass")
    octets = hmac.digest(of_the_day, message, "sha256")[:16]
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()
