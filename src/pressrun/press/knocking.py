"""Addresses elsewhere asked whether they are there: few at once, each host one after another."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

from pressrun.errors import FetchError
from pressrun.ports import Clock, Fetch

AT_ONCE: Final = 8
EACH_S: Final = 10.0
PAUSE_S: Final = 1.0
LONGEST_S: Final = 600.0

# Nobody has to send more of a page than its beginning to say that it is there.
_LIMIT_OCTETS: Final = 16 * 1024
_GONE: Final = frozenset({404, 410})
_TOO_MANY: Final = 429


class Standing(StrEnum):
    """Whether something is at an address; unknown is whatever a person might still see there."""

    ALIVE = "alive"
    DEAD = "dead"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Verdict:
    """``why`` says how it is known, in words; ``hostless`` that there is no such host."""

    standing: Standing
    why: str = ""
    hostless: bool = False


async def knock(
    fetch: Fetch, clock: Clock, addresses: Iterable[str], tell: Callable[[], None]
) -> dict[str, Verdict]:
    """Return what came of asking each address; ``tell`` is called whenever one was asked.

    A host that does not answer, or says that it is asked too often, is not asked again: of the
    rest of its addresses nothing is known, nor of any address once ten minutes have passed.
    """
    by_host: dict[str, list[str]] = {}
    for address in addresses:
        by_host.setdefault(urlsplit(address).hostname or "", []).append(address)
    found: dict[str, Verdict] = {}
    places, began_s = asyncio.Semaphore(AT_ONCE), clock.elapsed_s()
    pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="links")

    async def visit(some: list[str]) -> None:
        async for address in _spaced(clock, some):
            async with places:
                if clock.elapsed_s() - began_s > LONGEST_S:
                    return
                asked = asyncio.get_running_loop().run_in_executor(pool, ask, fetch, address)
                verdict, goes_on = await asked
            found[address] = verdict
            tell()
            if not goes_on:
                return

    try:
        await asyncio.gather(*(visit(some) for some in by_host.values()))
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    return found


async def _spaced(clock: Clock, addresses: list[str]) -> AsyncIterator[str]:
    """Yield the addresses of a host with a pause before each but the first."""
    for number, address in enumerate(addresses):
        if number:
            await clock.sleep(PAUSE_S)
        yield address


def ask(fetch: Fetch, address: str) -> tuple[Verdict, bool]:
    """Return what comes of asking an address, and whether its host may be asked again."""
    try:
        fetched = fetch.peek(address, limit_octets=_LIMIT_OCTETS, timeout_s=EACH_S)
    except FetchError as error:
        what, code = error.problem.what, error.problem.code
        if code == "NET004":
            return Verdict(Standing.DEAD, what, hostless=True), False
        return Verdict(Standing.UNKNOWN, what), code != FetchError.default_code
    host, status = urlsplit(fetched.url).hostname, fetched.status
    if status in _GONE:
        return Verdict(Standing.DEAD, f"{host} answers {status}"), True
    if status < 400:
        return Verdict(Standing.ALIVE), True
    return Verdict(Standing.UNKNOWN, f"{host} answers {status}"), status != _TOO_MANY
