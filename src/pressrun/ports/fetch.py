"""The web outside."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer, whatever its status. Names of ``headers`` are lower case; ``url`` is where it
    came from after redirects."""

    status: int
    headers: Mapping[str, str]
    octets: bytes
    url: str


class Fetch(Protocol):
    """The one way to addresses on the internet; it reaches public ones and no others.

    http and https, ports 80, 443 and those from 1024 up. Every redirect is looked at like the
    first address, and none leads from https to http. No proxy, no cookie, no password.
    ``timeout_s`` is for all of it, redirects included.
    """

    def get(self, url: str, *, limit_octets: int, timeout_s: float) -> Fetched:
        """Return what is at an address, uncoded, after at most five redirects.

        Raises:
            FetchError: It may not or cannot be reached, or has more than ``limit_octets``.
        """
        ...

    def peek(self, url: str, *, limit_octets: int, timeout_s: float) -> Fetched:
        """Return what :meth:`get` does, cut after ``limit_octets`` where there is more.

        Raises:
            FetchError: It may not or cannot be reached; ``NET004`` where its host is not there.
        """
        ...

    def post(
        self, url: str, fields: Mapping[str, str], *, limit_octets: int, timeout_s: float
    ) -> Fetched:
        """Send a form and return the answer, cut after ``limit_octets``.

        Only 307 and 308 are followed, which keep the method (RFC 9110 §15.4); another redirect
        is the answer.

        Raises:
            FetchError: It may not or cannot be reached.
        """
        ...
