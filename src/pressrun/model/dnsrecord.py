"""What a domain says about itself in the DNS."""

from dataclasses import dataclass
from typing import Final

# RFC 1035 §3.3: one string of a TXT record has at most 255 octets; readers join them again.
_STRING_OCTETS: Final = 255


@dataclass(frozen=True, slots=True)
class TextRecord:
    """A TXT record that a domain must publish; ``str`` writes it as a line of a zone file."""

    name: str
    value: str

    @property
    def strings(self) -> tuple[str, ...]:
        """Return the value in pieces short enough for one string of a record."""
        cuts = range(0, len(self.value), _STRING_OCTETS)
        return tuple(self.value[at : at + _STRING_OCTETS] for at in cuts)

    def __str__(self) -> str:
        quoted = " ".join(f'"{string}"' for string in self.strings)
        return f"{self.name}. IN TXT {quoted}"
