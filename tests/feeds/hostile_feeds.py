"""A publication of articles that somebody hostile, unlucky or careless wrote, file by file."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from source.picture_samples import photograph

# Every so many of the strings has feeds of its own, as tag and as author.
EVERY: Final = 12
TEN: Final = "abcdefghijklmnopqrstuvwxyz234567"
SETTINGS: Final = """\
title = "Harbour <b>Notes</b> & ]]> notes"
description = "What is new & old <in> the harbour"
author = "Ada Sample"
rights = "© 2026 Ada & Bob Sample"
url = "https://notes.example.org"
authority = "example.org"
year = 2026
language = "en"
zone = "UTC"

[lists.main]
sender = "Harbour Notes <notes@example.org>"

[feeds]
limit = 7
archive = true
hubs = ["https://hub.example.org/"]

[site]
precompress = false
"""
TEXT: Final = """\
Words with *stress*, `code ]]>` and [a link](https://example.org/?a=1&b=2 "a & b").

<script>alert("raw")</script> &amp; &nbsp; <b>raw</b> <![CDATA[ raw ]]> ]]>

![A boat & ]]> more](boat.png "boat < ship")
"""
# What stands in one article each: the lines of its front matter behind ``id``, and its text.
SOUND: Final[dict[str, tuple[str, str]]] = {
    "cdata": ('title: "a ]]> b <![CDATA[ c ]]> d"\ntags: ["]]>"]', "`<![CDATA[` and `]]>`\n"),
    "markup": (
        'title: "<script>alert(1)</script> <b>bold</b>"\nauthor: "<i>Ada</i> & Bob"',
        "<i>raw</i> & <br>\n",
    ),
    "entities": ('title: "&amp; &lt; &#38; &nbsp; &copy; &bogus; AT&T"', "&nbsp;&bogus;&#1;\n"),
    "percent": ('title: "%s {title} {{title}} ${title} %(title)s \\\\"', "{{ 7*7 }} {% x %}\n"),
    "no-author": ("title: Nobody wrote this", "Nobody.\n"),
    "no-text": ("title: Nothing", ""),
    "long-title": (f"title: {'long ' * 51}", "A title as long as titles may be.\n"),
    "one-long-word": (f"title: {'w' * 255}", f"{'w' * 20_000}\n"),
    "right-to-left": ('title: "ميناء (1990) <b>"\nlanguage: ar', "كان <b> ]]> هنا.\n"),
    "hebrew": ('title: "נמל & ים"\nlanguage: he\nauthor: "דנה דוגמה"', "שלום.\n"),
    "joined": ('title: "👩‍👩‍👧‍👦 🏳️‍🌈 e\u0301 Å"\ntags: ["👩‍👩‍👧‍👦"]', "👩🏽‍🚀\n"),
    "spaces": ('title: "\u00a0a\u2009b\u200bc\u00add\u2060"', "a\u00a0b\u200b\n"),
    "supplementary": ('title: "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 \U0001f600 \U000e0020"', "\U0010fffd\n"),
    "uppercase-tag": (
        'title: Tags\ntags: [Fähre, "C++", "C#", "a/b", "../x", "?", "%2e%2e"]',
        "a\n",
    ),
    "ten-pictures": (
        "title: Ten pictures\nimage: boat.png\nimage_alt: '\"><b>'",
        "".join(f"![Boat {number} & <b>](boat.png)\n\n" for number in range(10)),
    ),
    "old": ("title: Very old\npublish: 1970-01-01", "Old.\n"),
    "leap": ("title: On a leap day\npublish: 2024-02-29T23:59:59+14:00", "Leap.\n"),
    "tables": ("title: Tables", "| a \\| b | <b> |\n| --- | --- |\n| `]]>` | &amp; |\n"),
    "addresses": ("title: Addresses", "[d](https://example.org/?a&b=%22<) <a@b.c>\n"),
    "footnotes": ("title: Notes", "Word[^1] and word[^2].\n\n[^1]: One ]]>.\n[^2]: Two & two.\n"),
}
# What no feed may show: the files do not load, and must not take any other with them.
POISONED: Final[dict[str, bytes]] = {
    "control-in-title": b'---\nid: {id}\ntitle: "bell \\u0007"\npublish: now\n---\n\nWords.\n',
    "controls-in-text": b"---\nid: {id}\ntitle: Bell\npublish: now\n---\n\na\x00b\x0bc\x1b[0m\n",
    "surrogate-in-title": b'---\nid: {id}\ntitle: "half \\ud800"\npublish: now\n---\n\nWords.\n',
    "surrogate-in-text": b"---\nid: {id}\ntitle: Half\npublish: now\n---\n\na \xed\xa0\x80 b\n",
    "not-utf-8": b"---\nid: {id}\ntitle: Latin\npublish: now\n---\n\ncaf\xe9\n",
    "noncharacter": b'---\nid: {id}\ntitle: "\\uffff"\npublish: now\n---\n\nWords.\n',
    "title-of-2000": b"---\nid: {id}\ntitle: " + b"t" * 2000 + b"\npublish: now\n---\n\nWords.\n",
    "no-front-matter": b"Words and nothing else, {id}.\n",
    "broken-yaml": b"---\nid: {id}\ntitle: [\npublish: now\n---\n\nWords.\n",
    "no-such-picture": b"---\nid: {id}\ntitle: P\npublish: now\nimage: no.png\n---\n\nWords.\n",
    "no-such-day": b"---\nid: {id}\ntitle: D\npublish: 2026-02-30 09:00\n---\n\nWords.\n",
    "script-in-link": b"---\nid: {id}\ntitle: L\npublish: now\n---\n\n[a](javascript:alert(1))\n",
    "of-the-future": b"---\nid: {id}\ntitle: Later\npublish: 9998-12-31 23:59\n---\n\nWords.\n",
}


@dataclass(frozen=True, slots=True)
class HostileFolder:
    """Which entries feeds must have, and which they may not have, by their ids."""

    shown: frozenset[str]
    refused: frozenset[str]


def minted(prefix: str, number: int) -> str:
    return prefix + "".join(TEN[number >> 5 * place & 31] for place in range(10 - len(prefix)))


def write_folder(folder: Path, titles: list[str]) -> HostileFolder:
    """Write the publication; each of ``titles`` is a title, some a tag and author."""
    articles = folder / "articles"
    articles.mkdir(parents=True)
    (folder / "pressrun.toml").write_text(SETTINGS, encoding="utf-8")
    (articles / "boat.png").write_bytes(photograph("image/png"))
    shown, refused = set(), set()
    for number, (slug, (front, text)) in enumerate(SOUND.items()):
        when = "" if "publish:" in front else "publish: now\n"
        _write(articles, slug, minted("sound", number), f"{front}\n{when}", text)
        shown.add(_entry_id(minted("sound", number), front))
    for number, title in enumerate(titles):
        told = json.dumps(title, ensure_ascii=False)
        front = f"title: {told}\nsummary: {told}\npublish: now\n"
        if number % EVERY == 0:
            front += f"tags: [{told}]\nauthor: {told}\n"
        _write(articles, f"naughty-{number}", minted("blns", number), front, TEXT)
        shown.add(_entry_id(minted("blns", number), ""))
    for number, (slug, octets) in enumerate(POISONED.items()):
        own = minted("poison", number)
        (articles / f"{slug}.md").write_bytes(octets.replace(b"{id}", own.encode()))
        refused.add(_entry_id(own, ""))
    return HostileFolder(frozenset(shown), frozenset(refused))


def _write(articles: Path, slug: str, id: str, front: str, text: str) -> None:
    octets = f"---\nid: {id}\n{front}---\n\n{text}".encode()
    (articles / f"{slug}.md").write_bytes(octets)


def _entry_id(minted_id: str, front: str) -> str:
    language = front.partition("language: ")[2][:2]
    return f"tag:example.org,2026:{minted_id}{f':{language}' if language else ''}"
