"""``feeds/entries.json``: the memory of what has been published, one line an entry.

The file is kept in git, so its form is fixed: a JSON object whose entries stand one to a line,
in order of first publication, with instants as RFC 3339 in UTC.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any, Final

from pressrun.errors import ContentError, Place
from pressrun.model.feed import Closed, Identity, Memory, Record, RecordKind

PATH: Final = "feeds/entries.json"
_VERSION: Final = 2
# The first form knew entries alone.
_READABLE: Final = (1, _VERSION)
# What JSON of another shape, out of range or nested without end makes of the lines below.
_DAMAGE: Final = (
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    OverflowError,
    RecursionError,
)


def dump_memory(memory: Memory) -> bytes:
    """Return the file's octets; equal memories give equal octets."""
    rows = [
        json.dumps(_row(record), ensure_ascii=False)
        for record in sorted(memory.records, key=lambda record: (record.sequence, record.id))
    ]
    archives = [
        f"{json.dumps(name)}: {json.dumps([[c.sequence, _text(c.closed_at)] for c in closed])}"
        for name, closed in sorted(memory.archives.items())
    ]
    head = f'"version": {_VERSION}'
    if memory.identity is not None:
        head += f', "identity": {json.dumps(_identity_row(memory.identity), ensure_ascii=False)}'
    if archives:
        head += ', "archives": {\n' + ",\n".join(archives) + "\n}"
    body = ",\n".join(rows)
    return f'{{{head}, "entries": [\n{body}\n]}}\n'.encode()


def parse_memory(octets: bytes) -> Memory:
    """Return what the file's octets say, records in order of first publication.

    Raises:
        ContentError: The file is not what :func:`dump_memory` writes. It is never guessed at: a
            lost line would show an old entry as new in every reader.
    """
    try:
        data = json.loads(octets.decode("utf-8"))
        if data["version"] not in _READABLE:
            raise ValueError(f"version {data['version']!r} is not {_VERSION}")
        records = tuple(_record(row) for row in data["entries"])
        if len({(record.id, record.language) for record in records}) != len(records):
            raise ValueError("an id stands in two lines")
        archives = {str(name): _closed(rows) for name, rows in data.get("archives", {}).items()}
        identity = _identity(data["identity"]) if "identity" in data else None
    except _DAMAGE as cause:
        line = getattr(cause, "lineno", None)
        raise ContentError(
            f"the memory of published entries does not load: {cause}",
            code="MEM001",
            place=Place(path=PATH, line=line),
            help="restore this file from version control; without it readers would see old"
            " entries as new",
        ) from cause
    in_order = tuple(sorted(records, key=lambda record: record.sequence))
    return Memory(records=in_order, archives=archives, identity=identity)


def _row(record: Record) -> dict[str, object]:
    row: dict[str, object] = {
        "id": record.id,
        "kind": str(record.kind),
        "language": record.language,
        "sequence": record.sequence,
        "published": _text(record.published_at),
        "updated": _text(record.updated_at),
        "digest": record.digest,
    }
    if record.paths:
        row["paths"] = list(record.paths)
    if record.withdrawn_at is not None:
        row["withdrawn"] = _text(record.withdrawn_at)
    if record.taken_over:
        row["taken_over"] = True
    return row


def _record(row: dict[str, Any]) -> Record:
    return Record(
        id=row["id"],
        kind=RecordKind(row["kind"]),
        language=row["language"],
        sequence=int(row["sequence"]),
        published_at=_instant(row["published"]),
        updated_at=_instant(row["updated"]),
        digest=row["digest"],
        withdrawn_at=_instant(row["withdrawn"]) if "withdrawn" in row else None,
        paths=tuple(map(str, row.get("paths", ()))),
        taken_over=row.get("taken_over", False) is True,
    )


def _closed(rows: list[list[Any]]) -> tuple[Closed, ...]:
    closed = tuple(Closed(int(sequence), _instant(at)) for sequence, at in rows)
    if any(one.sequence >= other.sequence for one, other in pairwise(closed)):
        raise ValueError("archives are not in order")
    return closed


def _identity_row(identity: Identity) -> dict[str, object]:
    return {
        "authority": identity.authority,
        "year": identity.year,
        "language": identity.language,
        "url": identity.url,
    }


def _identity(row: Mapping[str, Any]) -> Identity:
    return Identity(
        authority=str(row["authority"]),
        year=int(row["year"]),
        language=str(row["language"]),
        url=str(row["url"]),
    )


def _text(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _instant(text: str) -> datetime:
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError(f"{text!r} has no zone")
    return instant.astimezone(UTC)
