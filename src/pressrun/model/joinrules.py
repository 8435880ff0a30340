"""How far strangers may use the form, and whom it takes."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinRules:
    """What ``[subscribe]`` says.

    ``letters_per_day`` and ``letters_per_month`` (30 days) are for one mailbox, ``asks_per_hour``
    for one network, ``letters_per_hour`` for all. A form that is sent back sooner than
    ``min_fill_s`` was filled by a program. ``refuse_roles`` is about postmaster@ and its like;
    ``international`` takes addresses that only relays with SMTPUTF8 can be told (RFC 6531).
    """

    letters_per_day: int = 1
    letters_per_month: int = 3
    asks_per_hour: int = 20
    letters_per_hour: int = 500
    min_fill_s: float = 2.0
    refuse_roles: bool = True
    international: bool = False
