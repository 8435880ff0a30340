"""Publish: the folder and the memory of entries become feeds and the static site."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from pressrun.errors import ContentError, Problem
from pressrun.model.article import Piece
from pressrun.model.issue import BoundIssue
from pressrun.model.manifest import PATH as MANIFEST_PATH
from pressrun.model.manifest import Manifest
from pressrun.model.memory import PATH as RECORDS_PATH
from pressrun.model.memory import dump_records
from pressrun.ports import Contents, Written
from pressrun.press.assemble import assemble
from pressrun.press.desk import Desk
from pressrun.press.feeds import feed_files
from pressrun.press.record import Register, Release, has_come, stamp, unshown
from pressrun.press.shelf import Shelf
from pressrun.press.site import show
from pressrun.render.digest import issue_words_digest, words_digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What a publication changed, what is public now, and what could not be shown."""

    written: Written
    articles: int
    issues: int
    problems: tuple[Problem, ...] = ()


def publish(
    desk: Desk,
    *,
    contents: Contents | None = None,
    release: Release | None = None,
    dry_run: bool = False,
) -> Published:
    """Write feeds and site from the folder and its memory of entries.

    With ``release`` this is the press machine: what is due becomes public, the memory and
    ``feeds/`` are written. Without it only ``public/`` is, and nothing becomes public. What does
    not load is left out and told; its page, if it was public, stays as it was.

    Raises:
        ContentError: The memory of entries or the issue to be released does not load.
        RenderError: A template does not work; nothing was written.
        OutletError: A file could not be written; doing it again finishes.
    """
    contents = contents or desk.folder.contents()
    theme = desk.theme()
    problems = [p for p in contents.problems if p.severity == "error"]
    register = Register(desk.folder.memory().records)
    problems += unshown(contents, register.records)
    if release is not None:
        _release(desk, contents, register, release, problems)
    public = register.public
    shelf = Shelf(contents, folder=desk.folder, publication=desk.publication, records=public)
    bound = _bound(desk, contents, shelf, problems)
    pieces = _pieces(contents, shelf, problems)
    if release is not None:
        _note_words(register, pieces, bound, at=release.at)
    shown = show(desk, contents, register, pieces, bound, theme)
    feeds = feed_files(
        {"main": shown.articles, "issues": shown.issues},
        publication=desk.publication,
        limit=desk.feed_limit,
    )
    before = _manifest(desk)
    after = Manifest.of({**shown.pages, **feeds}).keeping(before, shown.kept)
    stages: list[Mapping[str, bytes]] = [
        _below("public", shown.pages),
        _below("public", feeds),
        {MANIFEST_PATH: after.dump()},
    ]
    if release is not None:
        # The memory goes first: a crash after it is finished by the next build under the same
        # ids and dates, a crash before it has shown nobody anything.
        stages.insert(0, {RECORDS_PATH: dump_records(register.records)})
        stages.insert(3, feeds)
    gone = [f"public/{path}" for path in before.files if path not in after.files]
    written = Written() if dry_run else desk.outlet.write(stages, remove=gone)
    return Published(
        written=written,
        articles=len(shown.articles),
        issues=len(shown.issues),
        problems=tuple(dict.fromkeys(problems)),
    )


def _manifest(desk: Desk) -> Manifest:
    try:
        return Manifest.parse(desk.folder.octets(MANIFEST_PATH))
    except ContentError:
        return Manifest({})


def _release(
    desk: Desk,
    contents: Contents,
    register: Register,
    release: Release,
    problems: list[Problem],
) -> None:
    """Enter in the register what becomes public with this release."""
    shelf = Shelf(contents, folder=desk.folder, publication=desk.publication, records={})
    for article in contents.articles:
        if not has_come(article, release.at):
            continue
        reading = shelf.reading(article)
        if reading.sound:
            register.enter_article(article, at=release.at)
        else:
            problems += reading.problems
    if release.issue is not None:
        issue = next(issue for issue in contents.issues if issue.key == release.issue)
        # The last one first: feeds show the newest entry on top, and that is the issue's lead.
        for piece in reversed(assemble(issue, shelf, folder=desk.folder).pieces):
            register.enter_article(piece.article, at=release.at)
        register.enter_issue(issue, language=desk.publication.language, at=release.at)


def _pieces(contents: Contents, shelf: Shelf, problems: list[Problem]) -> list[Piece]:
    pieces = []
    shelf.open(article for article in contents.articles if article.id in shelf.records)
    for article in contents.articles:
        if article.id in shelf.records:
            try:
                pieces.append(shelf.piece(article))
            except ContentError as error:
                problems += error.problems
    return pieces


def _bound(
    desk: Desk, contents: Contents, shelf: Shelf, problems: list[Problem]
) -> list[BoundIssue]:
    bound = []
    for issue in contents.issues:
        record = shelf.records.get(issue.key)
        if record is not None:
            try:
                bound.append(stamp(assemble(issue, shelf, folder=desk.folder), record))
            except ContentError as error:
                problems += error.problems
    return bound


def _note_words(
    register: Register, pieces: list[Piece], bound: list[BoundIssue], *, at: datetime
) -> None:
    for piece in pieces:
        register.note_digest(piece.article.id, words_digest(piece), at=at)
    for issue in bound:
        register.note_digest(issue.issue.key, issue_words_digest(issue), at=at)


def _below(root: str, files: Mapping[str, bytes]) -> dict[str, bytes]:
    return {f"{root}/{path}": octets for path, octets in files.items()}
