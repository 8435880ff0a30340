"""Values of the table [site] into what they mean, and the table itself."""

import re
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Any, Final

from pressrun.settings.readers import Wrong, read_address, read_text, read_url
from pressrun.settings.values import Site

Network = IPv4Network | IPv6Network

_NETWORKS: Final = '["127.0.0.1", "10.0.0.0/8"]'
_MAIL: Final = re.compile(r"mailto:(?P<address>[^?]+)")


@dataclass(frozen=True, slots=True)
class Told:
    """What [site] says of the publication: where forms are answered, and whom to tell of holes."""

    service_url: str
    security_contact: str


def read_networks(value: Any) -> tuple[Network, ...] | Wrong:
    """Read the addresses or networks of proxies; one may stand without brackets."""
    values = [value] if isinstance(value, str) else value
    must_be = "a list of IP addresses or networks"
    if not isinstance(values, list) or not all(isinstance(item, str) for item in values):
        return Wrong(must_be, _NETWORKS)
    try:
        return tuple(dict.fromkeys(ip_network(item.strip()) for item in values))
    except ValueError:  # of a network with bits after its mask, too: which one was meant?
        return Wrong(must_be, _NETWORKS)


def read_contact(value: Any) -> str | Wrong:
    """Read whom to tell of holes, as the URI that RFC 9116 §2.5.3 wants; an address becomes one."""
    text = read_text(value)
    if isinstance(text, Wrong) or not text:
        return text
    found = _MAIL.fullmatch(text)
    address = read_address(found["address"] if found else text)
    if not isinstance(address, Wrong):
        return f"mailto:{address}"
    # Web addresses there begin with https (RFC 9116 §2.5.3).
    if text.startswith("https://") and not isinstance(read_url(text), Wrong):
        return text
    return Wrong("an address or a https page", '"security@example.org"')


def site_of(values: dict[str, Any]) -> tuple[Site, Told]:
    """Return what the settings of [site] come to."""
    told = Told(values.pop("service") or "", values.pop("security_contact") or "")
    return Site(**values), told
