"""Votes, in memory (port Votes)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from pressrun.model.audience import SubscriberId
from pressrun.model.vote import Count, Vote
from pressrun.store.instant import exact
from pressrun.store.memory.shelf import Ballot, Shelf


class MemoryVotes:
    """Votes, as one transaction sees them."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def cast(self, vote: Vote) -> None:
        written = replace(vote, at=exact(vote.at))
        self._shelf.votes[_key(vote)] = Ballot(written, known=vote.subscriber is not None)

    def find(self, vote: Vote) -> int | None:
        ballot = self._shelf.votes.get(_key(vote))
        return None if ballot is None else ballot.vote.choice

    def count(self, article: str, question: str) -> Sequence[Count]:
        known, others = Counter[int](), Counter[int]()
        for ballot in self._shelf.votes.values():
            if (ballot.vote.article, ballot.vote.question) == (article, question):
                (known if ballot.known else others)[ballot.vote.choice] += 1
        return [
            Count(choice=choice, subscribers=known[choice], others=others[choice])
            for choice in sorted({*known, *others})
        ]

    def questions(self) -> Sequence[tuple[str, str]]:
        return sorted({(article, question) for article, question, _ in self._shelf.votes})

    def of(self, subscriber: SubscriberId) -> Sequence[Vote]:
        return [
            self._shelf.votes[key].vote
            for key in sorted(self._shelf.votes)
            if self._shelf.votes[key].vote.subscriber == subscriber
        ]

    def disown(self, subscriber: SubscriberId) -> int:
        return self._disown([_key(vote) for vote in self.of(subscriber)])

    def blur(self, *, before: datetime) -> int:
        return self._disown(
            [
                key
                for key, ballot in self._shelf.votes.items()
                if key[2].startswith("w") and ballot.vote.at < before
            ]
        )

    def _disown(self, keys: Sequence[tuple[str, str, str]]) -> int:
        votes = self._shelf.votes
        for article, question, voter in keys:
            taken = sum(key[:2] == (article, question) and key[2].startswith("n") for key in votes)
            ballot = votes.pop((article, question, voter))
            nobodys = replace(ballot.vote, subscriber=None, voter="")
            votes[article, question, f"n{taken + 1}"] = replace(ballot, vote=nobodys)
        return len(keys)


def _key(vote: Vote) -> tuple[str, str, str]:
    voter = f"w{vote.voter}" if vote.subscriber is None else f"s{vote.subscriber}"
    return vote.article, vote.question, voter
