"""What lies in the folder and what it was made from: what need not be made again."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Final

from pressrun.model.manifest import Line, Manifest
from pressrun.ports import Folder, Keep

ROOM: Final = "outputs"
# Files after which it is written down what was written: a crash costs no more than these.
_OFTEN: Final = 256


class Outputs:
    """Files below the folder, each with the key of what it is made from.

    A file is current while its key is the same and nobody has touched it since. ``lines`` grows
    to the new manifest of what is published; the folder's own copies of feeds are no part of it.
    In a ``rehearsal`` nothing is written, and so nothing is remembered of it.
    """

    def __init__(
        self, folder: Folder, keep: Keep, before: Manifest, *, rehearsal: bool = False
    ) -> None:
        self._folder, self._keep, self._before = folder, keep, before
        self._rehearsal = rehearsal
        # Key, digest of the octets, stamp of the file.
        self._known: dict[str, tuple[str, ...]] = {
            path: tuple(mark.rsplit("|", 2)) for path, mark in keep.marks(ROOM).items()
        }
        self._lying: Mapping[str, str] = folder.stamps(self._known)
        self._fresh: dict[str, tuple[str, str]] = {}
        self.lines: dict[str, Line] = {}
        self.made = 0

    def is_current(self, path: str, key: str) -> bool:
        """Tell whether the file at ``path`` is there, untouched and made from the same."""
        kept = self._known.get(path)
        return kept is not None and kept[0] == key and self._lying.get(path) == kept[-1]

    def stands(self, site_path: str, key: str) -> bool:
        """Tell whether a published file is current; if it is, it is listed as it was."""
        path, line = f"public/{site_path}", self._before.files.get(site_path)
        # A publication that was stopped may have written the file, and not the manifest.
        if line is None or not self.is_current(path, key) or line.digest != self._known[path][1]:
            return False
        self.lines[site_path] = line
        return True

    def publish(
        self, site_path: str, key: str, octets: bytes, digest: str, modified_at: datetime
    ) -> Iterator[tuple[str, bytes]]:
        """List a published file and yield it to be written.

        Other octets are always later ones: who asks by date alone, as libcurl does for newsboat,
        would never see what moved without a word of it being another (RFC 9110 §8.8.2).
        """
        before = self._before.files.get(site_path)
        packed: Mapping[str, str] = {}
        if before is not None and before.digest == digest:
            packed, modified_at = before.packed, max(before.modified_at, modified_at)
        elif before is not None:
            modified_at = max(before.modified_at + timedelta(seconds=1), modified_at)
        self.lines[site_path] = Line(digest, modified_at, packed)
        yield from self.write(f"public/{site_path}", key, octets, digest)

    def write(self, path: str, key: str, octets: bytes, digest: str) -> Iterator[tuple[str, bytes]]:
        """Yield a file to be written, and remember afterwards what it was made from."""
        yield path, octets
        self._fresh[path] = key, digest
        self.made += 1
        if len(self._fresh) >= _OFTEN:
            self.remember()

    def remember(self) -> None:
        """Write down what was written."""
        if self._rehearsal:
            # A file that still is what it was would pass for the one that was only made.
            self._fresh.clear()
            return
        stamps = self._folder.stamps(self._fresh)
        self._keep.put(
            ROOM,
            (
                (path, f"{key}|{digest}|{stamps[path]}", b"")
                for path, (key, digest) in self._fresh.items()
                if path in stamps
            ),
        )
        self._fresh.clear()

    def forget(self, paths: Iterable[str]) -> None:
        """Forget what is no longer there."""
        self._keep.drop(ROOM, [path for path in paths if path in self._known])
