"""The door to feedgen and lxml: entries and feeds filled from the model, and made octets.

feedgen 1.0 is cured by subclassing. What every XML format needs is here; what only one format
needs stands in that format's own file.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any, Final

from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator
from lxml import etree

from pressrun.model.feed import MEDIA_TYPES, Entry, Feed, Frame
from pressrun.model.publication import Content

GENERATOR: Final = "Pressrun"  # without a version, or every upgrade would change every feed
XML_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
ARCHIVED: Final = "{http://purl.org/syndication/history/1.0}archive"
THUMBNAIL: Final = "{http://search.yahoo.com/mrss/}thumbnail"

# Every document declares all that an entry may need, and an entry declares nothing.
PREFIXES: Final = {
    "fh": "http://purl.org/syndication/history/1.0",
    "media": "http://search.yahoo.com/mrss/",
}

Element = Any  # lxml has no types of its own
Link = dict[str, str]

_XHTML: Final = "http://www.w3.org/1999/xhtml"
_CONTENT: Final = "content"
_MARK: Final = "entries"
_MARKED: Final = b"<entries/>\n"


class Setter:
    """Sets entries as they stand in a document of one format.

    ``bare`` returns the root of a document without entries and the element that they go into.
    An entry is set within it, for its indentation and its prefixes, and then cut out.
    """

    def __init__(self, bare: Callable[[], tuple[Element, Element]]) -> None:
        self._bare = bare
        self._around = enframe(*bare())

    def cut(self, element: Element, finish: Callable[[Element], None]) -> bytes:
        """Return an entry's lines. They are the same in every document of the format.

        ``finish`` gets the element once it is in its place: there it finds every prefix declared.
        """
        root, parent = self._bare()
        parent.append(element)
        finish(element)
        octets = octets_of(root)
        head, tail = self._around.head, self._around.tail
        if not (octets.startswith(head) and octets.endswith(tail)):
            raise AssertionError(f"an entry moved what is around it: {octets[:200]!r}")
        return octets[len(head) : len(octets) - len(tail)]


def enframe(root: Element, parent: Element) -> Frame:
    """Return a document of which ``parent`` takes the entries, after what it holds already."""
    mark = etree.SubElement(parent, _MARK)
    octets = octets_of(root)
    parent.remove(mark)
    # Nothing else can read so: in texts and attributes ``<`` is written as a reference.
    head, _, tail = octets.partition(_MARKED)
    return Frame(head=head.rstrip(b" "), tail=tail)


def octets_of(root: Element) -> bytes:
    """Return a document: UTF-8, one element a line."""
    octets: bytes = etree.tostring(root, pretty_print=True, encoding="UTF-8", xml_declaration=True)
    return octets


def add(parent: Element, name: str, text: str = "", **attributes: str) -> Element:
    """Append an element with ``text`` to ``parent`` and return it."""
    element = etree.SubElement(parent, name, attributes)
    element.text = text or None
    return element


def root(name: str, *, prefixes: dict[str, str], **attributes: str) -> Element:
    """Return a document's root element, with its namespaces by prefix."""
    return etree.Element(name, attributes, nsmap=prefixes)


def verbatim(element: Element, name: str, text: str) -> None:
    """Write ``text`` in the child called ``name`` as CDATA: the same to readers, good in a diff.

    Where there is no such child, nothing is written.
    """
    for child in element.iterchildren(name):  # quicker than a path
        child.text = etree.CDATA(text)


def plain(element: Element) -> None:
    """Write ``&`` and ``<`` in the text of ``element`` as hexadecimal references.

    The same to a parser, and what the RSS Advisory Board's profile asks of plain text.
    """
    text = element.text or ""
    if "&" not in text and "<" not in text:
        return
    first, *rest = re.split("([&<])", text)
    element.text = first
    for mark, words in zip(rest[::2], rest[1::2], strict=True):
        reference = etree.Entity(f"#x{ord(mark):X}")
        reference.tail = words
        element.append(reference)


def show_picture(element: Element, entry: Entry) -> None:
    """Append a picture whose size is known as readers show it in lists (Media RSS).

    The file itself is the entry's enclosure, and ``media:content`` would only show it twice.
    """
    image = entry.image
    if image is not None and image.width and image.height:
        size = {"width": str(image.width), "height": str(image.height)}
        add(element, THUMBNAIL, url=image.url, **size)


def hide(element: Element) -> None:
    """Append to a private feed what asks search engines to leave it out, as in a page."""
    names = {"name": "robots", "content": "noindex"}
    etree.SubElement(element, f"{{{_XHTML}}}meta", names, nsmap={None: _XHTML})


def links(feed: Feed, suffix: str) -> Iterator[Link]:
    """Yield the links of a document to itself, its hubs and its neighbours.

    An archive has no ``next-archive``, which RFC 5005 §4 leaves optional: the archive after it
    comes later, and a closed archive never changes.
    """
    media_type = MEDIA_TYPES[suffix]
    yield {"href": feed.address.ending(suffix), "rel": "self", "type": media_type}
    for hub in feed.hubs:
        yield {"href": hub, "rel": "hub"}
    neighbours = {"current": feed.current, "prev-archive": feed.previous, "next": feed.following}
    for rel, address in neighbours.items():
        if address is not None:
            yield {"href": address.ending(suffix), "rel": rel, "type": media_type}


class PressEntry(FeedEntry):  # type: ignore[misc]  # feedgen has no types
    """One entry, filled from the model.

    Its content is a place that the formats fill: feedgen would only copy it to and fro.
    The date of publication is left to the formats: told to feedgen, it would go through
    ``locale.setlocale`` on its way to RSS, under the feet of every other thread.
    """

    def __init__(self, entry: Entry, content: Content) -> None:
        super().__init__()
        self.id(entry.id)
        self.title(entry.title)
        self.updated(entry.updated_at)
        self.link(href=entry.url, rel="alternate", type="text/html")
        if entry.image is not None:
            self.enclosure(entry.image.url, entry.image.size_octets, entry.image.media_type)
        # Of an entry without a word its summary is all there is: its title.
        if content is Content.FULL and entry.content_html.strip():
            self.content(_CONTENT, type="html")
        if entry.tags:
            scheme = {"scheme": entry.scheme} if entry.scheme else {}
            self.category([{"term": tag, "label": tag, **scheme} for tag in entry.tags])


class PressFeed(FeedGenerator):  # type: ignore[misc]  # feedgen has no types
    """What a feed says of itself, filled from the model. Its entries are set apart."""

    def __init__(self, feed: Feed) -> None:
        super().__init__()
        self.id(feed.id)
        self.title(feed.title)
        self.updated(feed.updated_at)
        self.author(name=feed.author)
        self.generator(GENERATOR)
        self.language(feed.language)
        self.subtitle(feed.description)
        self.rights(feed.rights)
