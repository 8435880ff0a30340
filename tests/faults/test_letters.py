"""Letters over real wires: first in line, killed with them under way, and in storms."""

import asyncio
import signal
from datetime import timedelta
from pathlib import Path

import pytest

from doubles.command import CommandLine
from doubles.post import addresses, letter_counts, write
from faults.harbour import CONNECTIONS, Harbour
from faults.sink import Sink
from faults.test_lives import victim
from faults.test_senders import workers
from faults.test_storms import STORMS
from pressrun.model.delivery import DeliveryState
from pressrun.press.deliverletters import deliver_letters

LETTERS = [f"stranger{number}" for number in range(30)]
WRITTEN_TO = set(addresses(LETTERS))


def check_letters(harbour: Harbour, *, doubled: int = 0) -> None:
    """Every letter was taken, at most so many twice, and never under another Message-ID."""
    assert letter_counts(harbour.store) == {DeliveryState.ACCEPTED: len(LETTERS)}
    copies = {who: count for who, count in harbour.sink.copies.items() if who in WRITTEN_TO}
    assert copies.keys() == WRITTEN_TO
    assert sum(copies.values()) <= len(LETTERS) + doubled
    identities = [pair for pair in harbour.sink.identities if pair[1] in WRITTEN_TO]
    assert len(identities) == len(LETTERS), "a copy came under another Message-ID"


def test_letters_overtake_an_issue_that_is_going_out(tmp_path: Path) -> None:
    with Sink(tmp_path, options=("--delay", "DOT=0.05")) as sink:
        harbour = Harbour(tmp_path / "notes", sink, people=600)
        desk = CommandLine(harbour.root, **harbour.environ)
        sending = desk.start("send", "1")
        try:
            sink.until(lambda sink: len(sink.taken) >= 40)
            write(harbour.store, *LETTERS, at=harbour.clock.now())
            assert sending.process.wait(120) == 0
        finally:
            desk.close()

        order = [recipient in WRITTEN_TO for recipient in sink.taken]
        first, last = order.index(True), len(order) - order[::-1].index(True)
        # Once one has gone nothing comes between but what was under way.
        assert last - first <= len(LETTERS) + CONNECTIONS
        assert first >= 40
        assert last < len(order) - 100, "they waited for what was claimed before them"
        check_letters(harbour)
        assert harbour.counts() == {DeliveryState.ACCEPTED: 600}


@pytest.mark.parametrize(
    ("step", "doubled"),
    [("claimed", 0), ("intended", CONNECTIONS), ("answered", CONNECTIONS), ("committed", 4)],
)
def test_a_sender_killed_with_letters_under_way_loses_none_and_writes_them_again_as_they_were(
    tmp_path: Path, step: str, doubled: int
) -> None:
    with Sink(tmp_path) as sink:
        harbour = Harbour(tmp_path / "notes", sink, people=20)
        write(harbour.store, *LETTERS, at=harbour.clock.now())

        assert victim(harbour, step, 1 if step == "claimed" else 5) == -signal.SIGKILL
        assert DeliveryState.CLAIMED in letter_counts(harbour.store)
        CommandLine(harbour.root, **harbour.environ).run("send", "1")

        check_letters(harbour, doubled=doubled)
        assert harbour.counts() == {DeliveryState.ACCEPTED: 20}


def test_two_senders_write_every_letter_once(tmp_path: Path) -> None:
    with Sink(tmp_path) as sink:
        harbour = Harbour(tmp_path / "notes", sink, people=200, settings="per_second = 60")
        write(harbour.store, *LETTERS, at=harbour.clock.now())

        with workers(harbour, 2) as started:
            results = [worker.result() for worker in started]

        assert [result["code"] for result in results] == ["", ""]
        check_letters(harbour)
        assert harbour.counts() == {DeliveryState.ACCEPTED: 200}
        assert len(sink.taken) == 200 + len(LETTERS)


@pytest.mark.parametrize(
    "storm",
    [
        "S12 421 to MAIL, S19 to RCPT, S23 to DATA",
        "S24 throttling now and then",
        "S36 250 and 421 in one packet, each time",
        "S31 a drop after the dot, the message taken",
        "all at once",
    ],
)
def test_a_storm_loses_no_letter_and_doubles_only_what_was_swallowed(
    tmp_path: Path, storm: str
) -> None:
    with Sink(tmp_path, *STORMS[storm]) as sink:
        harbour = Harbour(tmp_path / "notes", sink, opened=False)
        write(harbour.store, *LETTERS, at=harbour.clock.now())
        office = harbour.sender()

        for _ in range(60):
            asyncio.run(asyncio.wait_for(deliver_letters(office), 60))
            if letter_counts(harbour.store) == {DeliveryState.ACCEPTED: len(LETTERS)}:
                break
            harbour.clock.advance(timedelta(minutes=10))

        assert sink.faults, "the storm did not break out"
        check_letters(harbour, doubled=sink.faults["swallow@DOT"])
