"""Votes, in SQL (port Votes)."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Any, Final

from pressrun.model.audience import SubscriberId
from pressrun.model.vote import Count, Vote
from pressrun.store.driver import Driver
from pressrun.store.instant import from_ms, to_ms

# A vote's ``voter``: "s" and a subscriber's number, "w" and a hash of who votes on a page, or "n"
# and a number that nobody has.
_CAST: Final = """
    INSERT INTO vote (article, question, voter, subscriber, known, choice, at)
    VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (article, question, voter) DO UPDATE SET choice = excluded.choice, at = excluded.at
"""
_FIND: Final = "SELECT choice FROM vote WHERE article = ? AND question = ? AND voter = ?"
_COUNT: Final = """
    SELECT choice, sum(known), sum(1 - known) FROM vote WHERE article = ? AND question = ?
    GROUP BY choice ORDER BY choice
"""
_QUESTIONS: Final = "SELECT DISTINCT article, question FROM vote ORDER BY article, question"
_OF: Final = """
    SELECT article, question, choice, at FROM vote WHERE subscriber = ? ORDER BY article, question
"""
_THEIRS: Final = """
    SELECT article, question, voter FROM vote WHERE subscriber = ? ORDER BY article, question
"""
_FADED: Final = """
    SELECT article, question, voter FROM vote WHERE known = 0 AND voter >= 'w' AND at < ?
    ORDER BY article, question, voter
"""
_NOBODYS: Final = """
    SELECT count(*) FROM vote WHERE article = ? AND question = ? AND voter >= 'n' AND voter < 'o'
"""
_DISOWN: Final = """
    UPDATE vote SET voter = ?, subscriber = NULL WHERE article = ? AND question = ? AND voter = ?
"""


class SqlVotes:
    """Rows of votes, as one transaction sees them."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver

    def cast(self, vote: Vote) -> None:
        known = vote.subscriber is not None
        row = (vote.subscriber, int(known), vote.choice, to_ms(vote.at))
        self._driver.run(_CAST, (vote.article, vote.question, voter(vote), *row))

    def find(self, vote: Vote) -> int | None:
        row = self._driver.row(_FIND, (vote.article, vote.question, voter(vote)))
        return None if row is None else row[0]

    def count(self, article: str, question: str) -> Sequence[Count]:
        return [
            Count(choice=choice, subscribers=known, others=others)
            for choice, known, others in self._driver.rows(_COUNT, (article, question))
        ]

    def questions(self) -> Sequence[tuple[str, str]]:
        return self._driver.rows(_QUESTIONS)

    def of(self, subscriber: SubscriberId) -> Sequence[Vote]:
        return [
            Vote(
                article=article,
                question=question,
                choice=choice,
                at=from_ms(at_ms),
                subscriber=subscriber,
            )
            for article, question, choice, at_ms in self._driver.rows(_OF, (subscriber,))
        ]

    def disown(self, subscriber: SubscriberId) -> int:
        return self._disown(self._driver.rows(_THEIRS, (subscriber,)))

    def blur(self, *, before: datetime) -> int:
        return self._disown(self._driver.rows(_FADED, (to_ms(before),)))

    def _disown(self, votes: Sequence[Any]) -> int:
        for question, whose in groupby(votes, key=lambda row: row[:2]):
            (taken,) = self._driver.row(_NOBODYS, question)
            rows = [
                (f"n{number}", *question, voter)
                for number, (*_, voter) in enumerate(whose, start=taken + 1)
            ]
            self._driver.run_each(_DISOWN, rows)
        return len(votes)


def voter(vote: Vote) -> str:
    """Return what keeps the votes of one voter on one question together."""
    return f"w{vote.voter}" if vote.subscriber is None else f"s{vote.subscriber}"
