"""Words in which a reader's own values would come to stand: refused, whoever wrote them."""

from pressrun.errors import Place, RenderError
from pressrun.model.issue import BoundIssue
from pressrun.model.publication import Publication, Theme
from pressrun.model.slot import MARK_HOST, holds_mark
from pressrun.render.context import Data, policy_in
from pressrun.render.faces import find_faces
from pressrun.render.policy import Policy
from pressrun.render.words import find_words


def refuse_marks(
    context: Data, bound: BoundIssue, policy: Policy, publication: Publication, theme: Theme
) -> None:
    """Refuse words and links where a reader's own address or way to leave would be written.

    Raises:
        RenderError: There are some; it names the file.
    """
    for chapter, data in zip(bound.chapters, context["chapters"], strict=True):
        own = policy_in(chapter, policy)
        for piece, given in zip(chapter.pieces, data["pieces"], strict=True):
            # Whole articles have been looked through when they were set.
            words = find_words(theme, piece.article.language)
            faces = find_faces(piece, own, base=publication.url, words=words)
            few = {name: said for name, said in given.items() if name not in {"body", "text"}}
            if faces.marked or is_marked(few):
                raise marked(piece.article.path)
    rest = {**context, "chapters": [{**c, "pieces": []} for c in context["chapters"]]}
    if is_marked(rest):
        raise marked(bound.issue.path)


def is_marked(value: object) -> bool:
    """Tell whether a mark stands in any text of what a template is given."""
    match value:
        case str():
            return holds_mark(value)
        case dict():
            return any(map(is_marked, value.values()))
        case list():
            return any(map(is_marked, value))
    return False


def marked(path: str) -> RenderError:
    """Return that the words of a file hold a mark."""
    return RenderError(
        f"'{MARK_HOST}' stands in the words or links",
        code="RND001",
        place=Place(path=path),
        help=f"{MARK_HOST} stands for readers' own values: take it out",
    )
