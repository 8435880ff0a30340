"""What is public and was wrong."""

from zoneinfo import ZoneInfo

from pressrun.app.wiring import Wiring
from pressrun.errors import Place, Refused, UsageError
from pressrun.model.article import Article
from pressrun.ports import Contents
from pressrun.press.correct import Settled, public_record, settle
from pressrun.press.shelf import Shelf
from pressrun.source.corrections import with_correction


class Amending:
    """Corrects articles that readers have already."""

    def __init__(self, wiring: Wiring) -> None:
        self._wiring = wiring

    def correct(self, name: str, words: str, *, dry_run: bool) -> tuple[str, str]:
        """Write a correction of today below those of a public article; return path and line.

        Raises:
            ContentError: The file cannot be edited, or the words cannot stand in it.
            Refused: The article is not public.
            UsageError: There is no such article, or the correction says nothing.
        """
        desk = self._wiring.desk
        article = self._article(name, desk.folder.contents())
        public_record(article, desk.folder.memory())
        said = " ".join(words.split())
        if not said:
            raise UsageError(
                "a correction says what is right",
                code="COR003",
                help=f'pressrun correct {article.slug} "The fare is 3 euros, not 2."',
            )
        today = desk.clock.now().astimezone(ZoneInfo(desk.publication.zone)).date()
        line = f"{today.isoformat()} {said}"
        # Octets, so that line ends stay what they are.
        text = desk.folder.octets(article.path).decode("utf-8")
        changed = with_correction(text, line, path=article.path)
        if not dry_run:
            self._wiring.outlet.write([{article.path: changed.encode("utf-8")}])
        return article.path, line

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


__all__ = ["Amending", "Settled"]
