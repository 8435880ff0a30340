"""Feed -> application/atom+xml (RFC 4287)."""

from typing import Final

from pressrun.model.feed import Entry, Feed
from pressrun.render.entry import XML_LANG, Element, PressEntry, PressFeed, legible, verbatim

SUFFIX: Final = ".atom"
MEDIA_TYPE: Final = "application/atom+xml"


def render_atom(feed: Feed) -> bytes:
    """Return ``feed`` as an Atom document: UTF-8, one element a line, elements without a prefix.

    Raises:
        ValueError: An instant is naive.
    """
    feed = legible(feed)
    document = PressFeed(feed, (AtomEntry(entry, feed.language) for entry in feed.entries))
    document.link(href=feed.base_url + SUFFIX, rel="self", type=MEDIA_TYPE)
    document.link(href=feed.home_url, rel="alternate", type="text/html")
    octets: bytes = document.atom_str(pretty=True)
    return octets


class AtomEntry(PressEntry):
    """An entry that says its language and keeps the attributes of its links."""

    def __init__(self, entry: Entry, feed_language: str) -> None:
        super().__init__(entry)
        self.published(entry.published_at)
        self.author([{"name": name} for name in entry.authors])
        if entry.summary:
            self.summary(entry.summary)
        self._foreign_language = "" if entry.language == feed_language else entry.language

    def atom_entry(self, extensions: bool = True) -> Element:
        """Return the entry's element, with what feedgen 1.0 leaves out.

        feedgen writes links without ``rel``, so that a picture would become a second
        ``alternate``, which RFC 4287 §4.1.2 forbids.
        """
        element = super().atom_entry(extensions)
        for link, attributes in zip(element.iterfind("link"), self.link(), strict=True):
            link.attrib.update(attributes)
        if self._foreign_language:
            element.set(XML_LANG, self._foreign_language)
        verbatim(element.find("content"))
        return element
