"""Joining by a form: who is asked for a yes, and that nobody learns from it who is known."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contract.stores import STORES
from doubles import StoppedClock
from doubles.doorstep import VISIT, Doorstep
from pressrun.errors import Problem
from pressrun.mail.sealed import SEALED_LENGTH
from pressrun.model.audience import SubscriptionState, SuppressionReason
from pressrun.model.joinrules import JoinRules
from pressrun.model.letter import LetterKind
from pressrun.model.slot import Slot
from pressrun.model.visit import Visit
from pressrun.model.wish import TRIES, VALID
from pressrun.press.formstamp import FORM_AGE
from pressrun.press.joining import CodeVerdict, Joined, JoinForm
from pressrun.press.wishview import WishState
from pressrun.store.memory import MemoryStore
from pressrun.store.sql import SqlStore

ADA = "ada@example.org"
DAY = timedelta(days=1)


@pytest.fixture(params=STORES, name="door")
def _door(
    request: pytest.FixtureRequest, clock: StoppedClock, tmp_path: Path
) -> Iterator[Doorstep]:
    store = STORES[request.param](tmp_path, clock)
    yield Doorstep(tmp_path, store, clock=clock)
    store.close()


def kinds(door: Doorstep) -> list[LetterKind]:
    return [letter.kind for letter in door.mail()]


def test_nobody_is_on_the_list_before_their_mailbox_said_yes(door: Doorstep) -> None:
    door.ask(name="Ada Sample")

    assert door.reader() is None
    token, _ = door.confirming()
    view = door.wishes.fulfil(token, VISIT)

    assert view is not None
    assert view.state is WishState.DONE
    reader = door.reader()
    assert reader is not None
    assert reader.subscription.state is SubscriptionState.CONFIRMED
    assert reader.subscriber.name == "Ada Sample"
    assert kinds(door) == [LetterKind.WELCOME]


def test_a_letter_to_somebody_unconfirmed_holds_a_link_and_a_code_and_nothing_they_typed(
    door: Doorstep,
) -> None:
    visit = Visit(page="https://evil.example.org/?buy", network="192.0.2.1", wording="BUY")
    door.ask(visit=visit, name="Buy now https://evil.example.org", topics=("Harbour",))

    [letter] = door.mail()

    assert set(letter.slots) == {Slot.ACTION_URL, Slot.CODE}
    told = "".join((*letter.slots.values(), letter.dedupe, letter.message_id))
    assert "evil" not in told.lower()
    assert "buy" not in told.lower()


def test_a_consent_is_kept_with_what_proves_it(door: Doorstep) -> None:
    asked_at = door.clock.now()
    door.ask()
    token, _ = door.confirming()
    door.clock.advance(timedelta(hours=3))
    door.wishes.fulfil(token, VISIT)

    reader = door.reader()
    assert reader is not None
    with door.store.unit(write=False) as unit:
        [line] = unit.people.consent(reader.subscriber.id)

    assert line.at == asked_at + timedelta(hours=3)
    assert line.proof is not None
    assert line.proof.asked_at == asked_at
    assert line.proof.wording == VISIT.wording
    assert line.proof.page == VISIT.page
    assert len(line.proof.network_hash) == 32
    assert VISIT.network not in f"{line}"


def test_six_digits_confirm_as_well_as_the_link(door: Doorstep) -> None:
    page = door.ask().code_token
    _, code = door.confirming()

    answer = door.desk.confirm_code(page, f" {code[:3]} {code[3:]} ", VISIT)

    assert answer.verdict is CodeVerdict.DONE
    assert door.reader() is not None


def test_after_so_many_wrong_codes_only_the_link_counts(door: Doorstep) -> None:
    page = door.ask().code_token
    token, code = door.confirming()
    wrong = f"{(int(code) + 1) % 10**6:06}"

    verdicts = [door.desk.confirm_code(page, wrong, VISIT).verdict for _ in range(TRIES)]

    assert verdicts == [CodeVerdict.WRONG] * (TRIES - 1) + [CodeVerdict.USED_UP]
    assert door.desk.confirm_code(page, code, VISIT).verdict is CodeVerdict.USED_UP
    assert door.reader() is None
    view = door.wishes.fulfil(token, VISIT)
    assert view is not None
    assert view.state is WishState.DONE


def test_tries_from_another_page_do_not_begin_anew(door: Doorstep) -> None:
    pages = [door.ask().code_token for _ in range(3)]
    _, code = door.confirming()
    wrong = f"{(int(code) + 1) % 10**6:06}"
    for _ in range(TRIES):
        door.desk.confirm_code(pages[0], wrong, VISIT)

    assert door.desk.confirm_code(pages[1], code, VISIT).verdict is CodeVerdict.WRONG
    assert door.reader() is None


def test_what_is_no_code_is_wrong_and_costs_no_try(door: Doorstep) -> None:
    page = door.ask().code_token
    _, code = door.confirming()

    for text in ("", "12345", "1234567", "abcdef", "½23456", "x" * 10_000, "\udcff"):
        assert door.desk.confirm_code(page, text, VISIT).verdict is CodeVerdict.WRONG

    arabic = code.translate({ord("0") + n: 0x660 + n for n in range(10)})
    assert door.desk.confirm_code(page, arabic, VISIT).verdict is CodeVerdict.DONE


@pytest.mark.parametrize("known", ["new", "waiting", "on it", "left", "bounce", "complaint"])
def test_row_p21_the_answer_is_the_same_whoever_asks(door: Doorstep, known: str) -> None:
    prepare(door, known)

    first, second = door.ask(ADA), door.ask(ADA)

    for joined in (first, second):
        assert isinstance(joined, Joined)
        assert len(joined.code_token) == len(joined.browser_token) == SEALED_LENGTH
        assert door.desk.confirm_code(joined.code_token, "000000", VISIT).verdict is (
            CodeVerdict.WRONG
        )
    # Not even two answers side by side tell whether the same wish is behind them.
    assert len({first.code_token, second.code_token}) == 2
    verdicts = [
        door.desk.confirm_code(first.code_token, "000000", VISIT).verdict for _ in range(TRIES)
    ]
    assert verdicts[-2:] == [CodeVerdict.USED_UP] * 2
    assert verdicts[:-2] == [CodeVerdict.WRONG] * 3
    assert door.desk.confirm_code(second.code_token, "000000", VISIT).verdict is CodeVerdict.WRONG


@pytest.mark.parametrize(
    ("known", "written"),
    [
        ("new", [LetterKind.CONFIRM]),
        ("waiting", [LetterKind.CONFIRM]),
        ("on it", [LetterKind.ALREADY]),
        ("left", [LetterKind.CONFIRM]),
        ("bounce", [LetterKind.CONFIRM]),
        ("request", [LetterKind.CONFIRM]),
        ("complaint", []),
    ],
)
def test_only_the_mailbox_is_told_what_is_known_of_it(
    door: Doorstep, known: str, written: list[LetterKind]
) -> None:
    prepare(door, known)

    door.ask(ADA)

    assert kinds(door) == written


@pytest.mark.parametrize("known", ["left", "bounce", "request"])
def test_a_fresh_yes_brings_back_who_had_left_or_bounced(door: Doorstep, known: str) -> None:
    prepare(door, known)
    door.ask(ADA)
    token, _ = door.confirming()

    door.wishes.fulfil(token, VISIT)

    reader = door.reader()
    assert reader is not None
    assert reader.subscription.state is SubscriptionState.CONFIRMED
    assert reader.suppressed is None
    assert not door.noes.says_no(ADA, list="main")


def test_nobody_who_complained_comes_back_by_any_link(door: Doorstep) -> None:
    door.ask()
    token, _ = door.confirming()
    prepare(door, "complaint")

    view = door.wishes.fulfil(token, VISIT)

    assert view is not None
    assert view.state is WishState.EXPIRED
    door.clock.advance(DAY * 2)
    door.desk.again(token, VISIT)
    assert kinds(door) == []


def test_row_63_what_a_program_fills_in_is_answered_alike_and_writes_nothing(
    door: Doorstep,
) -> None:
    stamp = door.desk.stamp()
    forged = ("A" if stamp[0] != "A" else "B") + stamp[1:]
    door.clock.advance(timedelta(seconds=1))

    caught = [
        door.ask(trap="https://example.org"),
        door.ask(stamp=stamp),
        door.ask(stamp=forged),
        door.ask(stamp=""),
        door.ask(stamp="x" * 10_000),
    ]
    door.clock.advance(FORM_AGE)
    caught.append(door.ask(stamp=stamp))

    for joined in caught:
        assert len(joined.code_token) == len(joined.browser_token) == SEALED_LENGTH
        assert door.desk.confirm_code(joined.code_token, "123456", VISIT).verdict is (
            CodeVerdict.WRONG
        )
    assert kinds(door) == []
    assert waiting(door) == 0


def test_a_form_that_took_a_moment_to_fill_in_is_a_persons(door: Doorstep) -> None:
    stamp = door.desk.stamp()
    door.clock.advance(timedelta(seconds=2))

    door.ask(stamp=stamp)

    assert kinds(door) == [LetterKind.CONFIRM]


@pytest.mark.parametrize(
    "address", ["notes@example.org", "NOTES@example.org", "notes+x@example.org"]
)
def test_row_61_our_own_addresses_get_no_letter(door: Doorstep, address: str) -> None:
    door.ask(address)

    assert kinds(door) == []
    assert waiting(door) == 0


@pytest.mark.parametrize("role", ["postmaster", "abuse", "NoReply", "mailer-daemon", "root+x"])
def test_row_60_addresses_of_a_duty_are_refused_unless_settings_say_otherwise(
    role: str, tmp_path: Path, clock: StoppedClock
) -> None:
    store = memory(clock)
    strict = Doorstep(tmp_path, store, clock=clock)
    kind = Doorstep(tmp_path, store, clock=clock, rules=JoinRules(refuse_roles=False))

    refused = strict.refusal(f"{role}@example.org")
    kind.ask(f"{role}@example.org")

    assert refused is not None
    assert refused.code == "ADR010"
    assert kinds(kind) == [LetterKind.CONFIRM]


@pytest.mark.parametrize(
    ("row", "address", "code"),
    [
        (48, "\uff55ser@example.org", "ADR012"),
        (49, "\u0430dmin@example.org", "ADR011"),
        (49, "ada@ex\u0430mple.org", "ADR011"),
        (49, "ada@xn--exmple-4nf.org", "ADR011"),
        (53, "ada@example.org\r\nBcc: bob@example.org", "ADR004"),
        (54, "a\u200bda@example.org", "ADR001"),
        (55, f"{'a' * 65}@example.org", "ADR001"),
        (56, '"ada"@example.org', "ADR001"),
        (56, "ada@[127.0.0.1]", "ADR001"),
        (56, "ada@localhost", "ADR001"),
        (57, "Ada <ada@example.org>", "ADR002"),
        (57, "mailto:ada@example.org", "ADR003"),
        (57, "ada@example.org,bob@example.org", "ADR004"),
        (59, "\N{GRINNING FACE}@example.org", "ADR013"),
    ],
)
def test_an_address_that_cannot_be_taken_is_told_in_words(
    row: int, address: str, code: str, tmp_path: Path, clock: StoppedClock
) -> None:
    door = Doorstep(tmp_path, memory(clock), clock=clock)

    problem = door.refusal(address)

    assert problem is not None, row
    assert problem.code == code
    assert problem.help
    assert kinds(door) == []


@pytest.mark.parametrize("address", ["ada@b\u00fccher.example.org", "ada@\u4f8b\u3048.jp"])
def test_scripts_that_belong_together_are_no_mixture(
    address: str, tmp_path: Path, clock: StoppedClock
) -> None:
    door = Doorstep(tmp_path, memory(clock), clock=clock)

    door.ask(address)

    assert kinds(door) == [LetterKind.CONFIRM]


def test_rows_44_47_50_spellings_of_one_address_are_one_wish(
    tmp_path: Path, clock: StoppedClock
) -> None:
    rules = JoinRules(international=True, letters_per_day=9, letters_per_month=9)
    door = Doorstep(tmp_path, memory(clock), clock=clock, rules=rules)

    for spelling in (
        "Jos\u00e9@B\u00fccher.example",
        "jose\u0301@b\u00fccher.example",
        "JOS\u00c9@xn--bcher-kva.example",
    ):
        door.ask(spelling.replace(".example", ".de"))

    assert waiting(door) == 1


def test_topics_that_do_not_exist_are_dropped(door: Doorstep) -> None:
    door.ask(topics=("harbour", "HARBOUR ", "Casino\nBcc: x", "<b>", "Weather"))
    token, _ = door.confirming()
    door.wishes.fulfil(token, VISIT)

    reader = door.reader()
    assert reader is not None
    assert reader.subscription.topics == ("Harbour", "Weather")


def test_a_list_that_is_not_there_is_a_problem(door: Doorstep) -> None:
    problem = door.refusal(ADA, list="casino")

    assert problem is not None
    assert problem.code == "SUB002"


def test_another_ask_gets_another_code_and_the_first_link_stays_good(door: Doorstep) -> None:
    first = door.ask().code_token
    token, code = door.confirming()
    door.clock.advance(DAY * 2)
    second = door.ask().code_token
    again, fresh = door.confirming()

    assert token == again
    assert code != fresh
    assert door.desk.confirm_code(first, code, VISIT).verdict is CodeVerdict.WRONG
    assert door.desk.confirm_code(second, fresh, VISIT).verdict is CodeVerdict.DONE


def test_a_strangers_ask_changes_nothing_of_what_a_link_says_yes_to(door: Doorstep) -> None:
    door.ask(name="Ada Sample", topics=("Harbour",))
    token, _ = door.confirming()
    door.clock.advance(DAY * 2)
    door.ask(name="Mud", topics=("Weather",), visit=Visit(page="https://x.example.org"))
    other, _ = door.confirming()

    door.wishes.fulfil(token, VISIT)

    assert other != token
    reader = door.reader()
    assert reader is not None
    assert reader.subscriber.name == "Ada Sample"
    assert reader.subscription.topics == ("Harbour",)
    assert reader.subscription.state is SubscriptionState.CONFIRMED


def test_an_expired_link_writes_another_letter_when_asked(door: Doorstep) -> None:
    door.ask()
    token, _ = door.confirming()
    door.clock.advance(VALID)
    view = door.wishes.view(token)
    assert view is not None
    assert view.state is WishState.EXPIRED

    door.desk.again(token, VISIT)

    assert door.confirming()[0] == token
    view = door.wishes.view(token)
    assert view is not None
    assert view.state is WishState.OPEN


def test_the_page_after_the_form_can_ask_for_another_letter(door: Doorstep) -> None:
    page = door.ask().code_token
    door.mail()
    door.desk.again(page, VISIT)
    assert kinds(door) == []  # not twice within a day

    door.clock.advance(DAY * 2)
    door.desk.again(page, VISIT)
    _, code = door.confirming()

    assert door.desk.confirm_code(page, code, VISIT).verdict is CodeVerdict.DONE


def test_who_left_after_their_yes_is_asked_anew_from_the_old_link(door: Doorstep) -> None:
    door.ask()
    token, _ = door.confirming()
    door.wishes.fulfil(token, VISIT)
    door.mail()
    door.clock.advance(DAY * 2)
    door.leave()
    door.clock.advance(timedelta(minutes=1))
    view = door.wishes.view(token)
    assert view is not None
    assert view.state is WishState.EXPIRED

    door.desk.again(token, VISIT)
    fresh, _ = door.confirming()
    assert fresh != token
    door.wishes.fulfil(fresh, VISIT)

    reader = door.reader()
    assert reader is not None
    assert reader.subscription.state is SubscriptionState.CONFIRMED


def test_only_the_browser_that_asked_is_known_again(door: Doorstep) -> None:
    joined = door.ask()
    token, _ = door.confirming()
    other = door.ask("bob@example.org")

    assert door.desk.is_same_browser(token, joined.browser_token)
    assert not door.desk.is_same_browser(token, other.browser_token)
    assert not door.desk.is_same_browser(token, joined.code_token)
    assert not door.desk.is_same_browser(token, "")
    assert not door.desk.is_same_browser(joined.browser_token, joined.browser_token)


@pytest.mark.parametrize("known", ["new", "on it", "left", "complaint", "program"])
def test_asking_again_from_any_page_is_answered_with_nothing(door: Doorstep, known: str) -> None:
    if known != "program":
        prepare(door, known)
    page = door.ask(trap="x" if known == "program" else "").code_token

    door.desk.again(page, VISIT)
    door.desk.again("x" * SEALED_LENGTH, VISIT)
    door.desk.again("", VISIT)


def test_what_people_paste_into_any_field_is_text_or_refused(
    corpora: Path, tmp_path: Path, clock: StoppedClock
) -> None:
    naughty = json.loads((corpora / "naughty-strings" / "blns.json").read_text("utf-8"))
    # One in twelve: those beside each other differ in little.
    xss = (corpora / "xss" / "payloads.txt").read_text("utf-8").splitlines()[::12]
    rules = JoinRules(letters_per_hour=10**6, asks_per_hour=10**6)
    store = SqlStore.open(tmp_path / "state.db", clock=clock, entropy=Doorstep.chance())
    door = Doorstep(tmp_path, store, clock=clock, rules=rules)

    for number, text in enumerate((*naughty, *xss, "\udcff", "\x00", "a" * 10_000)):
        assert isinstance(
            door.desk.join(JoinForm(address=text, name=text, list=text), VISIT), Problem
        ) or text.strip() in {"", "main"}
        visit = Visit(page=text, wording=text, network=text)
        address = f"ada{number}@example.org"
        door.ask(address, visit, name="Ada", language=text, topics=(text,), stamp=None)
        door.desk.confirm_code(text, text, visit)
        door.desk.again(text, visit)
        assert door.desk.is_same_browser(text, text) is False
        assert door.wishes.fulfil(text, visit) is None

    letters = door.mail()
    assert {letter.kind for letter in letters} == {LetterKind.CONFIRM}
    store.close()


def test_every_address_of_isemail_is_taken_or_told_why_not(
    corpora: Path, tmp_path: Path, clock: StoppedClock
) -> None:
    rules = JoinRules(letters_per_hour=10**6, asks_per_hour=10**6, international=True)
    door = Doorstep(tmp_path, memory(clock), clock=clock, rules=rules)
    tests = ElementTree.parse(corpora / "isemail" / "tests.xml").getroot()
    pictures = {0x2400 + n: n for n in range(32)}  # control pictures stand for controls there

    taken = []
    for test in tests.iter("test"):
        address = (test.findtext("address") or "").translate(pictures)
        answer = door.desk.join(JoinForm(address=address), VISIT)
        if isinstance(answer, Joined):
            taken.append(address)
        else:
            assert answer.what
            assert answer.help

    assert len(taken) > 10
    assert len(door.mail()) == len({address.strip().lower() for address in taken})


@settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(max_size=60), st.text(max_size=60))
def test_no_text_makes_the_form_fail(tmp_path: Path, address: str, other: str) -> None:
    clock = StoppedClock()
    door = Doorstep(tmp_path, memory(clock), clock=clock)

    door.desk.join(JoinForm(address=address, language=other, topics=(other,)), VISIT)
    door.desk.join(JoinForm(address=f"{address}@example.org", name=other, stamp=other), VISIT)
    door.desk.join(JoinForm(address=ADA), Visit(page=other, network=address, wording=other))


def prepare(door: Doorstep, known: str) -> None:
    """Bring ``ADA`` so far as a test says, and take whatever mail that writes."""
    if known == "new":
        return
    if known == "waiting":
        door.ask(ADA)
        door.mail()
        door.clock.advance(DAY * 2)
        return
    door.add(ADA)
    if known == "left":
        door.leave(ADA)
    elif known != "on it":
        door.suppress(ADA, SuppressionReason(known))
    door.clock.advance(timedelta(minutes=1))
    assert door.mail() == []


def memory(clock: StoppedClock) -> MemoryStore:
    return MemoryStore(clock=clock, entropy=Doorstep.chance())


def waiting(door: Doorstep) -> int:
    with door.store.unit(write=False) as unit:
        return unit.wishes.waiting("main")
