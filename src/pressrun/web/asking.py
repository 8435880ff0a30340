"""Who asks for what, told once for everybody behind: the client's own address, and a path."""

from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final
from urllib.parse import unquote, urlsplit

from starlette.types import ASGIApp, Receive, Scope, Send

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_SCHEMES: Final = ("http://", "https://")


class Asking:
    """Puts the address of whoever asks into ``scope["client"]``, and a path into ``scope["path"]``.

    Only proxies in ``trusted`` are believed, from the last to the first: the last address that
    none of them has is the client's, whatever it wrote before it. X-Forwarded-For is read, and
    Forwarded (RFC 7239) where there is none. A request may name the whole address of what it asks
    for (RFC 9112 §3.2.2); its host, as the field Host, is nothing that anybody here looks at.

    ``addresses`` are those that readers know. Where one has a path, it is taken off: a proxy may
    hand on what it is asked for as it is, or have taken the path off itself.
    """

    def __init__(
        self, app: ASGIApp, *, trusted: Sequence[Network] = (), addresses: Sequence[str] = ()
    ) -> None:
        self._app, self._trusted = app, trusted
        bases = {unquote(urlsplit(address).path).rstrip("/") for address in addresses}
        # The longest first: one may lie below the other.
        self._bases = sorted(bases - {""}, key=len, reverse=True)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            if self._trusted and scope.get("client"):
                host, port = scope["client"]
                client = self._client(host, scope["headers"])
                scope = {**scope, "client": (client, port if client == host else 0)}
            if not scope["path"].startswith("/"):
                scope = {**scope, "path": _path(scope["path"])}
            if self._bases:
                scope = {**scope, "path": self._below(scope["path"])}
        await self._app(scope, receive, send)

    def _client(self, host: str, headers: Iterable[tuple[bytes, bytes]]) -> str:
        """Return the address that the last trusted proxy was asked from."""
        seen = _address(host)
        if seen is None or not self._is_trusted(seen):
            return host
        for hop in reversed(_hops(headers)):
            before = _address(hop)
            if before is None:  # hidden, or nonsense: nobody before it can be believed
                break
            seen = before
            if not self._is_trusted(seen):
                break
        return str(seen)

    def _below(self, path: str) -> str:
        for base in self._bases:
            if path == base or path.startswith(f"{base}/"):
                return path[len(base) :] or "/"
        return path

    def _is_trusted(self, address: Address) -> bool:
        return any(address in network for network in self._trusted)


def _hops(headers: Iterable[tuple[bytes, bytes]]) -> list[str]:
    """Return the addresses that proxies tell, in their order; several fields are one list."""
    listed = [(name, value.decode("latin-1")) for name, value in headers]
    told = [value for name, value in listed if name == b"x-forwarded-for"]
    if told:
        return ",".join(told).split(",")
    told = [value for name, value in listed if name == b"forwarded"]
    return [_for(element) for element in ",".join(told).split(",")] if told else []


def _for(element: str) -> str:
    """Return the node of ``for=`` in an element of Forwarded, nothing where it has none."""
    for pair in element.split(";"):
        name, _, value = pair.strip().partition("=")
        if name.lower() == "for":
            return value.strip('"')
    return ""


def _address(text: str) -> Address | None:
    """Return an address that may have brackets or a port; IPv4 in the form of IPv6 is IPv4."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return mapped or found


def _path(target: str) -> str:
    """Return the path of an absolute-form target; another that is none stays as it is."""
    if not target.lower().startswith(_SCHEMES):
        return target
    return "/" + target.partition("://")[2].partition("/")[2]
