"""The way out to the web (port Fetch): public addresses alone, looked at before each connection."""

import http.client
import re
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Self
from urllib.parse import quote, urlencode, urljoin, urlsplit

from pressrun import __version__
from pressrun.errors import FetchError, quoted
from pressrun.model.network import is_public
from pressrun.ports import Fetched
from pressrun.system.connection import (
    Allowed,
    Deadline,
    Exchange,
    Resolver,
    connect,
    resolve,
    secure,
)

# A program that reads no feeds says so by "bot", and is not counted among their readers.
USER_AGENT: Final = f"Pressrun-bot/{__version__}"
MOST_REDIRECTS: Final = 5

_PORTS: Final = {"http": 80, "https": 443}
_FIRST_UNPRIVILEGED: Final = 1024  # mail, files and remote shells listen below it
_HOST: Final = re.compile(r"[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]")
_SAFE: Final = "/?%:@!$&'()*+,;=~-._"
_FOLLOWED: Final[Mapping[str, frozenset[int]]] = {
    "GET": frozenset({301, 302, 303, 307, 308}),
    "POST": frozenset({307, 308}),
}


@dataclass(frozen=True, slots=True)
class Target:
    """A web address in the parts that a request needs; ``path`` has its query with it."""

    scheme: str
    host: str
    port: int
    path: str

    @classmethod
    def of(cls, url: str) -> Self:
        """Return an address taken apart.

        Raises:
            FetchError: It is none that Pressrun asks.
        """
        try:
            parts = urlsplit(url)
            port = parts.port or _PORTS.get(parts.scheme, 0)
        except ValueError as error:
            raise _refused(url, f"it does not make sense ({error})") from error
        if parts.scheme not in _PORTS:
            raise _refused(url, "it is neither http nor https")
        if "@" in parts.netloc:
            raise _refused(url, "it carries a name or a password")
        if port not in _PORTS.values() and port < _FIRST_UNPRIVILEGED:
            raise _refused(url, f"port {port} is none of the web")
        bare = parts.netloc[: -len(f":{parts.port}")] if parts.port else parts.netloc.rstrip(":")
        if not _HOST.fullmatch(bare):
            raise _refused(url, "its host is no name in ASCII")
        path = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
        # A Location comes in ISO-8859-1, whatever octets it had (RFC 9110 §5.5).
        path = quote(path, safe=_SAFE, encoding="latin-1", errors="replace")
        return cls(parts.scheme, bare.strip("[]"), port, path)

    @property
    def authority(self) -> str:
        """Return what stands in Host (RFC 9110 §7.2)."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.authority}{self.path}"

    def redirected(self, location: str) -> Self:
        """Return where a redirect leads.

        Raises:
            FetchError: Nowhere that Pressrun goes.
        """
        try:
            after = type(self).of(urljoin(self.url, location))
        except ValueError as error:
            raise _refused(location, "it does not make sense") from error
        if (self.scheme, after.scheme) == ("https", "http"):
            raise _refused(location, "it leads from https to http")
        return after


class GuardedFetch:
    """Asks the web (port Fetch).

    Args:
        allowed: Which addresses may be connected to; anything else than the default is for tests.
        resolver: Looks names up.
        trust: Who vouches for certificates; None for whom the machine trusts.
    """

    def __init__(
        self,
        *,
        allowed: Allowed = is_public,
        resolver: Resolver = resolve,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        self._allowed, self._resolver, self._given = allowed, resolver, trust

    @cached_property
    def _trust(self) -> ssl.SSLContext:
        return self._given or ssl.create_default_context()

    def get(self, url: str, *, limit_octets: int, timeout_s: float) -> Fetched:
        """Return what is at an address, uncoded, after at most five redirects; see port Fetch."""
        fetched = self._follow("GET", url, {}, None, limit_octets, Deadline(timeout_s))
        if len(fetched.octets) > limit_octets:
            raise FetchError(f"{fetched.url} has more than {limit_octets:,} octets", code="NET003")
        return fetched

    def peek(self, url: str, *, limit_octets: int, timeout_s: float) -> Fetched:
        """Return what :meth:`get` does, cut after ``limit_octets``; see port Fetch."""
        fetched = self._follow("GET", url, {}, None, limit_octets, Deadline(timeout_s))
        return Fetched(fetched.status, fetched.headers, fetched.octets[:limit_octets], fetched.url)

    def post(
        self, url: str, fields: Mapping[str, str], *, limit_octets: int, timeout_s: float
    ) -> Fetched:
        """Send a form and return the answer, cut after ``limit_octets``; see port Fetch."""
        body = urlencode(fields).encode("ascii")
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        fetched = self._follow("POST", url, headers, body, limit_octets, Deadline(timeout_s))
        return Fetched(fetched.status, fetched.headers, fetched.octets[:limit_octets], fetched.url)

    def _follow(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: bytes | None,
        limit_octets: int,
        deadline: Deadline,
    ) -> Fetched:
        target = Target.of(url)
        for _ in range(1 + MOST_REDIRECTS):
            fetched = self._ask(method, target, headers, body, limit_octets, deadline)
            location = fetched.headers.get("location", "")
            if fetched.status not in _FOLLOWED[method] or not location:
                return fetched
            target = target.redirected(location)
        raise FetchError(f"{url} redirects more than {MOST_REDIRECTS} times", code="NET002")

    def _ask(
        self,
        method: str,
        target: Target,
        headers: Mapping[str, str],
        body: bytes | None,
        limit_octets: int,
        deadline: Deadline,
    ) -> Fetched:
        sent = {
            "User-Agent": USER_AGENT,
            "Accept": "*/*",
            "Accept-Encoding": "identity",
            "Connection": "close",
            **headers,
        }
        line = connect(
            target.host,
            target.port,
            resolver=self._resolver,
            allowed=self._allowed,
            deadline=deadline,
        )
        try:
            if target.scheme == "https":
                line = secure(line, target.host, trust=self._trust, deadline=deadline)
            exchange = Exchange(target.authority, line, deadline, limit_octets=limit_octets)
            answer, octets = exchange.ask(method, target.path, sent, body)
        except (OSError, http.client.HTTPException) as error:
            why = str(error) or type(error).__name__
            raise FetchError(
                f"{target.authority} gave no answer: {why}", help="try again later"
            ) from error
        finally:
            line.close()
        names = {name.lower() for name in answer.headers}
        fields = {name: ", ".join(answer.headers.get_all(name, [])) for name in names}
        return Fetched(answer.status, fields, octets, target.url)


def _refused(url: str, why: str) -> FetchError:
    return FetchError(f"{quoted(url)} is not asked: {why}", code="NET002")
