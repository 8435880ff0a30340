"""What a message weighs as it is sent, with every personal value in it, and what its parts cost."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pressrun.model.checking import Weights
from pressrun.render.scale import Scale
from pressrun.render.seams import Seam, Share


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
