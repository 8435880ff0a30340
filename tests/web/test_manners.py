"""What every answer carries, errors included."""

import asyncio
import logging
import re

import pytest
from starlette.types import Message, Receive, Scope, Send

from doubles.site import Answer, ServedSite
from pressrun.model.publication import Publication
from pressrun.model.served import policy, quiet
from pressrun.web.faults import Faults
from render.issue_samples import PUBLICATION

ALWAYS = {
    "Content-Security-Policy",
    "Referrer-Policy",
    "X-Content-Type-Options",
    "Cross-Origin-Opener-Policy",
    "Permissions-Policy",
}


def rules_of(answer: Answer) -> dict[str, list[str]]:
    rules = answer.headers["Content-Security-Policy"].split("; ")
    return {name: values for name, *values in (rule.split(" ") for rule in rules)}


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "OPTIONS", "BREW"])
@pytest.mark.parametrize(
    "path", ["/", "/nope", "/feeds/main.atom", "/healthz", "/unsubscribe/x", "/%ff", "/media/x.png"]
)
def test_every_answer_has_them_and_allows_nothing_inline(
    site: ServedSite, path: str, method: str
) -> None:
    answer = site.ask(method, path)

    assert answer.status < 500
    assert {name for name in ALWAYS if name not in answer.headers} == set()
    rules = rules_of(answer)
    assert rules["default-src"] == ["'none'"]
    assert not rules.keys() & {"script-src", "connect-src", "frame-src"}
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert rules["base-uri"] == rules["frame-ancestors"] == ["'none'"]


def test_pages_are_nobody_elses_and_feeds_and_pictures_are_for_all(site: ServedSite) -> None:
    page = site.ask("GET", "/articles/lamp/")
    found = re.search(r"/media/[^\"]+", page.text)
    assert found

    assert page.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert site.ask("GET", "/nope").headers["Cross-Origin-Resource-Policy"] == "same-origin"
    for path in ("/feeds/main.rss", found[0]):
        assert site.ask("GET", path).headers["Cross-Origin-Resource-Policy"] is None


def test_forms_may_go_to_the_service_and_https_is_kept() -> None:
    elsewhere = Publication(
        **{
            **{name: getattr(PUBLICATION, name) for name in PUBLICATION.__slots__},
            "url": "http://static.example.org/notes",
            "service_url": "https://post.example.org:8443/x",
        }
    )

    said = quiet(elsewhere)

    assert (
        "form-action 'self' http://static.example.org https://post.example.org:8443"
        in (said["Content-Security-Policy"])
    )
    assert "style-src 'self' http://static.example.org;" in said["Content-Security-Policy"]
    assert said["Strict-Transport-Security"] == "max-age=31536000"
    assert "script-src 'self'" in policy(elsewhere, scripts=True)


def test_a_fault_is_a_page_and_says_nothing_of_itself(
    caplog: pytest.LogCaptureFixture,
) -> None:
    secret = "ada@example.org"
    sent: list[Message] = []

    async def broken(scope: Scope, receive: Receive, send: Send) -> None:
        raise LookupError(secret)

    async def sorry(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 500, "headers": []})

    async def receive() -> Message:
        raise AssertionError

    async def send(message: Message) -> None:
        sent.append(message)

    with caplog.at_level(logging.DEBUG):
        asyncio.run(Faults(broken, answer=sorry)({"type": "http"}, receive, send))

    assert [message["status"] for message in sent] == [500]
    [record] = [each for each in caplog.records if each.name == "pressrun.web.faults"]
    assert (record.getMessage(), record.__dict__["kind"]) == ("site.fault", "LookupError")
    assert "test_manners.py:" in record.__dict__["at"]
    assert secret not in str(record.__dict__)
    assert record.exc_info is None
