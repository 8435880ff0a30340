"""Storms: whatever a relay does to sessions, in the end everybody has their copy."""

from pathlib import Path

import pytest

from faults.harbour import Harbour
from faults.sink import Sink

PEOPLE = 104
# What a relay does, and to how many of how many; ``bench/conduct.py`` says what the words mean.
STORMS = {
    "S24 throttling now and then": ["454@DOT/7"],
    "S24 throttling of most for a while": ["454@DOT/150x120"],
    "S14 half of the recipients greylisted": ["451@RCPT/4x2"],
    "S15 452 too many recipients": ["452@RCPT/9"],
    "S36 421 after every fifty": ["421@MAIL/50"],
    "S36 250 and 421 in one packet": ["both@DOT/50"],
    "S36 250 and 421 in one packet, each time": ["both@DOT/1"],
    "S3 a drop instead of a greeting": ["drop@GREETING/3"],
    "S3 a drop after EHLO": ["drop@EHLO/3"],
    "S29 a drop after MAIL": ["drop@MAIL/9"],
    "S29 a drop after RCPT": ["drop@RCPT/9"],
    "S29 a drop after DATA": ["drop@DATA/9"],
    "S30 a drop in the middle of a body": ["drop@BODY/9"],
    "S31 a drop after the dot, nothing taken": ["drop@DOT/9"],
    "S31 a drop after the dot, the message taken": ["swallow@DOT/9"],
    "S12 421 to MAIL, S19 to RCPT, S23 to DATA": ["421@MAIL/11", "421@RCPT/12", "421@DATA/13"],
    "all at once": [
        "drop@GREETING/5",
        "drop@EHLO/6",
        "drop@MAIL/40",
        "drop@RCPT/41",
        "drop@DATA/42",
        "drop@BODY/43",
        "drop@DOT/44",
        "swallow@DOT/45",
        "both@DOT/46",
        "454@DOT/17",
        "421@MAIL/37",
    ],
}


@pytest.mark.parametrize("storm", STORMS)
def test_a_storm_loses_nobody_blames_nobody_and_doubles_only_what_is_listed(
    tmp_path: Path, storm: str
) -> None:
    with Sink(tmp_path, *STORMS[storm]) as sink:
        harbour = Harbour(tmp_path / "notes", sink, people=PEOPLE)

        harbour.send_to_the_end()

        check(harbour)


def test_a_relay_that_is_told_one_command_at_a_time_can_storm_as_well(tmp_path: Path) -> None:
    with Sink(tmp_path, *STORMS["all at once"]) as sink:
        harbour = Harbour(tmp_path / "notes", sink, people=PEOPLE)

        harbour.send_to_the_end(harbour.sender(harbour.relay(pipelining=False)))

        check(harbour)


def check(harbour: Harbour) -> None:
    assert harbour.sink.faults, "the storm did not break out"
    harbour.check_books(people=PEOPLE)
    # What is lost before its dot is never in two copies, and no answer that was read is forgotten.
    swallowed = harbour.sink.faults["swallow@DOT"]
    assert len(harbour.sink.taken) <= PEOPLE + swallowed
