"""The editor's day: what is there, what is wrong with it, what it looks like, what is bundled."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from pressrun.app.minting import mint
from pressrun.app.shown import keep_shown
from pressrun.app.wiring import Wiring
from pressrun.errors import ContentError, Problem, Refused, UsageError
from pressrun.model.article import slug_of
from pressrun.model.issue import Issue, IssueState
from pressrun.ports import Contents
from pressrun.press.approve import with_standing
from pressrun.press.board import Board, Card, board
from pressrun.press.numbering import folder_of, next_number
from pressrun.press.objections import look, with_findings
from pressrun.press.pack import pack
from pressrun.press.preview import Preview, preview
from pressrun.press.publiccalendar import hang_calendar
from pressrun.press.publish import Published, publish
from pressrun.press.record import Release
from pressrun.press.withdraw import Withdrawal, plan_withdrawal, withdraw
from pressrun.source.scaffold import new_article, new_issue


class Editor:
    """Files in, files out."""

    def __init__(self, wiring: Wiring) -> None:
        self._wiring = wiring

    def contents(self) -> Contents:
        return self._wiring.desk.folder.contents()

    def issue(self, name: str, contents: Contents | None = None) -> Issue:
        """Return the issue with this number, slug, folder or id.

        Raises:
            UsageError: There is none.
            ContentError: There is one, and it does not load.
        """
        contents = contents or self.contents()
        for issue in contents.issues:
            if issue.answers_to(name):
                return issue
        bare = name.strip().removeprefix("issues/").rstrip("/").removesuffix("/issue.md")
        broken = [
            problem
            for problem in contents.problems
            if problem.place and _is_of(problem.place.path, bare) and problem.severity == "error"
        ]
        if broken:
            raise ContentError.of(broken)
        known = ", ".join(issue.folder for issue in contents.issues[-5:]) or "none yet"
        raise UsageError(
            f"there is no issue {name!r}",
            code="ISS010",
            help=f'issues here: {known}; a new one: pressrun new issue "SUBJECT"',
        )

    def last_draft(self) -> Issue:
        """Return the issue with the highest number that has not been scheduled.

        Raises:
            UsageError: There is none.
        """
        drafts = [c.issue for c in self.board().cards if c.state is IssueState.DRAFT]
        if not drafts:
            raise UsageError(
                "there is no draft issue", code="ISS015", help='pressrun new issue "SUBJECT"'
            )
        return drafts[-1]

    def now(self) -> datetime:
        """Return the present instant."""
        return self._wiring.clock.now()

    def local_time(self) -> str:
        """Return the time of day in the publication's zone."""
        return self._local().strftime("%H:%M:%S")

    def _local(self) -> datetime:
        return self.now().astimezone(ZoneInfo(self._wiring.settings.publication.zone))

    def board(self, *, checked: bool = False) -> Board:
        """Return every issue with its state, and the articles that none carries.

        If ``checked``, with how much check finds in each that has not begun to go out.
        """
        desk, contents = self._wiring.desk, self.contents()
        store = self._wiring.store if self._wiring.is_press else None
        shown = board(contents, desk.folder.memory().records, store)
        shown = with_standing(desk, store, shown, contents) if store else shown
        return with_findings(desk, store, shown, contents) if checked else shown

    def look(self, issue: Issue, contents: Contents) -> tuple[Problem, ...]:
        """Return what check tells of an issue; nothing of one that goes out, or has."""
        desk, store = self._wiring.desk, self._wiring.store if self._wiring.is_press else None
        return look(desk, store, issue, contents)

    def preview(self, issue: Issue, *, address: str = "", language: str = "") -> Preview:
        wiring = self._wiring
        return preview(
            wiring.desk,
            issue,
            self.contents(),
            store=wiring.store if wiring.is_press else None,
            address=address,
            language=language,
        )

    def keep_preview(self, issue: Issue, shown: Preview) -> dict[str, str]:
        """Write the faces of a preview below ``.pressrun/show/``; return their paths by face."""
        return keep_shown(self._wiring, issue.folder, shown)

    def build(
        self, *, record: bool, dry_run: bool, accept: bool = False, as_published: bool = False
    ) -> Published:
        """Write feeds and site; ``record`` makes public what is due and writes ``feeds/``.

        With ``as_published`` articles count as public since their moments, and nobody is mailed.

        Raises:
            Refused: Readers would see old entries as new, or archives change; ``accept`` allows it.
            UsageError: Articles are taken over, and this machine writes no ``feeds/``.
        """
        records = record or self._wiring.is_press
        if as_published and not records:
            raise UsageError(
                "this machine is not the press: what it took over would be remembered nowhere",
                code="PUB010",
                help="pressrun build --as-published --publish",
            )
        at = self._this_second()
        release = Release(at=at, takes_over=as_published) if records else None
        built = publish(self._wiring.desk, release=release, accept=accept, dry_run=dry_run)
        if not dry_run:
            wiring = self._wiring
            hang_calendar(wiring.desk, wiring.store if wiring.is_press else None)
        if self._wiring.settings.site.precompress and not dry_run:
            pack(self._wiring.desk)
        return built

    def plan_withdrawal(self, name: str, *, record: bool) -> Withdrawal:
        """Return what withdrawing a public article or issue would change; ``record`` as in a build.

        Raises:
            Refused: It is not public, or this machine may not decide what is.
        """
        self._refuse_elsewhere(record, "withdraw")
        return plan_withdrawal(self._wiring.desk, self.contents(), name)

    def withdraw(self, planned: Withdrawal, *, dry_run: bool) -> Published:
        """Take a public article or issue back for good."""
        desk, at = self._wiring.desk, self._this_second()
        return withdraw(desk, self.contents(), planned, at=at, dry_run=dry_run)

    def _this_second(self) -> datetime:
        return self._wiring.clock.now().replace(microsecond=0)

    def _refuse_elsewhere(self, record: bool, verb: str) -> None:
        if not record and not self._wiring.is_press:
            raise Refused(
                "this machine is not the press: what is public is decided where the database is",
                code="BLD001",
                help=f"pressrun {verb} on the press machine; with --publish if there is none",
            )

    @property
    def is_press(self) -> bool:
        return self._wiring.is_press

    def new_article(self, title: str, *, dry_run: bool) -> str:
        """Write an article to begin with; return its path."""
        _refuse_empty(title, "a title", 'pressrun new article "TITLE"')
        minted, slug = mint(self._wiring.entropy), slug_of(title)
        # A title without a Latin letter or digit makes no slug; an id is one.
        path = f"articles/{minted if slug == 'untitled' else slug}.md"
        if (self._wiring.folder / path).exists():
            raise UsageError(
                f"{path} exists already", code="ART002", help="choose another title, or edit it"
            )
        text = new_article(title=title, id=minted, author=self._wiring.settings.publication.author)
        return self._write(path, text, dry_run=dry_run)

    def new_issue(self, subject: str, *, dry_run: bool) -> tuple[str, int]:
        """Write an issue to begin with; return its path and number."""
        _refuse_empty(subject, "a subject", 'pressrun new issue "SUBJECT"')
        folders = (self._wiring.folder / "issues").glob("[0-9]*-*")
        taken = [int(found[0]) for f in folders if (found := re.match(r"\d+", f.name))]
        year, numbering = self._local().year, self._wiring.settings.numbering
        number = next_number(self.contents(), numbering, year=year, taken=taken)
        text = new_issue(subject=subject, id=mint(self._wiring.entropy))
        path = f"issues/{folder_of(number, slug_of(subject))}/issue.md"
        return self._write(path, text, dry_run=dry_run), number

    def _write(self, path: str, text: str, *, dry_run: bool) -> str:
        if not dry_run:
            self._wiring.outlet.write([{path: text.encode("utf-8")}])
        return path


def _refuse_empty(text: str, what: str, help: str) -> None:
    if not text.strip():
        raise UsageError(f"{what} that says something is needed", code="USE004", help=help)


def _is_of(path: str, name: str) -> bool:
    parts = path.split("/")
    if len(parts) != 3 or parts[0] != "issues":
        return False
    number, _, slug = parts[1].partition("-")
    if name.isdigit() and number.isdigit():
        return int(name) == int(number)
    return name in {parts[1], slug}


__all__ = ["Board", "Card", "Editor", "Preview", "Published", "Withdrawal"]
