"""What a message weighs as it is sent, with every personal value in it, and what its parts cost."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pressrun.model.checking import Weights
from pressrun.model.publication import Publication
from pressrun.model.quotedprintable import encode_line, encode_text
from pressrun.model.slot import MARK, longest
from pressrun.render.seams import Seam, Share

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


@dataclass(frozen=True, slots=True)
class Weighed:
    """The weights of a message, and of each block of each article in it that is given whole."""

    weights: Weights
    blocks: tuple[tuple[int, ...], ...]


def weigh(
    html: str,
    text: str,
    seams: Sequence[tuple[int, Seam]],
    paths: Sequence[str],
    scale: Scale,
) -> Weighed:
    """Return what a message weighs; ``seams`` are those of its HTML, each with its offset there.

    ``paths`` are those of its articles. A line that a part ends in is broken elsewhere when the
    part is weighed alone; what that makes of a difference, a few octets, the largest share has.
    """
    total = scale.octets(html)
    shares, articles = Counter[Share](), Counter[int]()
    blocks: list[list[int]] = [[] for _ in paths]
    start = html.find("</head>") + len("</head>") if seams and "</head>" in html else 0
    shares[Share.HEAD] = scale.octets(html[:start])
    for at, seam in seams:
        octets = scale.octets(html[start:at])
        if seam.article is None:
            shares[seam.share or Share.FRAME] += octets
        else:
            articles[seam.article] += octets
            if seam.block is not None:
                blocks[seam.article].append(octets)
        start = at
    if not articles:
        return Weighed(Weights(html=total, text=scale.octets(text)), tuple(map(tuple, blocks)))
    shares[Share.FOOT] = scale.octets(html[start:])
    [(largest, _)] = shares.most_common(1)
    shares[largest] += total - shares.total() - articles.total()
    weights = Weights(
        html=total,
        text=scale.octets(text),
        articles=tuple((path, articles[number]) for number, path in enumerate(paths)),
        parts=tuple((str(share), shares[share]) for share in Share if shares[share]),
    )
    return Weighed(weights, tuple(map(tuple, blocks)))
