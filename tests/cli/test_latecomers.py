"""`pressrun send --to-those-who-joined-since`: an issue that went out, to who came after."""

import json
import re

import pytest

from doubles.server import MailServer
from doubles.typist import Typist

AGAIN = "send 1 --to-those-who-joined-since"


@pytest.fixture
def sent(typist: Typist) -> Typist:
    """Issue 1 has gone out to ada and bob."""
    typist.people("ada", "bob")
    typist.done("send 1 --yes")
    return typist


def letters(typist: Typist) -> dict[str, str]:
    """Return every message of the outbox by its recipient, who has one."""
    found = {}
    for file in (typist.folder / ".pressrun/outbox").glob("*.eml"):
        text = file.read_bytes().decode()
        [to] = re.findall(r"^To: .*?(\w+)@example\.org", text, re.M)
        assert to not in found
        found[to] = text
    return found


def books(typist: Typist) -> dict[str, object]:
    found = json.loads(typist.done("status 1 --json").out)
    assert found["balanced"] is True
    return {"state": found["state"], **found["accounts"]["by_state"]}


def test_who_joined_since_gets_what_everybody_got_and_the_books_balance(sent: Typist) -> None:
    sent.people("cyd", "dee")
    page = sent.read("public/index.html"), sent.read("feeds/entries.json")

    asked = sent.type(AGAIN)
    dry = sent.done(f"{AGAIN} -n")
    before = letters(sent)
    done = sent.done(f"{AGAIN} --yes")

    assert asked.status == 2
    assert "pass --yes to send to 2 people" in asked.err
    assert set(before) == {"ada", "bob"}
    assert "To      2 people on list main who joined since " in dry.out
    assert dry.out.endswith("Dry run: nothing was sent.\n")
    assert done.out.endswith("4 accepted; total 4, books balanced\n")
    assert "LAT006" not in done.err  # nothing was corrected
    after = letters(sent)
    assert set(after) == {"ada", "bob", "cyd", "dee"}
    assert len({re.search("^Date: .*$", text, re.M)[0] for text in after.values()}) == 1  # type: ignore[index]
    assert len({re.search("^Message-ID: .*$", text, re.M)[0] for text in after.values()}) == 4  # type: ignore[index]
    assert books(sent) == {"state": "sent", "accepted": 4}
    assert "4 accepted" in sent.done("audit 1").both
    assert page == (sent.read("public/index.html"), sent.read("feeds/entries.json"))


def test_a_second_time_there_is_nobody(sent: Typist) -> None:
    sent.people("cyd")
    sent.done(f"{AGAIN} --yes")
    before = sent.state()

    said = sent.done(f"{AGAIN} --yes")

    assert said.out == "Nobody is to be sent issue 1: who reads list main by mail has it.\n"
    assert sent.state() == before


def test_what_waits_goes_on_and_is_no_second_round(typist: Typist) -> None:
    with MailServer() as server:
        typist.relay(server.port)
        typist.people("ada")
        typist.done("send 1 --yes")
        typist.people("bob", "cyd")
        server.replies["bob@example.org"] = "451 4.7.1 later"

        first = typist.type(f"{AGAIN} --yes")
        again = typist.type(f"{AGAIN} --yes")
        typist.people("dee")
        went_on = typist.type("send 1 --yes")

        assert first.status == 75
        assert again.status == 1
        assert "error[LAT001]: issue 1 is going out now" in again.err
        assert went_on.status == 75
        assert books(typist) == {"state": "sending", "accepted": 2, "deferred": 1}
        assert server.copies() == {"ada@example.org": 1, "cyd@example.org": 1}


@pytest.mark.parametrize(
    ("before", "told"),
    [
        ([], "error[LAT003]: issue 1 is draft: nobody has it"),
        (["schedule 1 '2091-12-01 09:00'"], "error[LAT003]: issue 1 is armed: nobody has it"),
    ],
)
def test_what_has_not_gone_out_goes_to_nobody_in_particular(
    typist: Typist, before: list[str], told: str
) -> None:
    typist.people("ada")
    for line in before:
        typist.done(line)
    state = typist.state()

    said = typist.type(f"{AGAIN} --yes")

    assert said.status == 1
    assert told in said.err
    assert typist.state() == state


def test_who_gets_the_old_text_now_is_told_of_the_correction_by_an_erratum_of_their_own(
    sent: Typist,
) -> None:
    sent.write("articles/hello.md", sent.read("articles/hello.md").replace("plain file", "file"))
    sent.done('correct hello --note "It is a file." --draft-erratum')
    sent.done("send 2 --yes")
    for file in (sent.folder / ".pressrun/outbox").glob("*.eml"):
        file.unlink()
    sent.people("cyd")

    said = sent.done(f"{AGAIN} --yes")
    refused = sent.type("send 2 --to-those-who-joined-since --yes")
    drafted = sent.done("correct hello --draft-erratum")

    assert "warning[LAT006]: “Hello” was changed since; they get it as it was sent" in said.err
    assert "plain file" in letters(sent)["cyd"]
    assert "error[LAT005]: issue 2 is an erratum" in refused.err
    assert "pressrun correct hello --draft-erratum" in refused.err
    assert "Drafted issue 3 “Correction: Hello” for 1 person of list main\n" in drafted.out
