"""What editors do with people: add one who consented, remove or suppress one who asked."""

import base64

from pressrun.errors import Problem, Refused, UsageError
from pressrun.mail.address import Address, address_hash, caution, parse_address
from pressrun.model.audience import (
    Newcomer,
    Reader,
    Standing,
    SubscriptionState,
    SuppressionReason,
)
from pressrun.ports import Clock, Entropy, Store
from pressrun.press.leaving import end
from pressrun.press.noes import EVERY, NoBook


def add(
    address: str,
    *,
    name: str,
    list: str,
    consent: str,
    store: Store,
    noes: NoBook,
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
        standing = unit.people.standing(newcomer.address_key, newcomer.address_hash, list=list)
        if standing is Standing.ADDED and noes.says_no(parsed.key, list=list):
            return Standing.LEFT
        if commit:
            return unit.people.join(newcomer, list=list, evidence=consent, at=clock.now())
        return standing


def cautions(address: str) -> tuple[Problem, ...]:
    """Return what somebody who adds this address should know: that few relays can be told it."""
    parsed = parse_address(address)
    warning = caution(parsed) if isinstance(parsed, Address) else None
    return (warning,) if warning else ()


def remove(
    address: str,
    *,
    list: str,
    by: str,
    store: Store,
    noes: NoBook,
    clock: Clock,
    commit: bool,
) -> Reader:
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
            end(unit, reader, evidence=f"removed by {by}", noes=noes, at=clock.now())
    return reader


def suppress(
    address: str,
    *,
    reason: SuppressionReason,
    store: Store,
    noes: NoBook,
    clock: Clock,
    commit: bool,
) -> bool:
    """Never mail an address again; tell whether that is new. Without ``commit`` only say so.

    Raises:
        UsageError: That is not an address.
        OutletError: The disk does not take the "no".
    """
    parsed = parse_address(address)
    if isinstance(parsed, Problem):
        raise UsageError(parsed.what, code=parsed.code, help=parsed.help)
    with store.unit(write=commit) as unit:
        hashed = address_hash(parsed.key, unit.people.hash_key())
        if not commit:
            return unit.people.suppression(hashed) is None
        at = clock.now()
        noes.note(unit, [(parsed.key, EVERY)], at=at)
        return unit.people.suppress(hashed, reason=reason, at=at)


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
