"""A whole publication written by somebody hostile: its finished bytes are words and nothing else.

The strings of the corpora are dealt over the files that an editor writes: into every key of front
matter, into every block with their signs escaped, and once more into the text as they are.
"""

import json
import re
import unicodedata
from itertools import cycle
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

import feedparser
import pytest

from faces.hostile import assert_inert, hostile_strings, skeleton
from faces.printed import Printed, send_everything
from pressrun.source.article import parse_article
from pressrun.source.frontmatter import read_source
from source.picture_samples import photograph

# Every so many of the strings goes through files, processes and transport.
EVERY: Final = 23
STRINGS_AN_ARTICLE: Final = 16
TEN: Final = "abcdefghijklmnopqrstuvwxyz234567"
ARTICLE: Final = """\
---
id: {id}
publish: now
title: {front}
summary: {front}
authors: [{front}, Ada Sample]
tags: [{front}]
image: boat.png
image_alt: {front}
---

## {words}

[{words}](https://example.org/ "{words}") ![{words}](boat.png "{words}") and `code` {words}[^note]

| {words} |
| --- |
| {words} |

- [ ] {words}

> {words}

::: key-points {line}
- {words}
:::

::: quote
{words}

-- {words}
:::

::: pull-quote
{words}
:::

::: callout {line}
{words}
:::

::: button
[{words}](https://example.org/)
:::

::: figure
![{words}](boat.png)

Caption {words}

Credit: {words}
:::

::: video
[![{words}](boat.png) {words}](https://example.org/)

Caption {words}

Credit: {words}
:::

::: related {line}
- [{words}](https://example.org/) — {words}
:::

::: quiz quiz
Question {words}

- [x] {words}
- [ ] {words}

Reason {words}
:::

::: poll poll
Question {words}

- [ ] {words}
- [ ] {words}
:::

*[code]: {line}

[^note]: {words}

{raw}
"""
ISSUE: Final = """\
---
id: {id}
subject: {front}
preheader: {front}
articles:
  - section: {front}
    intro: {front}
    articles:
{articles}
---

{words}
"""
SETTINGS: Final = """\
title = {front}
description = {front}
rights = {front}
author = "Ada Sample"
url = "https://notes.example.org"
authority = "example.org"
year = 2026
language = "en"
zone = "Europe/Lisbon"

[lists.main]
title = {front}
postal_address = {front}
sender = "Harbour Notes <notes@example.org>"

[feeds]
limit = 1000
"""


# What Markdown can make of a text, all of it harmless: nothing else may come of hostile ones.
RICH: Final = """\
The word code. *a* **b** `c` <https://example.org/> d\\
e

1. f
- g

---

> h

    i

# j
## k
### l
#### m
##### n
###### o
"""


def one_line(text: str) -> str:
    return " ".join(text.split())


def escaped(text: str) -> str:
    """Return a text with every sign of Markdown escaped, on one line."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", one_line(text))


def front(text: str) -> str:
    """Return a text as a quoted value; JSON's quotes are YAML's and TOML's too."""
    return json.dumps(text, ensure_ascii=False)


def minted(number: int) -> str:
    return f"hostil{''.join(TEN[number // 32**place % 32] for place in range(4))}"


def filled(template: str, strings: list[str], **given: str) -> str:
    """Return a template with its places filled, each with the next of the strings in its form."""
    dealing, forms = cycle(strings), {"front": front, "words": escaped, "line": one_line}

    def fill(found: re.Match[str]) -> str:
        return given[found[1]] if found[1] in given else forms[found[1]](next(dealing))

    return re.sub(r"\{(\w+)\}", fill, template)


def write_publication(folder: Path, strings: list[str], raw: str = "") -> None:
    """Write a publication of ``strings``; ``raw`` or they themselves are text as it is written."""
    lots = [strings[n : n + STRINGS_AN_ARTICLE] for n in range(0, len(strings), STRINGS_AN_ARTICLE)]
    articles, issue = folder / "articles", folder / "issues" / "001-hostile"
    for made in (articles, issue):
        made.mkdir(parents=True)
    (folder / "pressrun.toml").write_text(filled(SETTINGS, strings), encoding="utf-8")
    (articles / "boat.png").write_bytes(photograph("image/png"))
    names = ""
    for number, lot in enumerate(lots):
        text = raw or "\n\n".join(f"Raw: {one_line(text)}" for text in lot)
        (articles / f"hostile-{number}.md").write_text(
            filled(ARTICLE, lot, id=minted(number), raw=text), encoding="utf-8"
        )
        names += f"      - hostile-{number}\n"
    (issue / "issue.md").write_text(
        filled(ISSUE, strings[::-1], id="hostilissu", articles=names.rstrip()), encoding="utf-8"
    )


def refusal(text: str) -> str:
    """Return the code with which front matter refuses a text as title; empty where it takes it."""
    octets = f"---\nid: aaaaaaaaaa\ntitle: {front(text)}\n---\n".encode("utf-8", "replace")
    source, problems = read_source(octets, path="articles/a.md")
    if source is not None:
        found, more = parse_article(source, language="en", zone="UTC")
        if found is not None:
            assert found.title == text.strip()
            return ""
        problems += more
    return next(problem.code for problem in problems if problem.severity == "error")


def has_reason(text: str) -> bool:
    """Tell whether a text is too long, shows nothing, or holds what turns or breaks a line."""
    kinds = set(map(unicodedata.category, text))
    turning = re.search("[\u202a-\u202e\u2066-\u2069]", text)
    seen = kinds - {"Cc", "Cf", "Zs", "Zl", "Zp"}
    odd = kinds & {"Cc", "Cs", "Cn", "Zl", "Zp"} or "\ufeff" in text
    return len(text.strip()) > 255 or bool(turning) or not seen or bool(odd)


def test_front_matter_takes_nearly_every_string_and_refuses_none_without_a_reason(
    corpora: Path,
) -> None:
    strings = hostile_strings(corpora)[::3]

    codes = {text: refusal(text) for text in strings}

    refused = [text for text, code in codes.items() if code]
    assert [text for text in refused if not has_reason(text)] == []
    assert 0 < len(refused) < 0.02 * len(strings)


@pytest.fixture(scope="module")
def dealt_strings(corpora: Path) -> list[str]:
    """A sample of what front matter takes."""
    return [text for text in hostile_strings(corpora)[::EVERY] if not refusal(text)]


@pytest.fixture(scope="module")
def hostile(dealt_strings: list[str], tmp_path_factory: pytest.TempPathFactory) -> Printed:
    folder = tmp_path_factory.mktemp("hostile")
    write_publication(folder, dealt_strings)
    return send_everything(folder)


@pytest.fixture(scope="module")
def harmless(tmp_path_factory: pytest.TempPathFactory) -> Printed:
    """The same publication, much shorter and by somebody else."""
    folder = tmp_path_factory.mktemp("harmless")
    write_publication(folder, ["word"] * STRINGS_AN_ARTICLE * 5, raw=RICH)
    return send_everything(folder)


def pages(printed: Printed) -> dict[str, list[str]]:
    """Return every HTML document of a publication by its kind."""
    public = printed.folder / "public"
    return {
        "mail": printed.mail_html,
        "issue pages": printed.issue_pages,
        "article pages": [p.read_text("utf-8") for p in public.glob("articles/*/index.html")],
        "index": [(public / "index.html").read_text("utf-8")],
        "not found": [(public / "404.html").read_text("utf-8")],
        "feeds": [
            item["content_html"]
            for name in ("main", "issues")
            for item in json.loads((public / f"feeds/{name}.json").read_bytes())["items"]
        ],
    }


def dress(html: str) -> set[tuple[str, str]]:
    """Return every element that occurs, with its style."""
    return {(name, style) for name, _, style, _ in skeleton(html)}


def test_the_finished_bytes_of_a_hostile_publication_are_words_and_nothing_else(
    hostile: Printed, harmless: Printed, dealt_strings: list[str]
) -> None:
    told = pages(harmless)

    for kind, documents in pages(hostile).items():
        known = set().union(*map(dress, told[kind]))
        for html in documents:
            assert_inert(html)
            assert dress(html) <= known

    assert len(dealt_strings) > 300
    assert len(pages(hostile)["article pages"]) == -(-len(dealt_strings) // STRINGS_AN_ARTICLE)


@pytest.mark.parametrize("name", ["main", "issues"])
def test_the_feeds_of_a_hostile_publication_are_whole(hostile: Printed, name: str) -> None:
    files = {
        suffix: (hostile.folder / f"feeds/{name}.{suffix}").read_bytes()
        for suffix in ("rss", "atom", "json")
    }

    items = {item["id"]: item for item in json.loads(files.pop("json"))["items"]}
    assert items
    for octets in files.values():
        ElementTree.fromstring(octets)  # raises where it is not well-formed
        read = feedparser.parse(octets, sanitize_html=False, resolve_relative_uris=False)
        assert not read.bozo
        assert {entry.id: entry.content[0].value for entry in read.entries} == {
            key: item["content_html"] for key, item in items.items()
        }


def test_plain_text_of_a_hostile_publication_has_no_control_character(hostile: Printed) -> None:
    for text in hostile.mail_text:
        assert re.findall(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]", text) == []
