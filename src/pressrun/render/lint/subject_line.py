"""Subjects that are too long, shout, or say nothing where a phone ends them."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from pressrun.errors import Place, Problem, Severity, quoted
from pressrun.model.code import Code
from pressrun.model.issue import IssueKind
from pressrun.model.publication import Publication
from pressrun.render.lint.front import part_of, value_of, within
from pressrun.render.lint.rule import Rule
from pressrun.render.lint.script import Script
from pressrun.render.lint.subjects import IssueCopy

# What a list of messages shows on a screen and on a phone held upright; programs differ by a few.
LIMIT: Final = 60
PHONE: Final = 40
# Fewer letters than these are no reason to open anything.
_TELLING: Final = 8

SBJ001: Final = Code(
    code="SBJ001",
    title="the subject is too long",
    why=f"Lists of messages show about {LIMIT} characters of a subject, phones about {PHONE}. What"
    " stands behind them is read by those alone who open the message.",
    mend=f"Say it in {LIMIT} characters, and what else is in the issue in its `preheader:`.",
    severity=Severity.WARNING,
    excusable=True,
)
SBJ002: Final = Code(
    code="SBJ002",
    title="the subject is in capitals",
    why="It is read as shouting, it is slower to read, and filters count it as a mark of spam"
    " (SpamAssassin: SUBJ_ALL_CAPS).",
    mend="Write it as you would write a sentence.",
    severity=Severity.WARNING,
    excusable=True,
)
SBJ003: Final = Code(
    code="SBJ003",
    title="what a phone shows of the subject says nothing, or something else",
    why=f"A phone shows about {PHONE} characters. Where these are the publication's name, which"
    " stands beside them anyway, and a number, nobody knows what the issue is about. A number that"
    " is cut is another one.",
    mend="Begin with what the issue is about, and let its number stand at the end or nowhere.",
    severity=Severity.WARNING,
    excusable=True,
)

_NUMBER: Final = re.compile(r"\d+(?:[.,:’'\u00a0\u202f]\d+)*")
# How an issue is called in front of its number, in the languages of the interface.
_CALLED: Final = re.compile(
    r"\b(?:issue|no|number|vol|volume|edition|newsletter|nr|nummer|ausgabe|folge|rundbrief"
    r"|numéro|n°|nº|lettre|édition|infolettre|número|edición|boletín|العدد|النشرة)\b",
    re.IGNORECASE,
)


def _look(copy: IssueCopy) -> Iterator[Problem]:
    value = value_of(copy.script, "subject")
    # What goes to those who had an article before it was corrected is called after the article.
    if value is None or copy.issue.kind is IssueKind.ERRATUM:
        return
    subject = copy.issue.subject
    shown = characters(subject)
    if len(shown) > LIMIT:
        rest = "".join(shown[LIMIT:]).lstrip()
        yield _problem(
            SBJ001,
            f"the subject has {len(shown)} characters, and mail programs show about {LIMIT}",
            part_of(copy.script, value, subject, len(subject) - len(rest), len(subject)),
            f"say it in {LIMIT}, and the rest in  preheader:",
        )
    if in_capitals(subject):
        yield _problem(
            SBJ002,
            "the subject is all in capitals: it shouts, and filters count it as a mark of spam",
            within(copy.script, value, subject),
            f"write it as a sentence, such as  {subject.capitalize()}",
        )
    yield from _cut(shown, copy.publication, copy.script, value)


def _cut(
    shown: list[str], publication: Publication, script: Script, value: Place
) -> Iterator[Problem]:
    """Yield what is wrong with the first characters alone, where there are more."""
    if len(shown) <= PHONE:
        return
    head, subject = "".join(shown[:PHONE]), "".join(shown)
    if _letters(_telling(head, publication)) < _TELLING <= _letters(subject[len(head) :]):
        yield _problem(
            SBJ003,
            f"a phone shows {quoted(head.strip())} and nothing of what the issue is about",
            within(script, value, head),
            "begin with what it is about: the sender's name stands beside it anyway",
        )
        return
    for number in _NUMBER.finditer(subject):
        left = head[number.start() :].rstrip(".,:’' \u00a0\u202f")
        if number.start() < len(head) < number.end() and left and left != number[0]:
            yield _problem(
                SBJ003,
                f"a phone shows {quoted(left)} of {quoted(number[0])} and cuts the rest",
                part_of(script, value, subject, number.start(), number.end()),
                f"let the number stand further in front, before character {PHONE}",
            )


def _telling(head: str, publication: Publication) -> str:
    """Return what is left of a subject without the names and numbers that say nothing of it."""
    rest = head.casefold()
    names = (publication.title, *(one.title for one in publication.lists))
    for name in sorted(filter(None, names), key=len, reverse=True):
        rest = rest.replace(name.casefold(), " ")
    return _CALLED.sub(" ", rest)


def _letters(text: str) -> int:
    return sum(character.isalpha() for character in text)


def in_capitals(text: str) -> bool:
    """Tell whether a text shouts: all its letters are capitals, and it is no short name.

    Letters of scripts without capitals say nothing. ``NATO`` and ``JSON, YAML`` are names, a word
    of seven letters or more is none, nor are several of which one has five, or of which two stand
    side by side as in ``WE ARE BACK``.
    """
    words = re.findall(r"[^\W\d_]+", text)
    cased = [word for word in words if word.lower() != word.upper()]
    if not cased or any(word != word.upper() for word in cased):
        return False
    longest, letters = max(map(len, cased)), sum(map(len, cased))
    if len(cased) == 1:
        return longest > 6 and len(words) == 1
    beside = len(cased) == len(words) and re.search(r"[^\W\d_] +[^\W\d_]", text) is not None
    return letters > 6 and (longest >= 5 or len(cased) >= 4 or beside)


def characters(text: str) -> list[str]:
    """Return a text as characters that people see: marks and what is joined belong to one."""
    found: list[str] = []
    for character in text:
        joined = found and found[-1].endswith("\N{ZERO WIDTH JOINER}")
        if found and (joined or _belongs(found[-1], character)):
            found[-1] += character
        else:
            found.append(character)
    return found


def _belongs(before: str, character: str) -> bool:
    if unicodedata.category(character) in {"Mn", "Me", "Mc", "Cf"}:
        return True
    if (
        "\N{EMOJI MODIFIER FITZPATRICK TYPE-1-2}"
        <= character
        <= "\N{EMOJI MODIFIER FITZPATRICK TYPE-6}"
    ):
        return True
    return _is_regional(character) and len(before) == 1 and _is_regional(before)


def _is_regional(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _problem(code: Code, what: str, place: Place, help: str) -> Problem:
    return Problem(code=code.code, what=what, place=place, help=help, severity=code.severity)


SUBJECT_LINE: Final = Rule(on=(IssueCopy,), codes=(SBJ001, SBJ002, SBJ003), look=_look)
