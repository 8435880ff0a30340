"""What a publication says of how it is checked before it is sent."""

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
