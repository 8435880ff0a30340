"""P21: an answer tells nobody what is known of an address, not by a field nor by its length."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from itertools import count

import pytest

from doubles.letterbox import letters
from doubles.reader import EASY, ask_to_join, hidden, join, post
from doubles.site import Answer, ServedSite
from pressrun.model.audience import SuppressionReason

JSON = {"Content-Type": "application/json"}
TOKEN = re.compile(r"[A-Za-z0-9_-]{60,}")
_NUMBERS = count()
Prepare = Callable[[ServedSite, str], object]


def suppressed(reason: SuppressionReason) -> Prepare:
    return lambda site, who: site.app.people.suppress(who, reason=reason, commit=True)


# What may be known of an address before somebody types it in.
KNOWN: Mapping[str, Prepare] = {
    "new": lambda site, who: None,
    "waiting": ask_to_join,
    "confirmed": join,
    "paused": lambda site, who: post(site, f"{join(site, who)}/pause", days="14"),
    "reads by a feed": lambda site, who: post(site, join(site, who), cadence="feed"),
    "left": lambda site, who: post(site, f"{join(site, who)}/leave"),
    "erased": lambda site, who: (
        join(site, who),
        site.app.people.erase(who, by="a sample", commit=True),
    ),
    **{reason.value: suppressed(reason) for reason in SuppressionReason},
    **{
        f"{reason.value} after a yes": lambda site, who, reason=reason: (
            join(site, who),
            suppressed(reason)(site, who),
        )
        for reason in SuppressionReason
    },
    "asked again and again": lambda site, who: [ask_to_join(site, who) for _ in range(5)],
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedSite]:
    """A site with the ordinary limits of a mailbox, so that most letters are held back."""
    settings = EASY.replace("letters_per_day = 100\n", "").replace("letters_per_month = 1000\n", "")
    with ServedSite(tmp_path_factory.mktemp("notes"), settings=settings) as served:
        yield served


def somebody() -> str:
    """Return an address as long as every other one here."""
    return f"same{next(_NUMBERS):05}@example.org"


def shape(answer: Answer, address: str) -> tuple[object, ...]:
    """Return an answer but for date, tokens and the address that was typed; no length is hidden."""
    text = TOKEN.sub("TOKEN", answer.text.replace(address, "ADDRESS"))
    headers = [
        (name, TOKEN.sub("TOKEN", value))
        for name, value in answer.headers.items()
        if name.lower() != "date"
    ]
    return answer.status, headers, text, len(answer.octets)


def walk(site: ServedSite, known: str) -> Mapping[str, tuple[object, ...]]:
    """Ask to join, type a wrong code, ask for another letter, and ask once more."""
    address = somebody()
    KNOWN[known](site, address)
    asked = ask_to_join(site, address, name="Ada Sample", language="de")
    token = hidden(asked, "token")
    answers = {
        "asked": asked,
        "code that is none": post(site, "/subscribe/code", token=token, code="12"),
        "another letter": post(site, "/subscribe/again", token=token),
        "asked once more": ask_to_join(site, address),
    }
    sent = {letter.slots.get("code", "") for letter in letters(site, address)}
    wrong = next(code for code in ("111111", *map(str, range(222222, 222299))) if code not in sent)
    for number in range(6):
        told = post(site, "/subscribe/code", token=token, code=wrong)
        answers[f"wrong code {number}"] = told
    return {
        name: shape(answer, address)
        for name, answer in answers.items()
        if not name.startswith("wrong") or wrong == "111111"
    }


@pytest.mark.parametrize("known", KNOWN)
def test_the_form_answers_every_address_alike(site: ServedSite, known: str) -> None:
    assert walk(site, known) == walk(site, "new")


@pytest.mark.parametrize("known", KNOWN)
def test_a_program_is_answered_alike_whatever_address_it_sends(
    site: ServedSite, known: str
) -> None:
    answers = []
    for each in (known, "new"):
        address = somebody()
        KNOWN[each](site, address)
        body = json.dumps({"email": address, "name": "Ada"}).encode()
        answers.append(shape(site.ask("POST", "/api/subscribe", body, JSON), address))

    assert answers[0] == answers[1]
    assert answers[0][0] == 202


def test_what_is_known_shows_in_the_mailbox_alone(site: ServedSite) -> None:
    """The answers are the same and what happens is not: so there was something to hide."""
    written = {}
    for known in KNOWN:
        address = somebody()
        KNOWN[known](site, address)
        before = len(letters(site, address))
        ask_to_join(site, address)
        written[known] = [letter.kind for letter in letters(site, address)[before:]]

    assert written["new"] == ["confirm"]
    assert written["complaint"] == []
    assert written["asked again and again"] == []
