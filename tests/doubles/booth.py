"""A served site that asks its readers something, and the links by which they vote."""

import email
import email.policy
import re
import subprocess
import sys
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import urlencode, urlsplit

from doubles.site import PATIENCE_S, Answer, ServedSite

ARTICLE = """\
---
id: pollaaaaaa
title: Your <opinion>
publish: now
---

Some words before.

::: poll cadence
How often shall *we* write?

- [ ] Weekly
- [ ] Monthly, as [before](https://example.org/before)
- [ ] When there's <news>

Closes: 2999-12-08
Results: after vote
:::

::: quiz lamp-height
How high does the lamp stand?

- [ ] 12 metres
- [x] 34 metres

The cliff alone is **20** metres.
:::

::: poll over
Was it good?

- [ ] Yes
- [ ] No

Closes: 2026-01-31
:::
"""
OTHER = """\
---
id: otheraaaaa
title: Another one
publish: now
---

::: poll horn
Louder?

- [ ] Yes
- [ ] No
:::
"""
POLL = "/polls/pollaaaaaa/cadence"
QUIZ = "/polls/pollaaaaaa/lamp-height"
OVER = "/polls/pollaaaaaa/over"
_VOTE = re.compile(r"https?://\S+/vote/[A-Za-z0-9_-]{48}/\S+?(?=[\"\s])")


@dataclass(frozen=True, slots=True)
class Booth:
    """The site, and the paths of every link to a vote in one reader's own message, in order."""

    site: ServedSite
    links: tuple[str, ...]

    @property
    def token(self) -> str:
        return self.links[0].split("/")[2]

    def link(self, question: str, choice: int) -> str:
        """Return the link that votes for a choice."""
        return next(link for link in self.links if link.endswith(f"/{question}/{choice}"))

    def vote(self, path: str, choice: object, **headers: str) -> Answer:
        """Send the form of a question as a browser does."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        form = {"Content-Type": "application/x-www-form-urlencoded", **named}
        return self.site.ask("POST", path, urlencode({"choice": choice}).encode(), form)

    def votes(self) -> list[str]:
        """Return the rows of votes as text."""
        return [row for row in self.site.rows() if row.startswith('INSERT INTO "vote"')]


def open_booth(site: ServedSite) -> Booth:
    """Publish what asks, send it to one reader, and return what they got."""
    site.subscribe("ada")
    site.write("articles/poll.md", ARTICLE)
    site.write("articles/other.md", OTHER)
    site.app.editor.build(record=True, dry_run=False)
    for name in ("poll", "other"):
        site.app.bundling.add(site.app.editor.issue("1"), [name], section="", dry_run=False)
    return Booth(site, tuple(sent_links(site, "ada@example.org")))


def sent_links(site: ServedSite, address: str) -> list[str]:
    """Send the first issue; return where a reader's own copy votes, in order."""
    message = sent(site, address)
    found = _VOTE.findall(words_of(message, "plain"))
    return [urlsplit(link).path for link in found]


def sent(site: ServedSite, address: str) -> EmailMessage:
    """Send the first issue as an editor does; return a reader's own copy."""
    command = [sys.executable, "-m", "pressrun", "--folder", str(site.folder), "send", "1", "--yes"]
    subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE_S * 3)
    for file in (site.folder / ".pressrun/outbox").glob("*.eml"):
        message = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
        if address in str(message["To"]):
            assert isinstance(message, EmailMessage)
            return message
    raise AssertionError(f"nothing was sent to {address}")


def words_of(message: EmailMessage, subtype: str) -> str:
    """Return a part of a message as text."""
    body = message.get_body((subtype,))
    assert body is not None
    return str(body.get_content())
