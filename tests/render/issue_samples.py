"""One issue with every block in it, and its golden faces.

Run this file to write ``tests/golden/issue.*`` anew, then read the difference; an argument names
another folder to write to.
"""

import hashlib
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pressrun.model.article import Article, ArticleId, Picture, Piece, Target
from pressrun.model.document import (
    Align,
    Block,
    Choice,
    CodeBlock,
    Divider,
    Document,
    Figure,
    Heading,
    KeyPoints,
    List,
    ListItem,
    Paragraph,
    Quiz,
    Quotation,
    Related,
    RelatedItem,
    Table,
)
from pressrun.model.feed import MEDIA_TYPES, FeedLink
from pressrun.model.inline import Code, Emphasis, Inlines, LineBreak, Link, Strong, Text
from pressrun.model.issue import BoundIssue, Chapter, Issue, IssueKey
from pressrun.model.publication import MailingList, Publication, Theme
from pressrun.render.email import render_issue
from pressrun.render.html import EMAIL, fragment
from pressrun.render.text import text
from pressrun.render.words import Words, find_words

GOLDEN = Path(__file__).parents[1] / "golden"
TEMPLATES = Path(__file__).parents[2] / "templates"

LIST = MailingList(
    name="letters",
    title="Letters from the lamp",
    list_id="letters.example.org",
    sender_name="The Lamp & the Log",
    sender_address="letters@example.org",
)
PUBLICATION = Publication(
    title="The Lamp & the Log",
    url="https://example.org",
    authority="example.org",
    year=2026,
    language="en",
    zone="Europe/Berlin",
    lists=(LIST,),
    description="Letters from a lighthouse that is not there.",
    author="The Lamp Sample Society",
    rights="© 2026 The Lamp Sample Society",
)
FEEDS = tuple(
    FeedLink(
        title="The Lamp & the Log",
        url=f"https://example.org/feeds/main{suffix}",
        media_type=media_type,
        page_url="https://example.org/feeds/main.html",
    )
    for suffix, media_type in MEDIA_TYPES.items()
)


def theme(**changed: str) -> Theme:
    """Return the built-in theme, with files replaced: ``theme(**{"email/issue.txt": "…"})``."""
    files = {
        path.relative_to(TEMPLATES).as_posix(): path.read_text(encoding="utf-8")
        for path in TEMPLATES.rglob("*")
        if path.is_file()
    }
    return Theme(tuple(sorted({**files, **changed}.items())))


THEME = theme()


def words() -> Words:
    return find_words(THEME, "en")


def parts(*written: str | Any) -> Inlines:
    """Return inlines; a bare ``str`` is plain text."""
    return tuple(Text(part) if isinstance(part, str) else part for part in written)


def paragraph(*written: str | Any) -> Paragraph:
    return Paragraph(parts=parts(*written))


def article(slug: str = "the-heron-and-the-lamp", **changes: Any) -> Article:
    values: dict[str, Any] = {
        "id": ArticleId("abcdefgh23"),
        "slug": slug,
        "title": "The heron & the lamp",
        "path": f"articles/{slug}.md",
        "language": "en",
        "summary": "What a bird saw from the gallery rail.",
        "authors": ("Ada Sample", "Ben Sample"),
        "tags": ("birds",),
    }
    values |= changes
    said = repr(sorted(values.items()))
    return Article(**{"digest": hashlib.sha256(said.encode()).hexdigest(), **values})


def piece(*blocks: Block, slug: str = "the-heron-and-the-lamp", **changes: Any) -> Piece:
    """Return an article of these blocks; ``changes`` are for the Piece.

    Its digest is that of all of them, as a file's would be.
    """
    values: dict[str, Any] = {
        "article": article(slug),
        "document": tuple(blocks),
        "url": f"https://example.org/articles/{slug}/",
        "pictures": {"heron.png": HERON},
        "targets": TARGETS,
    }
    values |= changes
    said = repr((values["article"], values["document"]))
    digest = hashlib.sha256(said.encode()).hexdigest()
    values["article"] = replace(values["article"], digest=digest)
    return Piece(**values)


def bound(*pieces: Piece, written: Document = (), **changes: Any) -> BoundIssue:
    """Return an issue with one chapter without a title; ``changes`` are for the BoundIssue."""
    values: dict[str, Any] = {
        "issue": ISSUE,
        "words": written,
        "chapters": (Chapter(pieces=pieces),),
        "url": "https://example.org/issues/042-the-lamp/",
    }
    return BoundIssue(**values | changes)


HERON = Picture(
    source="heron.png",
    path="articles/heron.png",
    site_path="media/0123456789abcdef.png",
    media_type="image/png",
    width=1200,
    height=800,
    size_octets=4321,
)
TARGETS = {
    "nightjar-at-dusk": Target(
        title="Nightjar at dusk", url="https://example.org/articles/nightjar-at-dusk/"
    ),
    "nightjar.md": Target(
        title="Nightjar at dusk", url="https://example.org/articles/nightjar-at-dusk/"
    ),
    "the-fog-bell": Target(title="The fog bell, still to come"),
}

BODY: Document = (
    KeyPoints(
        items=(
            parts("A heron has slept on the gallery rail since ", Strong(parts("October")), "."),
            parts("The lamp does not trouble it; the foghorn does."),
            parts("The keeper now writes the ", Link(parts("log"), "nightjar.md"), " by hand."),
        )
    ),
    paragraph(
        "It came in with the first storm of the month and it has not left. The bird stands on"
        " one leg, facing the sea, and ",
        Emphasis(parts("nothing")),
        " that we do up here seems to matter to it. The ",
        Link(parts("harbour office"), "https://example.org/harbour?ship=1&tide=high"),
        " says it is a grey heron; ",
        Link(parts("the log"), "https://example.org/log", "An old book"),
        " of 1911 speaks of another.",
    ),
    Heading(parts=parts("What the log says"), depth=2),
    paragraph(
        "Entries are short. Each names wind, swell and whatever stands on the rail",
        LineBreak(),
        "in that order, and in ink.",
    ),
    Quotation(
        blocks=(
            paragraph("Wind south-west, five. Heron on the rail again; it looks at me as one"),
            paragraph("keeper looks at another."),
        ),
        attribution=parts("Ada Sample, ", Link(parts("the log"), "https://example.org/log")),
    ),
    Figure(
        source="heron.png",
        alt="A grey heron on an iron rail before a pale sea",
        caption=parts("The visitor, on the ", Emphasis(parts("third")), " morning."),
        credit="Sample Photographer",
    ),
    Heading(parts=parts("Numbers"), depth=3),
    Table(
        head=(parts("Night"), parts("Wind"), parts("Hours on the rail")),
        rows=(
            (parts("Monday"), parts("south-west 5"), parts("7")),
            (parts("Tuesday"), parts("west 3"), parts("11")),
        ),
        aligns=(Align.NONE, Align.LEFT, Align.RIGHT),
    ),
    List(
        items=(
            ListItem(blocks=(paragraph("Oil the hinge of the gallery door"),), checked=True),
            ListItem(blocks=(paragraph("Ask the office for a quieter horn"),), checked=False),
        ),
    ),
    List(
        items=(
            ListItem(
                blocks=(
                    paragraph("Open the door slowly."),
                    List(items=(ListItem(blocks=(paragraph("Not at dawn."),)),)),
                )
            ),
            ListItem(blocks=(paragraph("Count to ", Code("ten"), "."),)),
        ),
        start=3,
    ),
    Divider(),
    CodeBlock(
        text="for night in log:\n    if night.wind > 4 and not night.heron:\n        print(night)",
        language="python",
    ),
    Quotation(blocks=(paragraph("A lamp is a promise."),)),
    Quiz(
        id="lamp-height",
        question=parts("How high is the lamp above the sea?"),
        choices=(
            Choice(parts=parts("12 metres")),
            Choice(parts=parts("34 metres"), right=True),
            Choice(parts=parts("As high as the cliff")),
        ),
        reason=parts("Because the cliff alone is 20 metres."),
    ),
    Related(
        items=(
            RelatedItem(ref="nightjar-at-dusk"),
            RelatedItem(ref="the-fog-bell", teaser="why it rang by itself"),
            RelatedItem(ref="https://example.org/x", label="Outside page", teaser="a teaser"),
        )
    ),
)
RICH = piece(
    *BODY,
    published_at=datetime(2026, 11, 24, 8, 0, tzinfo=UTC),
    updated_at=datetime(2026, 11, 24, 8, 0, tzinfo=UTC),
)
SECOND = piece(
    paragraph(
        "灯塔的光每隔十秒扫过海面一次，雾天里它只照亮自己，而守塔人说，那正是它最孤独、也最有用的时候。"
    ),
    paragraph("Wide words stand beside narrow ones, and neither pushes the other off the page."),
    CodeBlock(text="lamp --turn --every 10s --until dawn --colour white --reach 24nm --quietly"),
    slug="ten-seconds",
    article=article("ten-seconds", title="Ten seconds 十秒", authors=(), summary=""),
)
ISSUE = Issue(
    key=IssueKey("zyxwvuts23"),
    number=42,
    slug="the-lamp",
    folder="042-the-lamp",
    subject="A heron on the rail",
    digest="0" * 64,
    preheader="One bird, one lamp, and a horn that is too loud.",
)
WRITTEN: Document = (
    paragraph(
        "Dear reader, this is a letter about a bird. It is short, since the bird is. Its ",
        Link(parts("own page"), "the-heron-and-the-lamp"),
        " has the numbers.",
    ),
)
FULL = bound(
    written=WRITTEN,
    published_at=datetime(2026, 11, 24, 8, 0, tzinfo=UTC),
    chapters=(
        Chapter(pieces=(RICH,)),
        Chapter(pieces=(SECOND,), title="From the workshop", intro="What we mend at night."),
    ),
)


def faces() -> dict[str, str]:
    """Return the golden files by name."""
    return {
        "issue.fragment.html": fragment(RICH, EMAIL, base=PUBLICATION.url, words=words()) + "\n",
        "issue.article.txt": text(RICH, base=PUBLICATION.url, words=words()) + "\n",
        "issue.txt": render_issue(FULL, PUBLICATION, LIST, THEME).text,
    }


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else GOLDEN
    for name, face in faces().items():
        (folder / name).write_text(face, encoding="utf-8")
