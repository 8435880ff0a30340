"""Words that were written to come to life stand on every face as words."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from html import escape
from itertools import count
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

import pytest

from faces.hostile import (
    HARMLESS,
    SAFE,
    Words,
    addresses,
    assert_inert,
    hostile_document,
    hostile_issue,
    hostile_piece,
    hostile_publication,
    hostile_strings,
    skeleton,
)
from pressrun.model.document import (
    Block,
    Button,
    Figure,
    Media,
    MediaKind,
    Quotation,
    Related,
    RelatedItem,
)
from pressrun.model.inline import Image, Link, Text
from pressrun.render.answer import Answer, answer_page
from pressrun.render.blocks import BLOCKS
from pressrun.render.email import render_issue
from pressrun.render.formats import FORMATS, document
from pressrun.render.html import EMAIL, FEED, WEB, blocks
from pressrun.render.legible import scrub
from pressrun.render.links import Links
from pressrun.render.markup import HtmlSetter, clean
from pressrun.render.page import (
    article_page,
    feed_content,
    index_page,
    issue_feed_content,
    issue_page,
)
from pressrun.render.policy import Policy
from render.feed_samples import at, entry, feed
from render.issue_samples import FEEDS, HERON, THEME, paragraph
from render.issue_samples import words as interface_words

# A kit of every field takes about this many strings; so many kits make up an issue.
KITS_AN_ISSUE: Final = 30
PAGES: Final = ("issue page", "article page", "index", "unsubscribe", "unsubscribed")
URL: Final = "https://example.org/articles/hostile/"


def dealt(strings: list[str]) -> Words:
    """Return a function that deals strings, from the first again after the last."""
    dealing = (strings[n % len(strings)] for n in count())
    return lambda: next(dealing)


def used(strings: list[str], use: Callable[[Words], object]) -> int:
    """Return how many strings ``use`` asks for."""
    asked = 0

    def words() -> str:
        nonlocal asked
        asked += 1
        return strings[0]

    use(words)
    return asked


def faces(words: Words, kits: int) -> dict[str, str]:
    """Return every HTML face of an issue whose words are dealt by ``words``."""
    publication, mailing_list = hostile_publication(words)
    pieces = tuple(hostile_piece(words, number) for number in range(kits))
    issue = hostile_issue(words, pieces)
    feeds = tuple(replace(link, title=words()) for link in FEEDS)
    titles = ((words(), SAFE, at(1)), (words(), SAFE, at(2)))
    return {
        "mail": render_issue(issue, publication, mailing_list, THEME).html,
        "issue page": issue_page(issue, publication, feeds, THEME),
        "issue in a feed": issue_feed_content(issue, publication, THEME),
        "article page": article_page(pieces[0], publication, feeds, THEME),
        "index": index_page(titles, titles, publication, feeds, THEME),
        "unsubscribe": answer_page(Answer(page="unsubscribe"), publication, THEME),
        "unsubscribed": answer_page(Answer(page="unsubscribed"), publication, THEME),
        **{f"feed {n}": feed_content(p, publication, THEME) for n, p in enumerate(pieces)},
    }


def test_every_string_on_every_face_is_words_and_nothing_else(corpora: Path) -> None:
    strings = hostile_strings(corpora)
    kit = used(["x"], lambda words: hostile_piece(words))
    benign = {n: skeleton(html) for n, html in faces(lambda: "word", KITS_AN_ISSUE).items()}
    # A table is set otherwise if its words are long.
    wide = {n: skeleton(html) for n, html in faces(lambda: "x" * 60, KITS_AN_ISSUE).items()}
    issues = len(strings) // (kit * KITS_AN_ISSUE) + 1
    words = dealt(strings)

    for _ in range(issues):
        made = faces(words, KITS_AN_ISSUE)

        for name, html in made.items():
            expected = zip(benign[name], wide[name], strict=True)
            assert all(
                element in known for element, known in zip(skeleton(html), expected, strict=True)
            ), name
            assert_inert(html, is_page=name in PAGES)

    assert kit >= 50
    assert issues * KITS_AN_ISSUE * kit >= len(strings) > 7000


def frames(words: Words) -> dict[str, str]:
    """Return faces of an issue with one short article, where ``words`` are all around it."""
    publication, mailing_list = hostile_publication(words)
    piece = replace(hostile_piece(words), document=(paragraph("word"),))
    issue = replace(hostile_issue(words, (piece,)), words=())
    feeds = tuple(replace(link, title=words()) for link in FEEDS)
    titles = ((words(), SAFE, at(1)),)
    return {
        "mail": render_issue(issue, publication, mailing_list, THEME).html,
        "issue page": issue_page(issue, publication, feeds, THEME),
        "issue in a feed": issue_feed_content(issue, publication, THEME),
        "article page": article_page(piece, publication, feeds, THEME),
        "index": index_page(titles, titles, publication, feeds, THEME),
        "unsubscribe": answer_page(Answer(page="unsubscribe"), publication, THEME),
    }


def mould(html: str) -> re.Pattern[str]:
    """Return what ``html`` may become with other words where it has ``QQQ``.

    Words in a tag end no attribute, and words elsewhere begin no tag.
    """
    made, before = "", ""
    for number, part in enumerate(placed(html).split("QQQ")):
        gap = '[^"]*' if before.rfind("<") > before.rfind(">") else "[^<>]*"
        made += (gap if number else "") + re.escape(part)
        before += part
    return re.compile(made)


def placed(html: str) -> str:
    """Return ``html`` with one address for all subjects: it is made of letters and digits alone."""
    return re.sub(r"/(topics|authors)/[\w~-]*/", r"/\1/subject/", html, flags=re.ASCII)


def test_every_string_around_an_article_keeps_to_its_place(corpora: Path) -> None:
    strings = hostile_strings(corpora)
    moulds = {name: mould(html) for name, html in frames(lambda: "QQQ").items()}

    for start in range(0, len(strings), 60):
        text = " ".join(strings[start : start + 60])
        for name, html in frames(lambda text=text: text).items():  # type: ignore[misc]
            assert moulds[name].fullmatch(placed(html)), (name, start)


@pytest.mark.parametrize("policy", [WEB, FEED, EMAIL], ids=["web", "feed", "email"])
def test_every_string_in_every_field_is_escaped_and_not_changed(
    corpora: Path, policy: Policy
) -> None:
    strings = hostile_strings(corpora)
    links = Links(
        url=URL, base="https://example.org", anchor="hostile-", pictures={"heron.png": HERON}
    )

    def set_with(text: str) -> str:
        setter = HtmlSetter(policy, links, interface_words(), BLOCKS)
        html = setter.blocks(hostile_document(lambda: text))
        html = html.replace('class="data wide"', 'class="data"')
        return re.sub(r' id="hostile[^"]*"', "", html)

    mould = set_with("QQQ")

    for start in range(0, len(strings), 10):
        text = " ".join(strings[start : start + 10])
        assert set_with(text) == mould.replace("QQQ", escape(clean(text)))


SCHEMES: Final = (
    "javascript:",
    "JaVaScRiPt:",
    " javascript:",
    "java\tscript:",
    "java\nscript:",
    "\x01javascript:",
    "javascript\u200b:",
    "javascript://example.com/%0a",
    "data://example.com/text/html,",
    "vbscript:",
    "data:text/html,",
    "view-source:javascript:",
    "file:///",
    "//example.com/",
    "\\\\example.com\\",
    "https:javascript:",
    "https://\u202egro.elpmaxe/",
)


def leading(target: str) -> Iterator[Block]:
    """Yield every block that leads to ``target``, or shows what is there."""
    words = (Text("words"),)
    yield paragraph(Link(words, target))
    yield paragraph(Image(target, "alt"))
    yield Button(parts=words, target=target)
    yield Media(kind=MediaKind.AUDIO, target=target, title="title")
    yield Media(kind=MediaKind.VIDEO, target=SAFE, source=target, alt="alt")
    yield Figure(source=target, alt="alt")
    yield Related(items=(RelatedItem(ref=target, label="label"),))
    yield Quotation(blocks=(paragraph("words"),), source=target)


@pytest.mark.parametrize("policy", [WEB, FEED, EMAIL], ids=["web", "feed", "email"])
def test_no_string_and_no_scheme_leads_anywhere_but_to_the_web(
    corpora: Path, policy: Policy
) -> None:
    strings = hostile_strings(corpora)
    links = Links(url=URL, base="https://example.org")
    dangers = [scheme + rest for scheme in SCHEMES for rest in ("alert(1)", *strings[::700])]
    document = [block for target in dangers for block in leading(target)]
    # Every string once, each kind of block in its turn.
    document += [list(leading(text))[n % 8] for n, text in enumerate(strings[::3])]

    html = blocks(tuple(document), policy, links=links, words=interface_words())

    assert_inert(html)
    assert len(list(addresses(html))) > len(dangers)


def test_no_string_makes_an_address_that_acts(corpora: Path) -> None:
    links = Links(url=URL, base="https://example.org")
    strings = hostile_strings(corpora)

    made = [links.address(f"{scheme}{text}") for scheme in ("", *SCHEMES) for text in strings]

    assert [address for address in made if address and not HARMLESS.fullmatch(address)] == []
    assert any(made)


def test_feeds_stay_whole_and_their_words_are_those_that_were_written(corpora: Path) -> None:
    strings = hostile_strings(corpora)
    content = blocks(
        hostile_document(dealt(strings)),
        FEED,
        links=Links(url=URL, base="https://example.org"),
        words=interface_words(),
    )
    words = dealt(strings)
    entries = [
        entry(
            n % 28 + 1,
            id=f"tag:example.org,2026:{n}",
            title=text,
            summary=words(),
            authors=(words(),),
            tags=(words(),),
            content_html=content if n % 500 == 0 else "<p>word</p>",
        )
        for n, text in enumerate(strings[::4])
    ]
    text = strings[0]
    made = feed(title=text, description=text, author=text, rights=text)

    files = {suffix: document(suffix, made, entries) for suffix in FORMATS}

    # A title of which no document can carry a character is its entry's address.
    written = [scrub(each.title).strip() or each.url for each in entries]
    items = json.loads(files[".json"])["items"]
    assert [item["title"] for item in items] == written
    atom = ElementTree.fromstring(files[".atom"])  # raises where it is not well-formed
    rss = ElementTree.fromstring(files[".rss"])
    assert [node.text for node in atom.iterfind("{*}entry/{*}title")] == written
    assert [node.text for node in rss.iterfind("channel/item/title")] == written
    for nodes in (atom.iterfind("{*}entry/{*}content"), rss.iterfind("channel/item/{*}encoded")):
        assert [node.text for node in nodes] == [scrub(each.content_html) for each in entries]
    # A description is HTML to whoever reads RSS; all of them make one document to judge.
    described = [node.text or "" for node in rss.iterfind("channel/item/description")]
    assert skeleton("".join(f"<p>{text}</p>" for text in described)) == skeleton(
        "<p>word</p>" * len(entries)
    )


def test_the_judge_sees_what_acts() -> None:
    for acting in (
        "<script>1</script>",
        "<p onclick=x>",
        "<a href=javascript:x>",
        "<img srcset='https://example.org/a 1x, data:x 2x'>",
        "<video poster=javascript:x>",
        "<a ping=javascript:x>",
        "<svg><a xlink:href=javascript:x>",
        "<p style='x:expression(y)'>",
        "<marquee>",
        "<link rel=stylesheet href=data:x>",
    ):
        with pytest.raises(AssertionError):
            assert_inert(f"<p>word</p>{acting}", like="<p>word</p>")
    assert_inert("<p>word &lt;script></p>", like="<p>word</p>")
