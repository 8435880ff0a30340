"""The published site as its manifest lists it: one generation at a time, from memory."""

import hashlib
import os
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Final

from pressrun.model.manifest import CODINGS, PATH, Line, Manifest, media_type

_MEMORY_OCTETS: Final = 64 * 2**20
# What tells a file from the one that takes its place: the outlet renames, it never writes over.
Stamp = tuple[int, int, int]


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class PublishedFile:
    """A file of the site in one coding, ``""`` for the file itself.

    ``etag`` is strong and quoted (RFC 9110 §8.8.3): it is of the octets that are sent, so that
    each coding has its own. ``modified_at`` is None between two generations: the file is newer
    than its line, and nobody has said yet since when.
    """

    path: str
    coding: str
    octets: bytes
    media_type: str
    etag: str
    modified_at: datetime | None


@dataclass(frozen=True, slots=True)
class _Kept:
    """A file in memory, with its line and the stamps of what it was read from."""

    file: PublishedFile
    line: Line
    stamps: tuple[Stamp, ...]


class PublishedSite:
    """Reads ``public/`` by its manifest; a path that it does not list does not exist.

    ``recall`` answers from memory at the price of a ``stat`` or two; ``read`` goes to the disk.
    Safe to call from any thread. ``memory_octets`` bounds what is kept.
    """

    def __init__(self, root: Path, *, memory_octets: int = _MEMORY_OCTETS) -> None:
        self._public, self._list = str(root / "public"), str(root / PATH)
        self._memory_octets = memory_octets
        self._generation: tuple[Stamp | None, Manifest] = (None, Manifest({}))
        self._kept: OrderedDict[tuple[str, str], _Kept] = OrderedDict()
        self._held_octets = 0
        self._keeping, self._listing = Lock(), Lock()

    @property
    def manifest(self) -> Manifest:
        """Return the manifest as it was last read."""
        return self._generation[1]

    def has_moved_on(self) -> bool:
        """Tell whether there is another manifest than the one that was last read."""
        return _stamp(self._list) != self._generation[0]

    def catch_up(self) -> Manifest:
        """Return the manifest as it lies there now, an empty one where there is none."""
        with self._listing:  # many ask at once when it has changed: one reads
            if self.has_moved_on():
                self._generation = _read_generation(self._list)
        return self.manifest

    def recall(self, path: str, coding: str = "") -> PublishedFile | None:
        """Return what ``read`` returned, None if something of it has changed since."""
        kept = self._kept.get((path, coding))
        if kept is None or kept.stamps != self._stamps(path, coding):
            return None
        line = self.manifest.files.get(path)
        if line is not kept.line and line != kept.line:
            return None
        with suppress(KeyError):  # forgotten by another thread just now
            self._kept.move_to_end((path, coding))
        return kept.file

    def read(self, path: str, coding: str = "") -> PublishedFile | None:
        """Return a listed file from the disk, None if it is not listed or not there.

        It comes in ``coding`` only if that is a form of the very octets that lie there, and as it
        is otherwise.
        """
        line = self.manifest.files.get(path)
        stamps = self._stamps(path, coding)
        try:
            octets = _octets(f"{self._public}/{path}") if line is not None else b""
        except OSError:
            return None
        if line is None:
            return None
        digest, modified_at = hashlib.sha256(octets).hexdigest(), None
        packed = None
        if digest == line.digest:
            modified_at = line.modified_at
            packed = self._packed(path, coding, line)
        if packed is not None:
            octets, digest = packed, line.packed[coding]
        file = PublishedFile(
            path=path,
            coding=coding if packed is not None else "",
            octets=octets,
            media_type=media_type(path),
            etag=f'"{digest[:32]}"',
            modified_at=modified_at,
        )
        if stamps is not None:
            self._keep((path, coding), _Kept(file, line, stamps))
        return file

    def _packed(self, path: str, coding: str, line: Line) -> bytes | None:
        if coding not in line.packed or coding not in CODINGS:
            return None
        try:
            octets = _octets(f"{self._public}/{path}{CODINGS[coding]}")
        except OSError:
            return None
        return octets if hashlib.sha256(octets).hexdigest() == line.packed[coding] else None

    def _stamps(self, path: str, coding: str) -> tuple[Stamp, ...] | None:
        own = _stamp(f"{self._public}/{path}")
        if own is None or not coding:
            return None if own is None else (own,)
        beside = _stamp(f"{self._public}/{path}{CODINGS[coding]}")
        return None if beside is None else (own, beside)

    def _keep(self, key: tuple[str, str], kept: _Kept) -> None:
        """Remember a file under the stamps from before it was read; forget what was long unused."""
        if len(kept.file.octets) > self._memory_octets:
            return
        with self._keeping:
            before = self._kept.pop(key, None)
            self._held_octets += len(kept.file.octets)
            self._held_octets -= len(before.file.octets) if before else 0
            self._kept[key] = kept
            while self._held_octets > self._memory_octets:
                _, oldest = self._kept.popitem(last=False)
                self._held_octets -= len(oldest.file.octets)


def _read_generation(path: str) -> tuple[Stamp | None, Manifest]:
    stamp = _stamp(path)
    try:
        return stamp, Manifest.parse(_octets(path))
    except OSError:
        return None, Manifest({})


def _octets(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()


def _stamp(path: str) -> Stamp | None:
    try:
        found = os.stat(path)
    except (OSError, ValueError):  # no such file, or no name that a file may have
        return None
    return found.st_mtime_ns, found.st_ino, found.st_size
