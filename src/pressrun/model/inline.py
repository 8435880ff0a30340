"""What stands inside a line: words, and what they are dressed in.

To add an inline: a class here, a line in ``source/inlines.py`` that reads it, and one each in
``render/markup.py`` and ``render/lines.py`` that show it.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """Plain characters, never markup.

    ``literal`` ones were escaped by the author: smart punctuation leaves them as they are.
    """

    text: str
    literal: bool = False


@dataclass(frozen=True, slots=True)
class Emphasis:
    """Stress: ``*so*``."""

    parts: tuple["Inline", ...]


@dataclass(frozen=True, slots=True)
class Strong:
    """Importance: ``**so**``."""

    parts: tuple["Inline", ...]


@dataclass(frozen=True, slots=True)
class Code:
    """A short piece of code inside a line."""

    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead somewhere; ``target`` as written, perhaps relative to the article."""

    parts: tuple["Inline", ...]
    target: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Image:
    """A picture inside a line; ``source`` as written, perhaps relative to the article."""

    source: str
    alt: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class LineBreak:
    """A break that the author asked for; a soft one is just a space."""


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """A short form and what it stands for; ``first`` marks its first use in the document."""

    text: str
    expansion: str
    first: bool = False


@dataclass(frozen=True, slots=True)
class NoteReference:
    """The number of a footnote where it is called; ``occurrence`` counts its calls from 1."""

    number: int
    occurrence: int = 1


Inline = Text | Emphasis | Strong | Code | Link | Image | LineBreak | Abbreviation | NoteReference
Inlines = tuple[Inline, ...]


def plain(parts: Inlines) -> str:
    """Return the words of ``parts`` alone, pictures as their alternative text, without notes."""
    words: list[str] = []
    for part in parts:
        match part:
            case Text(text) | Code(text) | Abbreviation(text):
                words.append(text)
            case Emphasis(inner) | Strong(inner):
                words.append(plain(inner))
            case Link():
                words.append(plain(part.parts))
            case Image():
                words.append(part.alt)
            case LineBreak():
                words.append(" ")
    return "".join(words)
