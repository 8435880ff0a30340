"""Whether signatures will be believed: the strength of a key, and whose domain it speaks for."""

from collections.abc import Iterable, Iterator
from typing import Final

from pressrun.errors import Problem, Severity
from pressrun.mail.address import wire
from pressrun.mail.signer import SigningKey
from pressrun.model.publication import MailingList

# RFC 8301 §3.2: below 2048 nobody should sign, and above 4096 a verifier need not follow.
WEAK_BELOW_BITS: Final = 2048
LONGEST_BITS: Final = 4096


def doubts(keys: Iterable[SigningKey], lists: Iterable[MailingList]) -> Iterator[Problem]:
    """Yield a warning for each key that not everybody believes, and each list that none is for.

    A signature counts for a list whose sender has the same organisational domain (DMARC, RFC 7489
    §3.1.1). Which that is only a list of all registries could tell; domains that differ in one of
    their last two labels surely have not.

    Raises:
        Refused: The address of a list's sender has no form for the wire.
    """
    keys = tuple(keys)
    for key in keys:
        if key.bits and not WEAK_BELOW_BITS <= key.bits <= LONGEST_BITS:
            weak = key.bits < WEAK_BELOW_BITS
            why = "fewer than providers ask for" if weak else "more than all can verify"
            yield _warning(
                "DKM005",
                f"the key of DKIM selector {key.selector!r} has {key.bits} bits, {why}",
                f"make one with {WEAK_BELOW_BITS}, as docs/dkim.md says",
            )
    for mailing_list in lists:
        domain = wire(mailing_list.sender_address).rpartition("@")[2]
        if keys and not any(_end(key.domain) == _end(domain) for key in keys):
            yield _warning(
                "DKM006",
                f"list {mailing_list.name!r} is sent from {domain}, which no key signs for: DMARC"
                " counts the signatures for nothing",
                f'add a key with  domain = "{domain}"',
            )


def _end(domain: str) -> list[str]:
    return domain.lower().split(".")[-2:]


def _warning(code: str, what: str, help: str) -> Problem:
    return Problem(code=code, what=what, help=help, severity=Severity.WARNING)
