"""Digests: what each of their readers has not had, set once for all who lack the same."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from typing import Final, NamedTuple

from pressrun.errors import Problem
from pressrun.model.article import ArticleId
from pressrun.model.audience import Cadence
from pressrun.model.delivery import Face
from pressrun.model.issue import BoundIssue, Chapter, Issue, Section
from pressrun.model.language import best
from pressrun.model.publication import Layout
from pressrun.model.unseen import SETS_LIMIT, UnseenSet
from pressrun.ports import Contents, Store, Unit
from pressrun.press.desk import Desk
from pressrun.press.faces import bind, languages_of, mailing_list_of, make_face, render

# Two children of the isolate work side by side, and one waits for neither.
_SIDE_BY_SIDE: Final = 3


class Edition(NamedTuple):
    """What one face of a digest is: its language, empty for the publication's, and articles."""

    language: str
    articles: tuple[ArticleId, ...]


def unseen(desk: Desk, unit: Unit, list: str, cadence: Cadence) -> Sequence[UnseenSet]:
    """Return what readers of a digest lack, most common first; nobody is owed what was withdrawn.

    This is what ``ports.Digests.unseen`` knows and what the folder knows, together.
    """
    return unit.digests.unseen(list, cadence, without=withdrawn(desk))


def whole_of(desk: Desk, store: Store | None, issue: Issue) -> Issue:
    """Return a digest with every article that any of its readers lacks, any other as it is."""
    if issue.digest_of is None or store is None:
        return issue
    sets = _sets(desk, store, issue, issue.digest_of)
    return carrying(issue, dict.fromkeys(article for item in sets for article in item.articles))


def digest_faces(
    desk: Desk, store: Store, issue: Issue, contents: Contents, *, at: datetime
) -> list[Face]:
    """Return a face for each language and set of articles that readers of a digest lack.

    The most common come first, and no more than ``SETS_LIMIT``; readers of a language into which
    nothing of theirs is translated share the publication's.

    Raises:
        ContentError: The digest or one of its articles does not load.
        RenderError: A template does not work.
        IsolateError: A template or an article asks for too much time or memory.
    """
    if issue.digest_of is None:
        return []
    sets = _sets(desk, store, issue, issue.digest_of)
    editions = editions_of(sets, issue, contents, own=desk.publication.language)[:SETS_LIMIT]
    bounds = list(_bind(desk, issue, contents, editions, at))
    with ThreadPoolExecutor(_SIDE_BY_SIDE) as pool:
        rendered = list(pool.map(lambda bound: render(desk, bound), bounds))
    faces: dict[str, Face] = {}
    for edition, bound, one in zip(editions, bounds, rendered, strict=True):
        face = make_face(desk, bound, one, date_at=at)
        told = hashlib.sha256(" ".join(edition.articles).encode()).hexdigest()
        # Two languages of one set may say the same after all.
        faces.setdefault(face.digest, replace(face, variant=told[:16], articles=edition.articles))
    return list(faces.values())


def open_digest(desk: Desk, unit: Unit, issue: Issue) -> int:
    """Freeze the audience of a digest whose faces are frozen; return how many they are."""
    return unit.digests.open(
        issue.key,
        list=mailing_list_of(issue, desk.publication).name,
        cadence=issue.digest_of or Cadence.WEEKLY,
        language=desk.publication.language,
        without=withdrawn(desk),
    )


def editions_of(
    sets: Iterable[UnseenSet], issue: Issue, contents: Contents, *, own: str
) -> list[Edition]:
    """Return which faces readers need, those for the most of them first."""
    readers: dict[Edition, int] = {}
    tags: dict[tuple[ArticleId, ...], tuple[str, ...]] = {}
    for item in sets:
        offered = tags.get(item.articles)
        if offered is None:
            offered = languages_of(carrying(issue, item.articles), contents, own)
            tags[item.articles] = offered
        language = best(item.language or own, (own, *offered[1:]))
        edition = Edition("" if language == own else language, item.articles)
        readers[edition] = readers.get(edition, 0) + item.readers
    # Of those for as many, they stay in the order they came in: longest waited for, first.
    return sorted(readers, key=lambda edition: -readers[edition])


def withdrawn(desk: Desk) -> frozenset[str]:
    """Return the articles that nobody is owed any more."""
    records = desk.folder.memory().records
    return frozenset(record.id for record in records if record.withdrawn_at is not None)


def nothing_owed(issue: Issue) -> Problem:
    """Return what is said of a digest that nobody lacks anything for: it is not sent."""
    return Problem(
        code="DIG001",
        what=f"digest {issue.number} is not sent: none of its readers lacks an article",
        help=f"pressrun status {issue.number}",
    )


def carrying(issue: Issue, articles: Iterable[str]) -> Issue:
    """Return a digest with these articles, each by its id."""
    return replace(
        issue,
        sections=(Section(articles=tuple(articles)),),
        layout=issue.layout or Layout.DIGEST,
    )


def _sets(desk: Desk, store: Store, issue: Issue, cadence: Cadence) -> Sequence[UnseenSet]:
    name = mailing_list_of(issue, desk.publication).name
    with store.unit(write=False) as unit:
        return unseen(desk, unit, name, cadence)


def _bind(
    desk: Desk, issue: Issue, contents: Contents, editions: Sequence[Edition], at: datetime
) -> Iterator[BoundIssue]:
    """Yield each edition bound: every article is looked up once for a language, not for a set."""
    wholes: dict[str, BoundIssue] = {}
    for edition in editions:
        if edition.language not in wholes:
            theirs = [one.articles for one in editions if one.language == edition.language]
            every = dict.fromkeys(article for articles in theirs for article in articles)
            wholes[edition.language] = bind(
                desk, carrying(issue, every), contents, at=at, language=edition.language
            )
        whole = wholes[edition.language]
        pieces = {piece.article.work: piece for piece in whole.pieces}
        chosen = tuple(pieces[article] for article in edition.articles if article in pieces)
        yield replace(
            whole,
            issue=replace(whole.issue, sections=carrying(issue, edition.articles).sections),
            chapters=(Chapter(pieces=chosen),),
        )
