"""Subscribe and leave: people come in with a consent, and go out with none."""

import base64
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from pressrun.errors import Problem, Refused, UsageError
from pressrun.mail.address import Address, address_hash, caution, parse_address
from pressrun.model.audience import Newcomer, Reader, Standing, SubscriptionState
from pressrun.model.roster import Row
from pressrun.ports import Clock, Entropy, Store, Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A row of a file that is not an address; ``line`` counts from 1."""

    line: int
    text: str
    why: str


@dataclass(slots=True)
class Tally:
    """What an import did, or would do; ``smtputf8`` of those added need a relay that knows it."""

    added: int = 0
    already: int = 0
    left: int = 0
    suppressed: int = 0
    doubled: int = 0
    smtputf8: int = 0
    rejected: list[Rejected] = field(default_factory=list)

    @property
    def rows(self) -> int:
        return (
            self.added
            + self.already
            + self.left
            + self.suppressed
            + self.doubled
            + len(self.rejected)
        )


def add(
    address: str,
    *,
    name: str,
    list: str,
    consent: str,
    store: Store,
    clock: Clock,
    entropy: Entropy,
    commit: bool,
) -> Standing:
    """Subscribe one person who consented; the answer says what became of it.

    Without ``commit`` it says what would.

    Raises:
        UsageError: That is not an address.
    """
    parsed = parse_address(address)
    if isinstance(parsed, Problem):
        raise UsageError(parsed.what, code=parsed.code, help=parsed.help)
    with store.unit(write=commit) as unit:
        newcomer = _newcomer(parsed, name, unit.people.hash_key(), entropy)
        if commit:
            return unit.people.join(newcomer, list=list, evidence=consent, at=clock.now())
        return unit.people.standing(newcomer.address_key, newcomer.address_hash, list=list)


def cautions(address: str) -> tuple[Problem, ...]:
    """Return what somebody who adds this address should know: that few relays can be told it."""
    parsed = parse_address(address)
    warning = caution(parsed) if isinstance(parsed, Address) else None
    return (warning,) if warning else ()


def bring_in(
    rows: Iterable[Row],
    *,
    file: str,
    digest: str,
    list: str,
    consent: str,
    store: Store,
    clock: Clock,
    entropy: Entropy,
    commit: bool,
) -> Tally:
    """Import people in one transaction: all of them or, without ``commit``, none.

    Nobody who left or is suppressed comes back this way (design §4 item 4).
    """
    tally, at = Tally(), clock.now()
    with store.unit(write=commit) as unit:
        secret = unit.people.hash_key()
        batch = (
            unit.people.open_batch(list=list, file=file, digest=digest, evidence=consent, at=at)
            if commit
            else None
        )
        for newcomer in _newcomers(rows, secret, entropy, tally):
            if commit:
                standing = unit.people.join(
                    newcomer, list=list, evidence=consent, at=at, batch=batch
                )
            else:
                standing = unit.people.standing(
                    newcomer.address_key, newcomer.address_hash, list=list
                )
            setattr(tally, standing.value, getattr(tally, standing.value) + 1)
            if standing is Standing.ADDED and not newcomer.address_key.isascii():
                tally.smtputf8 += 1
    return tally


def remove(address: str, *, list: str, by: str, store: Store, clock: Clock, commit: bool) -> Reader:
    """End the subscription of an address, as its owner asked.

    Without ``commit`` only say whose that would be.

    Raises:
        UsageError: That is not an address.
        Refused: It is not on the list.
    """
    parsed = parse_address(address)
    if isinstance(parsed, Problem):
        raise UsageError(parsed.what, code=parsed.code, help=parsed.help)
    with store.unit(write=commit) as unit:
        reader = unit.people.find(parsed.key, list=list)
        if reader is None or reader.subscription.state is SubscriptionState.ENDED:
            raise Refused(f"{address} is not on list {list!r}", code="SUB001")
        if commit:
            _leave(unit, reader, f"removed by {by}", clock.now())
    return reader


def leave(handle: str, *, evidence: str, store: Store, clock: Clock) -> Reader | None:
    """End the subscription with this handle; None when no subscription has it. Idempotent."""
    with store.unit() as unit:
        reader = unit.people.by_handle(handle)
        if reader is not None:
            _leave(unit, reader, evidence, clock.now())
    return reader


def _leave(unit: Unit, reader: Reader, evidence: str, at: datetime) -> bool:
    return unit.people.leave(reader.subscription.handle, evidence=evidence, at=at)


def _newcomers(
    rows: Iterable[Row], secret: bytes, entropy: Entropy, tally: Tally
) -> Iterator[Newcomer]:
    """Yield each address once; count the rest."""
    seen: set[str] = set()
    for row in rows:
        parsed = parse_address(row.address)
        if isinstance(parsed, Problem):
            tally.rejected.append(Rejected(line=row.line, text=row.address, why=parsed.what))
        elif parsed.key in seen:
            tally.doubled += 1
        else:
            seen.add(parsed.key)
            yield _newcomer(parsed, row.name, secret, entropy)


def _newcomer(parsed: Address, name: str, secret: bytes, entropy: Entropy) -> Newcomer:
    return Newcomer(
        address=parsed.address,
        address_key=parsed.key,
        address_hash=address_hash(parsed.key, secret),
        handle=handle(entropy),
        subscription_handle=handle(entropy),
        name=name,
    )


def handle(entropy: Entropy) -> str:
    """Return 128 random bits as 22 characters of base64url (RFC 4648 §5)."""
    return base64.urlsafe_b64encode(entropy.octets(16)).rstrip(b"=").decode()
