"""A publication's folder as somebody hostile would write it.

Strings are dealt over the files that an editor writes: into every key of front matter, into every
block with their signs escaped, and once more into the text as they are.
"""

import json
import re
from itertools import cycle
from pathlib import Path
from typing import Final

from source.picture_samples import photograph

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

| a word that is too long for a phone to show beside another one: | j |
| --- | --- |
| abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz | k |

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
