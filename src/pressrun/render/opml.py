"""The list of all feeds -> text/x-opml (OPML 2.0, opml.org/spec2.opml): readers import it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from itertools import groupby
from typing import Final

from pressrun.render.entry import Element, add, octets_of, root
from pressrun.render.legible import scrub

PATH: Final = "feeds/feeds.opml"
MEDIA_TYPE: Final = "text/x-opml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """One feed: its name, its document, its page. Those of a ``group`` stand under its name."""

    text: str
    xml_url: str
    html_url: str
    group: str = ""


def render_opml(title: str, outlines: tuple[Outline, ...], modified_at: datetime) -> bytes:
    """Return ``outlines`` in their order, with those of a group that follow one another in it.

    ``modified_at`` comes from the content, never from the clock. An address of every feed in one
    format: a reader that imports two would show everything twice.

    Raises:
        ValueError: ``modified_at`` is naive.
    """
    if modified_at.tzinfo is None:
        raise ValueError(f"a list of feeds needs an aware instant, not {modified_at.isoformat()}")
    opml = root("opml", prefixes={}, version="2.0")
    head = add(opml, "head")
    add(head, "title", _line(title))
    add(head, "dateModified", format_datetime(modified_at.astimezone(UTC), usegmt=True))
    add(head, "docs", "http://opml.org/spec2.opml")
    body = add(opml, "body")
    for group, members in groupby(outlines, key=lambda outline: outline.group):
        name = _line(group)
        parent = _outline(body, name[:1].upper() + name[1:]) if name else body
        for each in members:
            text = _line(each.text) or scrub(each.xml_url)
            element = _outline(parent, text)
            element.set("type", "rss")  # whatever the format, says the specification
            element.set("title", text)
            element.set("xmlUrl", scrub(each.xml_url))
            element.set("htmlUrl", scrub(each.html_url))
    return octets_of(opml)


def _outline(parent: Element, text: str) -> Element:
    element = add(parent, "outline")
    element.set("text", text)
    return element


def _line(text: str) -> str:
    return " ".join(scrub(text).split())
