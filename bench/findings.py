"""What a drill found, in words, and whether it is as promised."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final, Protocol

from tally import UNDER_WAY, Life, Log, at_most, judge
from victim import steps

# Every field that a message of this issue should have; another one is somebody's injection.
MEANT: Final = frozenset(
    {
        "from",
        "to",
        "subject",
        "date",
        "message-id",
        "mime-version",
        "content-type",
        "content-language",
        "list-id",
        "list-unsubscribe",
        "list-unsubscribe-post",
        "archived-at",
    }
)


class Findings(Protocol):
    """What a drill has at its end."""

    @property
    def log(self) -> Log: ...

    @property
    def lives(self) -> Sequence[Life]: ...

    @property
    def people(self) -> Sequence[str]: ...

    @property
    def statuses(self) -> Counter[int]: ...

    def audit(self) -> Mapping[str, object]: ...

    def kills(self) -> int: ...


def tell(drill: Findings, rounds: int) -> bool:
    """Print what was found and return whether all of it is as promised."""
    log, lives = drill.log, drill.lives
    audit = drill.audit()
    verdict = judge(log, lives, drill.people, at_most(audit))
    killed = [life for life in lives if life.killed]
    stepped = Counter(life.step for life in killed if life.step)
    missing = sorted(set(steps()) - stepped.keys())
    phases = Counter(phase for life in killed for phase in life.lost(log))
    doubled = verdict.doubled.total()
    bound = sum(len(life.lost(log)) for life in killed)
    suspects = frozenset[str]().union(*(life.listed for life in killed))
    accepted = audit["by_state"] == {"accepted": len(drill.people)}
    equal = accepted and audit["frozen"] == len(log.people) == len(drill.people)
    unbalanced = sum(not life.balanced for life in lives)
    strange = sorted(log.headers - MEANT)
    swallowed = len(log.taken) - len(log.people) - doubled - verdict.uncalled

    def line(name: str, words: str) -> None:
        print(f"{name:12}{words}")

    line("kills", f"{len(killed):,}; {drill.kills():,} with a message under way, {rounds} asked")
    line("at steps", ", ".join(f"{step} {number}" for step, number in sorted(stepped.items())))
    if missing:
        line("NOT REACHED", ", ".join(missing))
    line(
        "connections",
        f"{bound:,} were open when their sender was killed; a message had come to "
        + ", ".join(f"{phase} {phases[phase]:,}" for phase in (*UNDER_WAY, "READY")),
    )
    line("taken", f"{len(log.taken):,} messages for {len(log.people):,} of {len(drill.people):,}")
    line("lost", f"{verdict.lost:,}")
    line("strangers", f"{verdict.strangers:,}")
    worst = max(verdict.doubled.values(), default=0)
    line("doubled", f"{doubled:,} by kills, at most {worst} by one; the bound is {bound:,}")
    line(
        "over",
        "; ".join(verdict.over)
        or "no connection doubled more than one, none that had ended itself did",
    )
    line(
        "listed",
        f"{doubled - verdict.unlisted:,} of {doubled:,} beforehand; {len(suspects):,} named in all",
    )
    line("no reason", f"{verdict.uncalled:,} doubled without a kill, {swallowed:,} after a swallow")
    line("understated", f"{verdict.understated:,} with more copies than the last audit allows")
    line("identities", f"{verdict.identities:,} with two Message-IDs, or sharing one")
    line(
        "books", f"{'equal' if equal else 'DIFFER'}: {audit['by_state']}, {audit['frozen']} frozen"
    )
    line("balance", f"{unbalanced} of {len(lives):,} audits found books that do not balance")
    line("wire", "; ".join(f"{n} x {w}" for w, n in Counter(log.wrong).items()) or "nothing wrong")
    line("headers", f"not meant: {', '.join(strange) or 'none'}")
    if log.faults:
        line("faults", ", ".join(f"{what} {number}" for what, number in sorted(log.faults.items())))
    line("exits", ", ".join(f"{code}: {n}" for code, n in sorted(drill.statuses.items())))
    return (
        verdict.holds
        and equal
        and not (unbalanced or log.wrong or strange or missing)
        and drill.kills() >= rounds
    )
