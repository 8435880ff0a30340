"""How many read a feed, as far as fetches tell it without knowing anybody."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from pressrun.model.feed import MEDIA_TYPES

DAYS: Final = 7  # a service that has not come for as long is counted no more
# More than any feed has; who states more is mistaken, or thinks to be funny.
MOST: Final = 100_000_000

_NOT_COUNTED: Final = ("archive/", "private/")
_AGENT_LIMIT: Final = 512

# "16 subscribers", "1,204 readers", "subscribers=12", "users 2", "Subscriber Count: 3". The
# numbers of versions are none: "Feed Reader 3.14", "Windows 7 User".
_DIGITS: Final = r"\d{1,3}(?:,\d{3})+|\d+"
_NUMBER: Final = re.compile(
    rf"(?<![\w.,])(?:(?P<before>{_DIGITS})[ _]*(?:subscribers?|readers|users)|(?P<one>1)[ _]"
    rf"(?:reader|user))\b|\b(?:subscribers?(?:[ _]count)?|users|readers)[ ]*[:= ][ ]*"
    rf"(?P<after>{_DIGITS})\b(?!\.\d)",
    re.ASCII | re.IGNORECASE,
)
# Feedbin, The Old Reader and Overcast number the addresses they fetch; NewsBlur names a page.
_FEED_ID: Final = re.compile(
    r"\bfeed-?id[:=][ ]*([\w-]{1,40})|newsblur\.com/site/(\d{1,20})",
    re.ASCII | re.IGNORECASE,
)
# What a service is called, by a word of its User-Agent: most stand behind "Mozilla/5.0".
_SERVICES: Final[Mapping[str, str]] = {
    "bazqux": "BazQux",
    "bloglovin": "Bloglovin",
    "blogtrottr": "Blogtrottr",
    "commafeed": "CommaFeed",
    "dreamwidth": "Dreamwidth",
    "feed wrangler": "Feed Wrangler",
    "feedbin": "Feedbin",
    "feedblitz": "FeedBlitz",
    "feedburner": "FeedBurner",
    "feedhq": "FeedHQ",
    "feedly": "Feedly",
    "feedspot": "Feedspot",
    "g2reader": "G2Reader",
    "inoreader": "Inoreader",
    "livejournal": "LiveJournal",
    "minifluxcloud": "Miniflux",
    "netvibes": "Netvibes",
    "newsblur": "NewsBlur",
    "overcast": "Overcast",
    "theoldreader": "The Old Reader",
    # Last, since others say that they are like it.
    "feedfetcher-google": "Google FeedFetcher",
}
# The name of a program (RFC 9110 §10.1.5), and no sign in it that an address would have.
_PRODUCT: Final = re.compile(r"[A-Za-z][A-Za-z0-9._+-]{0,31}(?=$|[/ ;(])")
_UNNAMED: Final = "another service"
_CRAWLER: Final = re.compile(
    r"bot\b|bot[/_-]|crawl|spider|slurp|archiv|scrap|scan|monitor|uptime|validat|preview"
    r"|facebookexternalhit|mediapartners",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Agent:
    """What a User-Agent says of who fetches.

    ``service`` is empty for a reader's own program. ``readers`` is what a service states, None
    where it states nothing. ``feed_id`` tells apart the addresses of a feed that a service
    fetches. A ``crawler`` reads no feeds.
    """

    service: str = ""
    readers: int | None = None
    feed_id: str = ""
    crawler: bool = False


@dataclass(frozen=True, slots=True)
class Count:
    """A number of one day (UTC): what ``service`` stated, or how many the rest were for ""."""

    feed: str
    service: str
    day: date
    readers: int


@dataclass(frozen=True, slots=True)
class Readership:
    """A feed's readers: the latest number of each service, and the rest by day."""

    feed: str
    services: tuple[Count, ...] = ()
    rest: tuple[Count, ...] = ()
    at_least: int = field(init=False)

    def __post_init__(self) -> None:
        stated = sum(count.readers for count in self.services)
        most = max((count.readers for count in self.rest), default=0)
        object.__setattr__(self, "at_least", stated + most)


def feed_of(path: str) -> tuple[str, str] | None:
    """Return the name and format of the public feed whose document stands at a site path.

    Archives are left out: who reads them reads the feed as well, and a reader fetches each once.
    """
    name, dot, suffix = path.removeprefix("/").removeprefix("feeds/").rpartition(".")
    if not path.startswith(("/feeds/", "feeds/")) or dot + suffix not in MEDIA_TYPES:
        return None
    return None if not name or name.startswith(_NOT_COUNTED) else (name, dot + suffix)


def read_agent(text: str) -> Agent:
    """Return what a User-Agent says; it is believed, for nobody can prove it."""
    text = text[:_AGENT_LIMIT]
    service, number = _service(text), _number(text)
    if number is None:
        if service:
            return Agent(service)
        return Agent(crawler=bool(_CRAWLER.search(text)))
    found = _FEED_ID.search(text)
    feed_id = (found[1] or found[2]) if found else ""
    return Agent(service or _product(text), number, feed_id)


def gather(counts: Iterable[Count], *, today: date) -> tuple[Readership, ...]:
    """Return the readership of every feed that was read in the last seven days, by name."""
    first = today - timedelta(days=DAYS - 1)
    services: dict[str, dict[str, Count]] = {}
    rest: dict[str, list[Count]] = {}
    for count in sorted(counts, key=lambda count: (count.feed, count.day, count.service)):
        if not first <= count.day <= today:
            continue
        of_feed = services.setdefault(count.feed, {})
        if count.service:
            of_feed[count.service] = count
        else:
            rest.setdefault(count.feed, []).append(count)
    return tuple(
        Readership(
            feed,
            tuple(sorted(found.values(), key=lambda count: (-count.readers, count.service))),
            tuple(rest.get(feed, ())),
        )
        for feed, found in services.items()
    )


def _number(text: str) -> int | None:
    found = _NUMBER.search(text)
    if found is None:
        return None
    digits = (found["before"] or found["one"] or found["after"]).replace(",", "")
    return min(int(digits[:12]), MOST)


def _service(text: str) -> str:
    folded = text.casefold()
    return next((name for word, name in _SERVICES.items() if word in folded), "")


def _product(text: str) -> str:
    """Return what an unknown service calls itself; a browser's name in front is a disguise."""
    _, compatible, behind = text.partition("(compatible; ")
    found = _PRODUCT.match(behind if compatible else text)
    return found[0] if found else _UNNAMED
