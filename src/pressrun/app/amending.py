"""What is public and was wrong."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from pressrun.app.minting import mint
from pressrun.app.wiring import Wiring
from pressrun.errors import Place, Refused, UsageError
from pressrun.model.article import Article
from pressrun.model.document import Correction
from pressrun.model.inline import Text
from pressrun.model.issue import IssueKey
from pressrun.ports import Contents
from pressrun.press.correct import Copies, Settled, count_copies, public_record, settle
from pressrun.press.erratum import Drafted, draft_errata
from pressrun.press.novelty import look_ahead
from pressrun.press.pack import pack
from pressrun.press.publish import Published, publish
from pressrun.press.record import Release
from pressrun.press.shelf import Shelf
from pressrun.source.corrections import said_in_file, with_correction
from pressrun.source.erratum import erratum_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """What correcting an article came to; ``corrected_at`` is when readers see it as updated.

    ``line`` is the correction as it stands in the file at ``path``, ``is_new`` unless it stood
    there before. ``published`` is None where nothing was; ``copies`` are who has the old text,
    empty on a machine without the database.
    """

    article: Article
    corrected_at: datetime
    path: str
    line: str = ""
    is_new: bool = False
    published: Published | None = None
    copies: tuple[Copies, ...] = ()
    drafts: tuple[Drafted, ...] = ()


class Amending:
    """Corrects articles that readers have already."""

    def __init__(self, wiring: Wiring) -> None:
        self._wiring = wiring

    @property
    def is_press(self) -> bool:
        return self._wiring.is_press

    def correct(
        self, name: str, words: str | None, *, draft: bool, record: bool, dry_run: bool
    ) -> Corrected:
        """Write a correction of today below those of a public article, and publish it.

        The same words a second time on one day are not written again. Without ``words`` the file
        stays as it is. ``draft`` writes an erratum for each list whose readers have the old text.
        A machine that is not the press, unless ``record`` says that it publishes all the same,
        writes the correction alone.

        Raises:
            ContentError: The file cannot be edited, or the words cannot stand in it.
            Refused: The article is not public, nothing may be published now, or there is nobody
                to draft an erratum for.
            UsageError: There is no such article, or the correction says nothing.
        """
        desk, is_press = self._wiring.desk, self._wiring.is_press
        contents, memory = desk.folder.contents(), desk.folder.memory()
        article = self._article(name, contents)
        public_record(article, memory)
        if draft:
            self._refuse_elsewhere(record=False)
        publishes = is_press or record
        if publishes and (foreseen := look_ahead(desk, memory, contents)):
            first, *rest = foreseen
            raise Refused(
                first.what, code=first.code, place=first.place, help=first.help, problems=rest
            )
        line, is_new = "", False
        if words is not None:
            line = self._line(article, words)
            is_new = self._write(article, line, dry_run=dry_run)
        at = self._this_second()
        published = publish(desk, release=Release(at=at)) if publishes and not dry_run else None
        if published and self._wiring.settings.site.precompress:
            pack(desk)
        # What was written is read again; so is when the article was updated.
        contents = desk.folder.contents()
        article = self._article(article.id, contents)
        record_now = public_record(article, desk.folder.memory())
        corrected_at = record_now.updated_at
        if dry_run and is_new:
            article, corrected_at = _rehearsed(article, line), at
        copies: tuple[Copies, ...] = ()
        if is_press:
            copies = count_copies(desk, self._wiring.store, article, corrected_at=corrected_at)
        corrected = Corrected(
            article=article,
            corrected_at=corrected_at,
            path=article.path,
            line=line,
            is_new=is_new,
            published=published,
            copies=copies,
        )
        return self._draft(corrected, contents, dry_run=dry_run) if draft else corrected

    def _draft(self, corrected: Corrected, contents: Contents, *, dry_run: bool) -> Corrected:
        """Write an erratum for each list whose readers have the old text."""
        wiring, article = self._wiring, corrected.article
        drafts = draft_errata(
            wiring.desk,
            wiring.store,
            contents,
            article,
            corrected.copies,
            corrected_at=corrected.corrected_at,
            mint=lambda: IssueKey(mint(wiring.entropy)),
        )
        url = wiring.desk.publication.address(article.site_path)
        texts = {
            drafted.issue.path: erratum_text(
                drafted.issue,
                opening=drafted.opening,
                notes=drafted.notes,
                link=drafted.link,
                title=article.title,
                url=url,
            ).encode("utf-8")
            for drafted in drafts
            if drafted.is_new
        }
        if texts and not dry_run:
            wiring.outlet.write([texts])
        return replace(corrected, drafts=drafts)

    def _line(self, article: Article, words: str) -> str:
        """Return a correction of today as it stands in a file."""
        desk, said = self._wiring.desk, " ".join(words.split())
        if not said:
            raise UsageError(
                "a correction says what is right",
                code="COR003",
                help=f'pressrun correct {article.slug} --note "The fare is 3 euros, not 2."',
            )
        today = desk.clock.now().astimezone(ZoneInfo(desk.publication.zone)).date()
        return f"{today.isoformat()} {said}"

    def _write(self, article: Article, line: str, *, dry_run: bool) -> bool:
        """Write a correction below those that are there; False where it is there already."""
        if line in (said_in_file(correction) for correction in article.corrections):
            return False
        # Octets, so that line ends stay what they are.
        text = self._wiring.desk.folder.octets(article.path).decode("utf-8")
        changed = with_correction(text, line, path=article.path)
        if not dry_run:
            self._wiring.outlet.write([{article.path: changed.encode("utf-8")}])
        return True

    def _this_second(self) -> datetime:
        return self._wiring.clock.now().replace(microsecond=0)

    def settle(self, name: str, *, record: bool, dry_run: bool) -> Settled:
        """Take an article's words as they are for those that were published.

        Raises:
            ContentError: The article or the memory of entries does not load.
            Refused: The article is not public, or this machine is not the press and ``record``
                does not say that it writes ``feeds/`` all the same.
        """
        self._refuse_elsewhere(record=record)
        contents = self._wiring.desk.folder.contents()
        article = self._article(name, contents)
        return settle(self._wiring.desk, article, contents, dry_run=dry_run)

    def _article(self, name: str, contents: Contents) -> Article:
        desk = self._wiring.desk
        shelf = Shelf(contents, folder=desk.folder, publication=desk.publication, records={})
        article = shelf.find(name)
        if article is None:
            problem = shelf.missing(name, Place(path="articles"))
            raise UsageError(problem.what, code=problem.code, help=problem.help)
        return article

    def _refuse_elsewhere(self, *, record: bool) -> None:
        if not record and not self._wiring.is_press:
            raise Refused(
                "this machine is not the press: what is public is decided where the database is",
                code="BLD001",
                help="pressrun correct on the press machine; with --publish if there is none",
            )


def _rehearsed(article: Article, line: str) -> Article:
    """Return an article as it would be with one more correction."""
    day, _, words = line.partition(" ")
    correction = Correction(on=date.fromisoformat(day), parts=(Text(words),))
    return replace(article, corrections=(*article.corrections, correction))


__all__ = ["Amending", "Copies", "Corrected", "Drafted", "Settled"]
