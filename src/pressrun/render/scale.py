"""The scale that faces are weighed on, and the weight that Gmail shows no more of."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pressrun.model.publication import Publication
from pressrun.model.quotedprintable import encode_line, encode_text
from pressrun.model.slot import MARK, longest

# Gmail publishes no number; what senders report is 102 kB, and whether before or after transfer
# encoding is told either way. The larger of the two is weighed, and a kilobyte is 1,000 octets.
HTML_LIMIT_OCTETS: Final = 102_000
# From here on an issue is near it: the next addition may be the one that is too much.
NEAR_OCTETS: Final = HTML_LIMIT_OCTETS * 9 // 10

# Two soft line breaks set a personal value apart (mail/slots.py).
_APART_OCTETS: Final = 2 * len("=\r\n")


def kilobytes(octets: int) -> str:
    """Return a weight as people are told it."""
    return f"{octets / 1000:.1f} kB"


@dataclass(frozen=True, slots=True)
class Scale:
    """Weighs faces for a reader whose own values are as long as they get.

    ``values`` are by slot.
    """

    values: Mapping[str, str]

    @classmethod
    def of(cls, publication: Publication, web_url: str) -> "Scale":
        """Return the scale for what a publication sends; ``web_url`` is the page of a message."""
        return cls(longest(publication.service_address(), web_url))

    def octets(self, face: str) -> int:
        """Return how many octets a face has in a message: in quoted-printable, and filled."""
        pieces = MARK.split(face.replace("\r\n", "\n").replace("\r", "\n"))
        told = sum(len(encode_text(piece)) for piece in pieces[::2])
        own = sum(_APART_OCTETS + len(encode_line(self.values[slot])) for slot in pieces[1::2])
        return told + own
