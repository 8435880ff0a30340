"""A dossier: everything that is known of somebody, as JSON for them to keep.

Its shape is documented in docs/dossier.md. It holds what is theirs, the secret address of their
own feed included; it leaves out what only makes the machinery work and tells nobody anything:
row numbers, handles, keys and keyed hashes.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from pressrun.model.audience import Consent, Reader, Subscriber, Subscription
from pressrun.model.feed import MEDIA_TYPES
from pressrun.model.publication import Publication
from pressrun.model.wish import Wish
from pressrun.ports import Unit
from pressrun.press.fulfilment import Fulfilled, Fulfilment, Yes
from pressrun.press.privatefeed import feed_address

VERSION: Final = 1

Row = Mapping[str, Any]


def dossier(
    unit: Unit, person: Subscriber, *, publication: Publication, at: datetime
) -> dict[str, Any]:
    """Return everything known of a subscriber, as plain data in the order to be read in."""
    found = unit.people.suppression(person.address_hash)
    held = unit.people.subscriptions(person.id)
    consent = unit.people.consent(person.id)
    return {
        "dossier": VERSION,
        "publication": publication.title,
        "url": publication.address(),
        "made_at": _text(at),
        "subscriber": {
            "address": person.address,
            "name": person.name,
            "language": person.language,
        },
        "never_mailed": {"reason": found.reason.value, "since": _text(found.at)} if found else None,
        "subscriptions": [_subscription(unit, publication, each) for each in held],
        "consent": [_consent(line) for line in consent],
        "imports": _imports(unit, consent),
        "asked": [_wish(wish) for wish in _wishes(unit, person)],
        "letters": [
            {
                "kind": letter.kind.value,
                "list": letter.list,
                "address": letter.address,
                "written_at": _text(letter.created_at),
                "state": state.value,
            }
            for letter, state in unit.letters.of(person.id)
        ],
        "deliveries": list(_deliveries(unit, person)),
        "votes": [
            {
                "article": vote.article,
                "question": vote.question,
                "choice": vote.choice,
                "at": _text(vote.at),
            }
            for vote in unit.votes.of(person.id)
        ],
    }


def dump_dossier(dossier: Mapping[str, Any]) -> bytes:
    """Return a dossier as a JSON document (RFC 8259)."""
    return (json.dumps(dossier, ensure_ascii=False, indent=2) + "\n").encode()


def _export(yes: Yes) -> Fulfilled | None:
    wish = yes.wish
    person = yes.unit.people.person(wish.address_key)
    # Whoever has moved to another mailbox since is not told to the one they left.
    if person is None or person.id != wish.subscriber:
        return None
    made = dossier(yes.unit, person, publication=yes.publication, at=yes.at)
    return Fulfilled(dump_dossier(made))


def _subscription(unit: Unit, publication: Publication, held: Subscription) -> Row:
    reader = unit.people.reader(held.subscriber, list=held.list)
    feed = unit.private_feeds.standing(held.subscriber, list=held.list)
    return {
        "list": held.list,
        "state": held.state.value,
        "changed_at": _text(held.changed_at),
        "topics": list(held.topics),
        "cadence": held.cadence.value,
        "paused_until": _text(held.paused_until),
        "feed": {
            "opened_at": _text(feed.created_at),
            "addresses": _addresses(unit, publication, reader),
        }
        if feed and reader
        else None,
    }


def _addresses(unit: Unit, publication: Publication, reader: Reader) -> list[str]:
    found = feed_address(unit, publication, reader)
    return [found.ending(suffix) for suffix in MEDIA_TYPES] if found else []


def _consent(line: Consent) -> Row:
    row: dict[str, Any] = {
        "list": line.list,
        "kind": line.kind.value,
        "at": _text(line.at),
        "evidence": line.evidence,
        "import": line.batch,
    }
    if line.proof is not None:
        row["proof"] = {
            "asked_at": _text(line.proof.asked_at),
            "wording": line.proof.wording,
            "form": line.proof.page,
            "network_kept_as_hash": bool(line.proof.network_hash),
        }
    return row


def _imports(unit: Unit, consent: Sequence[Consent]) -> list[Row]:
    named = {line.batch for line in consent if line.batch is not None}
    return [
        {
            "import": batch.id,
            "list": batch.list,
            "file": batch.file,
            "at": _text(batch.at),
            "evidence": batch.evidence,
            "undone_at": _text(batch.undone_at),
        }
        for batch in (unit.people.batches() if named else ())
        if batch.id in named
    ]


def _wishes(unit: Unit, person: Subscriber) -> Sequence[Wish]:
    """Return what was asked from this mailbox and was not about somebody else."""
    return [
        wish for wish in unit.wishes.of(person.address_hash) if wish.subscriber in {None, person.id}
    ]


def _wish(wish: Wish) -> Row:
    return {
        "kind": wish.kind.value,
        "list": wish.list,
        "address": wish.address,
        "name": wish.name,
        "language": wish.language,
        "topics": list(wish.topics),
        "asked_at": _text(wish.asked_at),
        "done_at": _text(wish.done_at),
        "wording": wish.wording,
        "form": wish.page,
        "network_kept_as_hash": bool(wish.network_hash),
    }


def _deliveries(unit: Unit, person: Subscriber) -> Iterator[Row]:
    """Yield what became of each issue for somebody, the issue that was due first at the front."""
    for armed in unit.issues.all():
        row = unit.deliveries.find(armed.key, person.id)
        if row is not None:
            yield {
                "issue": armed.key,
                "state": row.state.value,
                "reason": row.reason,
                "attempts": row.attempt,
                "settled_at": _text(row.settled_at),
                "relay": row.relay,
                "answer": f"{row.code} {row.reply}".strip() if row.code else "",
            }


def _text(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat(timespec="seconds") if at else None


EXPORTING = Fulfilment(_export, repeats=True)
"""The owner of the mailbox asked for their data: each time while the link is valid."""
