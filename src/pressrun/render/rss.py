"""Feed -> application/rss+xml (RSS 2.0 and the RSS Advisory Board's profile of it).

The only place where a feed is a channel and an entry an item.
"""

from datetime import datetime
from email.utils import format_datetime
from html import escape
from typing import Final

from pressrun.model.feed import Entry, Feed, Frame
from pressrun.model.publication import Content
from pressrun.render.entry import (
    ARCHIVED,
    GENERATOR,
    PREFIXES,
    Element,
    PressEntry,
    PressFeed,
    Setter,
    add,
    enframe,
    hide,
    links,
    plain,
    root,
    show_picture,
    verbatim,
)
from pressrun.render.legible import lead

SUFFIX: Final = ".rss"

_ATOM: Final = "http://www.w3.org/2005/Atom"
_CONTENT: Final = "http://purl.org/rss/1.0/modules/content/"
_DC: Final = "http://purl.org/dc/elements/1.1/"
_PREFIXES: Final = {"atom": _ATOM, "content": _CONTENT, "dc": _DC, **PREFIXES}
_ENCODED: Final = f"{{{_CONTENT}}}encoded"
_CREATOR: Final = f"{{{_DC}}}creator"
_LANGUAGE: Final = f"{{{_DC}}}language"
_UPDATED: Final = f"{{{_ATOM}}}updated"
_DOCS: Final = "https://www.rssboard.org/rss-specification"


def rss_entry(entry: Entry, content: Content) -> bytes:
    """Return a legible entry as an item: UTF-8, one element a line, in any channel the same."""
    item = Item(entry, content)
    return _SETTER.cut(item.rss_entry(), item.finish)


def rss_frame(feed: Feed) -> Frame:
    """Return a legible feed as a channel without its items."""
    return Channel(feed).framed()


class Channel(PressFeed):
    """A channel whose link is the home page and whose dates leave the locale alone."""

    def __init__(self, feed: Feed) -> None:
        super().__init__(feed)
        self._feed = feed

    def framed(self) -> Frame:
        """Return the channel around its items."""
        rss, _ = self._create_rss()
        return enframe(rss, rss.find("channel"))

    def _create_rss(self, extensions: bool = True) -> tuple[Element, Element]:
        """Return the root and its tree, as feedgen's ``rss_str`` expects them.

        feedgen's own takes the last link of any kind for the home page, knows no link but that
        to itself and writes dates through ``locale.setlocale``, which other threads would feel.
        """
        feed = self._feed
        rss = root("rss", prefixes=_PREFIXES, version="2.0")
        channel = add(rss, "channel")
        plain(add(channel, "title", feed.title))
        add(channel, "link", feed.home_url)
        plain(add(channel, "description", feed.description or feed.title))
        for link in links(feed, SUFFIX):
            add(channel, f"{{{_ATOM}}}link", **link)
        if feed.language:
            add(channel, "language", feed.language)
        if feed.rights:
            add(channel, "copyright", feed.rights)
        add(channel, "lastBuildDate", _date(feed.updated_at))
        add(channel, "generator", GENERATOR)
        add(channel, "docs", _DOCS)
        if feed.private:
            hide(channel)
        if feed.current is not None:
            add(channel, ARCHIVED)
        return rss, rss.getroottree()


class Item(PressEntry):
    """An item with names instead of mail addresses, and a date in English everywhere."""

    def __init__(self, entry: Entry, content: Content) -> None:
        super().__init__(entry, content)
        # Readers take a description for HTML, so plain words are escaped once more than a title.
        self.summary(escape(lead(entry), quote=False))
        self._entry = entry

    def finish(self, item: Element) -> None:
        """Add to the item's element what feedgen 1.0 leaves out."""
        entry = self._entry
        for name in entry.authors:
            add(item, _CREATOR, name)
        if entry.language:
            add(item, _LANGUAGE, entry.language)
        add(item, "pubDate", _date(entry.published_at))
        add(item, _UPDATED, entry.updated_at.isoformat())
        show_picture(item, entry)
        for element in item.iterchildren("title", "category"):
            plain(element)
        verbatim(item, _ENCODED, entry.content_html)


def _bare() -> tuple[Element, Element]:
    rss = root("rss", prefixes=_PREFIXES, version="2.0")
    return rss, add(rss, "channel")


def _date(at: datetime) -> str:
    return format_datetime(at, usegmt=True)


_SETTER: Final = Setter(_bare)
