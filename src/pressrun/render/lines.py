"""Inlines to plain text, and what every block needs to write its own."""

from collections.abc import Iterable, Mapping
from typing import Any, Final, Protocol

from pressrun.model.document import Block
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
from pressrun.render.links import Links
from pressrun.render.markup import clean
from pressrun.render.measure import wrap
from pressrun.render.words import Words

_SUPERSCRIPT: Final = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def superscript(number: int) -> str:
    """Return the number of a footnote as plain text writes it: the addresses have brackets."""
    return str(number).translate(_SUPERSCRIPT)


class BlockLines(Protocol):
    """A block's face in plain text: what each module in ``render/blocks`` offers."""

    def text(self, block: Any, setter: "TextSetter", width: int) -> str: ...


class TextSetter:
    """Sets one document in plain text. Addresses become numbered notes under it."""

    def __init__(self, links: Links, words: Words, faces: Mapping[type[Block], BlockLines]) -> None:
        self.links, self.words = links, words
        self._faces = faces
        self._addresses: list[str] = []

    def blocks(self, blocks: Iterable[Block], width: int, *, gap: str = "\n\n") -> str:
        """Return blocks as lines of at most ``width`` columns, ``gap`` between them."""
        return gap.join(self._faces[type(block)].text(block, self, width) for block in blocks)

    def lines(self, parts: Inlines, width: int, first: str = "", rest: str = "") -> str:
        """Return inlines as wrapped lines, the first after ``first``, the others after ``rest``."""
        return wrap(self.inlines(parts), width, first, rest)

    def inlines(self, parts: Inlines) -> str:
        """Return inlines as one line, but for breaks that the author asked for."""
        return "".join(self._inline(part) for part in parts)

    def mention(self, words: str, target: str) -> str:
        """Return ``words`` with the number of a note that gives the address of ``target``.

        An address stands alone where it is the words, or there are none.
        """
        address = self.links.address(target)
        if not address or words in ("", address, address.removeprefix("mailto:")):
            return words or address
        if address not in self._addresses:
            self._addresses.append(address)
        return f"{words} [{self._addresses.index(address) + 1}]"

    def notes(self) -> str:
        """Return the addresses mentioned so far, one a line, never broken."""
        return "\n".join(f"[{n}] {address}" for n, address in enumerate(self._addresses, 1))

    def _inline(self, part: Inline) -> str:
        match part:
            case Text(text):
                return clean(text).replace("\n", " ")
            case Code(text):
                return f"`{clean(text)}`"
            case Emphasis(parts):
                return f"_{self.inlines(parts)}_"
            case Strong(parts):
                return f"*{self.inlines(parts)}*"
            case Link(parts, target):
                return self.mention(self.inlines(parts), target)
            case Image(source, alt):
                return self.picture(source, alt)
            case LineBreak():
                return "\n"
            case Abbreviation(text, expansion, first):
                return clean(f"{text} ({expansion})" if first else text)
            case NoteReference(number):
                return superscript(number)

    def picture(self, source: str, alt: str) -> str:
        """Return the words of a picture; one that we do not publish is mentioned."""
        if not plain((Text(alt),)):
            return ""
        words = f"[{clean(alt)}]"
        return words if self.links.picture(source) else self.mention(words, source)
