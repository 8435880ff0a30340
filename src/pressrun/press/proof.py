"""A proof: all that an issue will be, byte for byte but for its date, and the digest of it.

What an issue is made of is told by what comes out. So nothing that leaves no trace in it makes it
another one: no other article, no comment in a template, no setting that does not show.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from pressrun.model.approval import ApprovedFace
from pressrun.model.issue import BoundIssue, Issue, IssueKind
from pressrun.ports import Contents, Store
from pressrun.press.desk import Desk
from pressrun.press.faces import bind, languages_of
from pressrun.press.plates import make_plates
from pressrun.press.snapshot import Snapshot
from pressrun.render.text import text
from pressrun.render.words import find_words

# What goes out bears the date of its sending, which no approval decides: in proofs it is this one.
DATED_AT: Final = datetime(2000, 1, 1, 12, tzinfo=UTC)

# Beside the faces, named by their languages, stands what no face may show, under tags that are
# for private use (RFC 5646 §2.2.7), which no face bears.
PAGES: Final = "x-pages"
ARTICLES: Final = "x-articles"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What an issue is. ``digest`` is SHA-256 over ``faces`` in hexadecimal.

    ``faces`` are those of the mail, one for each language, what the pages of its articles say
    (``PAGES``, text in UTF-8), and of a digest the ids of all articles that it may carry
    (``ARTICLES``, one a line).
    """

    digest: str
    faces: tuple[ApprovedFace, ...]
    bound: BoundIssue


def prove(
    desk: Desk,
    store: Store,
    issue: Issue,
    contents: Contents,
    *,
    folder: Snapshot | None = None,
    carrying: Sequence[str] = (),
) -> Proof:
    """Return what ``issue`` is as things stand, whoever asks and whenever.

    Args:
        folder: The snapshot that something else is made of, which must be of the same octets.
        carrying: Of a digest, the ids of the articles that it may carry; else all that any of
            its readers lacks now.

    Raises:
        ContentError: The issue or one of its articles does not load.
        RenderError: A template does not work.
    """
    folder = (folder or Snapshot(desk.folder)).dated(DATED_AT)
    desk = replace(desk, folder=folder)
    plates = make_plates(desk, store, issue, contents, at=DATED_AT, whole=True, carrying=carrying)
    faces = {face.language: face.octets for face in plates.faces}
    faces[PAGES] = _pages(desk, plates.bound, contents).encode()
    if issue.kind is IssueKind.DIGEST:
        # In their order, so that the same digest can be made again.
        faces[ARTICLES] = "\n".join(piece.article.work for piece in plates.bound.pieces).encode()
    made = tuple(ApprovedFace(language=name, octets=faces[name]) for name in sorted(faces))
    return Proof(digest=digest_of(made), faces=made, bound=plates.bound)


def digest_of(faces: Iterable[ApprovedFace]) -> str:
    """Return SHA-256 over faces, each under its name and with its length, in hexadecimal."""
    whole = hashlib.sha256()
    for face in faces:
        whole.update(b"%b %d\n" % (face.language.encode(), len(face.octets)))
        whole.update(face.octets)
    return whole.hexdigest()


def carried_by(faces: Iterable[ApprovedFace]) -> tuple[str, ...]:
    """Return the ids of the articles that a digest may carry, as they stand in its proof."""
    return tuple(
        name for face in faces if face.language == ARTICLES for name in face.octets.decode().split()
    )


def _pages(desk: Desk, bound: BoundIssue, contents: Contents) -> str:
    """Return what the pages say to which an issue leads, where its mail has only their teasers."""
    theme, base = desk.theme(), desk.publication.url
    pieces = [*bound.pieces]
    for language in languages_of(bound.issue, contents, desk.publication.language)[1:]:
        other = bind(desk, bound.issue, contents, at=DATED_AT, language=language)
        pieces += (piece for piece in other.pieces if piece.article.original)
    return "\n\n".join(
        text(piece, base=base, words=find_words(theme, piece.article.language)) for piece in pieces
    )
