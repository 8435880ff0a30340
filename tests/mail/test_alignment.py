"""A signature that nobody believes is told of before an issue goes out with it."""

from dataclasses import replace

import pytest

from doubles.shop import PUBLICATION
from pressrun.errors import Problem, Severity
from pressrun.mail.alignment import doubts
from pressrun.mail.signer import SigningKey

KEY = SigningKey("pr1", "example.org", "rsa-sha256", "rsa", 2048, b"", bytes)


def told(key: SigningKey, sender: str = "notes@example.org") -> list[Problem]:
    mailing_list = replace(PUBLICATION.lists[0], sender_address=sender)
    return list(doubts([key], [mailing_list]))


@pytest.mark.parametrize("bits", [0, 2048, 4096])
def test_a_key_as_it_should_be_is_no_matter(bits: int) -> None:
    assert told(replace(KEY, bits=bits)) == []


@pytest.mark.parametrize(("bits", "word"), [(1024, "fewer"), (2047, "fewer"), (4097, "more")])
def test_a_key_that_some_do_not_believe_is_a_warning(bits: int, word: str) -> None:
    [problem] = told(replace(KEY, bits=bits))

    assert (problem.code, problem.severity) == ("DKM005", Severity.WARNING)
    assert f"has {bits} bits, {word} than" in problem.what


@pytest.mark.parametrize(
    ("signs", "sends"),
    [
        ("example.org", "notes@example.org"),
        ("example.org", "notes@Mail.Example.ORG"),
        ("mail.example.org", "notes@example.org"),
        ("a.example.org", "notes@b.example.org"),
        ("xn--bcher-kva.org", "notes@bücher.org"),
    ],
)
def test_a_key_of_the_senders_own_domain_speaks_for_it(signs: str, sends: str) -> None:
    assert told(replace(KEY, domain=signs), sends) == []


def test_a_key_of_somebody_elses_domain_is_a_warning() -> None:
    [problem] = told(replace(KEY, domain="relay.example.net"))

    assert (problem.code, problem.severity) == ("DKM006", Severity.WARNING)
    assert "is sent from example.org" in problem.what
    assert problem.help == 'add a key with  domain = "example.org"'


def test_one_key_of_the_domain_is_enough_and_without_any_nothing_is_missed() -> None:
    lists = PUBLICATION.lists

    assert list(doubts([replace(KEY, domain="example.net"), KEY], lists)) == []
    assert list(doubts([], lists)) == []
