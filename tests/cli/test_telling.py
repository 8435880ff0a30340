"""What `pressrun run` says of the moments of schedules."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from doubles.typist import Typist
from pressrun.app import App
from pressrun.app.sending import Ticked
from pressrun.cli.telling import Teller
from pressrun.model.booking import Booking, BookingState
from pressrun.model.issue import IssueKey


def moment(state: BookingState, reason: str = "", issue: str = "") -> Booking:
    at = datetime(2026, 12, 3, 8, 0, tzinfo=UTC)
    return Booking(
        schedule="weekly",
        wall="2026-12-03T09:00",
        zone="Europe/Berlin",
        at=at,
        state=state,
        issue=IssueKey(issue or "nowhereaaa"),
        claimed_at=at,
        reason=reason,
    )


@pytest.mark.parametrize(
    ("state", "reason", "said"),
    [
        (
            BookingState.DRAFTED,
            "",
            "schedule weekly: issue 1 is made for 2026-12-03 09:00 Europe/Berlin",
        ),
        (
            BookingState.HELD,
            "its time was 13 h ago: pressrun schedule 1 now",
            (
                "schedule weekly: issue 1, for 2026-12-03 09:00 Europe/Berlin, is held:"
                " its time was 13 h ago: pressrun schedule 1 now"
            ),
        ),
        (
            BookingState.EMPTY,
            "there is no article for it",
            (
                "schedule weekly: no issue for 2026-12-03 09:00 Europe/Berlin: there is no article"
                " for it"
            ),
        ),
    ],
)
def test_every_moment_that_became_something_is_told_in_a_line(
    typist: Typist,
    capsys: pytest.CaptureFixture[str],
    state: BookingState,
    reason: str,
    said: str,
) -> None:
    app = App(Path(typist.folder), {})
    key = app.editor.issue("1").key

    Teller(app).tell(Ticked(booked=(moment(state, reason, key),)))

    assert capsys.readouterr().err.partition(" ")[2] == f"{said}\n"
