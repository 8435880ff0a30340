"""``public/manifest.json``: what the site consists of, written last, one generation at a time."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any, Final

from pressrun.model.feed import MEDIA_TYPES as FEED_TYPES

PATH: Final = "public/manifest.json"
_VERSION: Final = 2

# One table for what the press publishes; anything else is octets to be saved, never shown.
MEDIA_TYPES: Final[Mapping[str, str]] = {
    ".html": "text/html; charset=utf-8",
    **{suffix: f"{media_type}; charset=utf-8" for suffix, media_type in FEED_TYPES.items()},
    ".opml": "text/x-opml; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".xml": "application/xml; charset=utf-8",
    ".ics": "text/calendar; charset=utf-8",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
}
# The codings a file may lie in beside itself (RFC 9110 §8.4.1), the preferred one first, and
# what its name ends in then.
CODINGS: Final[Mapping[str, str]] = {"br": ".br", "gzip": ".gz"}


@dataclass(frozen=True, slots=True)
class Line:
    """SHA-256 of a file in hexadecimal, and when its content last changed.

    ``packed`` are the SHA-256 of its codings, by their names: forms of these very octets.
    """

    digest: str
    modified_at: datetime
    packed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Manifest:
    """Every published file by its path below the site.

    ``gone`` are paths of what was withdrawn: what lies there says so. ``moved`` leads from a path
    that something had to the path it has. ``paths`` and ``moved`` never share one.
    """

    files: Mapping[str, Line]
    gone: frozenset[str] = frozenset()
    moved: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, octets: bytes) -> "Manifest":
        """Return the manifest of a file's octets, an empty one where they make no sense.

        The file is a cache of what stands beside it: losing it loses nothing but the knowledge
        of what to remove.
        """
        try:
            data = json.loads(octets)
            if data["version"] == _VERSION:
                return cls(
                    {str(path): _line(row) for path, row in data["files"].items()},
                    frozenset(str(path) for path in data["gone"]),
                    {str(path): str(to) for path, to in data["moved"].items()},
                )
        except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError):
            pass
        return cls({})

    def dump(self) -> bytes:
        """Return the file's octets; equal manifests give equal octets."""
        files = ",\n".join(
            f"{_json(path)}: {_row(line)}" for path, line in sorted(self.files.items())
        )
        gone, moved = _json(sorted(self.gone)), _json(dict(sorted(self.moved.items())))
        head = f'{{"version": {_VERSION}, "gone": {gone}, "moved": {moved}, "files": {{'
        text = f"{head}\n{files}\n}}}}\n"
        return text.encode()

    def keeping(self, before: "Manifest", below: Collection[str]) -> "Manifest":
        """Return this manifest with what ``before`` had below these paths and it lacks."""
        kept = {
            path: line
            for path, line in before.files.items()
            if any(path.startswith(prefix) for prefix in below)
        }
        return Manifest({**kept, **self.files}, self.gone, self.moved)


def media_type(path: str) -> str:
    """Return the Content-Type of a published file."""
    return MEDIA_TYPES.get(PurePosixPath(path).suffix, "application/octet-stream")


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _row(line: Line) -> str:
    modified = line.modified_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    row: list[object] = [line.digest, modified]
    if line.packed:
        row.append(dict(sorted(line.packed.items())))
    return _json(row)


def _line(row: list[Any]) -> Line:
    packed = {str(coding): str(digest) for coding, digest in row[2].items()} if row[2:] else {}
    modified_at = datetime.fromisoformat(row[1])
    if modified_at.tzinfo is None:
        raise ValueError(f"{row[1]!r} has no zone")
    return Line(str(row[0]), modified_at, packed)
