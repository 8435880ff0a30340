"""Feeds and entries as every format can carry them, so that all of them say the same."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from typing import Final

from pressrun.model.feed import Enclosure, Entry, Feed, FeedAddress, Tombstone

EXCERPT_LIMIT: Final = 200  # characters

# Everything but the Char production of XML 1.0 §2.2, and the controls that it discourages: no
# reader shows them, and validators take them for a wrong encoding. Line ends are one kind already.
_UNCARRIABLE: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_LINE_ENDS: Final = re.compile("\r\n?|\x85")

_INLINE_TAG: Final = re.compile(r"</?(?:a|abbr|b|code|del|em|i|s|span|strong|sub|sup)\b[^<>]*>")
_TAG: Final = re.compile(r"<[^<>]*>")
# An excerpt is made from the beginning alone: most contents are a hundred times as long.
_BEGINNING: Final = 1000  # characters


def scrub(text: str) -> str:
    """Return ``text`` without the characters that no XML document can or should carry.

    One control character makes readers refuse a whole feed, so it costs its own article a
    character instead. Line ends become ``\\n``, which is what an XML parser would make of them.
    """
    if text.replace("\n", "").isprintable():  # most are, and it is quickly told
        return text
    if "\r" in text or "\x85" in text:
        text = _LINE_ENDS.sub("\n", text)
    return _UNCARRIABLE.sub("", text)


def legible_entry(entry: Entry) -> Entry:
    """Return ``entry`` with texts that every format carries and instants in whole seconds, UTC.

    An entry without a title is named by its address, and one without an author is signed by the
    host it is at: readers do not inherit the author of a feed.

    Raises:
        ValueError: An instant is naive.
    """
    url = scrub(entry.url).strip()
    host = url.partition("://")[2].partition("/")[0]
    title = scrub(entry.title).strip() or url or entry.id
    return replace(
        entry,
        id=scrub(entry.id),
        url=url,
        title=title,
        content_html=scrub(entry.content_html),
        published_at=_whole_second(entry.published_at),
        updated_at=_whole_second(entry.updated_at),
        authors=_named(entry.authors) or (host or title,),
        language=scrub(entry.language).strip(),
        summary=scrub(entry.summary).strip(),
        tags=_named(entry.tags),
        scheme=scrub(entry.scheme).strip(),
        image=_legible_image(entry.image) if entry.image is not None else None,
    )


def legible_feed(feed: Feed) -> Feed:
    """Return what a feed says of itself as every format can carry it.

    A feed without an author is its title's. A private feed has no hub: WebSub would hand it to
    whoever asks there.

    Raises:
        ValueError: An instant is naive.
    """
    title = scrub(feed.title).strip() or feed.home_url
    return replace(
        feed,
        id=scrub(feed.id),
        title=title,
        address=_legible_address(feed.address),
        home_url=scrub(feed.home_url),
        language=scrub(feed.language).strip(),
        author=scrub(feed.author).strip() or title,
        updated_at=_whole_second(feed.updated_at),
        description=scrub(feed.description).strip(),
        rights=scrub(feed.rights).strip(),
        hubs=() if feed.private else tuple(scrub(hub) for hub in feed.hubs),
        current=_legible_address(feed.current) if feed.current else None,
        previous=_legible_address(feed.previous) if feed.previous else None,
        following=_legible_address(feed.following) if feed.following else None,
        deleted=tuple(
            Tombstone(id=scrub(tomb.id), withdrawn_at=_whole_second(tomb.withdrawn_at))
            for tomb in feed.deleted
        ),
    )


def lead(entry: Entry) -> str:
    """Return an entry in a few plain words: its summary, its first words or else its title."""
    return entry.summary or excerpt(entry.content_html) or entry.title


def excerpt(content_html: str) -> str:
    """Return the first words of an HTML fragment as plain text, at most EXCERPT_LIMIT characters.

    It ends between two words where there are spaces; some scripts have none.
    """
    beginning = content_html[:_BEGINNING]
    if beginning.rfind("<") > beginning.rfind(">"):
        beginning = beginning[: beginning.rfind("<")]
    text = _plain(beginning)
    if len(text) < 2 * EXCERPT_LIMIT:  # little but markup, or it ends within a reference
        text = _plain(content_html)
    if len(text) <= EXCERPT_LIMIT:
        return text
    cut = text[: EXCERPT_LIMIT - 1]
    words, _, rest = cut.rpartition(" ")
    return (words if len(rest) < EXCERPT_LIMIT // 2 else cut) + "…"


def _plain(content_html: str) -> str:
    text = unescape(_TAG.sub(" ", _INLINE_TAG.sub("", content_html)))
    return " ".join(scrub(text).split())


def _named(names: Iterable[str]) -> tuple[str, ...]:
    clean = (scrub(name).strip() for name in names)
    return tuple(name for name in clean if name)


def _legible_image(image: Enclosure) -> Enclosure:
    return replace(image, url=scrub(image.url), media_type=scrub(image.media_type))


def _legible_address(address: FeedAddress) -> FeedAddress:
    return FeedAddress(scrub(address.base), scrub(address.query))


def _whole_second(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError(f"a feed needs aware instants, not {at.isoformat()}")
    if at.tzinfo is UTC and not at.microsecond:
        return at
    return at.astimezone(UTC).replace(microsecond=0)
