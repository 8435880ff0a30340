"""A document as plain text, from the document and never from its HTML."""

from pressrun.model.article import Piece
from pressrun.model.document import Document
from pressrun.render.blocks import BLOCKS
from pressrun.render.lines import TextSetter
from pressrun.render.links import Links
from pressrun.render.markup import clean
from pressrun.render.measure import WIDTH, underline, wrap
from pressrun.render.punctuation import typeset
from pressrun.render.words import Words, fill


def text(piece: Piece, *, base: str, words: Words, width: int = WIDTH, vote_url: str = "") -> str:
    """Return an article as plain text: title, summary, byline, body, and the addresses it mentions.

    Lines have at most ``width`` columns, wide characters counting two; addresses and lines of
    code are never broken. ``base`` is the publication's address, ``vote_url`` where the reader
    votes.
    """
    parts = [title(piece.article.title, width=width)]
    if piece.article.summary:
        parts.append(wrap(clean(piece.article.summary), width))
    if piece.article.authors:
        names = ", ".join(piece.article.authors)
        parts.append(wrap(clean(fill(words["by"], {"names": names})), width))
    links = Links.of(piece, base, vote_url=vote_url)
    parts.append(lines(piece.document, links=links, words=words, width=width))
    return "\n\n".join(part for part in parts if part)


def lines(document: Document, *, links: Links, words: Words, width: int = WIDTH) -> str:
    """Return a document that need not be an article's as plain text, addresses under it."""
    setter = TextSetter(links, words, BLOCKS)
    body = setter.blocks(typeset(document, words.language), width)
    return "\n\n".join(part for part in (body, setter.notes()) if part)


def title(words: str, stroke: str = "=", *, width: int = WIDTH) -> str:
    """Return a title with a rule under it."""
    return underline(wrap(clean(words), width), stroke)
