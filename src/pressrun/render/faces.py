"""An article's own faces, kept: the same words under the same policy are set once."""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Any, Final

from pressrun.model.article import Piece
from pressrun.model.document import Figure
from pressrun.model.slot import holds_mark
from pressrun.render.html import fragment
from pressrun.render.policy import Policy
from pressrun.render.teaser import lead_figure, teaser
from pressrun.render.text import text
from pressrun.render.words import Words

# About ten kilobytes each; the process that renders lives as long as the press.
FACES_KEPT: Final = 512


@dataclass(frozen=True, slots=True)
class Faces:
    """The body of an article as HTML, the whole article as plain text where that is asked
    for, and what stands for it.

    ``figure`` is the one that stands for the article on a card; ``marked`` tells whether a slot's
    mark is among the author's words, where no reader's own value may come to stand.
    """

    html: str
    text: str
    teaser: str
    figure: Figure | None
    marked: bool


_kept: "OrderedDict[Any, Faces]" = OrderedDict()


def find_faces(piece: Piece, policy: Policy, *, base: str, words: Words) -> Faces:
    """Return the faces of ``piece``, made now or kept from before.

    What is kept goes by the digest of the article's file, which says what was written, and by
    everything else that decides how it looks.

    Raises:
        AssertionError: The document was left out, and nothing of it is kept.
    """
    key = _key(piece, policy, base, words)
    faces = _kept.get(key)
    if faces is None:
        if piece.left_out:  # better no mail than one with nothing under its titles
            raise AssertionError(f"the document of {piece.article.path} was left out")
        html = fragment(piece, policy, base=base, words=words)
        plain = ""
        if policy.twin:
            plain = text(piece, base=base, words=words, vote_url=policy.vote_url)
        faces = Faces(
            html=html,
            text=plain,
            teaser=teaser(piece),
            figure=lead_figure(piece),
            marked=holds_mark(html) or holds_mark(plain),
        )
        _kept[key] = faces
        if len(_kept) > FACES_KEPT:
            _kept.popitem(last=False)
    else:
        _kept.move_to_end(key)
    return faces


def keep(piece: Piece, policy: Policy, *, base: str, words: Words) -> bool:
    """Tell whether ``find_faces`` can answer without the document, and see that it still can later.

    What was seen to stays until as many others as ``FACES_KEPT`` are made or seen to.
    """
    key = _key(piece, policy, base, words)
    if key in _kept:
        _kept.move_to_end(key)
    return key in _kept


def _key(piece: Piece, policy: Policy, base: str, words: Words) -> object:
    article = piece.article
    return (
        (article.path, article.digest, article.slug, article.id),
        (article.authors, article.image),  # a translation's may be its original's
        (piece.url, base, policy, piece.shortened),
        (words.language, tuple(words.entries.items())),
        (tuple(piece.pictures.items()), tuple(piece.targets.items())),
    )
