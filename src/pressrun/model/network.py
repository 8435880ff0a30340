"""Which addresses anybody on the internet can reach, and which belong to somebody's own house."""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final
from urllib.parse import urlsplit

Address = IPv4Address | IPv6Address

_WELL_KNOWN_NAT64: Final = IPv6Network("64:ff9b::/96")  # RFC 6052 §2.1
# What IANA has given out for unicast (RFC 4291 §2.4); everything else is refused unseen.
_UNICAST: Final = IPv6Network("2000::/3")
# What `ipaddress` of some Python calls global, and is a way into somewhere else or for special
# use (RFC 6890): protocol assignments and Teredo, 6to4 (RFC 7526), samples (RFC 9637).
_SPECIAL: Final = (
    IPv4Network("192.0.0.0/24"),
    IPv4Network("192.88.99.0/24"),
    IPv6Network("2001::/23"),
    IPv6Network("2002::/16"),
    IPv6Network("3fff::/20"),
)
_PRIVATE_NAMES: Final = (
    "localhost",
    "local",
    "internal",
    "lan",
    "home",
    "home.arpa",
    "intranet",
    "test",
    "invalid",
    "onion",
)


def is_public(address: Address) -> bool:
    """Tell whether an address is one on the public internet, and of one machine.

    An IPv4 address in the clothes of IPv6 (mapped, RFC 4291 §2.5.5.2; NAT64, RFC 6052) is what
    it is inside. 6to4 and Teredo are refused whatever they hold.
    """
    if isinstance(address, IPv6Address):
        inner = _inner(address)
        if inner is not None:
            return is_public(inner)
        if address not in _UNICAST or address.scope_id:
            return False
    if any(address in network for network in _SPECIAL if network.version == address.version):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved)


def is_loopback(host: str) -> bool:
    """Tell whether a host is this machine, by its address or the one name that may not differ."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _inner(address: IPv6Address) -> IPv4Address | None:
    if address in _WELL_KNOWN_NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped


def may_be_public(url: str) -> bool:
    """Tell whether readers elsewhere may reach a web address, as far as it tells by itself.

    No name is looked up: one that has no dot or a private ending leads nowhere outside.
    """
    host = (urlsplit(url).hostname or "").rstrip(".").lower()
    try:
        return is_public(ip_address(host))
    except ValueError:
        private = any(host == name or host.endswith(f".{name}") for name in _PRIVATE_NAMES)
        # 127.1 is an address as well: no name ends with a number (RFC 3696 §2).
        return "." in host and not private and not host.rpartition(".")[2].isdigit()
