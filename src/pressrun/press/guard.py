"""How often a form may make us write (P22): counted in the database, and never told to who asks."""

import hmac
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Final

from pressrun.mail.address import address_hash
from pressrun.model.joinrules import JoinRules
from pressrun.model.key import Purpose
from pressrun.model.letter import LetterKind
from pressrun.model.visit import Visit
from pressrun.ports import Entropy, Unit
from pressrun.press.keyring import signing_key

DAY: Final = timedelta(days=1)
MONTH: Final = timedelta(days=30)
HOUR: Final = timedelta(hours=1)

# Mailboxes that Google delivers to the same person whatever dots they are written with.
_DOTTED: Final = frozenset({"gmail.com", "googlemail.com"})
# A whole /64 is one household's or one machine's: it may hop within it (RFC 6177 §2).
_IPV6_PREFIX: Final = 64
# Letters that only their own reader can have asked for, by a link of their mail, count apart: a
# stranger's asks must not hinder them.
_OWN: Final = frozenset({LetterKind.EXPORT, LetterKind.ERASE})
_EVERYBODY: Final = "letters"


class Guard:
    """Counts asks and letters; what is over a limit is not written, and looks the same."""

    def __init__(self, rules: JoinRules, *, entropy: Entropy) -> None:
        self._rules, self._entropy = rules, entropy

    def passes(
        self, unit: Unit, kind: LetterKind, address_key: str, visit: Visit, *, at: datetime
    ) -> bool:
        """Count one ask, and tell whether a letter of this kind may go to this mailbox.

        If so the letter is counted as well. A window holds whole hours of the clock, so it is
        up to one hour longer than its name says.
        """
        rules, throttles = self._rules, unit.throttles
        mailbox = _mailbox(unit, kind, address_key)
        limits = [
            (mailbox, DAY, rules.letters_per_day),
            (mailbox, MONTH, rules.letters_per_month),
            (_EVERYBODY, HOUR, rules.letters_per_hour),
        ]
        network = self._network(unit, visit, at)
        if network:
            limits.append((network, HOUR, rules.asks_per_hour))
        free = [throttles.spent(subject, since=at - span) < most for subject, span, most in limits]
        if network:
            throttles.spend(network, at=at)
        if not all(free):
            return False
        throttles.spend(mailbox, at=at)
        throttles.spend(_EVERYBODY, at=at)
        return True

    def network_hash(self, unit: Unit, visit: Visit, *, at: datetime) -> str:
        """Return a keyed hash of where a visit came from, as evidence; empty for nowhere known."""
        network = network_of(visit.network)
        if not network:
            return ""
        secret = signing_key(unit, Purpose.NETWORK, entropy=self._entropy, at=at).secret
        return hmac.digest(secret, network.encode(), "sha256").hex()[:32]

    def _network(self, unit: Unit, visit: Visit, at: datetime) -> str:
        """Return the subject of a network: tomorrow it has another."""
        network = network_of(visit.network)
        if not network:
            return ""
        secret = signing_key(unit, Purpose.NETWORK, entropy=self._entropy, at=at).secret
        of_the_day = hmac.digest(secret, f"day {at:%Y-%m-%d}".encode(), "sha256")
        return f"network {hmac.digest(of_the_day, network.encode(), 'sha256').hex()[:32]}"


def network_of(text: str) -> str:
    """Return what counts as one network: an IPv4 address, or the /64 of an IPv6 address.

    Empty for what is no address, and for this machine's own: that is a proxy which nobody told us
    of (``trusted_proxies``), and limiting it would lock everybody out; the limit for all holds.
    """
    try:
        address: IPv4Address | IPv6Address = ip_address(text.partition("%")[0])
    except ValueError:
        return ""
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    if address.is_loopback:
        return ""
    if isinstance(address, IPv6Address):
        return str(IPv6Network((address, _IPV6_PREFIX), strict=False))
    return str(address)


def cooldown_key(address_key: str) -> str:
    """Return a form that is equal for addresses that lead to one mailbox, as far as is known.

    Only limits use it: ``ada+news@`` and ``ada@`` are two subscribers, and one mailbox to bother.
    """
    local, _, domain = address_key.rpartition("@")
    local = local[:1] + local[1:].partition("+")[0]
    if domain in _DOTTED:
        return f"{local.replace('.', '')}@gmail.com"
    return f"{local}@{domain}"


def _mailbox(unit: Unit, kind: LetterKind, address_key: str) -> str:
    word = kind.value if kind in _OWN else "mailbox"
    return f"{word} {address_hash(cooldown_key(address_key), unit.people.hash_key())}"
