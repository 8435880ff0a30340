"""Tally: what this process has settled of an issue, counted as it happens."""

from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from pressrun.model.delivery import ENDS, Accounts, DeliveryState, Outcome
from pressrun.model.issue import IssueState
from pressrun.ports import Clock
from pressrun.press.progress import ANSWERS, DOMAINS, DomainTrouble, Progress, RelayProgress

WINDOW_S: Final = 10.0  # over which a rate is measured
_LOOKS: Final = 64
_DOMAINS_KEPT: Final = 1000
_S = DeliveryState
_TROUBLE: Final = frozenset({_S.REFUSED, _S.DEFERRED, _S.EXPIRED})
_ANSWERED: Final = (_S.ACCEPTED, _S.DEFERRED, _S.REFUSED, _S.EXPIRED)


@dataclass(slots=True)
class _Relay:
    """One relay's counts, and how many answers it had given when somebody looked."""

    counts: Counter[DeliveryState] = field(default_factory=Counter)
    answers: deque[str] = field(default_factory=lambda: deque(maxlen=ANSWERS))
    looks: deque[tuple[float, int]] = field(default_factory=lambda: deque(maxlen=_LOOKS))

    def per_s(self, now_s: float) -> float:
        total = sum(self.counts[state] for state in _ANSWERED)
        while len(self.looks) > 1 and now_s - self.looks[1][0] >= WINDOW_S:
            self.looks.popleft()
        since_s, then = self.looks[0] if self.looks else (now_s, total)
        self.looks.append((now_s, total))
        return (total - then) / (now_s - since_s) if now_s > since_s else 0.0


class Tally:
    """Hears every outcome of one pass; ``accounts`` are the books when it began.

    Hearing costs about a microsecond; looking is for a few times a second.
    """

    def __init__(self, relays: Iterable[str], *, accounts: Accounts, clock: Clock) -> None:
        self._clock, self._accounts = clock, accounts
        self._relays = {relay: _Relay() for relay in relays}
        self._domains: dict[str, tuple[int, str]] = {}
        self.look()  # rates are measured from here

    def hear(self, outcome: Outcome) -> None:
        """Count one outcome."""
        relay = self._relays.setdefault(outcome.relay, _Relay())
        relay.counts[outcome.state] += 1
        if outcome.state in _TROUBLE and outcome.receipt is not None:
            said = f"{outcome.receipt.code or ''} {outcome.receipt.text}".strip()
            relay.answers.append(said)
            domain = outcome.claimed.address.rpartition("@")[2].lower()
            if domain in self._domains or len(self._domains) < _DOMAINS_KEPT:
                self._domains[domain] = (self._domains.get(domain, (0, ""))[0] + 1, said)

    def look(self) -> Progress:
        """Return how far this pass has come."""
        now_s = self._clock.elapsed_s()
        ended: Counter[DeliveryState] = Counter()
        for relay in self._relays.values():
            ended.update({state: relay.counts[state] for state in ENDS})
        relays = tuple(
            self._told(name, relay, now_s)
            for name, relay in self._relays.items()
            if name or relay.counts
        )
        before, frozen = self._accounts, self._accounts.frozen
        by_state = {state: before.of(state) + ended[state] for state in ENDS}
        left = frozen - sum(by_state.values())
        per_s = sum(relay.per_s for relay in relays)
        worst = sorted(self._domains.items(), key=lambda item: -item[1][0])[:DOMAINS]
        return Progress(
            state=IssueState.SENDING,
            reason="",
            accounts=Accounts(frozen=frozen, by_state={**by_state, _S.QUEUED: left}),
            counted_at=self._clock.now(),
            next_at=None,
            relays=relays,
            domains=tuple(
                DomainTrouble(domain=domain, count=count, reply=reply)
                for domain, (count, reply) in worst
            ),
            eta_s=left / per_s if per_s > 0 else None,
        )

    def _told(self, name: str, relay: _Relay, now_s: float) -> RelayProgress:
        return RelayProgress(
            relay=name,
            connections=0,
            accepted=relay.counts[_S.ACCEPTED],
            deferred=relay.counts[_S.DEFERRED],
            refused=relay.counts[_S.REFUSED] + relay.counts[_S.EXPIRED],
            unknown=relay.counts[_S.UNKNOWN],
            per_s=relay.per_s(now_s),
            remark="",
            answers=tuple(relay.answers),
        )
