"""A few words of an article that make one want to read on, and the picture beside them."""

import re
import unicodedata
from typing import Final

from pressrun.model.article import Piece
from pressrun.model.document import Figure, Paragraph
from pressrun.model.inline import plain
from pressrun.model.parts import blocks_in, has_words
from pressrun.render.punctuation import style_of

LIMIT: Final = 280
ELLIPSIS: Final = "…"
# Spaces that do not break are the language's own.
_BLANKS: Final = re.compile(r"[ \t\n]+")


def teaser(piece: Piece) -> str:
    """Return an article's summary, or else the words of the first paragraph that has some, cut
    near ``LIMIT``.

    It is empty for an article that has neither.
    """
    if piece.article.summary:
        return piece.article.summary
    style = style_of(piece.article.language)
    paragraphs = (
        _BLANKS.sub(" ", plain(style.run(block.parts))).strip()
        for block in piece.document
        if isinstance(block, Paragraph) and has_words(block.parts)
    )
    return cut(next(paragraphs, ""))


def cut(words: str, limit: int = LIMIT) -> str:
    """Return ``words``, or as many whole ones as fit into ``limit`` characters with an ellipsis.

    Scripts written without spaces are cut between characters, never before a mark.
    """
    if len(words) <= limit:
        return words
    head = words[:limit]
    space = head.rfind(" ")
    if space > limit // 2:
        head = head[:space]
    else:
        end = limit - 1
        while end > 1 and _belongs(words[end - 1], words[end]):
            end -= 1
        head = words[:end]
    return head.rstrip(" ,;:.–—-") + ELLIPSIS


def lead_figure(piece: Piece) -> Figure | None:
    """Return the figure that stands for an article: its lead picture, or else the first one in it.

    Either counts only if its picture is published with the article.
    """
    article = piece.article
    if article.image in piece.pictures:
        return Figure(source=article.image, alt=article.image_alt)
    figures = (block for block in blocks_in(piece.document) if isinstance(block, Figure))
    return next((figure for figure in figures if figure.source in piece.pictures), None)


def _belongs(before: str, after: str) -> bool:
    """Tell whether two characters must not be parted: a mark, or what a joiner joins."""
    joiner = "\N{ZERO WIDTH JOINER}"
    return joiner in (before, after) or unicodedata.category(after) in {"Mn", "Mc", "Me"}
