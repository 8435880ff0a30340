"""The published site as its manifest lists it: one generation at a time."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from pressrun.model.manifest import PATH, Manifest, media_type


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """A file of the site; ``etag`` is strong and quoted (RFC 9110 §8.8.3)."""

    octets: bytes
    media_type: str
    etag: str


class PublishedSite:
    """Reads ``public/`` by its manifest; a path that it does not list does not exist."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._read: tuple[tuple[int, int], Manifest] | None = None

    def find(self, path: str) -> PublishedFile | None:
        """Return the file at a path below the site; a folder means its ``index.html``."""
        name = f"{path}index.html" if path == "" or path.endswith("/") else path
        if name not in self._manifest().files:
            return None
        try:
            octets = (self._root / "public" / name).read_bytes()
        except OSError:
            return None
        # From the octets that are sent, not from the manifest: between two generations the
        # file may be newer than its line.
        digest = hashlib.sha256(octets).hexdigest()
        return PublishedFile(octets, media_type(name), f'"{digest[:32]}"')

    def _manifest(self) -> Manifest:
        file = self._root / PATH
        try:
            stat = file.stat()
            seen = (stat.st_mtime_ns, stat.st_ino)
            if self._read is None or self._read[0] != seen:
                self._read = (seen, Manifest.parse(file.read_bytes()))
        except OSError:
            return Manifest({})
        return self._read[1]
