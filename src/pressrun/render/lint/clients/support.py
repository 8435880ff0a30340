"""Which mail clients support a feature, and how they are named to a person."""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

DATA: Final = Path(__file__).with_name("caniemail.json")
# Word sets mail for these two; whatever stands in a conditional comment is for them alone.
OUTLOOK: Final = frozenset({"outlook.windows", "outlook.windows-mail"})
_NAMED: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """What is known of one feature; ``support`` has a letter for each platform (README.md).

    ``tested`` is the month of the last test, as ``2021-11``. ``years`` are the releases of
    Outlook for Windows that lack it.
    """

    slug: str
    title: str
    tested: str
    support: str
    years: str = ""

    @property
    def url(self) -> str:
        """Return the address of its page."""
        return f"https://www.caniemail.com/features/{self.slug}/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clients:
    """All features by slug, and all platforms in the order of the letters of ``support``."""

    version: str
    updated: str
    sha256: str
    families: Mapping[str, str]
    names: Mapping[str, str]
    platforms: tuple[str, ...]
    features: Mapping[str, Feature]

    @property
    def lacked(self) -> frozenset[str]:
        """Return the features that some platform lacks."""
        return frozenset(slug for slug, one in self.features.items() if "n" in one.support)

    def having(self, slug: str, letters: str) -> frozenset[str]:
        """Return the platforms whose state of a feature is one of ``letters``."""
        support = self.features[slug].support
        pairs = zip(self.platforms, support, strict=True)
        return frozenset(platform for platform, letter in pairs if letter in letters)

    def named(self, lacking: Collection[str], years: str = "") -> str:
        """Return platforms in words, those that most people know first: at most four, and how
        many more."""
        rows = list(self._rows(lacking, years))
        said = ", ".join(name for name, _ in rows[:_NAMED])
        more = sum(count for _, count in rows[_NAMED:])
        return f"{said} and {more} more" if more else said

    def _rows(self, lacking: Collection[str], years: str) -> Iterator[tuple[str, int]]:
        """Yield (name, how many platforms it stands for)."""
        for family, name in self.families.items():
            of_it = [p for p in self.platforms if p.startswith(f"{family}.")]
            gone = [platform for platform in of_it if platform in lacking]
            if gone and len(gone) == len(of_it):
                yield (name if len(of_it) == 1 else f"{name} (all)"), len(gone)
                continue
            # Word's Outlook is what most mail breaks in.
            for platform in sorted(gone, key=lambda p: p not in OUTLOOK):
                kind = self.names[platform.partition(".")[2]]
                if platform == "outlook.windows" and years:
                    yield f"{name} {years} ({kind})", 1
                else:
                    yield (kind if kind.startswith(name) else f"{name} ({kind})"), 1


@cache
def clients() -> Clients:
    """Return what is known of all clients, read once a process."""
    data: dict[str, Any] = json.loads(DATA.read_text(encoding="utf-8"))
    return Clients(
        version=data["version"],
        updated=data["updated"],
        sha256=data["sha256"],
        families=data["families"],
        names=data["names"],
        platforms=tuple(data["platforms"]),
        features={row["slug"]: Feature(**row) for row in data["features"]},
    )
