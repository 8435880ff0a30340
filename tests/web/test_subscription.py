"""Leaving over HTTP: a GET shows one button and changes nothing, a POST acts (RFC 8058)."""

from itertools import count
from pathlib import Path

import pytest

from doubles.reader import heading, post
from doubles.site import ServedSite

ONE_CLICK = b"List-Unsubscribe=One-Click"
URLENCODED = {"Content-Type": "application/x-www-form-urlencoded"}
MULTIPART = {"Content-Type": "multipart/form-data; boundary=sample"}
PARTS = (
    b"--sample\r\nContent-Disposition: form-data; name=List-Unsubscribe\r\n\r\n"
    b"One-Click\r\n--sample--\r\n"
)
NAMES = (f"reader{number}" for number in count())


def state_of(site: ServedSite, path: str) -> str:
    handle = path.rpartition("/")[2]
    [reader] = [r for r in site.app.people.readers("") if r.subscription.handle == handle]
    return reader.subscription.state


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_looking_changes_no_row_and_the_post_does(site: ServedSite, method: str) -> None:
    path = site.subscribe(next(NAMES))
    before = site.rows()

    looked = [site.ask(method, path) for _ in range(2)]
    between = site.rows()
    acted = site.ask("POST", path, ONE_CLICK, URLENCODED)
    after = site.rows()

    assert [answer.status for answer in looked] == [200, 200]
    assert between == before
    assert acted.status == 200
    assert after != before
    assert state_of(site, path) == "ended"


def test_the_button_comes_first_and_nothing_else_is_asked_for(site: ServedSite) -> None:
    path = site.subscribe(next(NAMES))

    page = site.ask("GET", path).text

    first, rest = page.split("</form>", 1)
    assert first.count("<button") == 1
    assert "action=" not in first.split("<form")[1].split(">")[0]
    assert f'action="{path}/pause"' in rest
    assert "<input" not in page
    assert "<script" not in page
    assert "@example.org" not in page


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (ONE_CLICK, URLENCODED),
        (PARTS, MULTIPART),
        (b"", URLENCODED),
        (None, {}),
        (b"\xff\x00{{[%", {"Content-Type": "application/json; charset=nope"}),
        (b"--other", MULTIPART),
    ],
    ids=["urlencoded", "multipart", "empty", "none", "garbage", "cut off"],
)
def test_whatever_the_body_says_a_post_acts(
    site: ServedSite, body: bytes | None, headers: dict[str, str]
) -> None:
    path = site.subscribe(next(NAMES))
    assert state_of(site, path) == "confirmed"

    answer = site.ask("POST", path, body, headers)

    assert answer.status == 200
    assert state_of(site, path) == "ended"


def test_pressing_twice_is_the_same_as_once(site: ServedSite) -> None:
    path = site.subscribe(next(NAMES))

    first = site.ask("POST", path, ONE_CLICK, URLENCODED)
    once = site.rows()
    second = site.ask("POST", path, ONE_CLICK, URLENCODED)

    assert site.rows() == once
    assert (first.status, first.octets) == (second.status, second.octets)


def test_who_has_left_sees_that_and_no_button(site: ServedSite) -> None:
    path = site.subscribe(next(NAMES))
    site.ask("POST", path, ONE_CLICK, URLENCODED)

    answer = site.ask("GET", path)

    assert answer.status == 200
    assert heading(answer) == "You are unsubscribed"
    assert "<button" not in answer.text


def test_one_reader_leaves_and_nobody_else_does(site: ServedSite) -> None:
    staying, leaving = site.subscribe(next(NAMES)), site.subscribe(next(NAMES))

    site.ask("POST", leaving, ONE_CLICK, URLENCODED)

    assert state_of(site, leaving) == "ended"
    assert state_of(site, staying) == "confirmed"


def test_leaving_can_be_undone_by_who_has_just_left(site: ServedSite) -> None:
    path = site.subscribe(next(NAMES))
    left = site.ask("POST", path, ONE_CLICK, URLENCODED)
    undo = left.text.split('action="')[1].split('"')[0]

    looked = site.ask("GET", undo)
    still = state_of(site, path)
    back = site.ask("POST", undo)

    assert (looked.status, still) == (404, "ended")
    assert heading(back) == "You are back"
    assert state_of(site, path) == "confirmed"


@pytest.mark.parametrize("days", ["14", "30"])
def test_a_pause_may_be_had_instead(site: ServedSite, days: str) -> None:
    path = site.subscribe(next(NAMES))

    answer = post(site, f"{path}/pause", days=days)

    assert heading(answer) == "You have a pause"
    assert state_of(site, path) == "paused"


@pytest.mark.parametrize("days", ["", "15", "-14", "14.0", "9" * 400])
def test_no_other_pause_may_be_had_without_the_page_of_preferences(
    site: ServedSite, days: str
) -> None:
    path = site.subscribe(next(NAMES))

    answer = post(site, f"{path}/pause", days=days)

    assert answer.status == 400
    assert state_of(site, path) == "confirmed"


def test_a_pause_brings_back_nobody(site: ServedSite) -> None:
    path = site.subscribe(next(NAMES))
    site.ask("POST", path, ONE_CLICK, URLENCODED)

    answer = post(site, f"{path}/pause", days="14")

    assert heading(answer) == "You are unsubscribed"
    assert state_of(site, path) == "ended"


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
@pytest.mark.parametrize("handle", ["sample", "a" * 22, "%00", "x%20y", "%F0%9F%8E%89"])
def test_a_handle_nobody_has_is_404_and_changes_nothing(
    site: ServedSite, method: str, handle: str
) -> None:
    before = site.rows()

    answer = site.ask(method, f"/unsubscribe/{handle}")

    assert answer.status == 404
    assert "<button" not in answer.text
    assert site.rows() == before


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS"])
def test_no_other_method_acts(site: ServedSite, method: str) -> None:
    path = site.subscribe(next(NAMES))

    answer = site.ask(method, path, ONE_CLICK)

    assert answer.status == 405
    assert state_of(site, path) == "confirmed"


def test_the_address_stays_out_of_caches_engines_and_referrers(site: ServedSite) -> None:
    path = site.subscribe(next(NAMES))

    answers = [
        site.ask("GET", path),
        site.ask("POST", path, ONE_CLICK, URLENCODED),
        site.ask("GET", "/unsubscribe/nobody"),
    ]

    for answer in answers:
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "form-action 'self'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Set-Cookie"] is None
        assert answer.headers["Location"] is None


def test_a_broken_page_of_the_theme_does_not_keep_anybody_subscribed(tmp_path: Path) -> None:
    with ServedSite(tmp_path / "notes") as site:
        site.write("templates/web/unsubscribe.html", "{{ nope }}")
        site.write("templates/web/unsubscribed.html", "{{ nope }}")
        path = site.subscribe("ada")

        asked = site.ask("GET", path)
        acted = site.ask("POST", path, ONE_CLICK, URLENCODED)

        assert asked.status == 503
        assert asked.headers["Retry-After"] == "60"
        assert "nope" not in asked.text
        assert acted.status == 200
        assert acted.headers["X-Robots-Tag"] == "noindex"
        assert state_of(site, path) == "ended"
