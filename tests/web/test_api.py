"""Subscribing as JSON: the same answer for every address, clear words for what is no request."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from doubles.letterbox import letters
from doubles.reader import EASY, join, somebody
from doubles.site import Answer, ServedSite

JSON = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedSite]:
    with ServedSite(tmp_path_factory.mktemp("notes"), settings=EASY) as served:
        yield served


def send(site: ServedSite, body: Any) -> Answer:
    return site.ask("POST", "/api/subscribe", json.dumps(body).encode(), JSON)


def test_an_address_is_asked_for_a_yes_by_mail(site: ServedSite) -> None:
    address = somebody()

    answer = send(site, {"email": address, "name": "Ada", "list": "main", "topics": ["fog"]})

    assert answer.status == 202
    assert [letter.kind for letter in letters(site, address)] == ["confirm"]
    assert site.ask("POST", letters(site, address)[0].link).status == 200


def test_the_answer_is_the_same_for_every_address(site: ServedSite) -> None:
    new, pending, confirmed = somebody(), somebody(), somebody()
    send(site, {"email": pending})
    join(site, confirmed)

    answers = [send(site, {"email": address}) for address in (new, pending, confirmed)]

    shapes = {
        (
            answer.status,
            answer.octets,
            tuple((n, v) for n, v in answer.headers.items() if n != "date"),
        )
        for answer in answers
    }
    assert len(shapes) == 1
    assert answers[0].headers["Set-Cookie"] is None


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 400, "API002"),
        (b"{", 400, "API002"),
        (b"[" * 20_000, 400, "API002"),
        (b"\xff\xfe{}", 400, "API002"),
        (b'{"email": "a@example.org", "email": "b@example.org"}', 400, "API002"),
        (b'{"email": NaN}', 400, "API003"),
        (b"[]", 400, "API003"),
        (b"null", 400, "API003"),
        (b"{}", 400, "API003"),
        (b'{"email": ["a@example.org"]}', 400, "API003"),
        (b'{"email": {"a": 1}}', 400, "API003"),
        (b'{"email": "a@example.org", "is_admin": "yes"}', 400, "API003"),
        (b'{"email": "a@example.org", "topics": "fog"}', 400, "API003"),
        (b'{"email": "a@example.org", "topics": [1]}', 400, "API003"),
        (b'{"email": "a@example.org", "name": "\\ud800"}', 400, "API003"),
        (b'{"email": "a@example.org", "name": "' + b"x" * 5000 + b'"}', 400, "API003"),
        (b'{"email": "nobody"}', 422, "ADR001"),
        (b'{"email": "a@example.org", "list": "nowhere"}', 422, "SUB002"),
    ],
)
def test_what_cannot_be_understood_is_told_and_writes_nothing(
    site: ServedSite, body: bytes, status: int, code: str
) -> None:
    before = site.rows()

    answer = site.ask("POST", "/api/subscribe", body, JSON)

    assert (answer.status, json.loads(answer.octets)["code"]) == (status, code)
    assert site.rows() == before


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_what_a_form_could_send_from_anywhere_is_not_taken(site: ServedSite, kind: str) -> None:
    answer = site.ask(
        "POST", "/api/subscribe", b'{"email": "a@example.org"}', {"Content-Type": kind}
    )

    assert (answer.status, json.loads(answer.octets)["code"]) == (400, "API001")


def test_a_page_on_another_site_may_ask_before_it_sends(site: ServedSite) -> None:
    before = site.rows()

    answer = site.ask("OPTIONS", "/api/subscribe", headers={"Origin": "https://shop.example.com"})

    assert answer.status == 204
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Access-Control-Allow-Methods"] == "POST"
    assert answer.headers["Access-Control-Allow-Credentials"] is None
    assert site.rows() == before
