"""The desk of letters: faces that follow the folder, and rows that hold what is needed."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Event
from typing import Any

import pytest

from doubles.shop import PUBLICATION, PrintShop
from pressrun.errors import ContentError, RenderError, UsageError
from pressrun.mail.letter import fill_letter
from pressrun.model.delivery import DeliveryState
from pressrun.model.letter import SLOTS, Letter, LetterKind
from pressrun.model.publication import Publication, Welcome
from pressrun.model.slot import Slot
from pressrun.press.letters import FRESH_S, LetterDesk
from pressrun.press.tick import tick
from pressrun.press.withdraw import plan_withdrawal, withdraw

CONFIRM = "templates/email/letters/confirm.txt"
VALUES = {
    Slot.ACTION_URL: "https://notes.example.org/confirm/sample",
    Slot.CODE: "123456",
    Slot.PREFERENCES_URL: "https://notes.example.org/preferences/sample",
    Slot.UNSUBSCRIBE_URL: "https://notes.example.org/unsubscribe/sample",
}
[MAIN] = PUBLICATION.lists
CARRYING = replace(PUBLICATION, lists=(replace(MAIN, welcome=Welcome.ISSUE),))
SILENT = replace(PUBLICATION, lists=(replace(MAIN, welcome=Welcome.NONE),))


def letters(shop: PrintShop, publication: Publication = PUBLICATION) -> LetterDesk:
    return LetterDesk(replace(shop.desk, publication=publication), shop.store)


def later(shop: PrintShop) -> None:
    shop.clock.advance(timedelta(seconds=FRESH_S))


def written(shop: PrintShop) -> list[Letter]:
    with shop.store.unit() as unit:
        claimed = unit.letters.claim(
            sender="a", limit=9, now=shop.clock.now(), lease=timedelta(minutes=1)
        )
    return [one.letter for one in claimed if one.letter is not None]


def write(shop: PrintShop, desk: LetterDesk, kind: LetterKind, **changes: Any) -> bool:
    prepared = desk.face(kind, "main")
    given = {"to": "ada@example.org", "slots": VALUES, "dedupe": "one", "at": shop.clock.now()}
    with shop.store.unit() as unit:
        return desk.write(unit, prepared, **{**given, **changes})


def text(shop: PrintShop, desk: LetterDesk, kind: LetterKind) -> str:
    """Return the whole message of a letter, its soft line breaks taken out."""
    write(shop, desk, kind, dedupe=shop.entropy.octets(8).hex())
    letter = written(shop)[-1]
    with shop.store.unit(write=False) as unit:
        octets = unit.letters.face(letter.face) or b""
    return fill_letter(octets, letter).decode().replace("=\r\n", "")


@pytest.mark.parametrize("kind", LetterKind)
def test_a_written_letter_can_be_filled_by_whoever_finds_it(
    shop: PrintShop, kind: LetterKind
) -> None:
    said = text(shop, letters(shop), kind)

    assert "\r\nTo: ada@example.org\r\n" in said
    assert "slot.invalid" not in said
    for slot in SLOTS[kind]:
        assert VALUES[slot].removeprefix("123456") in said


def test_a_letter_keeps_what_its_face_asks_for_and_nothing_else(shop: PrintShop) -> None:
    write(shop, letters(shop), LetterKind.EXPORT)

    [letter] = written(shop)
    assert letter.slots == {"action-url": VALUES[Slot.ACTION_URL]}
    assert VALUES[Slot.ACTION_URL] not in repr(letter)


def test_the_same_reason_writes_one_letter(shop: PrintShop) -> None:
    desk = letters(shop)

    assert write(shop, desk, LetterKind.CONFIRM)
    assert not write(shop, desk, LetterKind.CONFIRM)
    assert write(shop, desk, LetterKind.CONFIRM, dedupe="two")

    one, two = written(shop)
    assert one.message_id != two.message_id
    assert one.message_id.endswith("@example.org")


def test_a_unit_that_fails_leaves_no_letter(shop: PrintShop) -> None:
    desk = letters(shop)
    prepared = desk.face(LetterKind.CONFIRM, "main")

    def fail() -> None:
        with shop.store.unit() as unit:
            desk.write(
                unit, prepared, to="a@b.example.org", slots=VALUES, dedupe="x", at=shop.clock.now()
            )
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()

    assert written(shop) == []


def test_a_value_that_the_face_asks_for_may_not_be_missing(shop: PrintShop) -> None:
    with pytest.raises(ValueError, match="action-url"):
        write(shop, letters(shop), LetterKind.CONFIRM, slots={Slot.CODE: "123456"})


def test_a_face_is_made_once_for_a_language_that_is_spoken(shop: PrintShop) -> None:
    desk = letters(shop)
    asked = ["", "en", "en-GB", "xx", "x" * 5000]

    faces = {id(desk.face(LetterKind.CONFIRM, "main", tag)) for tag in asked}

    assert len(faces) == 1
    assert desk.face(LetterKind.CONFIRM, "main", "de-AT").language == "de"


def test_a_list_that_is_not_there_is_refused_and_none_means_the_first(shop: PrintShop) -> None:
    desk = letters(shop)

    with pytest.raises(UsageError):
        desk.face(LetterKind.CONFIRM, "other")
    assert desk.face(LetterKind.CONFIRM, "") is desk.face(LetterKind.CONFIRM, "main")


def test_a_theme_that_changed_is_seen_a_minute_later(shop: PrintShop) -> None:
    desk = letters(shop)
    before = desk.face(LetterKind.CONFIRM, "main")
    shop.write(CONFIRM, "{{ slot.action_url }} {{ slot.code }} Ahoy\n")

    assert desk.face(LetterKind.CONFIRM, "main") is before
    later(shop)

    assert b"Ahoy" in desk.face(LetterKind.CONFIRM, "main").octets
    assert b"Ahoy" not in before.octets


def test_a_theme_that_stopped_working_leaves_the_letters_that_worked(shop: PrintShop) -> None:
    desk = letters(shop)
    before = desk.face(LetterKind.CONFIRM, "main")
    shop.write(CONFIRM, "{{ nope.nope }}")
    later(shop)

    assert desk.face(LetterKind.CONFIRM, "main").octets == before.octets
    with pytest.raises(RenderError):
        letters(shop).face(LetterKind.CONFIRM, "main")
    shop.write(CONFIRM, "{{ slot.action_url }} Mended\n")
    later(shop)
    assert b"Mended" in desk.face(LetterKind.CONFIRM, "main").octets


def test_a_theme_that_cannot_be_read_leaves_the_letters_there_are(shop: PrintShop) -> None:
    desk = letters(shop)
    before = desk.face(LetterKind.CONFIRM, "main")
    (shop.root / CONFIRM).parent.mkdir(parents=True)
    (shop.root / CONFIRM).write_bytes(b"\xff\xfe")
    later(shop)

    assert desk.face(LetterKind.CONFIRM, "main") is before
    with pytest.raises(ContentError):
        letters(shop).face(LetterKind.CONFIRM, "main")


def test_others_go_on_with_the_face_there_is_while_one_makes_the_next(shop: PrintShop) -> None:
    entered, leave = Event(), Event()

    class Slow:
        def call(self, function: str, *arguments: Any, limit_s: float = 30.0) -> Any:
            if "slowly" in dict(arguments[3].files).get(CONFIRM.removeprefix("templates/"), ""):
                entered.set()
                assert leave.wait(10)
            return shop.desk.isolate.call(function, *arguments)

        warm = map = None

    slow: Any = Slow()
    desk = LetterDesk(replace(shop.desk, isolate=slow))
    before = desk.face(LetterKind.CONFIRM, "main")
    shop.write(CONFIRM, "{{ slot.action_url }} slowly\n")
    later(shop)

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(desk.face, LetterKind.CONFIRM, "main")
        assert entered.wait(10)
        second = pool.submit(desk.face, LetterKind.CONFIRM, "main")
        assert second.result(10) is before
        leave.set()
        assert b"slowly" in first.result(10).octets


def test_a_confirmation_says_when_the_next_issue_comes_while_one_is_armed(shop: PrintShop) -> None:
    desk = letters(shop)
    assert "issue 1 arrives" not in text(shop, desk, LetterKind.CONFIRM)
    shop.schedule("2026-12-01 9:00")
    later(shop)

    assert "issue 1 arrives on 1 December 2026" in text(shop, desk, LetterKind.CONFIRM)
    assert "Issue 1 arrives on 1 December 2026" in text(shop, desk, LetterKind.WELCOME)

    shop.schedule("2026-12-03 9:00")
    later(shop)
    assert "on 3 December 2026" in text(shop, desk, LetterKind.CONFIRM)
    shop.clock.advance(timedelta(days=30))
    assert "arrives" not in text(shop, desk, LetterKind.CONFIRM)


def sent(shop: PrintShop) -> None:
    shop.subscribe("ada")
    shop.schedule("now")
    tick(shop.desk, shop.store)


def test_a_welcome_may_carry_the_issue_that_went_out_last(shop: PrintShop) -> None:
    sent(shop)
    asyncio.run(shop.deliver())

    carrying = text(shop, letters(shop, CARRYING), LetterKind.WELCOME)

    assert "After the storm" in carrying
    assert "The tide tables are back" in carrying
    assert "\r\nSubject: Welcome to Harbour Notes\r\n" in carrying
    assert "After the storm" not in text(shop, letters(shop), LetterKind.WELCOME)


def test_an_issue_that_is_still_going_out_is_not_carried_yet(shop: PrintShop) -> None:
    sent(shop)

    assert "After the storm" not in text(shop, letters(shop, CARRYING), LetterKind.WELCOME)


def test_a_withdrawn_issue_is_carried_no_more(shop: PrintShop) -> None:
    sent(shop)
    asyncio.run(shop.deliver())
    desk = letters(shop, CARRYING)
    assert "After the storm" in text(shop, desk, LetterKind.WELCOME)
    planned = plan_withdrawal(shop.desk, shop.contents, "1")
    shop.clock.advance(timedelta(seconds=1))
    withdraw(shop.desk, shop.contents, planned, at=shop.clock.now(), dry_run=False)
    later(shop)

    said = text(shop, desk, LetterKind.WELCOME)

    assert "Welcome to Harbour Notes" in said
    assert "After the storm" not in said


def test_a_welcome_comes_alone_where_the_issue_cannot_be_set(shop: PrintShop) -> None:
    sent(shop)
    asyncio.run(shop.deliver())
    shop.write(
        "templates/email/parts/chapters.mjml", "{% for c in chapters %}{{ 1 / 0 }}{% endfor %}"
    )

    said = text(shop, letters(shop, CARRYING), LetterKind.WELCOME)

    assert "Welcome to Harbour Notes" in said
    assert "After the storm" not in said


def test_a_list_may_welcome_nobody(shop: PrintShop) -> None:
    silent = letters(shop, SILENT)

    assert [kind for kind in LetterKind if not silent.writes(kind, "main")] == [LetterKind.WELCOME]
    assert all(letters(shop).writes(kind, "main") for kind in LetterKind)


def test_a_letter_waits_for_a_sender_as_it_is_written(shop: PrintShop) -> None:
    write(shop, letters(shop), LetterKind.CONFIRM)

    with shop.store.unit(write=False) as unit:
        assert unit.letters.counts() == {DeliveryState.QUEUED: 1}


def test_what_a_stranger_asks_for_first_is_made_before(shop: PrintShop) -> None:
    asked: list[LetterKind] = []

    class Counting:
        def call(self, function: str, *arguments: Any, limit_s: float = 30.0) -> Any:
            asked.append(arguments[0])
            return shop.desk.isolate.call(function, *arguments)

        warm = map = None

    counting: Any = Counting()
    desk = LetterDesk(replace(shop.desk, isolate=counting), shop.store)
    desk.make_ready()
    made = [*asked]
    desk.face(LetterKind.CONFIRM, "main")
    desk.face(LetterKind.ALREADY, "main")

    assert {LetterKind.CONFIRM, LetterKind.ALREADY} <= {*made}
    assert asked == made


def test_what_cannot_be_made_ready_is_left_to_whoever_asks(shop: PrintShop) -> None:
    shop.write(CONFIRM, "{{ nope }}")
    desk = letters(shop)

    desk.make_ready()

    assert desk.face(LetterKind.ALREADY, "main").kind is LetterKind.ALREADY
    with pytest.raises(RenderError):
        desk.face(LetterKind.CONFIRM, "main")
