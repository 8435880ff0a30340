"""How many of a publication's readers a set of platforms reaches, as far as it has said."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from pressrun.render.lint.clients.support import clients

# Percent; figures are rounded, and a reader in a hundred is not seen by the findings either.
_NEARLY_ALL: Final = 99.0


@dataclass(frozen=True, slots=True)
class Touched:
    """Percent of readers: ``least`` for sure, ``most`` at the very most."""

    least: float
    most: float

    def __str__(self) -> str:
        least, most = f"{self.least:.3g}", f"{self.most:.3g}"
        if least == most:
            return f"about {most} % of your readers"
        if self.least == 0:
            return f"at most {most} % of your readers"
        return f"{least} % to {most} % of your readers"


def touched(lacking: Collection[str], shares: Sequence[tuple[str, float]]) -> Touched | None:
    """Return how many readers use one of the platforms ``lacking``.

    None if nothing is said of any of these, nor of nearly all readers: then nobody knows.

    What a publication says of a whole family is of those of its platforms of which it says
    nothing by themselves; where only some of these lack something, nobody knows how many of the
    family's readers use them.
    """
    said = dict(shares)
    least = most = 0.0
    known = sum(said.values()) >= _NEARLY_ALL
    for name, percent in shares:
        if "." in name:
            gone = name in lacking
            known |= gone
            least, most = least + percent * gone, most + percent * gone
            continue
        rest = [p for p in clients().platforms if p.startswith(f"{name}.") and p not in said]
        gone_of_it = [platform for platform in rest if platform in lacking]
        if gone_of_it:
            known = True
            most += percent
            least += percent if len(gone_of_it) == len(rest) else 0
    return Touched(least, most) if known else None
