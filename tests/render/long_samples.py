"""Issues that are too long for Gmail, with a word of its own in every block."""

from dataclasses import replace
from datetime import UTC, date, datetime

from hypothesis import strategies as st

from pressrun.model.article import Piece
from pressrun.model.checking import Cut
from pressrun.model.document import (
    Block,
    Callout,
    Choice,
    CodeBlock,
    Correction,
    Divider,
    Document,
    Footnote,
    Footnotes,
    Heading,
    List,
    ListItem,
    Paragraph,
    Poll,
    PullQuote,
    Quotation,
)
from pressrun.model.inline import Inlines, NoteReference, Strong
from pressrun.model.issue import BoundIssue, Chapter
from render.issue_samples import PUBLICATION, article, bound, paragraph, parts, piece

CUTTING = replace(PUBLICATION, cut=Cut.AUTO)
PUBLIC_AT = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
KINDS = ("paragraph", "paragraph", "heading", "list", "quotation", "pull", "callout", "poll")


def long_piece(slug: str, *blocks: Block, featured: bool = False, public: bool = True) -> Piece:
    return piece(
        *blocks,
        slug=slug,
        article=article(slug, title=f"Piece {slug}", summary=""),
        published_at=PUBLIC_AT if public else None,
        featured=featured,
    )


def prose(slug: str, count: int, length: int = 40) -> list[Block]:
    """Return paragraphs that each begin with a word of their own: ``tide0x tide1x …``."""
    return [
        Paragraph(parts=parts(f"{slug}{n}x " + "words of some length " * length), line=10 * n + 5)
        for n in range(count)
    ]


def long_issue(*pieces: Piece, **changes: object) -> BoundIssue:
    return bound(chapters=tuple(Chapter(pieces=(one,)) for one in pieces), **changes)


def block_of(kind: str, word: str, length: int, calls: Inlines) -> Block:
    said = (*parts(f"{word} " + "words of some length " * length), *calls)
    match kind:
        case "heading":
            return Heading(parts=parts(word), depth=2)
        case "list":
            item = ListItem(blocks=(Paragraph(parts=said),))
            return List(items=(item, ListItem(blocks=(paragraph("And more."),))))
        case "quotation":
            return Quotation(blocks=(Paragraph(parts=said),))
        case "pull":
            return PullQuote(parts=said)
        case "callout":
            return Callout(blocks=(Paragraph(parts=said), paragraph("And more.")))
        case "poll":
            return Poll(id=word, question=said, choices=(Choice(parts=parts("Yes")),) * 2)
        case "code":
            return CodeBlock(text=f"{word}\n" + "code\n" * length)
        case "divider":
            return Divider()
    return Paragraph(parts=(Strong(parts=said),) if length % 2 else said)


@st.composite
def long_documents(draw: st.DrawFn, word: str) -> Document:
    """Return a body of any blocks, with notes that it calls and perhaps a correction."""
    kinds = draw(st.lists(st.sampled_from((*KINDS, "code", "divider")), max_size=14))
    calls: list[int] = []
    blocks: list[Block] = []
    for number, kind in enumerate(kinds):
        called: Inlines = ()
        if kind in {"paragraph", "list"} and draw(st.booleans()):
            calls.append(len(calls) + 1)
            called = (NoteReference(calls[-1]),)
        length = draw(st.sampled_from((0, 1, 30, 200, 900)))
        blocks.append(block_of(kind, f"{word}{number}x", length, called))
    if calls:
        notes = [Footnote(number=n, blocks=(paragraph(f"{word}note{n}x"),)) for n in calls]
        blocks.append(Footnotes(items=tuple(notes)))
    if draw(st.booleans()):
        blocks.append(Correction(on=date(2026, 11, 25), parts=parts(f"{word}correctedx")))
    return tuple(blocks)


@st.composite
def long_issues(draw: st.DrawFn) -> BoundIssue:
    """Return an issue of a few articles of any length, some of them too long together."""
    count = draw(st.integers(1, 4))
    featured = draw(st.integers(0, count))
    return long_issue(
        *(
            long_piece(
                f"a{number}",
                *draw(long_documents(f"a{number}b")),
                featured=number == featured,
                public=draw(st.integers(0, 5)) > 0,
            )
            for number in range(count)
        )
    )
