"""One try to tell a hub of a topic: the request, what its answer means, and when the next is."""

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Final

from pressrun.errors import FetchError
from pressrun.model.ping import SITE, Ping, PingState
from pressrun.ports import Entropy, Fetch, Fetched

TIMEOUT_S: Final = 15.0
REPLY_LIMIT: Final = 200
# After tries at a hub: the last is about a day after the first, and then it is given up.
HUB_DELAYS: Final = tuple(timedelta(minutes=m) for m in (1, 5, 15, 30, 60, 120, 240, 480, 480))
# After looks at a site that does not show the new octets yet; the last step repeats.
SITE_DELAYS: Final = tuple(timedelta(seconds=s) for s in (15, 30, 60, 120, 300, 900, 1800, 3600))
LONGEST: Final = timedelta(days=1)  # that a hub may ask for

_FEED_LIMIT_OCTETS: Final = 32 * 1024 * 1024
_ANSWER_LIMIT_OCTETS: Final = 4 * 1024
_AGAIN: Final = (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS)
# These speak for all of a hub, not for one topic.
_AWAY: Final = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)
_JITTER: Final = 0.25
_SECOND: Final = timedelta(seconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of one try: done, to be done again not before ``wait``, or neither, for ever.

    ``away`` says that others need not be tried there now.
    """

    reply: str
    done: bool = False
    again: bool = False
    wait: timedelta = timedelta()
    away: bool = False


def look_at(fetch: Fetch, ping: Ping) -> Answer:
    """Fetch a topic from its public address and compare it with what was published."""
    try:
        fetched = fetch.get(ping.topic, limit_octets=_FEED_LIMIT_OCTETS, timeout_s=TIMEOUT_S)
    except FetchError as error:
        return _unreached(error)
    if fetched.status != HTTPStatus.OK:
        return Answer(reply=_reply(fetched), again=True)
    if hashlib.sha256(fetched.octets).hexdigest() != ping.digest:
        return Answer(reply="200 but not the octets that were published", again=True)
    return Answer(reply="200", done=True)


def tell(fetch: Fetch, ping: Ping, *, now: datetime) -> Answer:
    """Tell a hub that a topic changed.

    Google's hub and Superfeedr read ``hub.url``, Switchboard ``hub.topic``; each passes over what
    it does not know.
    """
    fields = {"hub.mode": "publish", "hub.url": ping.topic, "hub.topic": ping.topic}
    try:
        fetched = fetch.post(
            ping.hub, fields, limit_octets=_ANSWER_LIMIT_OCTETS, timeout_s=TIMEOUT_S
        )
    except FetchError as error:
        return _unreached(error)
    status, reply = fetched.status, _reply(fetched)
    if 200 <= status < 300:
        return Answer(reply=reply, done=True)
    if status in _AGAIN or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        wait = retry_after(fetched.headers.get("retry-after", ""), now)
        return Answer(reply=reply, again=True, wait=wait, away=status in _AWAY)
    return Answer(reply=reply)


def settle(ping: Ping, answer: Answer, *, at: datetime, entropy: Entropy) -> Ping:
    """Return the row after a try: told, waiting for the next one, or given up."""
    attempt = ping.attempt + 1
    tried = replace(ping, attempt=attempt, next_at=None, reply=answer.reply)
    if answer.done:
        return replace(tried, state=PingState.TOLD)
    delays = SITE_DELAYS if ping.hub == SITE else HUB_DELAYS
    if not answer.again or (ping.hub != SITE and attempt > len(delays)):
        return replace(tried, state=PingState.GIVEN_UP)
    delay = delays[min(attempt, len(delays)) - 1] * _jitter(entropy) // _SECOND * _SECOND
    return replace(tried, state=PingState.WAITING, next_at=at + max(delay, answer.wait))


def retry_after(value: str, now: datetime) -> timedelta:
    """Return how long an answer asks to wait (RFC 9110 §10.2.3), at most a day; 0 for nonsense."""
    text = value.strip()
    if text.isascii() and text.isdigit():
        return min(timedelta(seconds=int(text[:9])), LONGEST)
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return timedelta()
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return min(max(at - now, timedelta()), LONGEST)


def _jitter(entropy: Entropy) -> float:
    """Return a factor about 1, so that what failed together is not tried again together."""
    chance = int.from_bytes(entropy.octets(2)) / 0xFFFF
    return 1 + _JITTER * (2 * chance - 1)


def _unreached(error: FetchError) -> Answer:
    problem = error.problem
    away = problem.code != "NET003"  # a body that is too long says nothing of the rest
    return Answer(reply=problem.what[:REPLY_LIMIT], again=True, away=away)


def _reply(fetched: Fetched) -> str:
    words = fetched.octets.decode("utf-8", "replace")
    shown = "".join(c if c.isprintable() else " " for c in words)
    return " ".join(f"{fetched.status} {shown}".split())[:REPLY_LIMIT]
