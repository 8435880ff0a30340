"""How a publication is checked before it is sent: what it says of that, and what comes out."""

from dataclasses import dataclass
from enum import StrEnum


class Cut(StrEnum):
    """What becomes of mail that Gmail would not show to its end."""

    NEVER = "never"
    AUTO = "auto"  # the longest articles end at a paragraph, with a link to go on reading


@dataclass(frozen=True, slots=True)
class Checking:
    """``shares`` says in percent how many readers use a client: (``gmail``, 46.0) for a family,
    (``outlook.windows``, 4.0) for one of its platforms. Empty where nobody has said it."""

    shares: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What a message weighs, in octets as it is sent: ``html`` is all of its HTML part, filled.

    ``articles`` are (path, octets) in reading order; ``parts`` are (what, octets) of the rest.
    Together they are ``html``; both are empty where nobody can tell one from the other.
    """

    html: int
    text: int
    articles: tuple[tuple[str, int], ...] = ()
    parts: tuple[tuple[str, int], ...] = ()
