"""What readers of a digest have not had yet."""

from dataclasses import dataclass
from typing import Final

from pressrun.model.article import ArticleId

# More sets than these are not rendered for one digest: the rarest wait for the next.
SETS_LIMIT: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class UnseenSet:
    """Readers of one language who lack the same articles.

    ``articles`` are ids in the order in which they first went to the list.
    """

    language: str
    articles: tuple[ArticleId, ...]
    readers: int


def original_of(article: str) -> ArticleId:
    """Return the id of an article that may be named by one of its translations."""
    return ArticleId(article.partition(":")[0])
