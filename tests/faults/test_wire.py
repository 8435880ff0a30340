"""What looks at every message finds what must not be there."""

import pytest

from doubles.wire import message_faults

SOUND = b"From: <a@example.org>\r\nSubject: x\r\n\r\nHello\r\n"


def test_a_sound_message_has_no_fault() -> None:
    assert message_faults(SOUND) == []


@pytest.mark.parametrize(
    ("octets", "fault"),
    [
        (SOUND + b"a\nb\r\n", "a bare CR or LF"),
        (SOUND + b"a\rb\r\n", "a bare CR or LF"),
        (SOUND + b"\0\r\n", "a NUL"),
        (SOUND + b"x" * 999 + b"\r\n", "a line over 998 octets"),
        (b"Bcc: <b@example.org>\r\n" + SOUND, "a field bcc"),
    ],
)
def test_what_must_not_be_in_a_message_is_found(octets: bytes, fault: str) -> None:
    assert message_faults(octets) == [fault]
