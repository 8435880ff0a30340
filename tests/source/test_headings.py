"""What a cell says of how somebody stands, as services write it."""

import pytest

from pressrun.model.roster import Status
from pressrun.source.headings import status_of


@pytest.mark.parametrize(
    ("cell", "status"),
    [
        ("", Status.SUBSCRIBED),
        ("  ", Status.SUBSCRIBED),
        ("Active", Status.SUBSCRIBED),
        ("Un-subscribed", Status.UNSUBSCRIBED),
        ("Désabonné", Status.UNSUBSCRIBED),
        ("Hard bounced", Status.BOUNCED),
        ("SPAM", Status.COMPLAINED),
    ],
)
def test_a_status_is_read_as_services_write_it(cell: str, status: Status) -> None:
    assert status_of(cell) is status


@pytest.mark.parametrize("cell", ["0", "1", "-1", "?", "✗", "2026-01-01", "vip"])
def test_a_status_that_nobody_here_knows_is_no_consent(cell: str) -> None:
    """Of a number nobody can tell whether it means that somebody is on a list or off it."""
    assert status_of(cell) is Status.UNREADABLE
