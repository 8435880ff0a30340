"""Excuses heeded: whose count, and of which it can be said that they excuse nothing."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Final

from pressrun.errors import ContentError, Problem, Severity
from pressrun.model.code import Code
from pressrun.model.codes import CODES, by_name
from pressrun.model.excuse import Excuse
from pressrun.ports import Folder
from pressrun.press.pointing import pointed
from pressrun.render import lint
from pressrun.render.lint.embargo import LEK002
from pressrun.render.lint.excuses import EXCUSES, excused
from pressrun.render.lint.script import Script
from pressrun.render.lint.subjects import (
    ArticleCopy,
    IssueCopy,
    MailCopy,
    PublicationCopy,
    TemplateCopy,
)

SETTINGS: Final = "pressrun.toml"
_TEMPLATES: Final = "templates/"

_KNOWN: Final[Mapping[str, Code]] = by_name(tuple(CODES.values()), lint.CODES)


def heed(
    folder: Folder,
    problems: Collection[Problem],
    paths: Iterable[str] = (),
    *,
    looked: Callable[[Excuse], bool] = lambda _: False,
) -> tuple[Problem, ...]:
    """Return problems without what is excused beside them.

    What is wrong with the excuses themselves is told of the files ``paths``, and that one excuses
    nothing only where ``looked`` says that what it speaks of was looked for.
    """
    asked = set(paths)
    named = {p.place.path for p in problems if p.place is not None and _is_excusable(p.code)}
    told = excused(
        list(pointed(problems, folder)), _scripts(folder, asked | named), _KNOWN, looked=looked
    )
    own = {code.code for code in EXCUSES}
    return tuple(p for p in told if p.code not in own or (p.place and p.place.path in asked))


class Looked:
    """Knows what was looked for where.

    Args:
        problems: All that was found: in a file that does not load no rule has looked.
        mails: The paths of issues that were looked at as mail, and of their translations.
        settings: Whether the settings were looked at.
        lines: Lines of templates, and whether they are part of a mail (``Inspected.lines``).
    """

    def __init__(
        self,
        problems: Iterable[Problem],
        *,
        mails: Collection[str],
        settings: bool,
        lines: Iterable[Mapping[tuple[str, int], bool]] = (),
    ) -> None:
        self._mails, self._settings = frozenset(mails), settings
        self._lines: dict[tuple[str, int], bool] = {}
        for some in lines:
            merge(self._lines, some)
        self._broken = {
            problem.place.path
            for problem in problems
            if problem.place is not None
            and problem.severity is Severity.ERROR
            and not _is_excusable(problem.code)
        }

    def __call__(self, excuse: Excuse) -> bool:
        """Tell whether whatever an excuse speaks of would have been found."""
        path = excuse.place.path
        if path in self._broken:
            return False
        if path == SETTINGS:
            return self._settings and excuse.code in _codes_of(PublicationCopy)
        if path in self._mails:
            # Whether an embargo is kept is known once somebody has said when the issue goes out.
            known = _codes_of(IssueCopy) | _codes_of(MailCopy)
            return excuse.code in known and excuse.code != LEK002.code
        if path.startswith(_TEMPLATES):
            name = path.removeprefix(_TEMPLATES)
            lines = ((name, line) for line in range(excuse.first, excuse.last + 1))
            seen = [self._lines[line] for line in lines if line in self._lines]
            return any(seen) and all(seen) and excuse.code in _codes_of(TemplateCopy)
        # What is told of an article as part of a mail may not have been looked for: it may stand
        # in none.
        known = _codes_of(ArticleCopy) - _codes_of(MailCopy)
        return path.startswith("articles/") and excuse.code in known


def merge(lines: dict[tuple[str, int], bool], others: Mapping[tuple[str, int], bool]) -> None:
    """Add lines of templates to others: one counts as written wherever it was."""
    for line, was in others.items():
        lines[line] = was or lines.get(line, False)


def _codes_of(subject: type) -> frozenset[str]:
    return frozenset(code.code for rule in lint.RULES if subject in rule.on for code in rule.codes)


def _is_excusable(code: str) -> bool:
    return code in _KNOWN and _KNOWN[code].excusable


def _scripts(folder: Folder, paths: Iterable[str]) -> Iterator[Script]:
    for path in sorted(paths):
        try:
            yield Script(path, folder.octets(path).decode("utf-8", "replace"))
        except ContentError:
            continue  # told by whoever needs it
