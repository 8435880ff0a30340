"""Publish: the folder and the memory of entries become feeds and the static site."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from pressrun.errors import Conflict, ContentError, Place, Problem, Refused
from pressrun.model.feed import Identity, Record
from pressrun.model.manifest import PATH as MANIFEST_PATH
from pressrun.model.manifest import Manifest
from pressrun.model.memory import PATH as MEMORY_PATH
from pressrun.ports import Contents, Stage, Written
from pressrun.press.assemble import assemble
from pressrun.press.desk import Desk
from pressrun.press.edition import Edition
from pressrun.press.novelty import look_ahead
from pressrun.press.record import Register, Release, has_come, unshown, was_public
from pressrun.press.shelf import Shelf

# What a child has loaded by the time it is known what there is to set.
_READY: Final = ("pressrun.source.markdown:ready", "pressrun.render.setting:ready")


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What a publication changed, what is public now, and what could not be shown.

    ``updated`` are the titles of entries whose words changed since they were published;
    ``taken_over`` counts articles that were public elsewhere before.
    """

    written: Written
    articles: int
    issues: int
    problems: tuple[Problem, ...] = ()
    updated: tuple[str, ...] = ()
    taken_over: int = 0


def publish(
    desk: Desk,
    *,
    contents: Contents | None = None,
    release: Release | None = None,
    withdraw: Iterable[str] = (),
    accept: bool = False,
    dry_run: bool = False,
) -> Published:
    """Write feeds and site from the folder and its memory of entries.

    With ``release`` this is the press machine: what is due becomes public, what ``withdraw``
    names by id is public no longer, the memory and ``feeds/`` are written. Without it only
    ``public/`` is, and nothing becomes public. What does not load is left out and told; its page,
    if it was public, stays as it was. ``accept`` goes on although readers would see old entries
    as new, or although closed archives are written anew.

    Raises:
        ContentError: The memory of entries or the issue to be released does not load.
        Refused: A change would be seen by everyone, and was not accepted; nothing was written.
        RenderError: A template does not work.
        OutletError: A file could not be written; doing it again finishes.
        Conflict: Another process published meanwhile; doing it again finishes.
    """
    desk.isolate.warm(_READY)
    with desk.turn():
        return _publish(desk, contents, release, tuple(withdraw), accept=accept, dry_run=dry_run)


def _publish(
    desk: Desk,
    contents: Contents | None,
    release: Release | None,
    withdraw: tuple[str, ...],
    *,
    accept: bool,
    dry_run: bool,
) -> Published:
    contents = contents or desk.folder.contents()
    remembered = desk.folder.stamps([MEMORY_PATH])
    memory = desk.folder.memory()
    foreseen = look_ahead(desk, memory, contents)
    if foreseen and not accept and not dry_run:
        first, *rest = foreseen
        raise Refused(
            first.what, code=first.code, place=first.place, help=first.help, problems=rest
        )
    problems = list(foreseen) if dry_run else []
    problems += [p for p in contents.problems if p.severity == "error"]
    register = Register(memory)
    problems += unshown(contents, memory.records)
    if release is not None:
        _release(desk, contents, register, release, problems)
        for key in withdraw:
            register.withdraw(key, at=release.at)
    edition = Edition(
        desk,
        contents,
        register,
        desk.theme(),
        _manifest(desk),
        at=release.at if release else None,
        rewrite=_has_moved(desk, memory.identity) and release is not None,
        rehearsal=dry_run,
    )
    if dry_run:
        written = _rehearse(edition.stages())
    else:
        stages = _unless_overtaken(edition.stages(), desk, remembered)
        written = desk.outlet.write(stages, remove=edition.obsolete())
    return Published(
        written=written,
        articles=edition.articles,
        issues=edition.issues,
        problems=tuple(dict.fromkeys((*problems, *edition.problems))),
        updated=tuple(edition.updated),
        taken_over=register.taken_over,
    )


def _unless_overtaken(
    stages: Iterable[Stage], desk: Desk, remembered: Mapping[str, str]
) -> Iterator[Stage]:
    """Yield stages as long as the memory is what it was: who writes an older one over it would
    make public again what was withdrawn meanwhile, and give what was published other dates.

    Raises:
        Conflict: It is not.
    """
    for stage in stages:
        holds_memory = isinstance(stage, Mapping) and MEMORY_PATH in stage
        if holds_memory and desk.folder.stamps([MEMORY_PATH]) != remembered:
            raise Conflict(
                "another process published while this one did",
                code="MEM002",
                place=Place(path=MEMORY_PATH),
                help="run the same command again",
            )
        yield stage


def _rehearse(stages: Iterable[Stage]) -> Written:
    """Make everything, and write nothing."""
    for stage in stages:
        for _ in stage:
            pass
    return Written()


def _has_moved(desk: Desk, identity: Identity | None) -> bool:
    return identity is not None and identity.url != desk.publication.url


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
    known = register.public
    if release.takes_over:
        old = (a for a in contents.articles if was_public(a, release.at))
        register.take_over(old, at=release.at)
    register.enter_all(
        (a for a in contents.articles if a.id not in known and has_come(a, release.at)),
        at=release.at,
    )
    if release.issue is not None:
        issue = next(issue for issue in contents.issues if issue.key == release.issue)
        shelf = Shelf(contents, folder=desk.folder, publication=desk.publication, records={})
        gone = {record.id for record in register.withdrawn}
        # The last one first: feeds show the newest entry on top, and that is the issue's lead.
        for piece in reversed(assemble(issue, shelf, folder=desk.folder, without=gone).pieces):
            register.enter_article(piece.article, at=release.at)
        register.enter_issue(issue, language=desk.publication.language, at=release.at)
    unsound = _unsound(desk, contents, register, known)
    come = (article for article in contents.articles if article.original not in unsound)
    register.enter_translations(come, at=release.at)


def _unsound(
    desk: Desk, contents: Contents, register: Register, known: Mapping[str, Record]
) -> set[str]:
    """Return what has come just now, is translated, and cannot be shown: nor is its translation."""
    new = register.public.keys() - known.keys()
    translated = {article.original for article in contents.articles} & new
    originals = [article for article in contents.articles if article.id in translated]
    readings = desk.folder.read_many(originals)
    pairs = zip(originals, readings, strict=True)
    return {article.id for article, reading in pairs if not reading.sound}
