"""The interface's own words, by language, from the theme's ``words/<lang>.toml``."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from pressrun.errors import Place, RenderError
from pressrun.model.publication import Theme

FALLBACK: Final = "en"
_RIGHT_TO_LEFT: Final = frozenset({"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})


@dataclass(frozen=True, slots=True)
class Words:
    """Words of one language; ``entries`` has those of the fallback where it is silent."""

    language: str
    entries: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        try:
            return self.entries[name]
        except KeyError:
            raise RenderError(
                f"the theme has no words for '{name}'",
                code="WRD002",
                place=Place(path=f"templates/words/{FALLBACK}.toml"),
                help=f'add a line  {name} = "…"',
            ) from None

    def day(self, day: date) -> str:
        """Return a day as this language writes it."""
        months = self["months"].split()
        if len(months) != 12:
            raise RenderError(
                f"'months' has {len(months)} words instead of 12",
                code="WRD003",
                place=Place(path=f"templates/words/{self.language}.toml"),
                help="write the twelve months, separated by spaces",
            )
        number = self["day_1"] if day.day == 1 else str(day.day)
        values = {"day": number, "month": months[day.month - 1], "year": str(day.year)}
        return fill(self["date"], values)

    def date(self, at: datetime, zone: str) -> str:
        """Return the day of ``at``, an aware instant, as this language writes it."""
        return self.day(at.astimezone(ZoneInfo(zone)).date())


def fill(pattern: str, values: Mapping[str, str]) -> str:
    """Return ``pattern`` with each ``{name}`` replaced; what is unknown stays as it is."""
    return re.sub(r"\{(\w+)\}", lambda match: values.get(match[1], match[0]), pattern)


def direction(language: str) -> str:
    """Return ``rtl`` or ``ltr`` for a BCP 47 language tag."""
    tag = language.lower().split("-")
    right_to_left = tag[0] in _RIGHT_TO_LEFT or {"arab", "hebr"} & set(tag[1:])
    return "rtl" if right_to_left else "ltr"


@lru_cache(maxsize=32)
def find_words(theme: Theme, language: str) -> Words:
    """Return the theme's words for ``language``, in English where it has none.

    A publication's file may hold a single line: the rest is what the built-in file says.

    Raises:
        RenderError: A file of words does not load.
    """
    layers = (dict(theme.words), dict(theme.files))
    entries: dict[str, str] = {}
    tags = language.lower().split("-")
    for tag in (FALLBACK, tags[0], "-".join(tags)):
        name = f"words/{tag}.toml"
        for files in layers:
            if name in files:
                entries |= _parse(name, files[name])
    return Words(language, entries)


def language_name(language: str, theme: Theme) -> str:
    """Return what a language calls itself, as its file of words says; its tag where none does."""
    name = find_words(theme, language)["language_name"]
    borrowed = name == find_words(theme, FALLBACK)["language_name"]
    return language if borrowed and language.split("-")[0] != FALLBACK else name


def _parse(name: str, text: str) -> dict[str, str]:
    path = f"templates/{name}"
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as cause:
        raise RenderError(
            f"the words do not load: {str(cause).lower()}",
            code="WRD001",
            place=_place(path, text, str(cause)),
            help='write one  name = "text"  a line',
        ) from cause
    for key, value in table.items():
        if not isinstance(value, str):
            raise RenderError(
                f"'{key}' is not text",
                code="WRD001",
                place=Place(path=path),
                help=f'write  {key} = "…"',
            )
    return table


def _place(path: str, text: str, message: str) -> Place:
    found = re.search(r"at line (\d+), column (\d+)", message)
    if found is None:
        return Place(path=path)
    line, column = int(found[1]), int(found[2])
    rows = [*text.split("\n"), ""]
    return Place(path=path, line=line, column=column, text=rows[line - 1])
