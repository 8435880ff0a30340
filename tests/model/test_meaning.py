"""Answers of relays are understood as what they are: whose trouble, and what follows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.reply_samples import ANSWERS, Row
from pressrun.model.delivery import Command, Receipt
from pressrun.model.meaning import HARD, SAID_LIMIT, Kind, meaning
from pressrun.model.replies import RULES

EVERYTHING = st.builds(
    Receipt,
    st.integers(-10, 1000),
    st.text() | st.sampled_from([row[3] for row in ANSWERS]),
    st.sampled_from(Command),
)


@pytest.mark.parametrize(
    "row", ANSWERS, ids=[f"{row[0]}-{row[1].name}-{row[2]}-{row[5]}" for row in ANSWERS]
)
def test_a_well_known_answer_means_what_its_sender_means_by_it(row: Row) -> None:
    _, command, code, text, kind, enhanced = row

    found = meaning(Receipt(code, text, command))

    assert (found.kind, found.enhanced) == (kind, enhanced)
    assert found.why or kind is Kind.ACCEPTED


@pytest.mark.parametrize("row", ANSWERS, ids=[f"{row[0]}-{row[3][:20]}" for row in ANSWERS])
def test_an_answer_means_the_same_when_the_code_was_left_at_the_head_of_its_lines(row: Row) -> None:
    _, command, code, text, kind, enhanced = row
    lines = text.split("\n")
    raw = "\n".join([*(f"{code}-{line}" for line in lines[:-1]), f"{code} {lines[-1]}"])

    found = meaning(Receipt(code, raw, command))

    assert (found.kind, found.enhanced) == (kind, enhanced)


@given(EVERYTHING)
def test_whatever_is_answered_has_a_meaning(receipt: Receipt) -> None:
    found = meaning(receipt)

    assert isinstance(found.kind, Kind)
    assert len(found.said) <= SAID_LIMIT
    assert "\n" not in found.said


@given(EVERYTHING)
def test_an_acceptance_is_a_2yz_reply_to_the_final_dot_and_nothing_else(receipt: Receipt) -> None:
    accepted = receipt.accepted and receipt.command is Command.DOT

    assert (meaning(receipt).kind is Kind.ACCEPTED) == accepted


@given(EVERYTHING)
def test_no_answer_but_a_5yz_ends_a_delivery_as_refused(receipt: Receipt) -> None:
    found = meaning(receipt)

    assert found.kind is not Kind.REFUSED or 500 <= receipt.code < 600
    assert not found.hard or (found.kind is Kind.REFUSED and found.enhanced in HARD)


@given(
    st.integers(400, 599),
    st.sampled_from([Command.CONNECT, Command.GREETING, Command.EHLO, Command.AUTH, Command.MAIL]),
    st.text(),
)
def test_what_is_answered_before_the_recipient_was_named_is_never_the_recipients_fault(
    code: int, command: Command, text: str
) -> None:
    kind = meaning(Receipt(code, text, command)).kind

    assert kind not in (Kind.DEFERRED, Kind.REFUSED)


@pytest.mark.parametrize("enhanced", HARD)
def test_an_address_that_is_gone_counts_as_hard_and_is_told_in_words(enhanced: str) -> None:
    found = meaning(Receipt(550, f"{enhanced} no", Command.RCPT))

    assert (found.kind, found.hard, found.why) == (Kind.REFUSED, True, HARD[enhanced])


@pytest.mark.parametrize(
    ("code", "text"),
    [
        (550, "5.2.2 mailbox full"),  # S17
        (552, "mailbox full"),
        (550, "user unknown"),  # S21: without an enhanced code words alone prove nothing
        (550, "4.1.1 contradicts itself"),  # S22
        (550, "5.4.1 access denied"),
        (554, "5.0.0 no"),
        (450, "5.1.1 not now"),
        (550, "5.1.11 not one that is known"),
    ],
)
def test_a_full_mailbox_or_an_unknown_refusal_does_not_speak_against_an_address(
    code: int, text: str
) -> None:
    assert not meaning(Receipt(code, text, Command.RCPT)).hard


@pytest.mark.parametrize(
    "text",
    ["see [5.1.1.9] for more", "refused by mta 4.96.2", "version 5.1.1", "ticket 14.16.55.1", ""],
)
def test_addresses_and_versions_are_not_taken_for_enhanced_codes(text: str) -> None:
    assert meaning(Receipt(550, text, Command.RCPT)).enhanced == ""


@pytest.mark.parametrize(
    ("text", "asks_s"),
    [
        ("4.7.28 rate limited", 0.0),
        ("rate limit, try again in 90 seconds", 90.0),
        ("rate limit, retry after 5 min", 300.0),
        ("rate limit; wait 2 hours please", 7200.0),
        ("rate limit; wait 999999 hours please", 86_400.0),
        ("rate limit; try again later, code 77712344", 0.0),
    ],
)
def test_how_long_the_relay_asks_to_wait_is_read(text: str, asks_s: float) -> None:
    assert meaning(Receipt(450, text, Command.MAIL)).asks_s == asks_s


def test_an_answer_of_several_lines_is_read_across_its_line_ends() -> None:
    found = meaning(Receipt(454, "4.7.0 the sending\n4.7.0 rate is too high", Command.DOT))

    assert found.kind is Kind.THROTTLED
    assert found.said == "454 the sending rate is too high"


def test_every_rule_is_the_meaning_of_some_answer_here() -> None:
    used = set()
    for _, command, code, text, _, _ in ANSWERS:
        found = meaning(Receipt(code, text, command))
        words = found.said.partition(" ")[2].lower()
        fitting = (rule for rule in RULES if rule.fits(code, command, found.enhanced, words))
        used.add(next(fitting, None))

    assert [rule for rule in RULES if rule not in used] == []
