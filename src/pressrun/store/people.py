"""Who reads by mail, in SQL (port People): what changes somebody; the questions are in ``readers``.

A form is answered while a sender writes too, so everything here goes by the driver.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from pressrun.model.audience import (
    DIGESTS,
    Arrangement,
    Consent,
    ConsentKind,
    Newcomer,
    Proof,
    Standing,
    SubscriberId,
    SubscriptionState,
    SuppressionReason,
)
from pressrun.model.privatefeed import each_a_line
from pressrun.store.batches import SqlBatches
from pressrun.store.consent import ConsentLog
from pressrun.store.driver import Driver
from pressrun.store.instant import to_ms
from pressrun.store.reach import SqlReach
from pressrun.store.readers import SqlReaders
from pressrun.store.suppressions import SqlSuppressions

_PERSON: Final = "SELECT id FROM subscriber WHERE address_key = ?"
_ADD: Final = """
    INSERT INTO subscriber (handle, address, address_key, address_hash, name, language)
    VALUES (?, ?, ?, ?, ?, ?)
"""
_SUBSCRIBE: Final = """
    INSERT INTO subscription
        (list, subscriber, state, handle, changed_at, topics, cadence, owed_since)
    VALUES (?, ?, 'confirmed', ?, ?, ?, ?, ?)
"""
_STATE: Final = "SELECT state FROM subscription WHERE list = ? AND subscriber = ?"
_WELCOME_BACK: Final = """
    UPDATE subscription SET state = 'confirmed', changed_at = ?, topics = ?, cadence = ?,
        paused_until = NULL, owed_since = ?
    WHERE list = ? AND subscriber = ?
"""
_CALL: Final = """
    UPDATE subscriber SET name = coalesce(nullif(?, ''), name),
        language = coalesce(nullif(?, ''), language)
    WHERE id = ?
"""
_INTRODUCE: Final = """
    UPDATE subscriber SET name = ?, language = ? WHERE id = ? AND address_key IS NOT NULL
"""
# Who begins to read by digest is owed what goes out from then on, and stays so until it was paid.
_ARRANGE: Final = """
    UPDATE subscription SET state = ?, changed_at = ?, topics = ?, cadence = ?, paused_until = ?,
        owed_since = CASE ? WHEN 'feed' THEN NULL WHEN 'each' THEN owed_since
            ELSE coalesce(owed_since, ?) END
    WHERE handle = ? AND state <> 'ended'
"""
_RESUME: Final = """
    UPDATE subscription SET state = 'confirmed', changed_at = ?, paused_until = NULL
    WHERE paused_until <= ? AND state = 'paused'
"""
_END: Final = """
    UPDATE subscription SET state = 'ended', changed_at = ?, paused_until = NULL
    WHERE handle = ? AND state <> 'ended' RETURNING subscriber, list
"""
_REJOIN: Final = """
    UPDATE subscription SET state = 'confirmed', changed_at = ?
    WHERE handle = ? AND state = 'ended'
        AND (SELECT address_key FROM subscriber WHERE id = subscription.subscriber) IS NOT NULL
    RETURNING subscriber, list
"""
_KEY: Final = "SELECT address_key FROM subscriber WHERE id = ?"
_MOVE: Final = """
    UPDATE subscriber SET address = ?, address_key = ?, address_hash = ? WHERE id = ?
"""
_ERASE: Final = """
    UPDATE subscriber
    SET address = '', address_key = NULL, address_hash = '', name = '', language = ''
    WHERE id = ?
"""
_CLOSE: Final = """
    UPDATE subscription SET state = 'ended', changed_at = ?, topics = '', cadence = 'each',
        paused_until = NULL, owed_since = NULL
    WHERE handle = ?
"""
# Whoever cannot be reached is often named in what a server says of it.
_HUSH: Final = """
    UPDATE delivery SET reply = ''
    WHERE issue IN (SELECT key FROM issue) AND subscriber = ? AND reply <> ''
"""
_REVOKE: Final = """
    UPDATE private_feed SET revoked_at = ? WHERE subscriber = ? AND revoked_at IS NULL
"""


class SqlPeople(SqlReaders, SqlReach, SqlSuppressions, SqlBatches):
    """Subscribers, consent and suppressions of one transaction."""

    def __init__(self, driver: Driver) -> None:
        self._driver, self._log = driver, ConsentLog(driver)

    def join(
        self,
        newcomer: Newcomer,
        *,
        list: str,
        evidence: str,
        at: datetime,
        batch: int | None = None,
        proof: Proof | None = None,
    ) -> Standing:
        standing = self.standing(newcomer.address_key, newcomer.address_hash, list=list)
        if standing is Standing.ADDED:
            topics = _lines(newcomer.topics)
            person = self._number(newcomer) or self._add(newcomer)
            self._subscribe(person, newcomer, list, topics, at)
            self._log.write(person, list, ConsentKind.GIVEN, evidence, at, batch=batch, proof=proof)
        return standing

    def welcome(
        self, newcomer: Newcomer, *, list: str, evidence: str, proof: Proof, at: datetime
    ) -> Standing:
        topics, no = _lines(newcomer.topics), self.suppression(newcomer.address_hash)
        if no is not None and no.reason is SuppressionReason.COMPLAINT:
            return Standing.SUPPRESSED
        person = self._number(newcomer)
        row = None if person is None else self._driver.row(_STATE, (list, person))
        if no is None and row is not None and row[0] != SubscriptionState.ENDED:
            return Standing.ALREADY
        if person is None:
            person = self._add(newcomer)
        else:
            self._driver.run(_CALL, (newcomer.name, newcomer.language, person))
        if row is None:
            self._subscribe(person, newcomer, list, topics, at)
        else:
            self._welcome_back(person, newcomer, list, topics, at)
        if no is not None:
            self.lift(newcomer.address_hash)
            if no.reason is SuppressionReason.REQUEST:
                self._end_others(person, list, at)
        self._log.write(person, list, ConsentKind.GIVEN, evidence, at, proof=proof)
        return Standing.ADDED

    def arrange(self, subscription_handle: str, arrangement: Arrangement, *, at: datetime) -> bool:
        until = arrangement.paused_until
        state = SubscriptionState.PAUSED if until else SubscriptionState.CONFIRMED
        values = (
            state.value,
            to_ms(at),
            _lines(arrangement.topics),
            arrangement.cadence.value,
            None if until is None else to_ms(until),
            arrangement.cadence.value,
            to_ms(at),
        )
        return bool(self._driver.run(_ARRANGE, (*values, subscription_handle)))

    def resume(self, now: datetime) -> int:
        now_ms = to_ms(now)
        return self._driver.run(_RESUME, (now_ms, now_ms))

    def introduce(self, subscriber: SubscriberId, *, name: str, language: str) -> None:
        self._driver.run(_INTRODUCE, (name, language, subscriber))

    def move(
        self,
        subscriber: SubscriberId,
        *,
        address: str,
        address_key: str,
        address_hash: str,
        evidence: str,
        proof: Proof,
        at: datetime,
    ) -> bool:
        other = self._driver.row(_PERSON, (address_key,))
        if not self._is_known(subscriber) or (other is not None and other[0] != subscriber):
            return False
        self._driver.run(_MOVE, (address, address_key, address_hash, subscriber))
        for held in self.subscriptions(subscriber):
            if held.state is not SubscriptionState.ENDED:
                self._log.write(
                    subscriber, held.list, ConsentKind.CHANGED, evidence, at, proof=proof
                )
        return True

    def leave(self, subscription_handle: str, *, evidence: str, at: datetime) -> bool:
        return self._told(_END, subscription_handle, ConsentKind.WITHDRAWN, evidence, at)

    def rejoin(self, subscription_handle: str, *, evidence: str, at: datetime) -> bool:
        return self._told(_REJOIN, subscription_handle, ConsentKind.GIVEN, evidence, at)

    def erase(self, subscriber: SubscriberId, *, evidence: str, at: datetime) -> None:
        at_ms = to_ms(at)
        if not self._is_known(subscriber):
            return
        self._driver.run(_ERASE, (subscriber,))
        self._driver.run(_HUSH, (subscriber,))
        self._driver.run(_REVOKE, (at_ms, subscriber))
        for held in self.subscriptions(subscriber):
            self._driver.run(_CLOSE, (at_ms, held.handle))
            self._log.write(subscriber, held.list, ConsentKind.ERASED, evidence, at)

    def consent(self, subscriber: SubscriberId) -> Sequence[Consent]:
        return self._log.of(subscriber)

    def without_consent(self, list: str) -> int:
        return self._log.missing(list)

    def _told(
        self, change: str, handle: str, kind: ConsentKind, evidence: str, at: datetime
    ) -> bool:
        """Change the state of a subscription and write it in the log; False for no change."""
        changed = self._driver.rows(change, (to_ms(at), handle))
        for person, list_ in changed:
            self._log.write(person, list_, kind, evidence, at)
        return bool(changed)

    def _end_others(self, person: int, list: str, at: datetime) -> None:
        """End what somebody was on who had asked for no mail at all, but for ``list``."""
        evidence = f"suppressed: {SuppressionReason.REQUEST}"
        for held in self.subscriptions(SubscriberId(person)):
            if held.list != list:
                self.leave(held.handle, evidence=evidence, at=at)

    def _is_known(self, subscriber: SubscriberId) -> bool:
        """Tell whether somebody is there and was not erased."""
        row = self._driver.row(_KEY, (subscriber,))
        return row is not None and row[0] is not None

    def _number(self, newcomer: Newcomer) -> int | None:
        row = self._driver.row(_PERSON, (newcomer.address_key,))
        return None if row is None else int(row[0])

    def _add(self, newcomer: Newcomer) -> int:
        return self._driver.insert(
            _ADD,
            (
                newcomer.handle,
                newcomer.address,
                newcomer.address_key,
                newcomer.address_hash,
                newcomer.name,
                newcomer.language,
            ),
        )

    def _subscribe(
        self, person: int, newcomer: Newcomer, list: str, topics: str, at: datetime
    ) -> None:
        who, at_ms, cadence = newcomer.subscription_handle, to_ms(at), newcomer.cadence
        owed_ms = at_ms if cadence in DIGESTS else None
        self._driver.run(_SUBSCRIBE, (list, person, who, at_ms, topics, cadence.value, owed_ms))

    def _welcome_back(
        self, person: int, newcomer: Newcomer, list: str, topics: str, at: datetime
    ) -> None:
        at_ms, cadence = to_ms(at), newcomer.cadence
        owed_ms = at_ms if cadence in DIGESTS else None
        self._driver.run(_WELCOME_BACK, (at_ms, topics, cadence.value, owed_ms, list, person))


def _lines(topics: Sequence[str]) -> str:
    return "\n".join(each_a_line(topics))
