"""Links to elsewhere that lead to nothing: asked only when somebody wants it, and remembered."""

import asyncio
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urldefrag, urlsplit

from pressrun.errors import ContentError, Place, Problem
from pressrun.model.article import Article
from pressrun.model.codes.markdown import LNK007
from pressrun.model.issue import Issue
from pressrun.model.network import may_be_public
from pressrun.ports import Fetch, Reading
from pressrun.press.desk import Desk
from pressrun.press.knocking import Standing, Verdict, knock
from pressrun.render.links import absolute
from pressrun.render.lint.reading import reaches
from pressrun.render.lint.script import Script

ROOM: Final = "links"
MOST: Final = 500
KEPT: Final[Mapping[Standing, timedelta]] = {
    Standing.ALIVE: timedelta(days=7),
    Standing.DEAD: timedelta(days=1),
}
# Where so many hosts are asked and none is there, it is this machine that has no way out.
_NONE_OF: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """How many addresses the texts lead to, and what became of them in this run.

    ``known`` were asked lately, ``asked`` now, of which ``unclear`` gave no certain answer;
    ``left`` wait for the next time.
    """

    addresses: int
    known: int
    asked: int
    unclear: int
    left: int


class LinkCheck:
    """Looks at the links of texts; what is known of an address is kept for days.

    Args:
        tell: Is told how many addresses were asked, and of how many.
    """

    def __init__(
        self, desk: Desk, fetch: Fetch, tell: Callable[[int, int], None] = lambda _done, _of: None
    ) -> None:
        self._desk, self._fetch, self._tell = desk, fetch, tell
        self.asked = Asked(addresses=0, known=0, asked=0, unclear=0, left=0)

    def look(self, articles: Iterable[Article], issues: Iterable[Issue]) -> list[Problem]:
        """Return a warning wherever a text leads to what is not there."""
        links: dict[str, list[Place]] = {}
        for path, reading in self._readings(articles, issues):
            for address, place in self._links(path, reading):
                links.setdefault(address, []).append(place)
        now = self._desk.clock.now()
        known = self._known(now)
        wanted = [address for address in links if address not in known]
        verdicts = self._ask(wanted[:MOST])
        self._keep(verdicts, now)
        self.asked = Asked(
            addresses=len(links),
            known=len(links) - len(wanted),
            asked=len(verdicts),
            unclear=sum(v.standing is Standing.UNKNOWN for v in verdicts.values()),
            left=len(wanted) - len(verdicts),
        )
        known |= {address: (verdict, now) for address, verdict in verdicts.items()}
        return [
            _dead(verdict, at, place)
            for address, places in links.items()
            if address in known
            for verdict, at in (known[address],)
            if verdict.standing is Standing.DEAD
            for place in places
        ]

    def _readings(
        self, articles: Iterable[Article], issues: Iterable[Issue]
    ) -> Iterator[tuple[str, Reading]]:
        folder = self._desk.folder
        yield from ((article.path, folder.read(article)) for article in articles)
        for issue in issues:
            for said in (issue, *map(issue.translated, issue.texts)):
                yield said.path, folder.words(said)

    def _links(self, path: str, reading: Reading) -> Iterator[tuple[str, Place]]:
        """Yield the web addresses elsewhere that a text leads to; its own come with the site.

        What lies in somebody's own house is told without asking (``LNK003``).
        """
        try:
            text = self._desk.folder.octets(path).decode("utf-8", "replace")
        except ContentError:
            return  # told by whoever loads it
        own = urlsplit(self._desk.publication.url).netloc.casefold()
        for reach in reaches(reading.document, Script(path, text)):
            address = urldefrag(absolute("", reach.target)).url
            parts = urlsplit(address)
            outside = parts.netloc.casefold() != own and may_be_public(address)
            if parts.scheme in {"http", "https"} and outside:
                yield address, reach.place

    def _ask(self, addresses: Sequence[str]) -> dict[str, Verdict]:
        if not addresses:
            return {}
        done = 0

        def tell() -> None:
            nonlocal done
            done += 1
            self._tell(done, len(addresses))

        self._tell(0, len(addresses))
        found = asyncio.run(knock(self._fetch, self._desk.clock, addresses, tell))
        if len(found) >= _NONE_OF and all(verdict.hostless for verdict in found.values()):
            return {a: Verdict(Standing.UNKNOWN, verdict.why) for a, verdict in found.items()}
        return found

    def _known(self, now: datetime) -> dict[str, tuple[Verdict, datetime]]:
        """Return what is known of addresses, and since when; what is too old is forgotten."""
        known, old = {}, []
        for address, (mark, octets) in self._desk.keep.all(ROOM).items():
            try:
                at, kept = datetime.fromisoformat(mark), json.loads(octets)
                verdict = Verdict(Standing(kept["standing"]), str(kept["why"]))
                fresh = at <= now < at + KEPT[verdict.standing]
            except (ValueError, TypeError, KeyError):
                fresh = False
            if fresh:
                known[address] = (verdict, at)
            else:
                old.append(address)
        self._desk.keep.drop(ROOM, old)
        return known

    def _keep(self, verdicts: Mapping[str, Verdict], now: datetime) -> None:
        self._desk.keep.put(
            ROOM,
            (
                (address, now.isoformat(), json.dumps(_plain(verdict)).encode())
                for address, verdict in verdicts.items()
                if verdict.standing in KEPT
            ),
        )


def _plain(verdict: Verdict) -> dict[str, str]:
    return {"standing": verdict.standing, "why": verdict.why}


def _dead(verdict: Verdict, at: datetime, place: Place) -> Problem:
    return Problem(
        code=LNK007.code,
        what=f"this link leads to nothing: {verdict.why} (asked on {at:%Y-%m-%d})",
        place=place,
        help="look where the page is now and write that address, or take the link out",
        severity=LNK007.severity,
    )
