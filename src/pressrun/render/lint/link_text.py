"""Link text that says nothing without what stands around it."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Final

from pressrun.errors import Place, Problem, Severity, quoted
from pressrun.model.code import Code
from pressrun.render.lint.reading import Reach, reaches
from pressrun.render.lint.rule import Rule
from pressrun.render.lint.script import Script
from pressrun.render.lint.subjects import ArticleCopy, IssueCopy

LNK004: Final = Code(
    code="LNK004",
    title="link text says nothing by itself",
    why="Whoever uses a screen reader often hears only the links of a page, one after another: a"
    " list of 'here' leads nowhere (WCAG 2.2, success criterion 2.4.4).",
    mend="Let the words that are linked say what is behind them: `[the tide tables](…)`.",
    severity=Severity.WARNING,
    excusable=True,
)

# In the languages of the interface: ``templates/words``.
_EMPTY: Final = frozenset(
    {
        *("here", "click here", "click", "this", "this link", "link", "read more", "more"),
        *("learn more", "find out more", "see more"),
        *("ici", "cliquez ici", "lien", "ce lien", "en savoir plus", "lire la suite", "voir plus"),
        *("hier", "hier klicken", "klicken sie hier", "link", "mehr", "weiterlesen"),
        *("mehr erfahren", "mehr lesen"),
        *("aquí", "haz clic aquí", "enlace", "este enlace", "más", "leer más", "saber más"),
        *("ver más", "هنا", "اضغط هنا", "انقر هنا", "المزيد", "اقرأ المزيد"),
    }
)
# What says something after all, by the language that it is a word of.
_TELLING: Final[Mapping[str, frozenset[str]]] = {"fr": frozenset({"hier"})}  # yesterday
_WORD: Final = re.compile(r"[^\W_]+")


def _look(copy: ArticleCopy | IssueCopy) -> Iterator[Problem]:
    language = copy.article.language if isinstance(copy, ArticleCopy) else copy.issue.language
    for reach in reaches(copy.document, copy.script):
        if _is_empty(reach.words, language or copy.publication.language):
            yield Problem(
                code=LNK004.code,
                what=f"link text {quoted(reach.words)} says nothing to a screen reader",
                place=_words(reach, copy.script),
                help="link the words that say what is behind it",
                severity=LNK004.severity,
            )


def _is_empty(words: str, language: str) -> bool:
    """Tell whether words of a link say nothing, whatever signs stand around them."""
    said = " ".join(_WORD.findall(unicodedata.normalize("NFC", words).casefold()))
    return said in _EMPTY and said not in _TELLING.get(language.partition("-")[0], ())


def _words(reach: Reach, script: Script) -> Place:
    """Return where the words of a link stand: before its address, or where it calls its definition.

    Words that are broken over lines are told at the address.
    """
    place, words = reach.place, reach.words.strip()
    before = (place.text or "")[: (place.column or 1) - 1]
    if before.rstrip(" \t<").endswith("]("):
        at = before.rfind(words)
        return script.place(place.line or 1, at + 1, len(words)) if at >= 0 else place
    called = next(script.all(f"[{words}]", reach.line), place)
    return script.place(called.line or 1, (called.column or 0) + 1, len(words))


LINK_TEXT: Final = Rule(on=(ArticleCopy, IssueCopy), codes=(LNK004,), look=_look)
