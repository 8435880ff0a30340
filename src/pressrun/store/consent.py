"""The consent log, in SQL: lines are added and read, and triggers refuse anything else."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from pressrun.model.audience import Consent, ConsentKind, Proof, SubscriberId
from pressrun.store.driver import Driver
from pressrun.store.instant import from_ms, to_ms

_WORDING: Final = "INSERT OR IGNORE INTO wording (digest, text) VALUES (?, ?)"
_WRITE: Final = """
    INSERT INTO consent (subscriber, list, kind, evidence, at, batch, asked_at, wording, page,
        network_hash)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_OF: Final = """
    SELECT consent.subscriber, consent.list, consent.kind, consent.evidence, consent.at,
        consent.batch, consent.asked_at, wording.text, consent.page, consent.network_hash
    FROM consent LEFT JOIN wording ON wording.digest = consent.wording
    WHERE consent.subscriber = ? ORDER BY consent.id
"""
# Another address is agreed to by who has agreed already.
_MISSING: Final = """
    SELECT count(*) FROM subscription
    JOIN subscriber ON subscriber.id = subscription.subscriber
    LEFT JOIN suppression ON suppression.address_hash = subscriber.address_hash
    WHERE subscription.list = ? AND subscription.state = 'confirmed'
        AND subscription.cadence <> 'feed' AND suppression.address_hash IS NULL
        AND coalesce((
            SELECT consent.kind = 'given'
                AND (consent.evidence <> '' OR consent.asked_at IS NOT NULL)
            FROM consent WHERE consent.subscriber = subscription.subscriber
                AND consent.list = subscription.list AND consent.kind <> 'changed'
            ORDER BY consent.id DESC LIMIT 1
        ), 0) = 0
"""
_UNPROVEN: Final = (None, None, "", "")


class ConsentLog:
    """The log as one transaction sees it."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver

    def write(
        self,
        person: int,
        list: str,
        kind: ConsentKind,
        evidence: str,
        at: datetime,
        *,
        batch: int | None = None,
        proof: Proof | None = None,
    ) -> None:
        """Add a line; the words that were agreed to are kept once, whoever agrees to them."""
        shown = _UNPROVEN if proof is None else self._shown(proof)
        self._driver.run(_WRITE, (person, list, kind.value, evidence, to_ms(at), batch, *shown))

    def of(self, subscriber: SubscriberId) -> Sequence[Consent]:
        """Return the lines about somebody, the oldest first."""
        return [_consent(row) for row in self._driver.rows(_OF, (subscriber,))]

    def missing(self, list: str) -> int:
        """Return how many of a list may be written to and have no yes here; see port People."""
        count: int = self._driver.row(_MISSING, (list,))[0]
        return count

    def _shown(self, proof: Proof) -> tuple[int, str | None, str, str]:
        digest = None
        if proof.wording:
            digest = hashlib.sha256(proof.wording.encode("utf-8", "surrogatepass")).hexdigest()
            self._driver.run(_WORDING, (digest, proof.wording))
        return (to_ms(proof.asked_at), digest, proof.page, proof.network_hash)


def _consent(row: Sequence[Any]) -> Consent:
    subscriber, list_, kind, evidence, at_ms, batch, asked_ms, wording, page, network_hash = row
    proof = None
    if asked_ms is not None:
        proof = Proof(
            asked_at=from_ms(asked_ms),
            wording=wording or "",
            page=page,
            network_hash=network_hash,
        )
    return Consent(
        subscriber=SubscriberId(subscriber),
        list=list_,
        kind=ConsentKind(kind),
        evidence=evidence,
        at=from_ms(at_ms),
        batch=batch,
        proof=proof,
    )
