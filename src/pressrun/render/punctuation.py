"""Smart punctuation: quotation marks, apostrophes, dashes and ellipses as a language sets them.

Applied where a document is shown and nowhere else: what was written stays what was written, and
its digest with it. What an author escaped, code and addresses are left as they are.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from pressrun.model.document import Document
from pressrun.model.inline import (
    Abbreviation,
    Code,
    Emphasis,
    Image,
    Inline,
    Inlines,
    LineBreak,
    Link,
    NoteReference,
    Strong,
    Text,
    plain,
)
from pressrun.model.parts import flat, rewritten

_ENGLISH: Final = ("“", "”", "‘", "’")
_FRENCH: Final = ("«\N{NO-BREAK SPACE}", "\N{NO-BREAK SPACE}»", "“", "”")
_GERMAN: Final = ("„", "“", "‚", "‘")
_SWEDISH: Final = ("”", "”", "’", "’")
_ANGLED: Final = ("«", "»", "“", "”")
_POLISH: Final = ("„", "”", "«", "»")
# Outer and inner quotation marks by language (Unicode CLDR, delimiters); the longest tag wins.
QUOTES: Final[Mapping[str, tuple[str, str, str, str]]] = {
    "ar": ("”", "“", "’", "‘"),
    "cs": _GERMAN,
    "da": _ENGLISH,
    "de": _GERMAN,
    "de-ch": ("«", "»", "‹", "›"),
    "el": _ANGLED,
    "en": _ENGLISH,
    "es": _ANGLED,
    "fa": ("«", "»", "‹", "›"),
    "fi": _SWEDISH,
    "fr": _FRENCH,
    "fr-ch": ("«", "»", "‹", "›"),
    "he": ("”", "”", "’", "’"),
    "hu": ("„", "”", "»", "«"),
    "it": _ANGLED,
    "nb": ("«", "»", "‘", "’"),
    "nl": _ENGLISH,
    "no": ("«", "»", "‘", "’"),
    "pl": _POLISH,
    "pt": _ANGLED,
    "pt-br": _ENGLISH,
    "ro": ("„", "”", "«", "»"),
    "ru": ("«", "»", "„", "“"),
    "sk": _GERMAN,
    "sv": _SWEDISH,
    "uk": ("«", "»", "„", "“"),
}

# What is an address, never prose, but for the punctuation behind it. It begins where a word does:
# looked for from every letter of a long word, it would take time that grows with its square.
_ADDRESS: Final = re.compile(
    r"""(?:(?<![\w+.-])[\w+.-]++(?:://|@[\w-])|(?<![\w-])[\w-]++\.[a-z]{2,}+/)
        [^\s"<>]*(?<![.,;:!?)\]'])""",
    re.VERBOSE,
)
# Not those of a comment in HTML, which stays to be seen.
_DASHES: Final = re.compile(r"(?<![-\w!])--(?=[\s,;:.!?)]|$)|(?<=\w)--(?=\w)|(?<=[\d\w])--(?=\s|$)")
_LONG: Final = re.compile(r"(?<!-)---(?!-)")
_DOTS: Final = re.compile(r"(?<!\.)\.\.\.(?!\.)")
# French sets a space before its double signs; one that was typed may not end a line.
_BEFORE_SIGN: Final = re.compile(r" (?=[;!?](?:\W|$))")
_BESIDE_COLON: Final = re.compile(r" (?=[:»](?:\W|$))|(?<=«) ")
_OPENING: Final = frozenset("([{<-–—/=\N{NO-BREAK SPACE}«„‚“‘¿¡")
_MARKS: Final = re.compile("[\"']")
_ADDRESS_OR_MARK: Final = re.compile(rf"{_ADDRESS.pattern}|(?P<mark>[\"'])", re.VERBOSE)
# Words that begin with an apostrophe, and decades: the rest of a pair is not looked for.
_ELIDED: Final = re.compile(r"(?:\d\ds?|tis|twas|em|til|cause|n|round|s|t)\b", re.IGNORECASE)


# Both the HTML and the text of an article ask for it, one after the other.
@lru_cache(maxsize=64)
def typeset(document: Document, language: str) -> Document:
    """Return ``document`` with the punctuation of ``language``, a BCP 47 tag."""
    style = style_of(language)
    return rewritten(document, style.run, style.words)


@dataclass(frozen=True, slots=True)
class Style:
    """The quotation marks of a language: outer pair, inner pair; ``french`` binds its signs."""

    quotes: tuple[str, str, str, str]
    french: bool = False

    def words(self, text: str) -> str:
        """Return bare words with smart punctuation."""
        (part,) = self.run((Text(text),)) if text else (Text(text),)
        return part.text if isinstance(part, Text) else text

    def run(self, parts: Inlines) -> Inlines:
        """Return one run of inlines with smart punctuation; a pair may begin in one and end in
        another."""
        spans = list(_spans(parts))
        pictured = any(isinstance(part, Image) for part in flat(parts))
        if not pictured and not any(_TOUCHED.search(s.text) for s in spans if s.prose):
            return parts
        marks = _paired("".join(span.text for span in spans), spans)
        set_texts = iter([self._set(span, marks) for span in spans])
        return tuple(self._filled(part, set_texts) for part in parts)

    def _filled(self, part: Inline, texts: Iterator[str]) -> Inline:
        """Return ``part`` with the next texts as its leaves, in the order of ``_leaves``."""
        match part:
            case Text():
                return Text(next(texts), part.literal)
            case Emphasis(inner):
                return Emphasis(tuple(self._filled(item, texts) for item in inner))
            case Strong(inner):
                return Strong(tuple(self._filled(item, texts) for item in inner))
            case Link(inner, target, title):
                parts = tuple(self._filled(item, texts) for item in inner)
                return Link(parts, target, title)
            case Image(source, alt, title):
                next(texts)
                return Image(source, self.words(alt), title)
            case _:
                next(texts)
                return part

    def _set(self, span: "_Span", marks: Mapping[int, int]) -> str:
        if not span.prose:
            return span.text
        text = span.text
        if not _TOUCHED.search(text):
            return text
        text = _MARKS.sub(
            lambda found: self._mark(found[0], marks.get(span.at + found.start())), text
        )
        addresses = [found[0] for found in _ADDRESS.finditer(text)]
        if not addresses:
            return self._signs(text)
        prose = _ADDRESS.split(text)
        rows = [self._signs(prose[0])]
        for address, more in zip(addresses, prose[1:], strict=True):
            rows += [address, self._signs(more)]
        return "".join(rows)

    def _signs(self, text: str) -> str:
        text = _DOTS.sub("…", _DASHES.sub("–", _LONG.sub("—", text)))
        if self.french:
            text = _BEFORE_SIGN.sub("\N{NARROW NO-BREAK SPACE}", text)
            text = _BESIDE_COLON.sub("\N{NO-BREAK SPACE}", text)
        return text

    def _mark(self, written: str, kind: int | None) -> str:
        if kind is None:
            return written
        return "’" if kind == _APOSTROPHE else self.quotes[kind]


_APOSTROPHE: Final = 4
_DEEPEST: Final = 8  # quotations in one another; more is a row of signs
_TOUCHED: Final = re.compile(r"[\"']|--|\.\.\.| [;:!?»]|« ")


def style_of(language: str) -> Style:
    """Return how ``language`` sets its punctuation; English where it is not in the table."""
    tag = language.lower()
    while tag not in QUOTES and "-" in tag:
        tag = tag.rpartition("-")[0]
    return Style(QUOTES.get(tag, _ENGLISH), french=tag == "fr")


@dataclass(frozen=True, slots=True)
class _Span:
    """A leaf of a run: ``at`` is where it begins; what is no prose is context only."""

    text: str
    at: int
    prose: bool


def _spans(parts: Inlines) -> Iterator[_Span]:
    at = 0
    for text, prose in _leaves(parts):
        yield _Span(text, at, prose)
        at += len(text)


def _leaves(parts: Inlines) -> Iterator[tuple[str, bool]]:
    for part in parts:
        match part:
            case Text(text, literal):
                yield text, not literal
            case Emphasis(inner) | Strong(inner):
                yield from _leaves(inner)
            case Link(inner, target):
                own = plain(inner) in (target, target.removeprefix("mailto:"))
                for text, prose in _leaves(inner):
                    yield text, prose and not own
            case Code(text) | Abbreviation(text):
                yield text or "x", False
            case Image() | NoteReference():
                yield "", False
            case LineBreak():
                yield "\n", False


def _paired(text: str, spans: list[_Span]) -> Mapping[int, int]:
    """Return what each straight mark of a run becomes, by its place.

    0 and 1 open and close a quotation in double marks, 2 and 3 one in single marks, 4 is an
    apostrophe.
    """
    kinds: dict[int, int] = {}
    waiting: list[tuple[str, int]] = []  # marks that opened, and where
    for at in _places(spans):
        mark, before, after = text[at], text[at - 1 : at], text[at + 1 : at + 2]
        inside = any(mark == opened for opened, _ in waiting)
        if before.isdigit() and (after.isdigit() or not (inside or after.isalpha())):
            continue  # feet and inches, minutes and seconds
        if mark == "'" and _elides(text, at, before, after):
            kinds[at] = _APOSTROPHE
        elif _opens(before, after) or (waiting and waiting[-1][1] == at - 1 and _word(after)):
            if len(waiting) < _DEEPEST:
                waiting.append((mark, at))
            else:
                kinds.update(_alone(mark, at))
        elif inside:
            while waiting:
                opened, start = waiting.pop()
                if opened == mark:
                    pair = 0 if mark == '"' else 2
                    kinds[start], kinds[at] = pair, pair + 1
                    break
                kinds.update(_alone(opened, start))
        else:
            kinds.update(_alone(mark, at))
    for mark, start in waiting:
        kinds.update(_alone(mark, start))
    return kinds


def _elides(text: str, at: int, before: str, after: str) -> bool:
    """Tell whether the single mark at ``at`` stands for letters left out."""
    if before.isalnum():
        return after.isalnum()
    return bool(_ELIDED.match(text, at + 1))


def _alone(mark: str, at: int) -> Mapping[int, int]:
    """Return what becomes of a mark without its other half: a double one stays straight."""
    return {at: _APOSTROPHE} if mark == "'" else {}


def _places(spans: list[_Span]) -> Iterator[int]:
    """Yield where straight marks stand in prose, outside addresses."""
    for span in spans:
        if not span.prose or not _MARKS.search(span.text):
            continue
        for found in _ADDRESS_OR_MARK.finditer(span.text):
            if found["mark"]:
                yield span.at + found.start()


def _opens(before: str, after: str) -> bool:
    """Tell whether a mark between these two characters begins a quotation."""
    return _word(after) and (not before or before.isspace() or before in _OPENING)


def _word(after: str) -> bool:
    return bool(after) and not after.isspace()
