"""Votes on questions."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from pressrun.model.audience import SubscriberId
from pressrun.model.vote import Count, Vote


class Votes(Protocol):
    """One vote for each voter and question; the last one counts."""

    def cast(self, vote: Vote) -> None:
        """Write a vote, in the place of an earlier one by the same voter."""
        ...

    def find(self, vote: Vote) -> int | None:
        """Return what the voter of ``vote`` has chosen, whatever ``vote`` chooses."""
        ...

    def count(self, article: str, question: str) -> Sequence[Count]:
        """Return how many chose what, in order of choice; a choice nobody took is left out."""
        ...

    def questions(self) -> Sequence[tuple[str, str]]:
        """Return (article, question) of everything that was voted on, in order."""
        ...

    def of(self, subscriber: SubscriberId) -> Sequence[Vote]:
        """Return the votes of a subscriber."""
        ...

    def disown(self, subscriber: SubscriberId) -> int:
        """Let the votes of a subscriber be nobody's; they are counted as before."""
        ...

    def blur(self, *, before: datetime) -> int:
        """Let votes on public pages from before be nobody's, so that no hash of a person stays."""
        ...
