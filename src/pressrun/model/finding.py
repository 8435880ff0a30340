"""What search knows of an entry, and what it found."""

import json
from dataclasses import asdict, dataclass

RESULTS = 20
"""So many are shown of what is found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Findable:
    """A public article or issue as search has it: what is shown of it, and its ``words``.

    ``path`` is that of its page below the publication; ``date`` is written for people.
    """

    path: str
    title: str
    summary: str
    language: str
    direction: str
    date: str
    date_iso: str
    words: str

    def dump(self) -> bytes:
        """Return it as octets."""
        return json.dumps(asdict(self), ensure_ascii=False).encode("utf-8", "surrogatepass")

    @classmethod
    def parse(cls, octets: bytes) -> "Findable | None":
        """Return what ``dump`` was called on, None for octets of anything else."""
        try:
            return cls(**json.loads(octets))
        except (ValueError, TypeError):
            return None
