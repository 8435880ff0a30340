"""A relay as its pace sees it: samples of what it answers, and mail sent as fast as it may go."""

from collections.abc import Sequence
from datetime import timedelta

from doubles.clock import StoppedClock
from pressrun.model.delivery import Command, Receipt
from pressrun.model.meaning import Meaning, meaning
from pressrun.model.relay import Limits, Relay, RelayKind
from pressrun.press.pace import Pace

SECOND = timedelta(seconds=1)
OK = meaning(Receipt(250, "2.0.0 Ok"))
GONE = meaning(Receipt(550, "5.1.1 No such user", Command.RCPT))
THROTTLED = meaning(Receipt(454, "Throttling failure: Maximum sending rate exceeded"))
QUOTA = meaning(Receipt(454, "Throttling failure: Daily message quota exceeded"))
CLOSING = meaning(Receipt(421, "closing connection", Command.MAIL))
RESTING = meaning(Receipt(450, "rate limit, try again in 90 seconds", Command.MAIL))


def pace(clock: StoppedClock, **limits: object) -> Pace:
    relay = Relay(name="sample", kind=RelayKind.SMTP, limits=Limits(**limits))  # type: ignore[arg-type]
    return Pace(relay, clock=clock, spent={})


def send(
    paced: Pace,
    clock: StoppedClock,
    *,
    for_s: float,
    answers: Sequence[Meaning] = (OK,),
    domain: str = "a.example",
    fastest_per_s: float = 100.0,
) -> list[float]:
    """Send as fast as is allowed, but no faster than the wire; return when each message went."""
    until, moments = clock.at + timedelta(seconds=for_s), []
    while clock.at < until:
        wait_s = paced.wait_s(domain)
        if wait_s == 0.0:
            paced.start(domain)
            moments.append(clock.elapsed_s())
            paced.end(domain)
            paced.heard(answers[len(moments) % len(answers)])
        clock.advance(timedelta(seconds=min(60.0, max(wait_s, 1 / fastest_per_s)) + 1e-6))
    return moments
