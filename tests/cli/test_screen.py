"""How an issue that goes out looks: a bar a relay, counts, rates and the relays' own words."""

from datetime import UTC, datetime
from io import StringIO

import pytest
from rich.console import Console

from pressrun.app.books import Progress, RelayProgress
from pressrun.cli.screen import drawn, summary
from pressrun.model.delivery import Accounts, DeliveryState
from pressrun.model.issue import IssueState
from pressrun.press.progress import DomainTrouble

S = DeliveryState
AT = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


def relay(name: str, **facts: object) -> RelayProgress:
    nothing = {
        "connections": 0,
        "accepted": 0,
        "deferred": 0,
        "refused": 0,
        "unknown": 0,
        "per_s": 0.0,
        "remark": "",
        "answers": (),
    }
    return RelayProgress(relay=name, **{**nothing, **facts})


def progress(*relays: RelayProgress, **facts: object) -> Progress:
    books = Accounts(frozen=1000, by_state={S.QUEUED: 697, S.ACCEPTED: 300, S.REFUSED: 3})
    usual = {
        "state": IssueState.SENDING,
        "reason": "",
        "accounts": books,
        "counted_at": AT,
        "next_at": None,
        "domains": (),
        "eta_s": None,
    }
    return Progress(relays=relays, **{**usual, **facts})


def shown(progress: Progress, *, width: int = 100) -> str:
    console = Console(file=StringIO(), width=width, force_terminal=False)
    console.print(drawn("issue 3", progress))
    return console.file.getvalue()


def test_each_relay_has_a_bar_its_counts_its_rate_and_its_connections() -> None:
    said = shown(
        progress(
            relay("main", accepted=250, refused=2, deferred=1, per_s=40.4, connections=8),
            relay("spare", accepted=50, unknown=1, per_s=10.0),
            eta_s=14.0,
        )
    )

    head, main, spare = said.splitlines()
    assert head.rstrip() == "issue 3  sending  303/1,000  50/s, done in 14 s"
    assert main.startswith("main   ━")
    assert main.rstrip().endswith("250 accepted, 1 deferred, 2 refused, 40/s, 8 open")
    assert spare.rstrip().endswith("50 accepted, 1 unknown, 10/s")


def test_remarks_troubled_domains_and_last_answers_are_told_word_for_word() -> None:
    said = shown(
        progress(
            relay(
                "main",
                remark="slowed to 12/s after 454 Throttling failure",
                answers=("451 4.7.1 wait", "454 Throttling [failure]"),
            ),
            domains=(DomainTrouble(domain="example.net", count=12, reply="550 5.7.1 no"),),
        )
    )

    assert "main: slowed to 12/s after 454 Throttling failure\n" in said
    assert "       12  example.net  550 5.7.1 no" in said
    # What looks like markup is a relay's own words.
    assert "454 Throttling [failure]" in said


def test_why_it_stands_still_is_told() -> None:
    said = shown(progress(state=IssueState.PAUSED, reason="error[BRK001]: refused by all"))

    assert said.startswith("issue 3  paused  303/1,000")
    assert "error[BRK001]: refused by all" in said


@pytest.mark.parametrize("width", [20, 40, 200])
def test_it_is_drawn_on_a_terminal_of_any_width(width: int) -> None:
    said = shown(progress(relay("main", accepted=1, answers=("4" * 300,))), width=width)

    assert max(map(len, said.splitlines())) <= width


def test_a_line_says_it_all_where_nothing_is_drawn() -> None:
    moving = progress(relay("main", accepted=300, per_s=50.0), eta_s=14.0)

    assert summary("issue 3", moving) == (
        "issue 3: 303 of 1,000, 697 queued, 300 accepted, 3 refused; 50/s, done in 14 s"
    )
    assert summary("issue 3", progress()) == (
        "issue 3: 303 of 1,000, 697 queued, 300 accepted, 3 refused"
    )
