"""Release a frozen issue: feeds, site and the copies beside it, then its audience."""

import hashlib
import json
import logging
from collections.abc import Iterable
from datetime import datetime

from pressrun.errors import ContentError
from pressrun.mail.copies import read_face
from pressrun.model.delivery import Face, PressRun
from pressrun.model.issue import Issue
from pressrun.ports import Contents, Store
from pressrun.press.desk import Desk
from pressrun.press.freeze import mailing_list_of
from pressrun.press.publish import publish
from pressrun.press.record import Release

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
    publish(desk, contents=contents, release=Release(at=run.date_at, issue=run.issue))
    for face in faces:
        desk.outlet.write([frozen_copies(issue, face, at=run.date_at)])
    log.debug("step.published")
    with store.unit() as unit:
        unit.people.resume(desk.clock.now())  # whose pause ends today is among them
        frozen = unit.runs.open(
            run.issue,
            list=mailing_list_of(issue, desk.publication).name,
            faces=by_language(faces, first=desk.publication.language),
        )
        log.debug("step.opening")
    log.debug("step.opened")
    return frozen


def by_language(faces: Iterable[Face], *, first: str) -> dict[str, str]:
    """Return digests of faces by language, ``first`` before the others: who reads none gets it."""
    ordered = sorted(faces, key=lambda face: (face.language != first, face.language))
    return {face.language: face.digest for face in ordered}


def frozen_copies(issue: Issue, face: Face, *, at: datetime) -> dict[str, bytes]:
    """Return the copies of a frozen face that lie beside its issue, by path in the folder.

    Their personal values are slot marks: the copies are everybody's.
    """
    said = read_face(face.octets)
    files = {"email.html": said.html.encode(), "email.txt": said.text.encode()}
    manifest = {
        "id": issue.key,
        "subject": said.subject,
        "date": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "language": face.language,
        "face": face.digest,
        "articles": list(face.articles),
        "files": {name: hashlib.sha256(octets).hexdigest() for name, octets in files.items()},
    }
    files["manifest.json"] = (json.dumps(manifest, ensure_ascii=False, indent=1) + "\n").encode()
    return {f"issues/{issue.folder}/{name}": octets for name, octets in files.items()}
