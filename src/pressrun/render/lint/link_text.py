"""Link text that says nothing without what stands around it."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from pressrun.errors import Place, Problem, Severity, quoted
from pressrun.model.code import Code
from pressrun.render.lint.reading import Reach, reaches
from pressrun.render.lint.rule import Rule
from pressrun.render.lint.script import Script
from pressrun.render.lint.subjects import ArticleCopy, IssueCopy, TemplateCopy
from pressrun.render.lint.tree import Element, Words

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


# What leads somewhere in a template, and whose words are its own.
_LINKS: Final = frozenset({"a", "mj-button", "mj-navbar-link"})


def _look(copy: ArticleCopy | IssueCopy | TemplateCopy) -> Iterator[Problem]:
    if isinstance(copy, TemplateCopy):
        yield from _look_at_templates(copy)
        return
    language = copy.article.language if isinstance(copy, ArticleCopy) else copy.issue.language
    for reach in reaches(copy.document, copy.script):
        if _is_empty(reach.words, language or copy.publication.language):
            yield _problem(reach.words, _words(reach, copy.script))


def _look_at_templates(copy: TemplateCopy) -> Iterator[Problem]:
    for element in copy.root.walk():
        # What a screen reader is told in place of the words is the author's care.
        if element.name not in _LINKS or element.get("aria-label"):
            continue
        if "href" in element.attributes and _is_empty(element.text(), copy.publication.language):
            place = _written(element)
            if place is not None:
                yield _problem(element.text(), place)


def _written(element: Element) -> Place | None:
    """Return where the publication wrote the first words of an element."""
    stack: list[Element | Words] = [element]
    while stack:
        node = stack.pop()
        if isinstance(node, Element):
            stack += reversed(node.children)
        elif words := node.text.strip():
            place = element.written(node.at + node.text.index(words))
            row = place.text[place.column - 1 :] if place and place.text and place.column else ""
            return replace(place, width=len(words)) if place and row.startswith(words) else place
    return None


def _problem(words: str, place: Place) -> Problem:
    return Problem(
        code=LNK004.code,
        what=f"link text {quoted(' '.join(words.split()))} says nothing to a screen reader",
        place=place,
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


LINK_TEXT: Final = Rule(on=(ArticleCopy, IssueCopy, TemplateCopy), codes=(LNK004,), look=_look)
