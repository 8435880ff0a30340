"""Inlines to HTML, and what every block needs to write its own."""

import re
from collections.abc import Iterable, Mapping
from html import escape
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
)
from pressrun.render.links import Links
from pressrun.render.policy import Policy
from pressrun.render.words import Words

# Neither HTML nor XML can carry these (XML 1.0 §2.2); line ends and tabs they can.
_UNPRINTABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")


def clean(text: str) -> str:
    """Return ``text`` with a replacement character for each that no face can carry."""
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)


class BlockMarkup(Protocol):
    """A block's face in HTML: what each module in ``render/blocks`` offers."""

    def html(self, block: Any, setter: "HtmlSetter") -> str: ...


class HtmlSetter:
    """Sets one document in HTML under one policy. All text is escaped, all addresses absolute."""

    def __init__(
        self,
        policy: Policy,
        links: Links,
        words: Words,
        faces: Mapping[type[Block], BlockMarkup],
    ) -> None:
        self.policy, self.links, self.words = policy, links, words
        self._faces = faces
        # How often each was asked for, so that the next number is known at once.
        self._anchors: dict[str, int] = {}

    def blocks(self, blocks: Iterable[Block]) -> str:
        """Return blocks as HTML, one after the other."""
        return "\n".join(self._faces[type(block)].html(block, self) for block in blocks)

    def inlines(self, parts: Inlines, *, linked: bool = False) -> str:
        """Return inlines as HTML, without links of their own where ``linked`` says they are one."""
        return "".join(self._inline(part, linked=linked) for part in parts)

    def escape(self, text: str) -> str:
        """Return ``text`` so that it is text in any place of an HTML document."""
        return escape(clean(text), quote=True)

    def element(self, name: str, inner: str, *, role: str = "", **attributes: str) -> str:
        """Return an element of the policy's kind around ``inner``, which is HTML already.

        ``role`` is its class in the theme's style sheet, dropped where a medium has none;
        attributes are text, and left out where they are empty.
        """
        given = {"class": role if self.policy.classes else "", **attributes}
        written = "".join(f' {key}="{self.escape(v)}"' for key, v in given.items() if v)
        name = self.policy.element(name)
        return f"<{name}{written}>{inner}</{name}>"

    def label(self, text: str) -> str:
        """Return the small title of a block that is no heading of the article."""
        return self.element("p", self.element("strong", self.escape(text)), role="label")

    def link(self, inner: str, target: str, title: str = "") -> str:
        """Return ``inner`` leading to ``target``, or alone where no link may stand.

        The address speaks for itself where there is nothing else to press.
        """
        address = self.links.address(target)
        if not address:
            return inner
        return self.element("a", inner or self.escape(address), href=address, title=title)

    def picture(self, source: str, alt: str, title: str = "", *, linked: bool = False) -> str:
        """Return a picture, or its words where we do not publish it.

        A picture on another host becomes a link: a face loads nothing from strangers.
        """
        picture = self.links.picture(source)
        if picture is None:
            words = self.escape(alt)
            return words if linked or not words else self.link(words, source, title)
        width, height = self._size(picture.width, picture.height)
        named = f' title="{self.escape(title)}"' if title else ""
        return (
            f'<img src="{self.escape(self.links.media(picture))}" alt="{self.escape(alt)}"'
            f' width="{width}" height="{height}"{named}>'
        )

    def anchor(self, words: str) -> str:
        """Return an id for a heading, unlike any other on the page, or nothing."""
        if not self.policy.anchors:
            return ""
        stem = self.links.anchor + "-".join(re.findall(r"\w+", clean(words).lower()))
        anchor = stem
        while anchor in self._anchors:
            self._anchors[stem] += 1
            anchor = f"{stem}-{self._anchors[stem]}"
        self._anchors[anchor] = 1
        return anchor

    def note_call(self, number: int, occurrence: int) -> str:
        """Return the id of one call of a footnote, nothing where a medium has none."""
        more = "" if occurrence == 1 else f"--{occurrence}"
        return f"{self.links.anchor}call--{number}{more}" if self.policy.anchors else ""

    def note(self, number: int) -> str:
        """Return the id of a footnote, nothing where a medium has none.

        No heading's id has two hyphens in its own part, so they cannot meet.
        """
        return f"{self.links.anchor}note--{number}" if self.policy.anchors else ""

    def _note_reference(self, reference: NoteReference) -> str:
        inner = str(reference.number)
        if target := self.note(reference.number):
            named = {"aria-label": f"{self.words['note']} {inner}"}
            call = self.note_call(reference.number, reference.occurrence)
            inner = self.element("a", inner, href=f"#{target}", id=call, **named)
        return self.element("sup", inner, role="note-ref")

    def _size(self, width: int, height: int) -> tuple[int, int]:
        widest = self.policy.image_width
        if widest is None or width <= widest:
            return width, height
        return widest, max(1, round(height * widest / width))

    def _inline(self, part: Inline, *, linked: bool) -> str:
        match part:
            case Text(text):
                return self.escape(text)
            case Code(text):
                return f"<code>{self.escape(text)}</code>"
            case Emphasis(parts):
                return f"<em>{self.inlines(parts, linked=linked)}</em>"
            case Strong(parts):
                return f"<strong>{self.inlines(parts, linked=linked)}</strong>"
            case Link(parts, target, title):
                inner = self.inlines(parts, linked=True)
                return inner if linked else self.link(inner, target, title)
            case Image(source, alt, title):
                return self.picture(source, alt, title, linked=linked)
            case LineBreak():
                return "<br>"
            case Abbreviation(text, expansion):
                return self.element("abbr", self.escape(text), title=expansion)
            case NoteReference():
                return self._note_reference(part)
