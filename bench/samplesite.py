"""One made-up site of many articles, laid out for Pressrun, for Hugo and for Pelican."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

TAGS, AUTHORS, TAGS_AN_ARTICLE, ENTRIES = 500, 50, 3, 20
OCTETS = 5_000
URL = "https://bench.example.org"
_TEN = "abcdefghijklmnopqrstuvwxyz234567"

PRESSRUN = f"""\
title = "Bench"
url = "{URL}"
authority = "example.org"
year = 2026
language = "en"
zone = "UTC"

[lists.main]
sender = "Bench <bench@example.org>"

[site]
precompress = false

[feeds]
limit = {ENTRIES}
"""
HUGO = f"""\
baseURL = "{URL}/"
title = "Bench"
languageCode = "en"

[taxonomies]
tag = "tags"
author = "authors"

[services.rss]
limit = {ENTRIES}
"""
HUGO_SINGLE = """\
<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{.Title}}</title></head>
<body><h1>{{.Title}}</h1>{{.Content}}</body></html>
"""
HUGO_LIST = """\
<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{.Title}}</title></head>
<body><h1>{{.Title}}</h1><ul>
{{range .Pages}}<li><a href="{{.Permalink}}">{{.Title}}</a></li>{{end}}
</ul></body></html>
"""
# Hugo's own RSS template says a summary; a feed here carries the whole text.
HUGO_RSS = """\
{{- printf "<?xml version=\\"1.0\\" encoding=\\"utf-8\\"?>" | safeHTML }}
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>{{.Title}}</title><link>{{.Permalink}}</link><description>{{.Title}}</description>
{{ $pages := .Pages }}{{ if .IsHome }}{{ $pages = .Site.RegularPages }}{{ end }}
{{ range first .Site.Config.Services.RSS.Limit $pages }}<item><title>{{.Title}}</title>
<link>{{.Permalink}}</link><guid>{{.Permalink}}</guid>
<pubDate>{{.Date.Format "Mon, 02 Jan 2006 15:04:05 -0700" | safeHTML}}</pubDate>
<description>{{.Summary | html}}</description>
<content:encoded>{{.Content | html}}</content:encoded></item>
{{ end }}</channel></rss>
"""
PELICAN = f"""\
AUTHOR = "Sample"
SITENAME = "Bench"
SITEURL = "{URL}"
PATH = "content"
TIMEZONE = "UTC"
DEFAULT_LANG = "en"
FEED_ALL_ATOM = "feeds/all.atom.xml"
FEED_ALL_RSS = "feeds/all.rss.xml"
TAG_FEED_ATOM = "feeds/tag-{{slug}}.atom.xml"
TAG_FEED_RSS = "feeds/tag-{{slug}}.rss.xml"
AUTHOR_FEED_ATOM = "feeds/author-{{slug}}.atom.xml"
AUTHOR_FEED_RSS = "feeds/author-{{slug}}.rss.xml"
CATEGORY_FEED_ATOM = None
TRANSLATION_FEED_ATOM = None
FEED_MAX_ITEMS = {ENTRIES}
RSS_FEED_SUMMARY_ONLY = False
DEFAULT_PAGINATION = False
"""


@dataclass(frozen=True, slots=True)
class Sample:
    """An article as every generator gets it."""

    name: str
    id: str
    title: str
    summary: str
    author: str
    tags: tuple[str, ...]
    day: str
    body: str


def samples(count: int) -> Iterator[Sample]:
    """Yield the same articles each time."""
    chance = random.Random(7)
    letters = "abcdefghijklmnopqrstuvwxyz"
    words = [
        "".join(chance.choice(letters) for _ in range(chance.randint(2, 10))) for _ in range(3000)
    ]
    for number in range(count):
        yield Sample(
            name=f"post-{number:05}",
            id="".join(_TEN[(number >> 5 * place) & 31] for place in range(10)),
            title=f"Post number {number}",
            summary=" ".join(chance.choice(words) for _ in range(12)),
            author=f"Sample Author {chance.randrange(AUTHORS)}",
            tags=tuple(f"topic{tag}" for tag in chance.sample(range(TAGS), TAGS_AN_ARTICLE)),
            day=f"{2010 + number % 15}-{1 + number % 12:02}-{1 + number % 28:02}",
            body=_body(number, words, chance),
        )


def _body(number: int, words: list[str], chance: random.Random) -> str:
    blocks, size = [], 0
    while size < OCTETS:
        text = " ".join(chance.choice(words) for _ in range(60)).capitalize() + "."
        kind = chance.random()
        if kind < 0.1:
            text = f"## {text[:40]}"
        elif kind < 0.2:
            text = "\n".join(f"- {text[place : place + 60].strip()}" for place in range(0, 300, 60))
        elif kind < 0.5:
            link = f"[link](https://example.org/{number})"
            text = f"{text[:100].strip()} *{text[100:110].strip()}* {link} {text[110:].strip()}"
        blocks.append(text)
        size += len(text) + 2
    return "\n\n".join(blocks) + "\n"


def write_sites(folder: Path, count: int) -> dict[str, Path]:
    """Write the site for each generator; return its article files' folder by the name of each."""
    placed = {
        "pressrun": folder / "pressrun/articles",
        "hugo": folder / "hugo/content/articles",
        "pelican": folder / "pelican/content",
    }
    for place in placed.values():
        place.mkdir(parents=True)
    layouts = folder / "hugo/layouts/_default"
    layouts.mkdir(parents=True)
    for file, text in (
        (folder / "pressrun/pressrun.toml", PRESSRUN),
        (folder / "hugo/hugo.toml", HUGO),
        (layouts / "single.html", HUGO_SINGLE),
        (layouts / "list.html", HUGO_LIST),
        (layouts / "rss.xml", HUGO_RSS),
        (folder / "pelican/pelicanconf.py", PELICAN),
    ):
        file.write_text(text, encoding="utf-8")
    for sample in samples(count):
        for name, place in placed.items():
            front = _FRONTS[name](sample)
            (place / f"{sample.name}.md").write_text(f"{front}\n{sample.body}", encoding="utf-8")
    return placed


def _pressrun(sample: Sample) -> str:
    return (
        f"---\nid: {sample.id}\ntitle: {sample.title}\nsummary: {sample.summary}\n"
        f"authors: [{sample.author}]\ntags: [{', '.join(sample.tags)}]\n"
        f"publish: {sample.day} 09:00\n---\n"
    )


def _hugo(sample: Sample) -> str:
    return (
        f'---\ntitle: "{sample.title}"\nsummary: "{sample.summary}"\n'
        f'date: {sample.day}T09:00:00Z\nauthors: ["{sample.author}"]\n'
        f"tags: [{', '.join(sample.tags)}]\n---\n"
    )


def _pelican(sample: Sample) -> str:
    return (
        f"Title: {sample.title}\nDate: {sample.day} 09:00\nTags: {', '.join(sample.tags)}\n"
        f"Authors: {sample.author}\nCategory: all\nSlug: {sample.name}\n"
        f"Summary: {sample.summary}\n"
    )


_FRONTS = {"pressrun": _pressrun, "hugo": _hugo, "pelican": _pelican}
