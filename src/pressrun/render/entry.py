"""The door to feedgen and lxml: feeds and entries filled from the model.

feedgen 1.0 is cured by subclassing. What every XML format needs is here; what only one format
needs stands in that format's own file.
"""

import re
from collections.abc import Iterable
from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import Any, Final

from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator
from lxml import etree

from pressrun.model.feed import Enclosure, Entry, Feed

GENERATOR: Final = "Pressrun"  # without a version, or every upgrade would change every feed
XML_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"

Element = Any  # lxml has no types of its own

# Everything but the Char production of XML 1.0 §2.2; line ends are one kind already.
_UNCARRIABLE: Final = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def scrub(text: str) -> str:
    """Return ``text`` without the characters that no XML document can carry.

    One control character makes readers refuse a whole feed, so it costs its own article a
    character instead. Line ends become ``\\n``, which is what an XML parser would make of them.
    """
    return _UNCARRIABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def legible(feed: Feed) -> Feed:
    """Return ``feed`` as every format can carry it, so that all of them say the same.

    Texts are scrubbed, instants are whole seconds in UTC, an entry without a title is named by
    its address and every entry has an author: readers do not inherit the feed's.

    Raises:
        ValueError: An instant is naive.
    """
    clean: Feed = _carriable(feed)
    title = clean.title.strip() or clean.home_url
    author = clean.author.strip() or title
    entries = tuple(_complete(entry, author) for entry in clean.entries)
    return replace(clean, title=title, author=author, entries=entries)


def _complete(entry: Entry, author: str) -> Entry:
    return replace(
        entry,
        title=entry.title.strip() or entry.url,
        summary=entry.summary.strip(),
        authors=_named(entry.authors) or (author,),
        tags=_named(entry.tags),
    )


def _named(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(name.strip() for name in names if name.strip())


def _carriable(value: Any) -> Any:
    match value:
        case str():
            return scrub(value)
        case datetime():
            return _whole_second(value)
        case tuple():
            return tuple(_carriable(part) for part in value)
        case Feed() | Entry() | Enclosure():
            names = [field.name for field in fields(value)]
            return replace(value, **{name: _carriable(getattr(value, name)) for name in names})
        case _:
            return value


def _whole_second(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError(f"a feed needs aware instants, not {at.isoformat()}")
    return at.astimezone(UTC).replace(microsecond=0)


def add(parent: Element, name: str, text: str = "", **attributes: str) -> Element:
    """Append an element with ``text`` to ``parent`` and return it."""
    element = etree.SubElement(parent, name, attributes)
    element.text = text or None
    return element


def root(name: str, *, prefixes: dict[str, str], **attributes: str) -> Element:
    """Return a document's root element, with its namespaces by prefix."""
    return etree.Element(name, attributes, nsmap=prefixes)


def verbatim(element: Element) -> None:
    """Write the text of ``element`` as CDATA: the same to a reader, legible in a diff."""
    element.text = etree.CDATA(element.text or "")


def plain(element: Element) -> None:
    """Write ``&`` and ``<`` in the text of ``element`` as hexadecimal references.

    The same to a parser, and what the RSS Advisory Board's profile asks of a title.
    """
    first, *rest = re.split("([&<])", element.text or "")
    element.text = first
    for mark, words in zip(rest[::2], rest[1::2], strict=True):
        reference = etree.Entity(f"#x{ord(mark):X}")
        reference.tail = words
        element.append(reference)


class PressEntry(FeedEntry):  # type: ignore[misc]  # feedgen has no types
    """One entry, filled from the model.

    The date of publication is left to the formats: told to feedgen, it would go through
    ``locale.setlocale`` on its way to RSS, under the feet of every other thread.
    """

    def __init__(self, entry: Entry) -> None:
        super().__init__()
        self.id(entry.id)
        self.title(entry.title)
        self.updated(entry.updated_at)
        self.link(href=entry.url, rel="alternate", type="text/html")
        if entry.image is not None:
            self.enclosure(entry.image.url, entry.image.size_octets, entry.image.media_type)
        self.content(entry.content_html, type="html")
        self.category([{"term": tag} for tag in entry.tags])


class PressFeed(FeedGenerator):  # type: ignore[misc]  # feedgen has no types
    """A feed, filled from the model, with its entries in the given order."""

    def __init__(self, feed: Feed, entries: Iterable[PressEntry]) -> None:
        super().__init__()
        self.id(feed.id)
        self.title(feed.title)
        self.updated(feed.updated_at)
        self.author(name=feed.author)
        self.generator(GENERATOR)
        self.language(feed.language)
        self.subtitle(feed.description)
        self.rights(feed.rights)
        for entry in entries:
            self.add_entry(entry, order="append")  # its default turns the order round
