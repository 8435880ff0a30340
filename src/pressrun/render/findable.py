"""What search is told of articles and issues."""

from datetime import datetime

from pressrun.model.article import Piece
from pressrun.model.finding import Findable
from pressrun.model.issue import BoundIssue
from pressrun.model.parts import words_in
from pressrun.model.publication import Publication, Theme
from pressrun.render.words import direction, find_words


def findable_article(
    piece: Piece, at: datetime, publication: Publication, theme: Theme
) -> Findable:
    """Return what an article that was published at this instant is found by."""
    article = piece.article
    names = (*article.authors, *article.tags)
    return Findable(
        path=article.site_path,
        title=article.title,
        summary=article.summary,
        language=article.language,
        direction=direction(article.language),
        date=find_words(theme, publication.language).date(at, publication.zone),
        date_iso=at.isoformat(),
        words="\n".join((*names, *words_in(piece.document))),
    )


def findable_issue(
    bound: BoundIssue, at: datetime, publication: Publication, theme: Theme
) -> Findable:
    """Return what an issue that was published at this instant is found by: the editor's words."""
    issue, language = bound.issue, publication.language
    return Findable(
        path=issue.site_path,
        title=issue.subject,
        summary=issue.preheader,
        language=language,
        direction=direction(language),
        date=find_words(theme, language).date(at, publication.zone),
        date_iso=at.isoformat(),
        words="\n".join(words_in(bound.words)),
    )
