"""The first texts of a publication, an article and an issue."""

import re
from collections.abc import Iterator
from typing import Final

from pressrun.model.issue import Issue, IssueKind
from pressrun.source.quoting import double_quoted, yaml_scalar

_SETTINGS: Final = """\
title = {title}
url = {url}
authority = {authority}
year = {year}
language = {language}
zone = {zone}
# The sender's postal address, for the foot of every message; the law asks for it.
# postal_address = "…"

[lists.main]
sender = {sender}

# An issue every week, of what no issue has had: see docs/schedules.md.
# [schedules.weekly]
# every = "thursday 09:00"
# draft_ahead = "24h"

# Colours, fonts, widths, a logo: see docs/themes.md.
# [theme]
# accent = "#9a3412"
# accent_dark = "#f0a483"

# Mail goes to .pressrun/outbox/ until a relay is set here.
# [relays.main]
# host = "127.0.0.1"
# port = 25

[site]
host = "127.0.0.1"
port = 8080
"""

_IGNORED: Final = """\
.pressrun/
public/
"""

_HELLO: Final = """\
---
id: {id}
title: Hello
summary: What an article looks like, and what to do with this one.
author: {author}
---

This is an article. It is a plain file, `articles/hello.md`, and you can change every word of it.

::: key-points What to know
- An article is Markdown with a few lines of front matter.
- An issue names the articles it carries, in order.
- Nothing is mailed until an issue is scheduled.
:::

## Try it

Change this sentence, then look at the issue that carries the article:

```
pressrun show 1
```

::: quote
The best way to learn how a press works is to print something small.

-- Ada Sample, a made-up printer
:::

When you have seen enough, delete this file and write your own with `pressrun new article`.
"""

_FIRST_ISSUE: Final = """\
---
id: {id}
subject: {subject}
preheader: Our first issue, to see how it all works.
articles:
  - hello
---

Dear reader,

this is our first issue. Below is an article that shows what articles can do.
"""

_ARTICLE: Final = """\
---
id: {id}
title: {title}
{author}---

"""

_ISSUE: Final = """\
---
id: {id}
subject: {subject}
preheader: ""
articles: []
---

Dear reader,
"""

# RFC 5322 §3.2.3: what a display name may hold without quotation marks.
_ATOMS: Final = re.compile(r"[^()<>\[\]:;@\\,.\"]+")


def new_publication(
    *,
    title: str,
    authority: str,
    year: int,
    zone: str,
    article_id: str,
    issue_id: str,
    language: str = "en",
    author: str = "",
    url: str = "http://127.0.0.1:8080",
) -> dict[str, str]:
    """Return the files of a new publication by path: settings, one article, one issue."""
    title = _line(title)
    return {
        "pressrun.toml": _SETTINGS.format(
            title=double_quoted(title),
            url=double_quoted(url),
            authority=double_quoted(authority),
            year=year,
            language=double_quoted(language),
            zone=double_quoted(zone),
            sender=double_quoted(_sender(title, authority)),
        ),
        ".gitignore": _IGNORED,
        "articles/hello.md": _HELLO.format(
            id=article_id, author=yaml_scalar(_line(author) or title)
        ),
        "issues/001-hello/issue.md": _FIRST_ISSUE.format(
            id=issue_id, subject=yaml_scalar(f"Hello from {title}")
        ),
    }


def new_article(*, title: str, id: str, author: str = "") -> str:
    """Return an article to begin with."""
    line = f"author: {yaml_scalar(_line(author))}\n" if author.strip() else ""
    return _ARTICLE.format(id=id, title=yaml_scalar(_line(title)), author=line)


def new_issue(*, subject: str, id: str) -> str:
    """Return an issue to begin with; it names no articles yet."""
    return _ISSUE.format(id=id, subject=yaml_scalar(_line(subject)))


def issue_text(issue: Issue) -> str:
    """Return an ``issue.md`` that says what ``issue`` says; the editor's own words are none yet.

    Number, slug and folder are the folder's, and lines of references are what they become.
    """
    return "\n".join(("---", *_front_of(issue), "---", ""))


def _front_of(issue: Issue) -> Iterator[str]:
    said = {
        "id": issue.key,
        "subject": yaml_scalar(_line(issue.subject)),
        "preheader": yaml_scalar(_line(issue.preheader)),
        "list": yaml_scalar(issue.list) if issue.list else "",
        "when": yaml_scalar(issue.when) if issue.when else "",
        "layout": str(issue.layout or ""),
        "content": str(issue.content or ""),
        "schedule": yaml_scalar(issue.schedule) if issue.schedule else "",
        "digest": str(issue.digest_of or ""),
        "erratum": issue.erratum_of,
        "corrected": f"{issue.corrected_at:%Y-%m-%dT%H:%M:%SZ}" if issue.corrected_at else "",
        "featured": yaml_scalar(issue.featured) if issue.featured else "",
    }
    yield from (f"{key}: {value}" for key, value in said.items() if value)
    if issue.kind is IssueKind.ISSUE or issue.sections:
        yield "articles:" if issue.sections else "articles: []"
    for section in issue.sections:
        indent = ""
        if section.title:
            indent = "    "
            yield f"  - section: {yaml_scalar(_line(section.title))}"
            if section.intro:
                yield f"    intro: {yaml_scalar(_line(section.intro))}"
            yield "    articles:"
        yield from (f"{indent}  - {yaml_scalar(reference)}" for reference in section.articles)


def _line(text: str) -> str:
    """Return ``text`` with every run of white space as one space."""
    return " ".join(text.split())


def _sender(name: str, authority: str) -> str:
    """Return a sender; where the name would need quotation marks, the list's title serves."""
    address = authority if "@" in authority else f"notes@{authority}"
    return f"{name} <{address}>" if _ATOMS.fullmatch(name) else address
