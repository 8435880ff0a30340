"""The plates of an issue: every face that goes out, made once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pressrun.model.delivery import Face
from pressrun.model.issue import BoundIssue, Issue, IssueKind
from pressrun.ports import Contents, Store
from pressrun.press.desk import Desk
from pressrun.press.digesting import carrying as with_articles
from pressrun.press.digesting import digest_faces, whole_of
from pressrun.press.faces import bind, languages_of, make_face, render


@dataclass(frozen=True, slots=True, kw_only=True)
class Plates:
    """Every face of an issue, and ``bound``: all it carries, in the publication's own language."""

    bound: BoundIssue
    faces: tuple[Face, ...]


def make_plates(
    desk: Desk,
    store: Store,
    issue: Issue,
    contents: Contents,
    *,
    at: datetime,
    whole: bool = False,
    carrying: Sequence[str] = (),
) -> Plates:
    """Return every face of ``issue`` as it would be frozen at this instant.

    There is one for each language that something of it is in. A digest has one for each set of
    articles that readers lack besides; ``whole`` makes those of all of them instead, or of those
    that it is said to be ``carrying``.

    Raises:
        ContentError: The issue or one of its articles does not load.
        RenderError: A template does not work.
    """
    if issue.kind is IssueKind.DIGEST and not whole:
        sets = tuple(digest_faces(desk, store, issue, contents, at=at))
        every = dict.fromkeys(article for face in sets for article in face.articles)
        return Plates(bound=bind(desk, with_articles(issue, every), contents, at=at), faces=sets)
    entire = with_articles(issue, carrying) if carrying else whole_of(desk, store, issue)
    bound = bind(desk, entire, contents, at=at)
    others = languages_of(entire, contents, desk.publication.language)[1:]
    translated = (bind(desk, entire, contents, at=at, language=tag) for tag in others)
    faces = (make_face(desk, each, render(desk, each), date_at=at) for each in (bound, *translated))
    return Plates(bound=bound, faces=tuple(faces))
