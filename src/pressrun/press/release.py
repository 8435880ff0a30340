"""Release a frozen issue: feeds, site and the copies beside it, then its audience."""

import hashlib
import json
import logging
from collections.abc import Iterable, Sequence
from datetime import datetime

from pressrun.errors import ContentError
from pressrun.mail.copies import read_face
from pressrun.model.article import ArticleId
from pressrun.model.delivery import Face, PressRun
from pressrun.model.issue import Issue, IssueKind
from pressrun.model.publication import Publication
from pressrun.ports import Contents, Store, Unit
from pressrun.press.correct import old_before
from pressrun.press.desk import Desk
from pressrun.press.digesting import open_digest
from pressrun.press.faces import mailing_list_of
from pressrun.press.publish import publish
from pressrun.press.record import Release
from pressrun.press.traces import MANIFEST

log = logging.getLogger(__name__)


def release(desk: Desk, store: Store, run: PressRun, contents: Contents) -> int:
    """Publish what a frozen run carries, then freeze its audience; return how many it has.

    Doing it again after a crash finishes what was begun, under the same ids and dates.

    Raises:
        ContentError: The issue no longer loads; its faces are frozen, so mending it is enough.
        OutletError: A file could not be written.
    """
    issue = next((item for item in contents.issues if item.key == run.issue), None)
    if issue is None:
        raise ContentError(
            f"the folder of issue {run.issue} is missing or does not load",
            code="ISS006",
            help="pressrun check",
        )
    with store.unit(write=False) as unit:
        faces = unit.runs.faces(run.issue)
    if run.kind is IssueKind.ISSUE:
        publish(desk, contents=contents, release=Release(at=run.date_at, issue=run.issue))
    # Of a digest every reader's differs: what lies beside it only says that it went out.
    shown = () if run.kind is IssueKind.DIGEST else faces
    desk.outlet.write([frozen_copies(issue, shown, desk.publication, at=run.date_at)])
    log.debug("step.published")
    with store.unit() as unit:
        unit.people.resume(desk.clock.now())  # whose pause ends today is among them
        frozen = open_audience(desk, unit, issue, run, faces)
        log.debug("step.opening")
    log.debug("step.opened")
    return frozen


def by_language(faces: Iterable[Face], *, first: str) -> dict[str, str]:
    """Return digests of faces by language, ``first`` before the others: who reads none gets it."""
    ordered = sorted(faces, key=lambda face: (face.language != first, face.language))
    return {face.language: face.digest for face in ordered}


def frozen_copies(
    issue: Issue, faces: Sequence[Face], publication: Publication, *, at: datetime
) -> dict[str, bytes]:
    """Return the copies of frozen faces that lie beside their issue, by path in the folder.

    Their personal values are slot marks: the copies are everybody's. Those in another language
    than the publication's have it in their names.
    """
    ordered = sorted(faces, key=lambda face: (face.language != publication.language, face.language))
    files: dict[str, bytes] = {}
    told = []
    for face in ordered:
        said = read_face(face.octets)
        name = "email" if face.language == publication.language else f"email.{face.language}"
        copies = {f"{name}.html": said.html.encode(), f"{name}.txt": said.text.encode()}
        files |= copies
        told.append(
            {
                "id": issue.key,
                "subject": said.subject,
                "date": _text(at),
                "language": face.language,
                "face": face.digest,
                "articles": list(face.articles),
                "files": {name: hashlib.sha256(copy).hexdigest() for name, copy in copies.items()},
            }
        )
    first = told[0] if told else {"id": issue.key, "date": _text(at)}
    manifest = first | ({"translations": told[1:]} if told[1:] else {})
    files[MANIFEST] = (json.dumps(manifest, ensure_ascii=False, indent=1) + "\n").encode()
    return {f"issues/{issue.folder}/{name}": octets for name, octets in files.items()}


def open_audience(
    desk: Desk, unit: Unit, issue: Issue, run: PressRun, faces: Sequence[Face]
) -> int:
    """Freeze the audience that an issue of its kind has; return how many they are."""
    name = mailing_list_of(issue, desk.publication).name
    by_tag = by_language(faces, first=desk.publication.language)
    match run.kind:
        case IssueKind.ISSUE:
            return unit.runs.open(run.issue, list=name, faces=by_tag)
        case IssueKind.DIGEST:
            return open_digest(desk, unit, issue)
        case IssueKind.ERRATUM:
            return unit.digests.open_erratum(
                run.issue,
                list=name,
                article=ArticleId(issue.erratum_of),
                faces=by_tag,
                before=old_before(issue.corrected_at),
            )


def _text(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
