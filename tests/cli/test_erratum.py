"""`pressrun correct --draft-erratum`: an issue for exactly those who have the old text."""

import email
import email.policy
import json
from email.message import EmailMessage

import pytest

from doubles.typist import Typist


@pytest.fixture
def sent(typist: Typist) -> Typist:
    """Issue 1 has gone out to ada, bob, cyd and dee; then eve joined and dee left."""
    typist.people("ada", "bob", "cyd", "dee")
    typist.article("ferry", id="ferryaaaaa", title="The *ferry*")
    typist.done("queue add ferry --issue 1")
    typist.done("send 1 --yes")
    typist.people("eve")
    typist.done("subscribers remove dee@example.org")
    for file in outbox(typist):
        file.unlink()
    return typist


def outbox(typist: Typist) -> list:  # type: ignore[type-arg]
    return sorted((typist.folder / ".pressrun/outbox").glob("*.eml"))


def mail(typist: Typist) -> dict[str, EmailMessage]:
    """Return what lies in the outbox, by recipient."""
    found = {}
    for file in outbox(typist):
        message = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        assert message["To"].addresses[0].username not in found
        found[message["To"].addresses[0].username] = message
    return found


def test_who_has_the_old_text_is_counted_and_written_to_once_and_nobody_else(
    sent: Typist,
) -> None:
    counted = sent.done('correct ferry --note "The fare is 3 euros, not 2."')
    assert counted.out.endswith("\n4 people of list main have the old text by mail (4 accepted)\n")
    assert "1 of them are not written to: told already, or they left" in counted.err
    assert counted.err.endswith("Next:  pressrun correct ferry --draft-erratum\n")

    dry = sent.done("correct ferry --draft-erratum -n")
    drafted = sent.done("correct ferry --draft-erratum")
    again = sent.done("correct ferry --draft-erratum")

    name = "issue 2 “Correction: The *ferry*” for 3 people of list main\n"
    path = "  issues/002-correction-ferry/issue.md\n"
    assert dry.out.endswith(f"Would draft {name}{path}")
    assert drafted.out.endswith(f"Drafted {name}{path}")
    assert drafted.err.endswith("Next:  pressrun show 2\n")
    assert again.out.endswith(f"It is drafted already as {name}{path}")

    pages = sent.state()
    sent.done("send 2 --yes")

    letters = mail(sent)
    assert set(letters) == {"ada", "bob", "cyd"}
    message = letters["ada"]
    assert message["Subject"] == "Correction: The *ferry*"
    for kind in ("plain", "html"):
        body = message.get_body((kind,))
        assert body is not None
        said = body.get_content()
        assert "The fare is 3 euros, not 2." in said
        assert "The *ferry*" in said
        assert "http://127.0.0.1:8080/articles/ferry/" in said
    feeds = {path: digest for path, digest in sent.state().items() if path.startswith("feeds/")}
    assert feeds == {path: pages[path] for path in feeds}
    public = [file for file in (sent.folder / "public").rglob("*") if file.is_file()]
    assert any(b"The fare is 3 euros" in file.read_bytes() for file in public)
    assert not any(b"correction-ferry" in file.read_bytes() for file in public)
    assert not any(b"Correction: The" in file.read_bytes() for file in public)
    books = json.loads(sent.done("status 2 --json").out)
    assert (books["state"], books["balanced"]) == ("sent", True)
    assert books["accounts"] == {"frozen": 3, "by_state": {"accepted": 3}}

    told = sent.type("correct ferry --draft-erratum")
    assert told.status == 1
    assert "error[COR005]: nobody has the old text of 'ferry' by mail" in told.err

    sent.done('correct ferry --note "And it leaves at noon." --draft-erratum')
    second = sent.read("issues/003-correction-ferry/issue.md")
    assert "And it leaves at noon." in second
    sent.done("send 3 --yes")
    assert sorted(m["Subject"] for m in mail_of_both(sent)) == ["Correction: The *ferry*"] * 6


def mail_of_both(typist: Typist) -> list[EmailMessage]:
    parsed = [
        email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
        for file in outbox(typist)
    ]
    return [message for message in parsed if isinstance(message, EmailMessage)]


def test_json_tells_the_same(sent: Typist) -> None:
    found = json.loads(
        sent.done('correct ferry --note "The fare is 3 euros." --draft-erratum --json').out
    )

    assert found["article"] == "ferryaaaaa"
    assert found["is_new"] is found["published"] is True
    assert found["correction"].endswith(" The fare is 3 euros.")
    assert found["lists"] == [
        {
            "list": "main",
            "by_state": {"accepted": 4},
            "have": 4,
            "coming": 0,
            "untold": 3,
            "waiting": 0,
        }
    ]
    [erratum] = found["errata"]
    assert (erratum["issue"], erratum["readers"], erratum["is_new"]) == (2, 3, True)
    assert erratum["path"] == "issues/002-correction-ferry/issue.md"
