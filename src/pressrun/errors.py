"""Every error a person may meet: what happened, where, what to do; a code; an exit status.

A :class:`Problem` is a value: loaders collect them and go on with what is sound. A
:class:`PressrunError` is a surprise, or the moment when a verb cannot go on; it may carry
several problems. Only ``cli`` turns either into text on a terminal.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from typing import ClassVar, Final


class Severity(StrEnum):
    """How much a problem weighs: an error stops what it stands in, a warning does not.

    A note tells what is no fault: something that may be meant, and can be looked at.
    """

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A spot that a person can open.

    ``path`` is relative to the publication's folder, with forward slashes. ``line`` and
    ``column`` count from 1, as editors do; ``text`` is that whole source line, without its
    line end, and ``width`` says how many characters the caret underlines.
    """

    path: str
    line: int | None = None
    column: int | None = None
    text: str | None = None
    width: int = 1

    @property
    def marked(self) -> str:
        """Return what stands there, nothing where the line's text is not known."""
        start = (self.column or 1) - 1
        return (self.text or "")[start : start + self.width]

    def __str__(self) -> str:
        return ":".join(str(part) for part in (_seen(self.path), self.line, self.column) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """A change that is certain to be meant: ``old`` becomes ``new`` where a problem stands.

    ``line`` and ``column`` count from 1 in the file of the problem's place. ``old`` holds no line
    end. A line of which nothing is left goes as a whole.
    """

    line: int
    column: int
    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is wrong: ``code``, ``what`` in the reader's words, ``where``, ``help``.

    ``code`` is stable (``FM004``); ``what`` is lower case without a final stop; ``help`` is the
    exact thing to type or change next. ``fix`` is there where `check --fix` can do it.
    """

    code: str
    what: str
    place: Place | None = None
    help: str = ""
    severity: Severity = Severity.ERROR
    fix: Fix | None = None

    def __str__(self) -> str:
        rows = [f"{self.severity}[{self.code}]: {_seen(self.what)}"]
        if self.place is not None:
            rows.append(f" --> {self.place}")
            if self.place.text is not None and self.place.line is not None:
                rows += _excerpt(self.place)
        rows += [f"  = help: {_seen(line)}" for line in self.help.splitlines()]
        return "\n".join(rows)


def _excerpt(place: Place) -> list[str]:
    """Return the source line with a caret under its column, long lines cut to 100 characters.

    The caret stands where a terminal shows the character, which columns of the file do not tell.
    """
    text, column = (place.text or "").expandtabs(1), place.column or 1
    start = max(0, column - 60) if len(text) > 100 else 0
    shown = _seen(text)[start : start + 100]
    gutter = " " * len(str(place.line))
    rows = [f"{gutter} |", f"{place.line} | {shown}"]
    if place.column:
        at = column - 1 - start
        meant = shown[at : at + max(1, place.width)]
        rows.append(f"{gutter} | " + " " * _cells(shown[:at]) + "^" * max(1, _cells(meant)))
    return rows


def _seen(text: str) -> str:
    """Return a text as it may stand on a terminal, which obeys some characters."""
    return text if text.isprintable() else "".join(map(_shown, text))


def _shown(character: str) -> str:
    if character.isprintable():
        return character
    # Of spaces one cannot see which they are, and not every terminal knows all of them.
    return " " if unicodedata.category(character) == "Zs" else "\N{REPLACEMENT CHARACTER}"


def _cells(text: str) -> int:
    """Return how many cells of a terminal a text takes: two for wide characters, none for marks."""
    if text.isascii():
        return len(text)
    shown = (c for c in text if unicodedata.category(c) not in {"Mn", "Me"})
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in shown)


def suggest(word: str, known: Iterable[str]) -> str:
    """Return the help for a name nobody knows: the nearest known one, or all of them."""
    names = sorted(known)
    near = get_close_matches(word.casefold(), names, n=1)
    return f"did you mean '{near[0]}'?" if near else f"known are {', '.join(names)}"


def quoted(text: str) -> str:
    """Return a person's own text for use in a message: short, and nothing in it unseen."""
    shown = _seen(text)
    return f"'{shown}'" if len(shown) <= 60 else f"'{shown[:57]}...'"


class PressrunError(Exception):
    """Base of every error Pressrun raises on purpose.

    Args:
        what: What happened, in lower case, without a final stop.
        code: The stable code of this very case.
        place: Where a person can look, if it is in a file.
        help: The next thing to try, as an instruction.
        problems: Further problems, told together with this one.
    """

    exit_status: ClassVar[int] = 1
    default_code: ClassVar[str] = "ERR001"

    def __init__(
        self,
        what: str,
        *,
        code: str = "",
        place: Place | None = None,
        help: str = "",
        problems: Iterable[Problem] = (),
    ) -> None:
        super().__init__(what)
        self.problems: tuple[Problem, ...] = (
            Problem(code=code or self.default_code, what=what, place=place, help=help),
            *problems,
        )

    def __str__(self) -> str:
        return "\n\n".join(str(problem) for problem in self.problems)

    @property
    def problem(self) -> Problem:
        """The first problem: the one that stopped the verb."""
        return self.problems[0]


class Refused(PressrunError):
    """What was asked is understood and declined; nothing was changed."""

    exit_status = 1
    default_code = "REF001"


class UsageError(PressrunError):
    """What was typed cannot be understood, or names nothing that exists."""

    exit_status = 2
    default_code = "USE001"


class SettingsError(PressrunError):
    """``pressrun.toml`` or the environment does not load."""

    exit_status = 3
    default_code = "CFG001"


class ContentError(PressrunError):
    """An article, an issue or the memory of feeds does not load."""

    exit_status = 3
    default_code = "SRC001"

    @classmethod
    def of(cls, problems: Iterable[Problem]) -> "ContentError":
        """Return one error that tells all ``problems``, the first of them first."""
        first, *rest = problems
        return cls(first.what, code=first.code, place=first.place, help=first.help, problems=rest)


class RenderError(ContentError):
    """A template or a face cannot be made."""

    default_code = "TPL001"


class IsolateError(ContentError):
    """Work in a child process broke its limits of time or memory, or the child died."""

    default_code = "ISO001"


# The code of a template that did not end.
ENDLESS: Final = "TPL008"
# A child that died or could not be started says nothing of what it was given: the same may go
# well the next time.
PASSING: Final = frozenset({"ISO003", "ISO006"})


class StoreError(PressrunError):
    """The database cannot be opened or read, or does not fit this Pressrun."""

    exit_status = 3
    default_code = "DB001"


class Conflict(StoreError):
    """Someone else moved it first; what we hold is stale."""

    exit_status = 75
    default_code = "DB004"


class StoreBusy(StoreError):
    """Another process holds the database; trying again will do."""

    exit_status = 75
    default_code = "DB003"


class Locked(PressrunError):
    """Another process sends for this publication."""

    exit_status = 6
    default_code = "RUN001"


class LoginRefused(PressrunError):
    """The relay does not accept our name and password."""

    exit_status = 4
    default_code = "SMTP535"


class RelayUnavailable(PressrunError):
    """No session with the relay can be had now; no recipient is to blame."""

    exit_status = 75
    default_code = "SMTP001"


class RelayMisfit(PressrunError):
    """The relay is not one that mail may be handed to; a person must look, trying again is vain."""

    exit_status = 1
    default_code = "SMTP004"


class FetchError(PressrunError):
    """An address on the web may not or cannot be reached; trying again later may do."""

    exit_status = 75
    default_code = "NET001"


class OutletError(PressrunError):
    """A file could not be written; what was there before is still whole."""

    exit_status = 75
    default_code = "OUT001"
