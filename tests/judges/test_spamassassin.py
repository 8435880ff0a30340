"""SpamAssassin reads our mail as a receiving server would, with its local rules alone."""

import re
import subprocess

import pytest

from judges.conftest import Printed, find_program

LIMIT_POINTS = 2.0
PATIENCE_S = 120


def judged(message: bytes) -> tuple[float, set[str]]:
    """Return the points and the names of the rules that struck."""
    program = find_program("SpamAssassin", "spamassassin")
    done = subprocess.run(
        [program, "-L", "-t"], input=message, capture_output=True, timeout=PATIENCE_S, check=False
    )
    report = done.stdout.decode("utf-8", "replace")
    found = re.search(r"Content analysis details:\s+\(([-\d.]+) points", report)
    assert found is not None, done.stderr.decode("utf-8", "replace")
    rules = re.findall(r"^\s*-?\d+\.\d+ ([A-Z][A-Z0-9_]+)", report, re.M)
    return float(found[1]), set(rules)


@pytest.mark.parametrize("number", [1, 2])
def test_a_message_is_no_spam_and_its_parts_say_the_same(
    printed: dict[int, Printed], number: int
) -> None:
    points, rules = judged(printed[number].message)

    assert points < LIMIT_POINTS, rules
    assert "MPART_ALT_DIFF" not in rules


def test_parts_that_differ_would_be_told(printed: dict[int, Printed]) -> None:
    head, text, rest = re.split(
        rb"(?s)(?<=quoted-printable\r\n\r\n)(.*?)(?=\r\n--=_)", printed[2].message, maxsplit=1
    )
    assert b"turnstone" in text
    other = head + b"Quite another story about cement and custard.\r\n" * 40 + rest

    _, rules = judged(other)

    assert "MPART_ALT_DIFF" in rules
