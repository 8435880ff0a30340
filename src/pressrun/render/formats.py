"""The formats a feed is published in. A new one is a file beside this and a line here."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from pressrun.model.feed import MEDIA_TYPES, Entry, Feed, Frame
from pressrun.model.publication import Content
from pressrun.render import atom, jsonfeed, rss
from pressrun.render.legible import legible_entry, legible_feed


@dataclass(frozen=True, slots=True)
class Format:
    """``suffix`` begins with a dot.

    ``entry`` and ``frame`` take what is legible, and are pure: the same gives the same octets. An
    entry's octets depend on no feed, and fit into every frame of the format.
    """

    suffix: str
    media_type: str
    entry: Callable[[Entry, Content], bytes]
    frame: Callable[[Feed], Frame]


FORMATS: Final[Mapping[str, Format]] = MappingProxyType(
    {
        suffix: Format(suffix, MEDIA_TYPES[suffix], entry, frame)
        for suffix, entry, frame in (
            (rss.SUFFIX, rss.rss_entry, rss.rss_frame),
            (atom.SUFFIX, atom.atom_entry, atom.atom_frame),
            (jsonfeed.SUFFIX, jsonfeed.json_entry, jsonfeed.json_frame),
        )
    }
)


def set_entry(entry: Entry, contents: tuple[Content, ...]) -> dict[tuple[str, Content], bytes]:
    """Return an entry by (suffix, how much of it), in every format.

    Raises:
        ValueError: An instant is naive.
    """
    clean = legible_entry(entry)
    return {
        (suffix, content): form.entry(clean, content)
        for suffix, form in FORMATS.items()
        for content in contents
    }


def set_frames(feed: Feed) -> dict[str, Frame]:
    """Return the documents of a feed without their entries, by suffix.

    Raises:
        ValueError: An instant is naive.
    """
    clean = legible_feed(feed)
    return {suffix: form.frame(clean) for suffix, form in FORMATS.items()}


def document(
    suffix: str, feed: Feed, entries: Iterable[Entry], content: Content = Content.FULL
) -> bytes:
    """Return one whole document with its entries in the given order.

    Raises:
        ValueError: An instant is naive.
    """
    form = FORMATS[suffix]
    frame = form.frame(legible_feed(feed))
    return frame.around(form.entry(legible_entry(entry), content) for entry in entries)
