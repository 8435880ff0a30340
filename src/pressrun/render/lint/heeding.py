"""Excuses heeded: whose count, and of which it can be said that they excuse nothing.

Called by name, in a child process: who only wants to know loads no rule.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from pressrun.errors import Problem, Severity
from pressrun.model.code import Code
from pressrun.model.codes import CODES as TOLD_ELSEWHERE
from pressrun.model.codes import by_name
from pressrun.model.excuse import Excuse
from pressrun.render.lint.embargo import LEK002
from pressrun.render.lint.excuses import EXCUSES, excused
from pressrun.render.lint.registry import CODES, RULES
from pressrun.render.lint.script import Script
from pressrun.render.lint.subjects import (
    IssueCopy,
    MailCopy,
    PublicationCopy,
    SendingCopy,
    TemplateCopy,
)

SETTINGS: Final = "pressrun.toml"
_TEMPLATES: Final = "templates/"

_OF_RULES: Final = frozenset(code.code for code in CODES)
_KNOWN: Final[Mapping[str, Code]] = by_name(tuple(TOLD_ELSEWHERE.values()), CODES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What was looked for where.

    ``mails`` are the paths of issues that were looked at as mail, and of their translations;
    ``settings`` tells whether the settings were looked at; ``lines`` are lines of templates, and
    whether they are part of a mail (``Inspected.lines``).
    """

    mails: frozenset[str] = frozenset()
    settings: bool = False
    lines: Mapping[tuple[str, int], bool] = field(default_factory=dict)

    def at(self, excuse: Excuse, broken: Collection[str]) -> bool:
        """Tell whether whatever an excuse speaks of would have been found.

        In the files ``broken``, which do not load, no rule has looked.
        """
        path = excuse.place.path
        if path in broken:
            return False
        if path == SETTINGS:
            # Of what is told of words alone nothing ever stands in settings.
            elsewhere = _codes_of(MailCopy) | _codes_of(SendingCopy) | _codes_of(TemplateCopy)
            known = _codes_of(PublicationCopy) | (_OF_RULES - elsewhere)
            return self.settings and excuse.code in known
        if path in self.mails:
            # Whether an embargo is kept is known once somebody has said when the issue goes out.
            known = _codes_of(IssueCopy) | _codes_of(MailCopy)
            return excuse.code in known and excuse.code != LEK002.code
        if path.startswith(_TEMPLATES):
            name = path.removeprefix(_TEMPLATES)
            lines = ((name, line) for line in range(excuse.first, excuse.last + 1))
            seen = [self.lines[line] for line in lines if line in self.lines]
            return any(seen) and all(seen) and excuse.code in _codes_of(TemplateCopy)
        # What is told of an article as part of a mail may not have been looked for: it may stand
        # in none. What is told of no article at all needs no look.
        known = _OF_RULES - _codes_of(MailCopy)
        return path.startswith("articles/") and excuse.code in known


def heed(
    problems: Iterable[Problem],
    scripts: Iterable[Script],
    asked: Collection[str],
    mails: frozenset[str],
    settings: bool,
    lines: Mapping[tuple[str, int], bool],
) -> tuple[Problem, ...]:
    """Return problems without what is excused in ``scripts``.

    What is wrong with the excuses themselves is told of the files ``asked``, and that one excuses
    nothing only where what it speaks of was looked for: see :class:`Looked`.
    """
    looked = Looked(mails=mails, settings=settings, lines=lines)
    problems = tuple(problems)
    broken = broken_files(problems)

    def would_be_found(excuse: Excuse) -> bool:
        return looked.at(excuse, broken)

    told = excused(problems, scripts, _KNOWN, looked=would_be_found)
    own = {code.code for code in EXCUSES}
    return tuple(p for p in told if p.code not in own or (p.place and p.place.path in asked))


def broken_files(problems: Iterable[Problem]) -> frozenset[str]:
    """Return the paths of files that do not load, in which no rule has looked."""
    return frozenset(
        problem.place.path
        for problem in problems
        if problem.place is not None
        and problem.severity is Severity.ERROR
        and not _is_excusable(problem.code)
    )


def _codes_of(subject: type) -> frozenset[str]:
    return frozenset(code.code for rule in RULES if subject in rule.on for code in rule.codes)


def _is_excusable(code: str) -> bool:
    return code in _KNOWN and _KNOWN[code].excusable
