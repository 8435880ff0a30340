"""What delivering is handed, and what it comes to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from pressrun.errors import Problem
from pressrun.mail.signer import SigningKey
from pressrun.model.delivery import Accounts
from pressrun.model.patience import Patience
from pressrun.model.publication import Publication
from pressrun.ports import Clock, Journals, Store
from pressrun.press.post import Post


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """Where a run stands when nothing more is due; ``next_at`` is when something will be.

    ``tripped`` says why the issue was paused in this pass, if it was; ``troubles`` are relays that
    could not be used, each told once.
    """

    accounts: Accounts
    complete: bool
    next_at: datetime | None = None
    tripped: Problem | None = None
    troubles: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """What delivering needs beside the issue: the ports, the relays and how patient to be.

    ``keys`` sign every message. With ``persistent`` a relay that cannot be reached is tried again
    after a while, until told to stop, and ``on_unreachable`` hears each time which and why;
    without, the pass ends when none can.
    """

    publication: Publication
    store: Store
    journals: Journals
    clock: Clock
    posts: Sequence[Post]
    patience: Patience = field(default_factory=Patience)
    keys: Sequence[SigningKey] = ()
    persistent: bool = False
    on_unreachable: Callable[[str, Problem], None] = lambda _relay, _problem: None
