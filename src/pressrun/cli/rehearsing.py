"""What a dry run says of the mail it would make: exactly whom, and exactly which octets."""

import json
from collections.abc import Iterator
from itertools import islice

import click

from pressrun.app.planning import Copy, Rehearsal
from pressrun.cli.printing import count, put

_SHOWN = 5
_SHORT = 12  # digits of a digest that tell it apart for a person


def refuse_json(*, as_json: bool, dry_run: bool) -> None:
    """Refuse ``--json`` where something is done.

    Raises:
        click.UsageError: It stands without ``--dry-run``.
    """
    if as_json and not dry_run:
        raise click.UsageError("--json goes with --dry-run")


def tell_rehearsal(rehearsal: Rehearsal) -> None:
    """Print how many messages of how many octets there would be, by face, and the first few."""
    sizes, first = 0, list[Copy]()
    for copy in rehearsal.copies():
        sizes += copy.octets
        if len(first) < _SHOWN:
            first.append(copy)
    messages = count(len(rehearsal.people), "message")
    put(f"Would be {messages}, {sizes:,} octets in all.")
    numbers = rehearsal.by_face()
    for face in rehearsal.faces:
        carries = count(len(face.articles), "article")
        put(
            f"  face {face.digest[:_SHORT]}  {face.language:5}  {carries}  to"
            f" {count(numbers[face.digest], 'person')}"
        )
    for copy in first:
        put(f"  {copy.address}  {copy.octets:,} octets  sha256 {copy.digest[:_SHORT]}")
    if more := len(rehearsal.people) - len(first):
        put(f"  and {more:,} more: --json lists every one")
    for reason, number in sorted(rehearsal.skipped.items()):
        put(f"  {count(number, 'person')} in its books would get none: {reason}")
    if rehearsal.waiting:
        put(f"  {count(rehearsal.waiting, 'person')} would wait for the next digest")
    put("Date and Message-ID will be others; a signature is not counted.")


def print_rehearsal(rehearsal: Rehearsal) -> None:
    """Print one JSON document, a message at a time."""
    for part in _parts(rehearsal):
        put(part)


def _parts(rehearsal: Rehearsal) -> Iterator[str]:
    numbers, sizes = rehearsal.by_face(), 0
    head = {
        "issue": rehearsal.issue.key,
        "number": rehearsal.issue.number,
        "messages": len(rehearsal.people),
        "waiting": rehearsal.waiting,
        "skipped": dict(rehearsal.skipped),
        "faces": [
            {
                "face": face.digest,
                "language": face.language,
                "articles": list(face.articles),
                "people": numbers[face.digest],
            }
            for face in rehearsal.faces
        ],
    }
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "people": ['
    copies = rehearsal.copies()
    between = ""
    while some := list(islice(copies, 100)):
        sizes += sum(copy.octets for copy in some)
        rows = (
            {
                "address": copy.address,
                "octets": copy.octets,
                "sha256": copy.digest,
                "face": copy.face,
            }
            for copy in some
        )
        yield between + ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
        between = ","
    yield f'], "octets": {sizes}}}'
