"""What a change would do in readers' programs, told before it happens.

A program knows an entry by its id alone: under another one it is new, and whoever has read it is
shown it again (RFC 4287 §4.2.6).
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from pressrun.errors import ContentError, Place, Problem, Severity
from pressrun.model.feed import MEDIA_TYPES, FeedKind, Identity, Memory, Record, documents
from pressrun.model.memory import PATH as RECORDS_PATH
from pressrun.model.publication import Publication
from pressrun.ports import Contents, Folder
from pressrun.press.desk import Desk
from pressrun.render.lint.script import Script

SETTINGS_PATH: Final = "pressrun.toml"
# So many files are named one by one.
_NAMED: Final = 10

# A problem, and the key at whose line it stands.
_Foreseen = tuple[Problem, str]


def look_ahead(desk: Desk, memory: Memory, contents: Contents) -> tuple[Problem, ...]:
    """Return what :func:`foresee` does and what lies in the folder tells, each at its line.

    Raises:
        ContentError: A file that was just read is gone.
    """
    foreseen = [*_foreseen(desk.publication, memory, contents), *_forgotten(desk.folder, memory)]
    return tuple(_placed(problem, key, desk.folder) for problem, key in foreseen)


def foresee(publication: Publication, memory: Memory, contents: Contents) -> tuple[Problem, ...]:
    """Return what publishing now would show as new in readers, or change where nothing changes.

    Errors are entries under other ids (``IDN001``, ``IDN003``), a warning is an address that
    moved, when there are closed archives to be written anew for it (``IDN002``). Nothing is
    foreseen from an identity that is not remembered.
    """
    return tuple(problem for problem, _ in _foreseen(publication, memory, contents))


def _foreseen(publication: Publication, memory: Memory, contents: Contents) -> Iterator[_Foreseen]:
    if memory.identity is not None:
        yield from _renamed(publication, memory.identity, memory.records)
        yield from _moved(publication, memory.identity, memory)
    yield from _replaced(memory.records, contents)


def _renamed(
    publication: Publication, before: Identity, records: Sequence[Record]
) -> Iterator[_Foreseen]:
    """Foresee ids that change with the publication's own authority, year or language."""
    was: dict[str, str | int] = {
        "authority": before.authority,
        "year": before.year,
        "language": before.language,
    }
    then = replace(
        publication, authority=before.authority, year=before.year, language=before.language
    )
    new = sum(
        then.entry_id(record.id, record.language)
        != publication.entry_id(record.id, record.language)
        for record in records
        if record.withdrawn_at is None
    )
    if not new:
        return
    changed = [key for key, value in was.items() if getattr(publication, key) != value]
    told = " and ".join(
        f"{key} was {was[key]} and is {getattr(publication, key)}" for key in changed
    )
    back = "\n".join(f"put back  {key} = {_toml(was[key])}" for key in changed)
    problem = Problem(
        code="IDN001",
        what=f"this change would show {_items(new)} as new in readers: {told}",
        place=Place(path=SETTINGS_PATH),
        help=f"{back}\nit is part of every entry's id and does not follow the domain or the text",
    )
    yield problem, changed[0]


def _moved(publication: Publication, before: Identity, memory: Memory) -> Iterator[_Foreseen]:
    """Foresee archives that are written anew because the addresses in them are others now."""
    archives = sum(len(closed) for closed in memory.archives.values())
    if not archives or publication.url == before.url:
        return
    number = archives * len(MEDIA_TYPES)
    noun = "archive document changes" if number == 1 else "archive documents change"
    problem = Problem(
        code="IDN002",
        what=f"the address moved from {before.url} to {publication.url}: {number:,} {noun}",
        place=Place(path=SETTINGS_PATH),
        help=f'if it did not move, put back  url = "{before.url}"\n'
        "no entry is shown as new by it; programs that keep archives fetch them again",
        severity=Severity.WARNING,
    )
    yield problem, "url"


def swapped(records: Sequence[Record], contents: Contents) -> list[tuple[str, str]]:
    """Return the paths of files that have another id than what was published at their pages.

    Beside each stands the id that it had.
    """
    claims: dict[str, tuple[str, str]] = {
        a.site_path: (a.id, a.path) for a in contents.articles if not a.draft
    }
    claims |= {i.site_path: (i.key, i.path) for i in contents.issues}
    public = {record.id for record in records if record.withdrawn_at is None}
    here = {a.id for a in contents.articles} | {i.key for i in contents.issues}
    return [
        (claims[record.paths[-1]][1], record.id)
        for record in records
        if record.id in public
        and record.id not in here
        and record.paths
        and record.paths[-1] in claims
        and claims[record.paths[-1]][0] not in public
    ]


def _replaced(records: Sequence[Record], contents: Contents) -> Iterator[_Foreseen]:
    """Foresee what is shown as new since its file has another id."""
    found = swapped(records, contents)
    if not found:
        return
    path, minted = found[0]
    back = [f"put back  id: {minted}  in {path}" for path, minted in found[:_NAMED]]
    if len(found) > _NAMED:
        back.append(f"and {len(found) - _NAMED} more, as {RECORDS_PATH} has them")
    others = f" and {len(found) - 1} more files" if len(found) > 2 else ""
    others = " and 1 more file" if len(found) == 2 else others
    problem = Problem(
        code="IDN001",
        what=f"this change would show {_items(len(found))} as new in readers:"
        f" {path}{others} had another id when it was published",
        place=Place(path=path),
        help="\n".join(
            [*back, f"if it is another text, end the old one:  pressrun withdraw {minted}"]
        ),
    )
    yield problem, "id"


def _forgotten(folder: Folder, memory: Memory) -> Iterator[_Foreseen]:
    """Foresee entries that feeds show and the memory has lost: they would be dated anew."""
    if memory.records:
        return
    shown = len(_shown(folder, FeedKind.MAIN)) + len(_shown(folder, FeedKind.ISSUES))
    if shown:
        problem = Problem(
            code="IDN003",
            what=f"this change would show {_items(shown)} as new in readers: feeds show"
            f" {'it' if shown == 1 else 'them'}, and the memory of what is public is empty",
            place=Place(path=RECORDS_PATH),
            help=f"restore {RECORDS_PATH} from version control",
        )
        yield problem, ""


def _shown(folder: Folder, name: str) -> set[str]:
    """Return the ids that the document of a feed in the folder lists."""
    path = next(path for path in documents(name) if path.endswith(".json"))
    try:
        feed = json.loads(folder.octets(path))
        return {str(item["id"]) for item in feed["items"]}
    except (ContentError, ValueError, KeyError, TypeError):
        return set()  # what cannot be read shows nothing in readers


def _placed(problem: Problem, key: str, folder: Folder) -> Problem:
    """Return a problem at what its file says of ``key``, if it says anything."""
    place = problem.place
    if place is None or not key:
        return problem
    try:
        script = Script(place.path, folder.octets(place.path).decode("utf-8", "replace"))
    except ContentError:
        return problem
    return replace(problem, place=script.key(key))


def _items(number: int) -> str:
    return "1 item" if number == 1 else f"{number:,} items"


def _toml(value: str | int) -> str:
    return str(value) if isinstance(value, int) else f'"{value}"'
