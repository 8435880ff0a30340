"""``public/manifest.json``: what the site consists of, written last, one generation at a time."""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

PATH: Final = "public/manifest.json"
_VERSION: Final = 1

# One table for what the press publishes; anything else is octets to be saved, never shown.
MEDIA_TYPES: Final[Mapping[str, str]] = {
    ".html": "text/html; charset=utf-8",
    ".rss": "application/rss+xml; charset=utf-8",
    ".atom": "application/atom+xml; charset=utf-8",
    ".json": "application/feed+json; charset=utf-8",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
}


@dataclass(frozen=True, slots=True)
class Manifest:
    """SHA-256 in hexadecimal of every published file, by its path below the site."""

    files: Mapping[str, str]

    @classmethod
    def of(cls, files: Mapping[str, bytes]) -> "Manifest":
        """Return the manifest of these files."""
        return cls({path: hashlib.sha256(octets).hexdigest() for path, octets in files.items()})

    @classmethod
    def parse(cls, octets: bytes) -> "Manifest":
        """Return the manifest of a file's octets, an empty one where they make no sense.

        The file is a cache of what stands beside it: losing it loses nothing but the knowledge
        of what to remove.
        """
        try:
            data = json.loads(octets)
            if data["version"] == _VERSION:
                return cls({str(path): str(digest) for path, digest in data["files"].items()})
        except (ValueError, KeyError, TypeError, AttributeError):
            pass
        return cls({})

    def dump(self) -> bytes:
        """Return the file's octets; equal manifests give equal octets."""
        data = {"version": _VERSION, "files": dict(sorted(self.files.items()))}
        return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()

    def keeping(self, before: "Manifest", below: Collection[str]) -> "Manifest":
        """Return this manifest with what ``before`` had below these paths and it lacks."""
        kept = {
            path: digest
            for path, digest in before.files.items()
            if any(path.startswith(prefix) for prefix in below)
        }
        return Manifest({**kept, **self.files})


def media_type(path: str) -> str:
    """Return the Content-Type of a published file."""
    return MEDIA_TYPES.get(PurePosixPath(path).suffix, "application/octet-stream")
