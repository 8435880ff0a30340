"""An issue whose documents are left out, because the process that sets it may have set them."""

from dataclasses import replace
from typing import Any

import pytest

from pressrun.model.article import Piece
from pressrun.model.issue import BoundIssue, Chapter, RenderedIssue
from pressrun.render import faces
from pressrun.render.email import render_issue, render_light
from render.issue_samples import LIST, PUBLICATION, THEME, article, bound, paragraph, piece


def numbered(numbers: range, said: str = "Word") -> BoundIssue:
    pieces = (
        piece(
            paragraph(f"{said}{number}x."),
            article=replace(article(f"piece-{number}"), summary=""),
            slug=f"piece-{number}",
        )
        for number in numbers
    )
    return bound(*pieces)


def light(whole: BoundIssue, documents: Any = ()) -> BoundIssue:
    pieces = (
        one if one.article.path in documents else replace(one, document=(), left_out=True)
        for one in whole.pieces
    )
    return replace(whole, chapters=(Chapter(pieces=tuple(pieces)),))


def set_by_asking(whole: BoundIssue) -> tuple[RenderedIssue, int]:
    """Return the issue, and for how many documents its making asked."""
    asked = render_light(light(whole), PUBLICATION, LIST, THEME)
    if not isinstance(asked, tuple):
        return asked, 0
    made = render_light(light(whole, asked), PUBLICATION, LIST, THEME)
    assert isinstance(made, RenderedIssue)
    return made, len(asked)


def paths(pieces: tuple[Piece, ...]) -> tuple[str, ...]:
    return tuple(one.article.path for one in pieces)


def test_an_issue_asks_for_the_documents_it_has_not_set_and_for_no_others() -> None:
    whole = numbered(range(3), "First")
    render_issue(
        replace(whole, chapters=(Chapter(pieces=whole.pieces[:2]),)), PUBLICATION, LIST, THEME
    )

    asked = render_light(light(whole), PUBLICATION, LIST, THEME)

    assert asked == paths(whole.pieces[2:])
    assert set_by_asking(whole) == (render_issue(whole, PUBLICATION, LIST, THEME), 1)
    assert set_by_asking(whole)[1] == 0


def test_an_issue_of_more_articles_than_are_kept_has_the_words_of_all_each_time() -> None:
    whole = numbered(range(faces.FACES_KEPT + 40), "Many")
    made = render_issue(whole, PUBLICATION, LIST, THEME)

    again, asked = set_by_asking(whole)

    assert again == made
    assert asked == len(whole.pieces)


def test_what_is_set_anew_does_not_push_out_what_the_same_issue_needs() -> None:
    half = faces.FACES_KEPT // 2
    old = numbered(range(half), "Half")
    render_issue(old, PUBLICATION, LIST, THEME)
    render_issue(numbered(range(half), "Other"), PUBLICATION, LIST, THEME)
    # New articles first, so that they are set while the old ones, by now the oldest, wait.
    whole = bound(*numbered(range(half, half + 40), "Half").pieces, *old.pieces)

    made, asked = set_by_asking(whole)

    assert asked == 40
    assert made == render_issue(whole, PUBLICATION, LIST, THEME)


def test_an_article_without_its_document_is_never_set_as_an_empty_one() -> None:
    with pytest.raises(AssertionError, match="left out"):
        render_issue(light(numbered(range(1), "Never")), PUBLICATION, LIST, THEME)
