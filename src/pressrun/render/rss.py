"""Feed -> application/rss+xml (RSS 2.0 and the RSS Advisory Board's profile of it).

The only place where a feed is a channel and an entry an item.
"""

import re
from datetime import datetime
from email.utils import format_datetime
from html import escape, unescape
from typing import Final

from pressrun.model.feed import Entry, Feed
from pressrun.render.entry import (
    GENERATOR,
    Element,
    PressEntry,
    PressFeed,
    add,
    legible,
    plain,
    root,
    verbatim,
)

SUFFIX: Final = ".rss"
MEDIA_TYPE: Final = "application/rss+xml"
EXCERPT_LIMIT: Final = 200  # characters

_ATOM: Final = "http://www.w3.org/2005/Atom"
_CONTENT: Final = "http://purl.org/rss/1.0/modules/content/"
_DC: Final = "http://purl.org/dc/elements/1.1/"

_INLINE_TAG: Final = re.compile(r"</?(?:a|abbr|b|code|del|em|i|s|span|strong|sub|sup)\b[^<>]*>")
_TAG: Final = re.compile(r"<[^<>]*>")


def render_rss(feed: Feed) -> bytes:
    """Return ``feed`` as an RSS 2.0 document: UTF-8, one element a line.

    Raises:
        ValueError: An instant is naive.
    """
    octets: bytes = Channel(legible(feed)).rss_str(pretty=True)
    return octets


class Channel(PressFeed):
    """A channel whose link is the home page and whose dates leave the locale alone."""

    def __init__(self, feed: Feed) -> None:
        super().__init__(feed, (Item(entry, feed.language) for entry in feed.entries))
        self._feed = feed

    def _create_rss(self, extensions: bool = True) -> tuple[Element, Element]:
        """Return the root and its tree, as ``rss_str`` expects them.

        feedgen's own takes the last link of any kind for the home page and writes dates through
        ``locale.setlocale``, which other threads would feel.
        """
        feed = self._feed
        rss = root("rss", prefixes={"atom": _ATOM, "content": _CONTENT, "dc": _DC}, version="2.0")
        channel = add(rss, "channel")
        plain(add(channel, "title", feed.title))
        add(channel, "link", feed.home_url)
        add(channel, "description", feed.description or feed.title)
        address = feed.base_url + SUFFIX
        add(channel, f"{{{_ATOM}}}link", href=address, rel="self", type=MEDIA_TYPE)
        add(channel, "language", feed.language)
        if feed.rights:
            add(channel, "copyright", feed.rights)
        add(channel, "lastBuildDate", _date(feed.updated_at))
        add(channel, "generator", GENERATOR)
        channel.extend(item.rss_entry() for item in self.entry())
        return rss, rss.getroottree()


class Item(PressEntry):
    """An item with names instead of mail addresses, and a date in English everywhere."""

    def __init__(self, entry: Entry, feed_language: str) -> None:
        super().__init__(entry)
        # Readers take a description for HTML, so plain words are escaped once more than a title.
        words = entry.summary or excerpt(entry.content_html) or entry.title
        self.summary(escape(words, quote=False))
        self._entry = entry
        self._foreign_language = "" if entry.language == feed_language else entry.language

    def rss_entry(self, extensions: bool = True) -> Element:
        """Return the item's element, with what feedgen 1.0 leaves out."""
        item = super().rss_entry(extensions)
        for name in self._entry.authors:
            add(item, f"{{{_DC}}}creator", name)
        if self._foreign_language:
            add(item, f"{{{_DC}}}language", self._foreign_language)
        add(item, "pubDate", _date(self._entry.published_at))
        plain(item.find("title"))
        verbatim(item.find(f"{{{_CONTENT}}}encoded"))
        return item


def excerpt(content_html: str) -> str:
    """Return the first words of an HTML fragment as plain text, at most EXCERPT_LIMIT characters.

    It ends between two words where there are spaces; some scripts have none.
    """
    text = unescape(_TAG.sub(" ", _INLINE_TAG.sub("", content_html)))
    text = " ".join(text.split())
    if len(text) <= EXCERPT_LIMIT:
        return text
    cut = text[: EXCERPT_LIMIT - 1]
    words, _, rest = cut.rpartition(" ")
    return (words if len(rest) < EXCERPT_LIMIT // 2 else cut) + "…"


def _date(at: datetime) -> str:
    return format_datetime(at, usegmt=True)
