"""A document as HTML: one walker, one policy value a medium."""

from pressrun.model.article import Piece
from pressrun.model.document import Document
from pressrun.render.blocks import BLOCKS
from pressrun.render.links import Links
from pressrun.render.markup import HtmlSetter
from pressrun.render.policy import EMAIL, FEED, WEB, Policy
from pressrun.render.punctuation import typeset
from pressrun.render.words import Words

__all__ = ["EMAIL", "FEED", "WEB", "Policy", "blocks", "fragment", "fragments"]


def fragment(piece: Piece, policy: Policy, *, base: str, words: Words) -> str:
    """Return the body of an article, without its title, as HTML.

    ``base`` is the publication's address. Every address in the answer is absolute, every word
    escaped.
    """
    return "\n".join(fragments(piece, policy, base=base, words=words))


def fragments(piece: Piece, policy: Policy, *, base: str, words: Words) -> tuple[str, ...]:
    """Return each block of an article's body as HTML: lines of their own in ``fragment``."""
    links = Links.of(piece, base, vote_url=policy.vote_url)
    setter = HtmlSetter(policy, links, words, BLOCKS)
    return tuple(setter.blocks((block,)) for block in typeset(piece.document, words.language))


def blocks(document: Document, policy: Policy, *, links: Links, words: Words) -> str:
    """Return a document that need not be an article's as HTML."""
    return HtmlSetter(policy, links, words, BLOCKS).blocks(typeset(document, words.language))
