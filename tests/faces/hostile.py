"""One issue with somebody's words in every field there is, and what may never come of them."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

from pressrun.model.article import Piece, Target
from pressrun.model.document import (
    Align,
    Button,
    Callout,
    Choice,
    CodeBlock,
    Correction,
    Document,
    Figure,
    Footnote,
    Footnotes,
    Heading,
    KeyPoints,
    List,
    ListItem,
    Media,
    MediaKind,
    Poll,
    PullQuote,
    Quiz,
    Quotation,
    Related,
    RelatedItem,
    Table,
)
from pressrun.model.inline import (
    Abbreviation,
    Code,
    Emphasis,
    Image,
    Link,
    NoteReference,
    Strong,
    Text,
)
from pressrun.model.issue import BoundIssue, Chapter
from pressrun.model.publication import MailingList, Publication
from render.issue_samples import HERON, ISSUE, LIST, PUBLICATION, article, paragraph
from render.reading import assert_harmless, payloads, tree, without_its_own

Words = Callable[[], str]

SAFE: Final = "https://example.org/safe"
# Every attribute that makes a browser go somewhere, or fetch something (HTML, attributes index).
ADDRESSES: Final = re.compile(
    r"(?:.*[:}])?(?:action|archive|background|cite|classid|codebase|data|formaction|href|icon"
    r"|imagesrcset|longdesc|lowsrc|manifest|ping|poster|profile|src|srcdoc|srcset|usemap)"
)
HARMLESS: Final = re.compile(r"https?://[^\s\\<>\"`]*|mailto:[^\s\\<>\"`]*|#[^\s<>\"]*")


def hostile_strings(corpora: Path) -> list[str]:
    """Return every string of both collections once; those that show nothing are left out."""
    naughty = json.loads((corpora / "naughty-strings/blns.json").read_text(encoding="utf-8"))
    return [text for text in dict.fromkeys([*payloads(corpora), *naughty]) if text.strip()]


def hostile_document(words: Words, *, literal: bool = False) -> Document:
    """Return a document with every block and inline there is, each word asked of ``words``.

    Addresses are harmless: the skeleton of its faces is the same whatever the words say.
    ``literal`` words are kept from smart punctuation where an author can do so.
    """

    def text() -> Text:
        return Text(words(), literal)

    def choices() -> tuple[Choice, ...]:
        return Choice(parts=(text(),), right=True), Choice(parts=(text(),))

    return (
        KeyPoints(items=((text(),),), title=words()),
        paragraph(text(), Emphasis((text(),)), Strong((text(),)), Code(words())),
        paragraph(Link((text(),), SAFE, words()), Image("heron.png", words(), words())),
        paragraph(Abbreviation(words(), words(), first=True), NoteReference(1)),
        Heading(parts=(text(),), depth=2),
        List(items=(ListItem(blocks=(paragraph(text()),), checked=True),)),
        Quotation(blocks=(paragraph(text()),), attribution=(text(),), source=SAFE),
        PullQuote(parts=(text(),), attribution=(text(),)),
        Callout(blocks=(paragraph(text()),), title=words()),
        Button(parts=(text(),), target=SAFE),
        CodeBlock(text=words(), language=words()),
        Table(head=((text(),),), rows=(((text(),),),), aligns=(Align.NONE,)),
        Figure(source="heron.png", alt=words(), caption=(text(),), credit=words()),
        Media(
            kind=MediaKind.VIDEO,
            target=SAFE,
            title=words(),
            source="heron.png",
            alt=words(),
            caption=(text(),),
            credit=words(),
        ),
        Related(
            items=(
                RelatedItem(ref=SAFE, label=words(), teaser=words()),
                RelatedItem(ref="ours", teaser=words()),
            ),
            title=words(),
        ),
        Quiz(id="quiz", question=(text(),), choices=choices(), reason=(text(),)),
        Poll(id="poll", question=(text(),), choices=choices()),
        Footnotes(items=(Footnote(number=1, blocks=(paragraph(text()),)),)),
        Correction(on=date(2026, 11, 27), parts=(text(),)),
    )


def hostile_piece(words: Words, number: int = 0) -> Piece:
    """Return an article with ``words`` in every field of its front matter and its body."""
    slug = f"hostile-{number}"
    return Piece(
        article=article(
            slug,
            title=words(),
            summary=words(),
            authors=(words(), words()),
            tags=(words(),),
            image="heron.png",
            image_alt=words(),
        ),
        document=hostile_document(words),
        url=f"{PUBLICATION.url}/articles/{slug}/",
        pictures={"heron.png": HERON},
        targets={"ours": Target(title=words(), url=SAFE)},
    )


def hostile_issue(words: Words, pieces: tuple[Piece, ...]) -> BoundIssue:
    """Return an issue with ``words`` in every field of its own."""
    issue = replace(ISSUE, subject=words(), preheader=words())
    return BoundIssue(
        issue=issue,
        words=hostile_document(words),
        chapters=(Chapter(pieces=pieces, title=words(), intro=words()),),
        url=f"{PUBLICATION.url}/issues/042-hostile/",
        pictures={"heron.png": HERON},
    )


def hostile_publication(words: Words) -> tuple[Publication, MailingList]:
    """Return a publication and its list with ``words`` wherever somebody writes words."""
    mailing_list = replace(
        LIST, title=words(), sender_name=words(), postal_address=words(), reply_to=""
    )
    publication = replace(
        PUBLICATION,
        title=words(),
        description=words(),
        author=words(),
        rights=words(),
        lists=(mailing_list,),
    )
    return publication, mailing_list


def skeleton(html: str) -> list[tuple[str, str, str, str]]:
    """Return elements in order: name, names of attributes, style and class as they are."""
    return [
        (
            str(node.tag),
            " ".join(sorted(map(str, node.attrib))),
            node.get("style", ""),
            node.get("class", ""),
        )
        for node in tree(html).iter()
        if isinstance(node.tag, str)
    ]


def assert_inert(html: str, *, like: str = "", is_page: bool = False) -> None:
    """Fail on whatever acts, or leads anywhere but to the web, to a mailbox, to the page itself.

    ``like`` is the same face with harmless words: no element, attribute or style may be more.
    A page of ours has forms of its own, and data for machines.
    """
    if is_page:
        html = without_its_own(html)
    assert_harmless(html)
    for name, value in addresses(html):
        assert all(map(HARMLESS.fullmatch, value)), (name, value)
    if like:
        assert skeleton(html) == skeleton(like)


def addresses(html: str) -> Iterator[tuple[str, list[str]]]:
    """Yield every attribute that leads somewhere, with its addresses."""
    for node in tree(html).iter():
        for name, value in node.attrib.items():
            if ADDRESSES.fullmatch(str(name).lower()):
                lists = str(name).lower().endswith("srcset")
                yield str(name), [v.split()[0] for v in value.split(",")] if lists else [value]
