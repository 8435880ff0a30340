"""Votes on the questions of articles: polls and quizzes."""

from dataclasses import dataclass
from datetime import datetime

from pressrun.model.audience import SubscriberId


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """One choice, counted from 1, of one voter on one question of one article; the last one counts.

    ``subscriber`` is who voted by a link of their mail. For a vote on a public page it is None and
    ``voter`` is a hash that means nothing after a day; each kind is counted apart.
    """

    article: str
    question: str
    choice: int
    at: datetime
    subscriber: SubscriberId | None = None
    voter: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many chose one choice: subscribers, and people on the web who are not known."""

    choice: int
    subscribers: int = 0
    others: int = 0
