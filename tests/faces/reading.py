"""What somebody reads on a face: its words, where its links lead, its pictures' alternatives.

Two small readers that share nothing with what they check: one for HTML, as a browser builds it,
one for plain text, which takes back what plain text had to do to the words.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final
from xml.etree.ElementTree import Element

# Everything else stands on lines of its own.
_INLINE: Final = frozenset({"a", "abbr", "b", "code", "em", "i", "img", "span", "strong", "sup"})
# What one presses is no word of an article.
_UNSEEN: Final = frozenset({"button", "script", "style", "head", "template", "title"})
_BACK: Final = "↩"
_DIGITS: Final = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
# What plain text writes around words instead of setting them in another fount.
_MARKS: Final = str.maketrans("", "", "*_`[]")
_NOTE: Final = re.compile(r"\[(\d+)\] ((?:https?://|mailto:)\S+)")
_RULE: Final = re.compile(r"={2,}|\.{2,}|-{2,}|-+(?: +-+)+|\* \* \*|-")
_MARGIN: Final = re.compile(r" *(?:> ?|\| ?|- )")
_NUMBER: Final = re.compile(r"^ *([⁰¹²³⁴⁵⁶⁷⁸⁹]+) ")
_ADDRESS: Final = re.compile(
    r"https?://[^\s<>\"]*[^\s<>\".,;:!?)\]”’»…]|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
)


@dataclass(slots=True)
class Reading:
    """``words`` with single spaces; ``links`` and ``pictures`` in reading order, as they stand.

    A picture stands in ``words`` as its alternative in brackets. ``code`` holds the blocks of
    code, character by character.
    """

    words: str
    links: list[str] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    code: list[str] = field(default_factory=list)


def spaced(text: str) -> str:
    """Return ``text`` with every run of spaces that may break a line as one space."""
    return re.sub(r"[ \t\r\n\f]+", " ", text).strip(" ")


def bare(text: str) -> str:
    """Return ``text`` as plain text can be compared: without marks, and without spaces beside
    wide characters, where a line may have ended."""
    text = spaced(text.translate(_MARKS))
    return "".join(
        here
        for before, here, after in zip(f" {text}", text, f"{text[1:]} ", strict=False)
        if here != " " or not (_parts_anywhere(before) or _parts_anywhere(after))
    )


def _parts_anywhere(character: str) -> bool:
    """Tell whether lines may end beside a character without a space; Korean has spaces."""
    wide = unicodedata.east_asian_width(character) in "WF"
    return wide and "HANGUL" not in unicodedata.name(character, "")


def merged(addresses: Iterable[str]) -> list[str]:
    """Return addresses in order, those that repeat the one before left out.

    A still and the words below it lead to one place; plain text names it once.
    """
    kept: list[str] = []
    for address in addresses:
        if kept[-1:] != [address]:
            kept.append(address)
    return kept


def read_html(nodes: Iterable[Element]) -> Reading:
    """Return what stands in elements, one after the other."""
    reader = _HtmlReader()
    for node in nodes:
        reader.element(node)
    reading = reader.reading
    reading.words = spaced("".join(reader.said))
    reading.links = merged(reading.links)
    return reading


class _HtmlReader:
    def __init__(self) -> None:
        self.reading, self.said = Reading(""), list[str]()
        self._explained: set[str] = set()

    def element(self, node: Element) -> None:
        """Take in an element and everything in it, not what follows it."""
        if not isinstance(node.tag, str) or node.tag in _UNSEEN:
            return
        if node.tag == "a" and (node.text or "") == _BACK:
            return
        block = node.tag not in _INLINE
        if block:
            self.said.append(" ")
        self._own(node)
        if node.tag == "pre":
            self.reading.code.append("".join(node.itertext()))
        self.said.append(node.text or "")
        number = int(node.get("start", "1"))
        for child in node:
            if node.tag == "ol" and child.tag == "li":
                self.said.append(f" {number}. ")
                number += 1
            self.element(child)
            self.said.append(child.tail or "")
        self._after(node)
        if block:
            self.said.append(" ")

    def _own(self, node: Element) -> None:
        if node.tag == "img":
            alt = node.get("alt", "")
            self.reading.pictures.append(alt)
            self.said.append(f"[{alt}]" if alt else "")
        elif node.tag == "a":
            address = node.get("href", "")
            if not address.startswith("#"):
                self.reading.links.append(address)

    def _after(self, node: Element) -> None:
        said = "".join(node.itertext())
        if node.tag == "abbr" and said not in self._explained:
            self._explained.add(said)
            self.said.append(f" ({node.get('title', '')})")
        elif node.tag == "summary":
            self.said.append(":")


def read_text(face: str) -> Reading:
    """Return what an article of plain text says, its addresses put back where they are called."""
    rows, addresses = _without_notes(face.split("\n"))
    said = spaced(" ".join(_unset(row) for row in rows))
    reading = Reading("")
    called = re.compile(rf" ?\[({'|'.join(map(str, addresses)) or 'x^'})\]")
    reading.links = merged(_addresses(said, called, addresses))
    without = called.sub("", said)
    reading.pictures = re.findall(r"\[([^\[\]]+)\]", without)
    reading.words = bare(without)
    return reading


def _addresses(said: str, called: re.Pattern[str], addresses: dict[int, str]) -> Iterator[str]:
    """Yield the addresses that words call, and those that stand among them."""
    for found in re.finditer(f"{called.pattern}|{_ADDRESS.pattern}", said):
        if found[1]:
            yield addresses[int(found[1])]
        else:
            yield f"mailto:{found[0]}" if "://" not in found[0] else found[0]


def _without_notes(rows: list[str]) -> tuple[list[str], dict[int, str]]:
    """Return rows without the addresses below them, and those by their numbers."""
    addresses: dict[int, str] = {}
    rows = list(rows)
    while rows and (not rows[-1] or _NOTE.fullmatch(rows[-1])):
        if found := _NOTE.fullmatch(rows.pop()):
            addresses[int(found[1])] = found[2]
    return rows, addresses


def _unset(row: str) -> str:
    """Return a row without its margin, nothing for a rule, superscript digits as plain ones."""
    while found := _MARGIN.match(row):
        row = row[found.end() :]
    if _RULE.fullmatch(row.strip()):
        return ""
    return _NUMBER.sub(r"\1. ", row, count=1).translate(_DIGITS)
