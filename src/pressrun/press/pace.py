"""How fast one relay is given mail: its limits, what it asks for, and when it is left alone."""

import math
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from pressrun.model.meaning import Kind, Meaning
from pressrun.model.relay import DomainCap, Relay
from pressrun.ports import Clock
from pressrun.press.allowance import Allowance, Spending
from pressrun.press.flow import Bucket, Meter
from pressrun.press.slowdown import Slowdown

AHEAD_S: Final = 2.0
BACKOFF_S: Final = (5.0, 10.0, 20.0, 40.0, 80.0, 160.0, 320.0, 600.0)
LONGEST_REST_S: Final = 600.0  # what a relay that throttles may ask for (S24)
PROBE_AFTER_S: Final = 3600.0  # a day's quota gone: how long until one message asks again
_SLOT_S: Final = 0.02  # until a domain's connection may be free; nobody knows
_JITTER: Final = 0.2


class Pace:
    """Governs one relay, for as long as the process lives.

    The caller asks :meth:`ahead` how many to claim, reserves them and writes that down in the
    transaction of the claim, gives back what it did not get or does not send; then for each
    message :meth:`wait_s`, :meth:`start`, :meth:`end`, and :meth:`heard` with what the answer
    meant. Waits follow what has elapsed, never the time of day. Nothing here waits or blocks.

    Args:
        relay: Its name seeds the jitter; its limits hold.
        clock: The time.
        spent: Messages by the hour they were taken in, as :class:`pressrun.ports.Buckets` has them.
    """

    def __init__(self, relay: Relay, *, clock: Clock, spent: Mapping[datetime, int]) -> None:
        self._relay, self._clock = relay, clock
        self._allowance = Allowance(relay.limits, clock=clock, spent=spent)
        self._limit_per_s = relay.limits.per_second
        now_s = clock.elapsed_s()
        self._bucket = Bucket(self._limit_per_s, now_s=now_s) if self._limit_per_s else None
        self._caps = dict(relay.limits.domains)
        self._buckets = {
            name: Bucket(cap.per_second, now_s=now_s)
            for name, cap in self._caps.items()
            if cap.per_second
        }
        self._under_way: Counter[str] = Counter()
        self._answers, self._good = Meter(), Meter()
        self._slowdown: Slowdown | None = None
        self._failures = 0
        self._working = False  # since the last fault of a session
        self._backoff_until_s = self._rest_until_s = self._closed_until_s = -math.inf
        self._closed_by = ""
        self._probing = False
        self._free = False
        self._settle_free()

    def ahead(self, most: int) -> int:
        """Return how many of ``most`` may be claimed now, to go out within about two seconds.

        To be asked when less than that waits already. 0 says that nothing may go before
        :meth:`closed_until`; of a relay that is left alone for a while one may be claimed, to find
        out then how it is.
        """
        now_s = self._clock.elapsed_s()
        if self._closed_until_s > now_s:
            return 0
        count = min(most, self._allowance.rest())
        if self._probing or self._backoff_until_s > now_s:
            count = min(count, 1)
        elif self._bucket is not None:
            self._refresh(now_s)
            if self._bucket is not None:
                count = min(count, max(1, self._bucket.within(AHEAD_S, now_s=now_s)))
        return max(0, int(count))

    def reserve(self, count: int) -> Sequence[Spending]:
        """Take messages out of the day, before they are claimed; return what to write down."""
        return self._allowance.reserve(count)

    def give_back(self, count: int) -> Sequence[Spending]:
        """Put back what is not sent after all; return what to write down."""
        return self._allowance.give_back(count)

    def wait_s(self, domain: str) -> float:
        """Return how long a claimed message to ``domain`` has to wait: 0.0 now, infinity not today.

        After a wait ask again: it is how long at least.
        """
        if self._free:
            return 0.0
        now_s = self._clock.elapsed_s()
        if self._closed_until_s > now_s:
            return math.inf
        self._refresh(now_s)
        self._settle_free()
        wait_s = max(0.0, self._backoff_until_s - now_s, self._rest_until_s - now_s)
        if self._bucket is not None:
            wait_s = max(wait_s, self._bucket.wait_s(now_s))
        if cap := self._caps.get(domain):
            wait_s = max(wait_s, self._wait_for_domain_s(domain, cap, now_s))
        return wait_s

    def start(self, domain: str) -> None:
        """Count a message that is handed over now."""
        if self._bucket is not None:
            self._bucket.take(self._clock.elapsed_s())
        if domain in self._caps:
            self._under_way[domain] += 1
            if bucket := self._buckets.get(domain):
                bucket.take(self._clock.elapsed_s())

    def end(self, domain: str) -> None:
        """Count a message that was started as over, however it ended."""
        if domain in self._caps and self._under_way[domain] > 0:
            self._under_way[domain] -= 1

    def heard(self, meaning: Meaning) -> None:
        """Follow an answer: slow down, close, back off, or see that all is well."""
        now_s = self._clock.elapsed_s()
        if meaning.kind is Kind.SESSION:
            # One that ends after answers is the relay's habit (S36, S37) and is had anew at once.
            if not self._working:
                self.failed()
            self._working = False
            return
        self._answers.count(now_s)
        self.worked()
        if meaning.kind is Kind.THROTTLED:
            self._slow_down(meaning, now_s)
        elif meaning.kind is Kind.QUOTA:
            self._close(meaning, now_s)
        else:
            self._good.count(now_s)
            self._probing = False

    def failed(self) -> None:
        """Back off, a session not having been had or having brought nothing.

        Five seconds, doubled each time up to ten minutes and shortened by up to a fifth. Failures
        meanwhile, of connections that were under way, are the same one.
        """
        now_s = self._clock.elapsed_s()
        if self._backoff_until_s > now_s:
            return
        pause_s = BACKOFF_S[min(self._failures, len(BACKOFF_S) - 1)]
        seed = f"{self._relay.name} {self._failures} {self._clock.now().timestamp()}"
        pause_s *= 1 - _JITTER * zlib.crc32(seed.encode()) / 0xFFFFFFFF
        self._failures += 1
        self._backoff_until_s = now_s + pause_s
        self._settle_free()

    def worked(self) -> None:
        """Forget failures, the relay having answered."""
        self._working = True
        if self._failures:
            self._failures = 0
            self._backoff_until_s = -math.inf
            self._settle_free()

    def backoff_s(self) -> float:
        """Return how long to leave the relay alone after failures; 0.0 for not at all."""
        return max(0.0, self._backoff_until_s - self._clock.elapsed_s())

    def closed_until(self) -> datetime | None:
        """Return when mail may go again, if the day's is used up; None if it may go now."""
        return self._after(self._closed_s())

    @property
    def per_s(self) -> float:
        """The rate of answers over the last ten seconds."""
        return self._answers.per_s(self._clock.elapsed_s())

    @property
    def remark(self) -> str:
        """Why it is slower than it could be, in words; empty when it is not."""
        now_s = self._clock.elapsed_s()
        if self._closed_until_s > now_s:
            return f"closed after {self._closed_by}; asks again {self._clock_time(now_s)}"
        if self._allowance.rest() < 1:
            limit = f"{self._allowance.limit:,.0f}"
            return f"the day's {limit} are used; goes on {self._clock_time(now_s)}"
        if self._backoff_until_s > now_s:
            wait_s = math.ceil(self._backoff_until_s - now_s)
            return f"the relay does not answer; tries again in {wait_s} s"
        self._refresh(now_s)
        if self._slowdown is not None:
            rate = _shown(self._slowdown.per_s(now_s))
            return f"slowed to {rate}/s after {self._slowdown.reply}"
        return ""

    def _slow_down(self, meaning: Meaning, now_s: float) -> None:
        self._refresh(now_s)
        if self._slowdown is not None:
            self._slowdown.again(now_s=now_s, reply=meaning.said)
        else:
            # What it accepted of late is what it can take; it was asked for no less than one
            # message a connection and second.
            measured = self._good.per_s(now_s) or self._answers.per_s(now_s)
            rate = max(measured, self._relay.limits.connections)
            if self._limit_per_s:
                rate = min(rate, self._limit_per_s)
            self._slowdown = Slowdown(rate, now_s=now_s, reply=meaning.said)
        self._rest_until_s = now_s + min(meaning.asks_s, LONGEST_REST_S)
        self._refresh(now_s)
        self._settle_free()

    def _close(self, meaning: Meaning, now_s: float) -> None:
        self._closed_until_s = now_s + (meaning.asks_s or PROBE_AFTER_S)
        self._closed_by, self._probing = meaning.said, True
        self._settle_free()

    def _refresh(self, now_s: float) -> None:
        """Let the bucket run at the rate that holds now."""
        slow = self._slowdown
        if slow is not None and slow.over(now_s, limit_per_s=self._limit_per_s):
            slow = self._slowdown = None
        rate = self._limit_per_s if slow is None else slow.per_s(now_s)
        if not rate:
            self._bucket = None
        elif self._bucket is None:
            self._bucket = Bucket(rate, now_s=now_s)
        elif rate != self._bucket.per_s:
            self._bucket.turn(rate, now_s=now_s)

    def _settle_free(self) -> None:
        """Find out whether no message has to wait for anything, so that each is asked cheaply."""
        until_s = max(self._backoff_until_s, self._rest_until_s, self._closed_until_s)
        self._free = self._bucket is None and not self._caps and until_s <= self._clock.elapsed_s()

    def _wait_for_domain_s(self, domain: str, cap: DomainCap, now_s: float) -> float:
        if cap.connections and self._under_way[domain] >= cap.connections:
            return _SLOT_S
        bucket = self._buckets.get(domain)
        return 0.0 if bucket is None else bucket.wait_s(now_s)

    def _closed_s(self) -> float:
        quota_s = self._closed_until_s - self._clock.elapsed_s()
        return max(0.0, quota_s, self._allowance.opens_in_s())

    def _after(self, seconds: float) -> datetime | None:
        if seconds <= 0:
            return None
        return self._clock.now() + timedelta(seconds=min(seconds, 86_400.0 * 365))

    def _clock_time(self, now_s: float) -> str:
        now = self._clock.now()
        at = self._after(self._closed_s()) or now
        at += timedelta(seconds=59 if at.second else 0)  # never named too early
        return at.strftime("%H:%M UTC" if at.date() == now.date() else "%d %B %H:%M UTC")


def _shown(rate: float) -> str:
    return f"{rate:,.0f}" if rate >= 10 else f"{rate:.1f}"
