"""Digests: what each of their readers has not had, set once for all who lack the same."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from pressrun.model.delivery import Face
from pressrun.model.issue import Issue, Section
from pressrun.model.publication import Layout
from pressrun.model.unseen import SETS_LIMIT
from pressrun.ports import Contents, Store
from pressrun.press.desk import Desk
from pressrun.press.freeze import bind, mailing_list_of, make_face, render


def whole_of(desk: Desk, store: Store | None, issue: Issue) -> Issue:
    """Return a digest with every article that any of its readers lacks, any other as it is."""
    if issue.digest_of is None or store is None:
        return issue
    name = mailing_list_of(issue, desk.publication).name
    with store.unit(write=False) as unit:
        sets = unit.digests.unseen(name, issue.digest_of)
    return carrying(issue, dict.fromkeys(article for item in sets for article in item.articles))


def digest_faces(
    desk: Desk, store: Store, issue: Issue, contents: Contents, *, at: datetime
) -> list[Face]:
    """Return a face for each language and set of articles that readers of a digest lack.

    The most common come first, and no more than ``SETS_LIMIT``.
    """
    if issue.digest_of is None:
        return []
    name = mailing_list_of(issue, desk.publication).name
    with store.unit(write=False) as unit:
        sets = unit.digests.unseen(name, issue.digest_of)
    faces = []
    for item in sets[:SETS_LIMIT]:
        bound = bind(desk, carrying(issue, item.articles), contents, at=at)
        faces.append(make_face(desk, bound, render(desk, bound), date_at=at))
    return faces


def carrying(issue: Issue, articles: Iterable[str]) -> Issue:
    """Return a digest with these articles, each by its id."""
    return replace(
        issue,
        sections=(Section(articles=tuple(articles)),),
        layout=issue.layout or Layout.DIGEST,
    )
