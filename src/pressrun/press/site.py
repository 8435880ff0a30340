"""The pages of an issue tried out before it goes anywhere."""

from datetime import datetime

from pressrun.model.feed import Record, RecordKind
from pressrun.model.issue import BoundIssue
from pressrun.model.publication import Theme
from pressrun.press.desk import Desk
from pressrun.press.feeds import Masthead


def try_pages(desk: Desk, bound: BoundIssue, theme: Theme) -> None:
    """Set the pages an issue will have, and keep none: what fails must fail before it is sent.

    Raises:
        RenderError: A template does not work.
    """
    publication = desk.publication
    house = Masthead(publication, desk.feeds).house(theme)
    at = bound.published_at or desk.clock.now()
    records = [
        _sample(piece.article.id, RecordKind.ARTICLE, piece.article.language, at)
        for piece in bound.pieces
    ]
    own = _sample(bound.issue.key, RecordKind.ISSUE, publication.language, at)
    desk.isolate.call("pressrun.render.setting:try_pages", bound, own, records, house)


def try_answers(desk: Desk, theme: Theme) -> None:
    """Set the pages that answer readers, which are the same for every issue.

    Raises:
        RenderError: A template does not work.
    """
    desk.isolate.call("pressrun.render.answer:try_answers", desk.publication, theme)


def _sample(id: str, kind: RecordKind, language: str, at: datetime) -> Record:
    return Record(
        id=id,
        kind=kind,
        language=language,
        sequence=1,
        published_at=at,
        updated_at=at,
        digest="",
    )
