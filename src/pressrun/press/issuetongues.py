"""The pages of issues in other languages than the publication's, set where something changed."""

import pickle
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from pressrun.errors import ContentError, Problem
from pressrun.model.article import Picture
from pressrun.model.feed import Record
from pressrun.model.issue import BoundIssue, Issue
from pressrun.model.lent import Lent
from pressrun.press.assemble import assemble
from pressrun.press.binder import ROOM, Around, issue_mark, pictures_in
from pressrun.press.desk import Desk
from pressrun.press.entries import short
from pressrun.press.outputs import Outputs
from pressrun.press.pagemaker import PageMaker
from pressrun.press.record import stamp
from pressrun.press.shelf import Shelf


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuePage:
    """A page of an issue in another language, and its pictures; ``files`` is the page itself
    where it must be written."""

    files: tuple[tuple[str, bytes], ...]
    pictures: tuple[Picture, ...]


class IssueTongues:
    """Sets the pages of issues in the languages that something of them is in."""

    def __init__(
        self, desk: Desk, shelf: Shelf, outputs: Outputs, maker: PageMaker, house: Lent
    ) -> None:
        self._desk, self._shelf, self._outputs = desk, shelf, outputs
        self._maker, self._house = maker, house
        self._kept = desk.keep.all(ROOM)
        self.problems: list[Problem] = []

    def pages(
        self,
        issue: Issue,
        record: Record,
        marks: Mapping[str, str],
        around: Around,
        without: Collection[str],
    ) -> Iterator[IssuePage]:
        """Yield the page in each language that can be shown; what cannot is told.

        ``marks`` are what articles were set from, ``without`` are those withdrawn.

        Raises:
            RenderError: A template does not work.
        """
        for language in self._shelf.languages_of(issue):
            mark = self._mark(issue, record, marks, around, language)
            path = f"{issue.page_in(language)}index.html"
            pictures = self._standing(issue, language, mark)
            if pictures is not None and self._outputs.stands(path, mark):
                yield IssuePage(files=(), pictures=pictures)
                continue
            try:
                bound = assemble(
                    issue,
                    self._shelf,
                    folder=self._desk.folder,
                    without=without,
                    language=language,
                )
            except ContentError as error:
                self.problems += error.problems
                continue
            pictures = (*bound.pictures.values(), *pictures_in(bound))
            self._remember(issue, language, mark, pictures)
            yield IssuePage(
                files=tuple(self._set(path, mark, stamp(bound, record), record, around)),
                pictures=pictures,
            )

    def _set(
        self, path: str, mark: str, bound: BoundIssue, record: Record, around: Around
    ) -> Iterator[tuple[str, bytes]]:
        function = "pressrun.render.page:translated_issue_page"
        return self._maker.set_page(path, function, (bound, *around), record.updated_at, key=mark)

    def _mark(
        self,
        issue: Issue,
        record: Record,
        marks: Mapping[str, str],
        around: Around,
        language: str,
    ) -> str:
        texts = [(text.language, text.digest) for text in issue.texts]
        mark = issue_mark(issue, record, marks, self._shelf, self._house.key, language)
        return short(f"{mark} {language} {texts} {around}")

    def _standing(self, issue: Issue, language: str, mark: str) -> tuple[Picture, ...] | None:
        """Return the pictures of a page that is set from this, None where one is another now."""
        kept, octets = self._kept.get(f"{issue.key}:{language}", ("", b""))
        if kept != mark:
            return None
        pictures, stamps = pickle.loads(octets)  # noqa: S301  # our own file, of this Pressrun
        return pictures if self._stamps(pictures) == stamps else None

    def _stamps(self, pictures: Collection[Picture]) -> tuple[str, ...]:
        paths = [picture.path for picture in pictures]
        found = self._desk.folder.stamps(paths)
        return tuple(found.get(path, "") for path in paths)

    def _remember(
        self, issue: Issue, language: str, mark: str, pictures: tuple[Picture, ...]
    ) -> None:
        octets = pickle.dumps((pictures, self._stamps(pictures)), pickle.HIGHEST_PROTOCOL)
        self._desk.keep.put(ROOM, [(f"{issue.key}:{language}", mark, octets)])
