"""Feed -> application/atom+xml (RFC 4287)."""

from typing import Final

from pressrun.model.feed import Entry, Feed, Frame
from pressrun.model.publication import Content
from pressrun.render.entry import (
    ARCHIVED,
    PREFIXES,
    XML_LANG,
    Element,
    PressEntry,
    PressFeed,
    Setter,
    add,
    enframe,
    hide,
    links,
    root,
    show_picture,
    verbatim,
)
from pressrun.render.legible import lead

SUFFIX: Final = ".atom"

_ATOM: Final = "http://www.w3.org/2005/Atom"
_TOMBSTONES: Final = "http://purl.org/atompub/tombstones/1.0"


def atom_entry(entry: Entry, content: Content) -> bytes:
    """Return a legible entry: UTF-8, one element a line, in any feed the same."""
    filled = AtomEntry(entry, content)
    return _SETTER.cut(filled.atom_entry(), filled.finish)


def atom_frame(feed: Feed) -> Frame:
    """Return a legible feed without its entries; none of its own elements has a prefix."""
    return AtomFeed(feed).framed()


class AtomFeed(PressFeed):
    """A feed that knows archives (RFC 5005) and tombstones (RFC 6721)."""

    def __init__(self, feed: Feed) -> None:
        super().__init__(feed)
        this, *others = links(feed, SUFFIX)
        home = {"href": feed.home_url, "rel": "alternate", "type": "text/html"}
        self.link([this, home, *others])
        self._feed = feed

    def framed(self) -> Frame:
        """Return the feed around its entries."""
        feed, _ = self._create_atom()
        return enframe(feed, feed)

    def _create_atom(self, extensions: bool = True) -> tuple[Element, Element]:
        """Return the root and its tree, as feedgen's ``atom_str`` expects them.

        feedgen's own declares no prefix that entries need.
        """
        said, _ = super()._create_atom(extensions)
        # Nothing in an entry needs tombstones: a feed without any does not speak of them.
        at = {"at": _TOMBSTONES} if self._feed.deleted else {}
        feed = _root({**at, **PREFIXES})
        feed.attrib.update(said.attrib)
        feed.extend(list(said))
        if self._feed.current is not None:
            add(feed, ARCHIVED)
        if self._feed.private:
            hide(feed)
        for tomb in self._feed.deleted:
            when = tomb.withdrawn_at.isoformat()
            add(feed, f"{{{_TOMBSTONES}}}deleted-entry", ref=tomb.id, when=when)
        return feed, feed.getroottree()


class AtomEntry(PressEntry):
    """An entry that says its language and keeps the attributes of its links."""

    def __init__(self, entry: Entry, content: Content) -> None:
        super().__init__(entry, content)
        self.published(entry.published_at)
        self.author([{"name": name} for name in entry.authors])
        whole = content is Content.FULL and entry.content_html.strip()
        summary = entry.summary if whole else lead(entry)
        if summary:
            self.summary(summary)
        self._entry = entry

    def finish(self, element: Element) -> None:
        """Add to the entry's element what feedgen 1.0 leaves out.

        feedgen writes links without ``rel``, so that a picture would become a second
        ``alternate``, which RFC 4287 §4.1.2 forbids.
        """
        for link, attributes in zip(element.iterchildren("link"), self.link(), strict=True):
            for name, value in attributes.items():
                link.set(name, value)
        if self._entry.language:
            element.set(XML_LANG, self._entry.language)
        verbatim(element, "content", self._entry.content_html)
        show_picture(element, self._entry)


def _root(prefixes: dict[str, str]) -> Element:
    # feedgen's elements are in no namespace until they are read again; the attribute does it.
    return root("feed", prefixes=prefixes, xmlns=_ATOM)


def _bare() -> tuple[Element, Element]:
    feed = _root(PREFIXES)
    return feed, feed


_SETTER: Final = Setter(_bare)
