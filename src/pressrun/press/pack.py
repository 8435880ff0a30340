"""Pack: lay gzip and brotli forms beside what is published, for clients that take them."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from pressrun.errors import ContentError, PressrunError
from pressrun.model.manifest import CODINGS, PATH, Line, Manifest
from pressrun.model.served import is_packed
from pressrun.ports import Stage
from pressrun.press.desk import Desk

# What is smaller fits into the first packet either way.
_SMALLEST_OCTETS: Final = 500
_PACK: Final = ("pressrun.render.encodings:pack",)


def pack(desk: Desk) -> int:
    """Lay codings beside every published text that has none, and list them; return how many.

    Files first, the manifest afterwards: a crash between leaves forms that nobody is sent. What
    was published meanwhile stays as it is and is packed the next time.

    Raises:
        OutletError: A file could not be written; doing it again finishes.
    """
    packed: dict[str, Line] = {}
    with desk.turn():
        waiting = {
            path: line
            for path, line in _manifest(desk).files.items()
            if not line.packed and is_packed(path)
        }
        if waiting:
            desk.outlet.write(_stages(desk, waiting, packed))
    return len(packed)


def _stages(desk: Desk, waiting: Mapping[str, Line], packed: dict[str, Line]) -> Iterator[Stage]:
    """Yield the forms as they are made, then the manifest as it is now with them in it."""
    yield _forms(desk, waiting, packed)
    if not packed:
        return
    now = _manifest(desk)
    for path in [path for path, line in packed.items() if not _is_of(line, now.files.get(path))]:
        del packed[path]
    lines = {path: replace(now.files[path], packed=line.packed) for path, line in packed.items()}
    yield {PATH: replace(now, files={**now.files, **lines}).dump()}


def _forms(
    desk: Desk, waiting: Mapping[str, Line], packed: dict[str, Line]
) -> Iterator[tuple[str, bytes]]:
    """Yield every form by its path; what cannot be made is left out."""
    asked: list[str] = []
    made = desk.isolate.map(_PACK, (((octets,),) for octets in _texts(desk, waiting, asked)))
    for number, forms in enumerate(made):
        path, asked[number] = asked[number], ""
        if isinstance(forms, PressrunError) or not forms:
            continue
        digests = {}
        for coding, octets in forms.items():
            digests[coding] = hashlib.sha256(octets).hexdigest()
            yield f"public/{path}{CODINGS[coding]}", octets
        packed[path] = replace(waiting[path], packed=digests)


def _texts(desk: Desk, waiting: Mapping[str, Line], asked: list[str]) -> Iterator[bytes]:
    """Yield the octets of what is listed and lies there as listed; note the paths in ``asked``."""
    for path, line in waiting.items():
        try:
            octets = desk.folder.octets(f"public/{path}")
        except ContentError:
            continue
        is_listed = hashlib.sha256(octets).hexdigest() == line.digest
        if is_listed and len(octets) >= _SMALLEST_OCTETS:
            asked.append(path)
            yield octets


def _is_of(line: Line, now: Line | None) -> bool:
    return now is not None and now.digest == line.digest


def _manifest(desk: Desk) -> Manifest:
    try:
        return Manifest.parse(desk.folder.octets(PATH))
    except ContentError:
        return Manifest({})
