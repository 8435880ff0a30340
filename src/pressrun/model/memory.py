"""``feeds/entries.json``: the memory of what has been published, one line an entry.

The file is kept in git, so its form is fixed: a JSON object whose entries stand one to a line,
in order of first publication, with instants as RFC 3339 in UTC.
"""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

from pressrun.errors import ContentError, Place
from pressrun.model.feed import Record, RecordKind

PATH: Final = "feeds/entries.json"
_VERSION: Final = 1
# What JSON of another shape, out of range or nested without end makes of the lines below.
_DAMAGE: Final = (
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    OverflowError,
    RecursionError,
)


def dump_records(records: Iterable[Record]) -> bytes:
    """Return the file's octets; equal records give equal octets."""
    rows = [
        json.dumps(_row(record), ensure_ascii=False)
        for record in sorted(records, key=lambda record: (record.sequence, record.id))
    ]
    body = ",\n".join(rows)
    return f'{{"version": {_VERSION}, "entries": [\n{body}\n]}}\n'.encode()


def parse_records(octets: bytes) -> tuple[Record, ...]:
    """Return the records of the file's octets, in order of first publication.

    Raises:
        ContentError: The file is not what :func:`dump_records` writes. It is never guessed at: a
            lost line would show an old entry as new in every reader.
    """
    try:
        data = json.loads(octets.decode("utf-8"))
        if data["version"] != _VERSION:
            raise ValueError(f"version {data['version']!r} is not {_VERSION}")
        records = tuple(_record(row) for row in data["entries"])
        if len({(record.id, record.language) for record in records}) != len(records):
            raise ValueError("an id stands in two lines")
    except _DAMAGE as cause:
        line = getattr(cause, "lineno", None)
        raise ContentError(
            f"the memory of published entries does not load: {cause}",
            code="MEM001",
            place=Place(path=PATH, line=line),
            help="restore this file from version control; without it readers would see old"
            " entries as new",
        ) from cause
    return tuple(sorted(records, key=lambda record: record.sequence))


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
    if record.withdrawn_at is not None:
        row["withdrawn"] = _text(record.withdrawn_at)
    return row


def _record(row: dict[str, str]) -> Record:
    return Record(
        id=row["id"],
        kind=RecordKind(row["kind"]),
        language=row["language"],
        sequence=int(row["sequence"]),
        published_at=_instant(row["published"]),
        updated_at=_instant(row["updated"]),
        digest=row["digest"],
        withdrawn_at=_instant(row["withdrawn"]) if "withdrawn" in row else None,
    )


def _text(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _instant(text: str) -> datetime:
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError(f"{text!r} has no zone")
    return instant.astimezone(UTC)
