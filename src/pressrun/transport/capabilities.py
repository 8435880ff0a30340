"""What a relay announces that matters to us (RFC 5321 §4.1.1.1)."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """The extensions of one session; none of them is needed.

    ``size_octets`` is the longest message taken, 0 where no limit is known (RFC 1870 §4), and
    ``size`` tells whether a message's own size may be declared. ``mechanisms`` are those of AUTH.
    """

    starttls: bool = False
    mechanisms: frozenset[str] = frozenset()
    pipelining: bool = False
    size: bool = False
    size_octets: int = 0
    smtputf8: bool = False

    @classmethod
    def of(cls, lines: Iterable[str]) -> "Capabilities":
        """Return what the lines of a reply to EHLO say, its first line apart.

        Some relays write ``AUTH=PLAIN`` as of old; unknown and odd lines are passed over.
        """
        words = [line.upper().replace("AUTH=", "AUTH ", 1).split() for line in lines]
        said = {word[0]: word[1:] for word in words if word}
        limit = (said.get("SIZE") or ["0"])[0]
        return cls(
            starttls="STARTTLS" in said,
            mechanisms=frozenset(said.get("AUTH", ())),
            pipelining="PIPELINING" in said,
            size="SIZE" in said,
            size_octets=int(limit) if limit.isascii() and limit.isdigit() else 0,
            smtputf8="SMTPUTF8" in said,
        )
