"""What a host's name or address tells of where it is."""

from ipaddress import ip_address
from typing import Final

# Names that lead nowhere outside one's own network (RFC 2606 §2, RFC 6761, RFC 8375).
_PRIVATE: Final = (
    ".local",
    ".localhost",
    ".internal",
    ".home.arpa",
    ".test",
    ".invalid",
    ".example",
)


def is_public(host: str) -> bool:
    """Tell whether readers anywhere could reach a host of this name or address."""
    try:
        return ip_address(host).is_global
    except ValueError:
        return "." in host and not host.endswith(_PRIVATE)
