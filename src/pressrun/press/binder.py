"""Issues set for site and feeds, those that changed alone."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from pressrun.errors import ContentError, Problem
from pressrun.model.article import Picture, Target
from pressrun.model.feed import Record
from pressrun.model.house import SetPiece
from pressrun.model.issue import BoundIssue, Issue
from pressrun.model.language import Alternates
from pressrun.model.lent import Lent
from pressrun.ports import Catalogued
from pressrun.press.assemble import assemble
from pressrun.press.desk import Desk
from pressrun.press.entries import (
    FINDABLE,
    FRAGMENTS,
    Known,
    fragment_name,
    pack_known,
    short,
    unpack_known,
)
from pressrun.press.record import stamp
from pressrun.press.shelf import Shelf

ROOM: Final = "issues"
# The issue before and the one after, as far as there are any, and its pages in every language.
Around = tuple[Target | None, Target | None, Alternates]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A public issue as it is shown; ``made`` only where it was set just now."""

    mark: str
    digest: str
    updated_at: datetime
    pictures: tuple[Picture, ...]
    made: SetPiece | None = None


class Binder:
    """Tells issues that stand from those that must be set, and has them set."""

    def __init__(self, desk: Desk, shelf: Shelf, house: Lent, *, at: datetime | None) -> None:
        self._desk, self._shelf, self._house, self._at = desk, shelf, house, at
        self._kept = desk.keep.all(ROOM)
        self.problems: list[Problem] = []

    def bound(
        self,
        issue: Issue,
        record: Record,
        marks: Mapping[str, str],
        around: Around,
        *,
        without: Collection[str],
    ) -> Found | None:
        """Return the issue as it is shown, None where it cannot be; that is told.

        ``marks`` are what its articles were set from; ``without`` are those withdrawn. Its page
        names the issues ``around`` it; its entry does not, so it may stand where the page cannot.

        Raises:
            RenderError: A template does not work.
        """
        base = self._mark(issue, record, marks)
        mark, octets = self._kept.get(issue.key, ("", b""))
        if base and mark == base:
            known = unpack_known(octets)
            paths = [picture.path for picture in known.pictures]
            stamps = self._desk.folder.stamps(paths)
            if tuple(stamps.get(path, "") for path in paths) == known.stamps:
                return Found(
                    mark=base,
                    digest=record.digest,
                    updated_at=record.updated_at,
                    pictures=known.pictures,
                )
        try:
            found = assemble(issue, self._shelf, folder=self._desk.folder, without=without)
        except ContentError as error:
            self.problems += error.problems
            return None
        made = self._set(found, record, around)
        record = replace(record, updated_at=made.updated_at, digest=made.digest)
        mark = self._mark(issue, record, marks)
        pictures = (*found.pictures.values(), *pictures_in(found))
        self._remember(issue, record, mark, made, tuple(dict.fromkeys(pictures)))
        return Found(
            mark=mark,
            digest=made.digest,
            updated_at=made.updated_at,
            pictures=tuple(dict.fromkeys(pictures)),
            made=made,
        )

    def set_again(
        self, issue: Issue, record: Record, around: Around, *, without: Collection[str]
    ) -> SetPiece:
        """Return an issue that stands, set once more because its page does not."""
        bound = assemble(issue, self._shelf, folder=self._desk.folder, without=without)
        return self._set(bound, record, around)

    def _set(self, bound: BoundIssue, record: Record, around: Around) -> SetPiece:
        made: SetPiece = self._desk.isolate.call(
            "pressrun.render.setting:set_issue",
            stamp(bound, record),
            record,
            self._at,
            self._house,
            *around,
        )
        return made

    def _mark(self, issue: Issue, record: Record, marks: Mapping[str, str]) -> str:
        own = self._desk.publication.language
        return issue_mark(issue, record, marks, self._shelf, self._house.key, own)

    def _remember(
        self,
        issue: Issue,
        record: Record,
        mark: str,
        made: SetPiece,
        pictures: tuple[Picture, ...],
    ) -> None:
        stamps = self._desk.folder.stamps([picture.path for picture in pictures])
        known = Known(
            catalogued=Catalogued(
                id=issue.key,
                sequence=record.sequence,
                language=record.language,
                tags=(),
                authors=(),
                published_at=record.published_at,
                updated_at=record.updated_at,
            ),
            pictures=pictures,
            stamps=tuple(stamps.get(picture.path, "") for picture in pictures),
        )
        self._desk.keep.put(
            FRAGMENTS,
            [
                (fragment_name(issue.key, suffix, content), "", octets)
                for (suffix, content), octets in made.fragments.items()
            ],
        )
        self._desk.keep.put(FINDABLE, [(issue.key, mark, made.findable.dump())])
        self._desk.keep.put(ROOM, [(issue.key, mark, pack_known(known))])


def issue_mark(
    issue: Issue,
    record: Record,
    marks: Mapping[str, str],
    shelf: Shelf,
    house: str,
    language: str,
) -> str:
    """Return what an issue is set from for readers of a language.

    It is nothing where one of its articles is not shown. ``marks`` are what articles were set
    from, ``house`` is the key of what all are set with.
    """
    articles = [shelf.find(reference) for reference in issue.references]
    if any(article is None or article.draft for article in articles):
        return ""
    shown = (shelf.translated(a, language) for a in articles if a is not None)
    parts = [marks.get(article.id, "-") for article in shown]
    dates = f"{record.published_at:%Y%m%d%H%M%S} {record.updated_at:%Y%m%d%H%M%S}"
    return short(f"{issue.digest} {issue.folder} {dates} {house} {parts}")


def pictures_in(bound: BoundIssue) -> list[Picture]:
    """Return the pictures of an issue's articles."""
    return [picture for piece in bound.pieces for picture in piece.pictures.values()]
