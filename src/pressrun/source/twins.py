"""What may stand once only in a publication: ids, slugs, issue numbers."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from pressrun.errors import Place, Problem, quoted

_HELP: Final = {
    "id": "delete the `id:` line of the copy, then:  pressrun check --fix",
    "slug": "rename one file, or give it a line of its own:  slug: another-name",
    "number": "rename one folder; the next free number will do",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """``path`` says that ``value`` is its ``kind``: an id, a slug or a number."""

    kind: str
    value: str
    path: str
    place: Place

    @property
    def key(self) -> tuple[str, str]:
        """Return what must not be claimed twice, however its letters are written."""
        return self.kind, unicodedata.normalize("NFC", self.value).casefold()


def find_twins(claims: Iterable[Claim]) -> tuple[frozenset[str], list[Problem]]:
    """Return the paths whose claims collide, and for each a problem that names the others."""
    by_key: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    for claim in claims:
        by_key[claim.key].append(claim)
    twins = [group for group in by_key.values() if len(group) > 1]
    problems = [_problem(claim, group) for group in twins for claim in group]
    return frozenset(claim.path for group in twins for claim in group), problems


def _problem(claim: Claim, group: list[Claim]) -> Problem:
    others = " and ".join(other.path for other in group if other.path != claim.path)
    return Problem(
        code="SRC020",
        what=f"{claim.kind} {quoted(claim.value)} stands in {others} too",
        place=claim.place,
        help=_HELP[claim.kind],
    )
