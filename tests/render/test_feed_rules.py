"""Rules of the formats and of readers, each by its name, over every document we can make.

They are those that validators and readers hold documents to: RFC 4287, RFC 5005, RFC 6721, the RSS
Advisory Board's profile, JSON Feed 1.1, WebSub, and what real readers stumble over.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from email.utils import parsedate_to_datetime
from typing import Any, Final
from xml.etree import ElementTree as ET

import pytest

from pressrun.model.publication import Content
from pressrun.render.formats import FORMATS, document
from render.feed_samples import ARCHIVE, ENTRIES, FULL, NASTY_TITLES, PRIVATE, entry, feed

POISONED = (
    entry(1, title="", summary="", content_html="", authors=(), language="", tags=("",)),
    entry(
        2, title="\x00\ud800\ufffe", summary="]]>", content_html="]]>\x0c<p>\uffff", tags=("\x01",)
    ),
    entry(
        3, title="<![CDATA[", authors=("]]>", "&amp;"), content_html="<entries/>\n</item></entry>"
    ),
    entry(4, title="‮מגדלור‬", content_html="<p dir='rtl'>مرحبا</p>", language="ar"),
)
NASTY = tuple(
    entry(n, title=title, tags=(title,), authors=(title,))
    for n, title in enumerate(NASTY_TITLES, start=1)
)
SETS: Final = {
    "full": (FULL, ENTRIES),
    "archive": (ARCHIVE, ENTRIES),
    "private": (PRIVATE, ENTRIES),
    "empty": (feed(), ()),
    "bare": (feed(description="", rights="", author="", language=""), ENTRIES),
    "nasty": (feed(title="<b> & \x00", description="<entries/>"), NASTY),
    "poisoned": (feed(author="\x00", rights="]]>"), POISONED),
}
DOCUMENTS: Final = {
    (suffix, name, content): document(suffix, about, entries, content)
    for suffix in FORMATS
    for name, (about, entries) in SETS.items()
    for content in Content
}

Rule = Callable[[Any], bool]

A: Final = "{http://www.w3.org/2005/Atom}"
ENCODED: Final = "{http://purl.org/rss/1.0/modules/content/}encoded"
CREATOR: Final = "{http://purl.org/dc/elements/1.1/}creator"
FH: Final = "{http://purl.org/syndication/history/1.0}archive"
RFC_3339: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)")
RFC_822: Final = re.compile(
    r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) "
    r"\d{4} \d\d:\d\d:\d\d GMT"
)
ABSOLUTE: Final = re.compile(r"https?://[^/\s]+/\S*")
IRI: Final = re.compile(r"tag:[a-z0-9.-]+,\d{4}(?:-\d\d){0,2}:\S+")


def entries(root: ET.Element) -> list[ET.Element]:
    return [node for node in root.iter() if node.tag in {"item", f"{A}entry"}]


def every(nodes: list[Any], check: Callable[[Any], bool]) -> bool:
    return all(check(node) for node in nodes)


def texts(parent: ET.Element, name: str) -> list[str]:
    return ["".join(node.itertext()) for node in parent.iterfind(name)]


def rels(parent: ET.Element) -> Counter[str]:
    return Counter(link.get("rel", "alternate") for link in parent.iterfind(f"{A}link"))


def addresses(root: ET.Element) -> Iterator[str]:
    for node in root.iter():
        yield from (node.attrib[name] for name in ("href", "url", "domain") if name in node.attrib)
        if node.tag in {"link", "docs"}:
            yield node.text or ""


def holds_archive_links(head: ET.Element) -> bool:
    found = rels(head)
    if head.find(FH) is None:
        return not found["current"]
    return found["current"] == 1 and found["prev-archive"] == 1 and not found["hub"]


def is_a_day_of_its_week(text: str) -> bool:
    day = parsedate_to_datetime(text)
    return (
        bool(RFC_822.fullmatch(text))
        and f"{day:%d}" == text[5:7]
        and (("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[day.weekday()] == text[:3])
    )


XML_RULES: Final[dict[str, Callable[[bytes], bool]]] = {
    "the document begins with its declaration, without a mark or a blank line": lambda octets: (
        octets.startswith(b"<?xml version='1.0' encoding='UTF-8'?>\n<")
    ),
    "readers that sniff find the root within 512 octets": lambda octets: bool(
        re.search(rb"<(?:rss|feed)[^>]*>", octets[:512])
    ),
    "there is no style sheet and no document type": lambda octets: (
        not re.search(rb"<\?xml-stylesheet|<!DOCTYPE|<!ENTITY", octets)
    ),
    "every address is absolute": lambda octets: every(
        list(addresses(ET.fromstring(octets))), lambda url: bool(ABSOLUTE.fullmatch(url))
    ),
    "there is one link to itself": lambda octets: (
        rels(head_of(octets))["self"] == 1 and rels(head_of(octets))["hub"] <= 1
    ),
    "an archive leads to the feed and to the archive before, and only an archive says it is one": (
        lambda octets: holds_archive_links(head_of(octets))
    ),
    "a feed is complete or paged or archived, not two of them": lambda octets: (
        not (rels(head_of(octets))["next"] and rels(head_of(octets))["prev-archive"])
    ),
    "no element is empty where readers look for words": lambda octets: every(
        [
            node
            for part in entries(ET.fromstring(octets))
            for node in part.iter()
            if node.tag.rpartition("}")[2]
            in {"title", "id", "guid", "name", "creator", "description", "summary", "category"}
            and node.tag != f"{A}category"
        ],
        lambda node: bool("".join(node.itertext()).strip()),
    ),
}
RSS_RULES: Final[dict[str, Rule]] = {
    "every guid says that it is no address": lambda root: every(
        entries(root), lambda item: [g.get("isPermaLink") for g in item.iter("guid")] == ["false"]
    ),
    "guids are ids and unique": lambda root: (
        every(texts(root, "channel/item/guid"), lambda said: bool(IRI.fullmatch(said)))
        and len(set(texts(root, "channel/item/guid"))) == len(entries(root))
    ),
    "names stand in dc:creator and never in author": lambda root: every(
        entries(root), lambda item: item.find("author") is None and bool(texts(item, CREATOR))
    ),
    "there is no managingEditor and no webMaster": lambda root: (
        root.find("channel/managingEditor") is None and root.find("channel/webMaster") is None
    ),
    "content:encoded comes after the description": lambda root: every(
        entries(root),
        lambda item: (
            [n.tag for n in item if n.tag in {"description", ENCODED}]
            in (["description", ENCODED], ["description"])
        ),
    ),
    "an item has at most one enclosure, with its type and its length": lambda root: every(
        entries(root),
        lambda item: (
            every(
                list(item.iter("enclosure")),
                lambda e: int(e.attrib["length"]) > 0 and "/" in e.attrib["type"],
            )
            and len(list(item.iter("enclosure"))) <= 1
        ),
    ),
    "dates are RFC 822 in English, with a year of four digits": lambda root: every(
        [*texts(root, "channel/item/pubDate"), *texts(root, "channel/lastBuildDate")],
        is_a_day_of_its_week,
    ),
    "every item has one date, title, link and description": lambda root: every(
        entries(root),
        lambda item: every(
            ["pubDate", "title", "link", "description"], lambda name: len(texts(item, name)) == 1
        ),
    ),
    "the channel's link is a page": lambda root: (
        texts(root, "channel/link") == ["https://example.org/"]
    ),
    "there are no hints that caches must not be told": lambda root: (
        not [
            n
            for n in root.iter()
            if n.tag in {"ttl", "skipHours", "skipDays", "cloud", "textInput"}
        ]
    ),
    "there is no picture of the channel that is too wide": lambda root: (
        not list(root.iter("image"))
    ),
    "elements of RSS have no namespace": lambda root: (
        root.tag == "rss" and root.get("version") == "2.0" and [n.tag for n in root] == ["channel"]
    ),
}
ATOM_RULES: Final[dict[str, Rule]] = {
    "feed and entries have one id, title and updated": lambda root: every(
        [root, *entries(root)],
        lambda part: every(
            ["id", "title", "updated"], lambda name: len(texts(part, f"{A}{name}")) == 1
        ),
    ),
    "ids are IRIs in their one form, and unique": lambda root: (
        every(texts(root, f"{A}entry/{A}id"), lambda said: bool(IRI.fullmatch(said)))
        and len(set(texts(root, f"{A}entry/{A}id"))) == len(entries(root))
    ),
    "every entry names an author": lambda root: every(
        entries(root), lambda part: bool(texts(part, f"{A}author/{A}name"))
    ),
    "an entry has one alternate, of one type": lambda root: every(
        entries(root), lambda part: rels(part)["alternate"] == 1
    ),
    "an entry has content or a summary": lambda root: every(
        entries(root),
        lambda part: part.find(f"{A}content") is not None or part.find(f"{A}summary") is not None,
    ),
    "dates are RFC 3339 in capitals": lambda root: every(
        [n.text or "" for n in root.iter() if n.tag in {f"{A}updated", f"{A}published"}],
        lambda text: bool(RFC_3339.fullmatch(text)),
    ),
    "nothing was updated before it was published": lambda root: every(
        entries(root),
        # Both are in UTC, in one form.
        lambda part: texts(part, f"{A}updated") >= texts(part, f"{A}published"),
    ),
    "texts are plain, and content is html": lambda root: every(
        [n for n in root.iter() if n.tag.startswith(A)],
        lambda n: (n.get("type") == "html") == (n.tag == f"{A}content") or n.tag == f"{A}link",
    ),
    "enclosures have a type and a length": lambda root: every(
        [n for n in root.iter(f"{A}link") if n.get("rel") == "enclosure"],
        lambda n: int(n.get("length")) > 0 and "/" in n.get("type"),
    ),
    "every element of Atom has a namespace and nobody's child is outside": lambda root: (
        root.tag == f"{A}feed" and every(list(root.iter()), lambda n: n.tag.startswith("{"))
    ),
    "addresses are resolved, since readers ignore xml:base": lambda root: (
        not [n for n in root.iter() if "{http://www.w3.org/XML/1998/namespace}base" in n.attrib]
    ),
}
JSON_RULES: Final[dict[str, Rule]] = {
    "it says its version": lambda read: read["version"] == "https://jsonfeed.org/version/1.1",
    "there is nothing but what the specification names": lambda read: (
        set(read)
        <= {
            *("version", "title", "home_page_url", "feed_url", "next_url", "description"),
            *("authors", "language", "hubs", "items"),
        }
        and every(
            read["items"],
            lambda item: (
                set(item)
                <= {
                    *("id", "url", "title", "content_html", "content_text", "summary", "image"),
                    *("date_published", "date_modified", "authors", "tags", "language"),
                    "attachments",
                }
            ),
        )
    ),
    "ids are texts, and unique": lambda read: (
        every(read["items"], lambda item: bool(IRI.fullmatch(item["id"])))
        and len({item["id"] for item in read["items"]}) == len(read["items"])
    ),
    "an item has content as html or as text": lambda read: every(
        read["items"], lambda item: ("content_html" in item) != ("content_text" in item)
    ),
    "authors are lists of names, of every item too": lambda read: every(
        [read, *read["items"]],
        lambda part: (
            bool(part.get("authors")) and every(part["authors"], lambda a: bool(a["name"]))
        ),
    ),
    "dates are RFC 3339 in capitals": lambda read: every(
        [item[name] for item in read["items"] for name in ("date_published", "date_modified")],
        lambda text: bool(RFC_3339.fullmatch(text)),
    ),
    "the next address is never its own": lambda read: read.get("next_url") != read["feed_url"],
    "addresses are absolute": lambda read: every(
        [
            *(read[name] for name in ("home_page_url", "feed_url", "next_url") if name in read),
            *(item["url"] for item in read["items"]),
            *(item["image"] for item in read["items"] if "image" in item),
        ],
        lambda url: bool(ABSOLUTE.fullmatch(url)),
    ),
    "attachments have an address, a type and a size": lambda read: every(
        [each for item in read["items"] for each in item.get("attachments", ())],
        lambda each: each["size_in_bytes"] > 0 and "/" in each["mime_type"] and each["url"],
    ),
    "nothing is null or an empty list but the items": lambda read: every(
        [
            value
            for part in [read, *read["items"]]
            for name, value in part.items()
            if name != "items"
        ],
        lambda value: value is not None and value != [] and value != {},
    ),
}


def head_of(octets: bytes) -> ET.Element:
    root = ET.fromstring(octets)
    channel = root.find("channel")
    return root if channel is None else channel


def broken(suffix: str, octets: bytes) -> list[str]:
    """Return the names of rules that a document breaks."""
    if suffix == ".json":
        read = json.loads(octets)
        return [name for name, rule in JSON_RULES.items() if not rule(read)]
    root = ET.fromstring(octets)
    rules = RSS_RULES if suffix == ".rss" else ATOM_RULES
    return [
        *(name for name, rule in XML_RULES.items() if not rule(octets)),
        *(name for name, rule in rules.items() if not rule(root)),
    ]


@pytest.mark.parametrize("case", DOCUMENTS, ids="-".join)
def test_a_document_keeps_every_rule(case: tuple[str, str, Content]) -> None:
    assert broken(case[0], DOCUMENTS[case]) == []


@pytest.mark.parametrize(
    ("suffix", "right", "wrong", "rule"),
    [
        (".rss", b' isPermaLink="false"', b"", "every guid says that it is no address"),
        (".rss", b"dc:creator", b"author", "names stand in dc:creator and never in author"),
        (".rss", b"Wed, 03 Dec", b"Thu, 03 Dec", "dates are RFC 822 in English"),
        (".rss", b'length="48213"', b'length="0"', "an item has at most one enclosure"),
        (".rss", b"https://example.org/articles/", b"/articles/", "every address is absolute"),
        (".rss", b'rel="self"', b'rel="via"', "there is one link to itself"),
        (".rss", b"    <generator>", b"<ttl>60</ttl><generator>", "there are no hints"),
        (".atom", b"<published>2025", b"<published>2026", "nothing was updated before"),
        (".atom", b'rel="enclosure"', b'rel="alternate"', "an entry has one alternate"),
        (".atom", b"07:00:00+00:00", b"07:00:00z", "dates are RFC 3339 in capitals"),
        (".atom", b"aaaaaaaa03", b"aaaaaaaa01", "ids are IRIs in their one form, and unique"),
        (".atom", b"<title>", b'<title type="html">', "texts are plain, and content is html"),
        (".atom", b"<?xml", b"\xef\xbb\xbf<?xml", "the document begins with its declaration"),
        (".json", b'"authors"', b'"author"', "there is nothing but what"),
        (".json", b"main-2.json", b"main.json", "the next address is never its own"),
        (".json", b'"image": "https:', b'"image": "', "addresses are absolute"),
    ],
)
def test_a_document_that_breaks_a_rule_is_told_by_its_name(
    suffix: str, right: bytes, wrong: bytes, rule: str
) -> None:
    octets = DOCUMENTS[suffix, "full", Content.FULL]
    assert right in octets

    told = broken(suffix, octets.replace(right, wrong))

    assert [name for name in told if name.startswith(rule)]
