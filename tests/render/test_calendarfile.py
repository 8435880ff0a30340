"""The calendar is one that any program reads (RFC 5545)."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressrun.model.agenda import PublicMoment
from pressrun.render.calendarfile import calendar_file

AT = datetime(2026, 12, 3, 8, 0, tzinfo=UTC)


def read(octets: bytes) -> list[dict[str, str]]:
    """Return the calendar's own properties, then those of each event; refuse what RFC 5545 does."""
    assert octets.endswith(b"\r\n")
    assert b"\n" not in octets.replace(b"\r\n", b"")
    rows = octets.split(b"\r\n")[:-1]
    assert all(0 < len(row) <= 75 for row in rows), "a line is longer than 75 octets"
    for row in rows:
        row.decode("utf-8")  # no character is torn by a fold
    text = b"\r\n".join(rows).replace(b"\r\n ", b"").decode("utf-8")
    found: list[dict[str, str]] = [{}]
    within: list[str] = []
    for line in text.split("\r\n"):
        shape = re.fullmatch(r"([A-Z-]+)((?:;[^:]*)?):(.*)", line)
        assert shape, line
        name, _, value = shape.groups()
        assert value.isprintable()
        if name == "BEGIN":
            within.append(value)
            if value == "VEVENT":
                assert within == ["VCALENDAR", "VEVENT"]
                found.append({})
        elif name == "END":
            assert within.pop() == value
        else:
            assert name not in found[-1], f"{name} stands twice"
            unescaped = re.sub(r"\\([\\;,nN])", lambda m: "\n" if m[1] in "nN" else m[1], value)
            assert not re.search(r"(?<!\\)(?:\\\\)*[;,]", value) or name == "URL"
            found[-1][name] = unescaped
    assert within == []
    return found


def moment(uid: str = "weekly-2026-12-03T09:00@example.org", **more: object) -> PublicMoment:
    given = {"uid": uid, "at": AT, "summary": "Harbour Notes", **more}
    return PublicMoment(**given)  # type: ignore[arg-type]


def test_a_moment_is_an_event_in_utc_with_its_own_instant_as_its_stamp() -> None:
    calendar, event = read(calendar_file([moment()], title="Harbour", url="https://example.org/"))

    assert calendar["VERSION"] == "2.0"
    assert calendar["PRODID"] == "-//Pressrun//Calendar//EN"
    assert calendar["NAME"] == "Harbour"
    assert event == {
        "UID": "weekly-2026-12-03T09:00@example.org",
        "DTSTAMP": "20261203T080000Z",
        "DTSTART": "20261203T080000Z",
        "SUMMARY": "Harbour Notes",
        "TRANSP": "TRANSPARENT",
    }


def test_the_order_of_moments_changes_nothing() -> None:
    some = [moment("b"), moment("a"), moment("c", at=AT - timedelta(days=1))]

    first, second = (
        calendar_file(these, title="T", url="https://example.org/") for these in (some, some[::-1])
    )

    assert first == second
    assert [event["UID"] for event in read(first)[1:]] == ["c", "a", "b"]


@pytest.mark.parametrize("text", ["a, b; c\\d", "one\ntwo", "é" * 80, "漢字" * 40, "x\x07y\x00"])
def test_text_comes_back_as_it_was_but_for_control_characters(text: str) -> None:
    _, event = read(calendar_file([moment(summary=text)], title=text, url="https://example.org/"))

    assert event["SUMMARY"] == text.replace("\x07", "").replace("\x00", "")


@given(summary=st.text(max_size=120), uid=st.text(min_size=1, max_size=90))
def test_no_text_breaks_the_calendar(summary: str, uid: str) -> None:
    made = calendar_file([moment(uid=uid, summary=summary)], title=summary, url="https://e.org/")

    assert len(read(made)) == 2
