"""The corpus as a real publication that has gone out, and the finished bytes of its faces."""

import asyncio
import email.policy
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from functools import cached_property
from pathlib import Path
from typing import Any, Final
from xml.etree.ElementTree import Element

import feedparser

from faces.corpus import FOLDER, SLUGS
from faces.reading import Reading, read_html, spaced
from pressrun.app import App
from pressrun.app.beginning import begin
from pressrun.model.issue import Issue
from render.reading import tree
from source.picture_samples import photograph

URL: Final = "https://notes.example.org"
ISSUE_SIZE: Final = 10
PICTURES: Final = ("boat.png", "lamp.png", "gull.png")
SETTINGS: Final = f"""\
title = "Harbour Notes"
url = "{URL}"
authority = "example.org"
year = 2026
language = "en"
zone = "Europe/Lisbon"
author = "Harbour Notes"

[lists.main]
sender = "Harbour Notes <notes@example.org>"

[feeds]
limit = 500
"""
# Behind an article in the text part stands where to go on.
_ONWARD: Final = "\n\nThis article on the web:\n{url}\n"


@dataclass(frozen=True, slots=True)
class Face:
    """One article on one face: what stands above it, and its body."""

    head: str
    body: Reading


def print_publication(folder: Path) -> "Printed":
    """Write the corpus as a publication, send every issue, and return what came of it."""
    write_folder(folder)
    return send_everything(folder)


def send_everything(folder: Path) -> "Printed":
    """Make a folder the press, publish what may be, and send every issue to one reader."""
    begin(folder, title="", zone="", authority="", dry_run=False)
    with App(folder, {}) as app:
        app.editor.build(record=True, dry_run=False)
        app.people.add(
            "ada.sample@example.org", name="Ada Sample", list="", consent="a sample", commit=True
        )
        for found in app.editor.contents().issues:
            issue = app.editor.issue(found.folder)
            app.sending.arm(app.sending.plan(issue, "now"), by="a tester")
            app.sending.begin(issue)
            asyncio.run(_deliver(app, issue))
    return Printed(folder)


async def _deliver(app: App, issue: Issue) -> None:
    delivered = await app.sending.deliver(
        issue,
        on_settled=lambda _outcome: None,
        on_letter=lambda _outcome: None,
        stop=asyncio.Event(),
    )
    assert delivered.complete


def _issues() -> list[tuple[str, ...]]:
    return [SLUGS[at : at + ISSUE_SIZE] for at in range(0, len(SLUGS), ISSUE_SIZE)]


def write_folder(folder: Path) -> None:
    """Write the corpus as a publication that nobody has published yet."""
    for below in ("articles", "templates/words"):
        (folder / below).mkdir(parents=True)
    (folder / "pressrun.toml").write_text(SETTINGS, encoding="utf-8")
    for file in FOLDER.glob("*.md"):
        (folder / "articles" / file.name).write_bytes(file.read_bytes())
    for file in FOLDER.glob("words/*.toml"):
        (folder / "templates" / "words" / file.name).write_bytes(file.read_bytes())
    for name in PICTURES:
        (folder / "articles" / name).write_bytes(photograph("image/png"))
    for number, slugs in enumerate(_issues(), 1):
        issue = folder / f"issues/{number:03}-corpus/issue.md"
        issue.parent.mkdir(parents=True)
        names = "".join(f"  - {slug}\n" for slug in slugs)
        issue.write_text(
            f"---\nid: facesissu{number + 1}\nsubject: Corpus {number}\narticles:\n{names}---\n"
        )


class Printed:
    """Finished bytes by face, and one article out of each.

    ``change`` is done to the octets of every file that is read: what a test breaks on purpose.
    """

    def __init__(self, folder: Path, *, change: Callable[[bytes], bytes] = bytes) -> None:
        self.folder, self._change = folder, change

    @cached_property
    def messages(self) -> list[EmailMessage]:
        """Return the messages as they left, in order of issues."""
        found = (self.folder / ".pressrun" / "outbox").glob("*.eml")
        # Soft line breaks say nothing, and would part what a test looks for.
        read = [_message(self._change(path.read_bytes().replace(b"=\r\n", b""))) for path in found]
        return sorted(read, key=lambda message: str(message["Subject"]))

    @cached_property
    def mail_html(self) -> list[str]:
        return [_part(message, "html") for message in self.messages]

    @cached_property
    def mail_text(self) -> list[str]:
        return [_part(message, "plain") for message in self.messages]

    @cached_property
    def issue_pages(self) -> list[str]:
        pages = sorted((self.folder / "public/issues").glob("*/index.html"))
        return [self._octets(page).decode() for page in pages]

    def page(self, slug: str) -> str:
        return self._octets(self.folder / f"public/articles/{slug}/index.html").decode()

    def feed(self, suffix: str) -> bytes:
        return self._octets(self.folder / f"feeds/main.{suffix}")

    def _octets(self, path: Path) -> bytes:
        return self._change(path.read_bytes())

    @cached_property
    def _mail_articles(self) -> dict[str, Face]:
        roots = [tree(html) for html in self.mail_html]
        nodes = (node for root in roots for node in root.iter("div") if _is_article(node))
        return {_title_address(node): _face(node) for node in nodes}

    @cached_property
    def _issue_articles(self) -> dict[str, Face]:
        roots = [tree(page) for page in self.issue_pages]
        nodes = (node for root in roots for node in root.iter("article"))
        return {_title_address(node): _face(node) for node in nodes}

    @cached_property
    def _entries(self) -> dict[str, dict[str, Face]]:
        return {
            "rss": dict(parsed_entries(self.feed("rss"))),
            "atom": dict(parsed_entries(self.feed("atom"))),
            "json": dict(json_entries(self.feed("json"))),
        }

    def face(self, name: str, slug: str) -> Face:
        """Return an article on one of ``HTML_FACES``."""
        url = address(slug)
        match name:
            case "mail html":
                return self._mail_articles[url]
            case "issue page":
                return self._issue_articles[url]
            case "article page":
                return page_face(self.page(slug))
        return self._entries[name][url]


HTML_FACES: Final = ("mail html", "article page", "issue page", "rss", "atom", "json")


def address(slug: str) -> str:
    """Return the address of an article's page."""
    return f"{URL}/articles/{slug}/"


def text_below(faces: Iterable[str], url: str, title: str) -> str:
    """Return what stands below an article's title in the text part, up to where it goes on."""
    onward = _ONWARD.format(url=url)
    before, _, _ = next(face for face in faces if onward in face).partition(onward)
    _title, _rule, below = before[before.rindex(f"\n{title}\n=") + 1 :].split("\n", 2)
    return below.strip("\n")


def page_face(page: str) -> Face:
    (node,) = tree(page).iter("article")
    header, *body = node
    dates = [when.text or "" for when in header.iter("time")]
    head = read_html([header]).words
    for date in dates:
        head = head.removesuffix(date).removesuffix(" ").removesuffix(" ·")
    return Face(head, read_html(body))


def parsed_entries(feed: bytes) -> Iterator[tuple[str, Face]]:
    """Yield the entries of an RSS or Atom feed by address, as a reader's program sees them."""
    parsed = feedparser.parse(feed, sanitize_html=False, resolve_relative_uris=False)
    assert not parsed.bozo, parsed.get("bozo_exception")
    for entry in parsed.entries:
        yield entry.link, Face(spaced(entry.title), fragment(entry.content[0].value))


def json_entries(feed: bytes) -> Iterator[tuple[str, Face]]:
    document: dict[str, Any] = json.loads(feed)
    for item in document["items"]:
        yield item["url"], Face(spaced(item["title"]), fragment(item["content_html"]))


def fragment(html: str) -> Reading:
    """Read a piece of HTML that is not a whole document."""
    body = tree(f"<!doctype html><body>{html}").find("body")
    assert body is not None
    return read_html([body])


def _message(octets: bytes) -> EmailMessage:
    message = email.message_from_bytes(octets, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def _part(message: EmailMessage, subtype: str) -> str:
    part = message.get_body(preferencelist=(subtype,))
    assert part is not None
    content = part.get_content()
    assert isinstance(content, str)
    return content.replace("\r\n", "\n")


def _is_article(node: Element) -> bool:
    return node.get("lang") is not None and "article" in node.get("class", "").split()


def _title_address(node: Element) -> str:
    link = node.find("*/a")
    assert link is not None
    return link.get("href", "")


def _face(node: Element) -> Face:
    """Part an article's element: its title, its summary and its byline first, its body then."""
    head = [node[0]]
    for child in list(node)[1:3]:
        if child.get("class", "") in {"intro", "small"}:
            head.append(child)
    # The classes of the head are the theme's own; no block of an article has them.
    return Face(read_html(head).words, read_html(list(node)[len(head) :]))
