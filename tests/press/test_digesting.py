"""A digest carries to each reader what they have not had, and is set once for all who lack that."""

import asyncio
from datetime import timedelta
from email import message_from_bytes, policy

import pytest

from doubles.shop import PrintShop
from pressrun.model.audience import Arrangement, Cadence
from pressrun.model.issue import Issue, IssueKey, IssueState
from pressrun.model.unseen import UnseenSet
from pressrun.press.deliver import deliver
from pressrun.press.digesting import digest_faces, editions_of
from pressrun.press.plates import make_plates
from pressrun.press.schedule import arm, plan
from pressrun.press.standings import known_of
from pressrun.press.tick import tick
from pressrun.press.traces import gone_out
from pressrun.press.withdraw import plan_withdrawal, withdraw

WEEK = timedelta(days=7)
DIGEST = IssueKey("digestaaaa")
TITLES = {
    "tide": "The tide tables are back",
    "lamp": "The lamp keeper's log",
    "rope": "Rope and tar",
    "soup": "Soup for eleven",
}


def write_digest(shop: PrintShop, number: int = 9, *, extra: str = "") -> None:
    front = f"id: {DIGEST}\nsubject: The week\ndigest: weekly\n{extra}"
    shop.write(f"issues/{number:03}-week/issue.md", f"---\n{front}---\n\nDear reader.\n")


def write_issue(shop: PrintShop, number: int, *articles: str) -> None:
    names = "".join(f"  - {name}\n" for name in articles)
    front = f"id: issueaaaa{'abcdefghij'[number]}\nsubject: Issue\narticles:\n{names}"
    shop.write(f"issues/{number:03}-issue/issue.md", f"---\n{front}---\n")


def issue(shop: PrintShop, number: int) -> Issue:
    return next(one for one in shop.contents.issues if one.number == number)


def send(shop: PrintShop, number: int) -> None:
    """Send an issue with all that belongs to it."""
    found = issue(shop, number)
    made = plan(shop.desk, shop.store, found, shop.contents, "now")
    arm(shop.desk, shop.store, made, by="a tester")
    ticked = tick(shop.desk, shop.store)
    assert ticked.problems == ()
    asyncio.run(deliver(found.key, shop.office))
    shop.clock.advance(timedelta(hours=1))


def choose(shop: PrintShop, name: str, cadence: Cadence = Cadence.WEEKLY) -> None:
    with shop.store.unit() as unit:
        handle = shop.handle_of(name)
        how = Arrangement(cadence=cadence)
        assert unit.people.arrange(handle, how, at=shop.clock.now())


def mail_to(shop: PrintShop, name: str) -> list[tuple[str, list[str]]]:
    """Return subject and the articles in text of every message to somebody."""
    found = []
    for one in shop.transport.arrived:
        if one.recipient == f"{name}@example.org":
            message = message_from_bytes(one.octets, policy=policy.default)
            part = message.get_body(("plain",))
            assert part is not None
            text = part.get_content()
            there = [(text.index(title), slug) for slug, title in TITLES.items() if title in text]
            found.append((message["Subject"], [slug for _, slug in sorted(there)]))
    return found


@pytest.fixture(name="harbour")
def _harbour(shop: PrintShop) -> PrintShop:
    shop.write_article("rope", id="ropeaaaaaa", title=TITLES["rope"])
    shop.write_article("soup", id="soupaaaaaa", title=TITLES["soup"])
    for number, articles in ((1, ["tide"]), (2, ["soup", "lamp"]), (3, ["rope"])):
        write_issue(shop, number, *articles)
    (shop.root / "issues/001-storm/issue.md").unlink()
    write_digest(shop)
    return shop


def test_each_reader_gets_what_they_have_not_had_in_the_order_it_went_out(
    harbour: PrintShop,
) -> None:
    harbour.subscribe("ada", "bob", "cyd")
    choose(harbour, "ada")
    send(harbour, 1)
    choose(harbour, "bob")
    send(harbour, 2)

    send(harbour, 9)

    assert mail_to(harbour, "ada") == [("The week", ["tide", "soup", "lamp"])]
    assert mail_to(harbour, "bob") == [("Issue", ["tide"]), ("The week", ["soup", "lamp"])]
    assert mail_to(harbour, "cyd") == [("Issue", ["tide"]), ("Issue", ["soup", "lamp"])]


def test_a_digest_has_no_page_and_stands_in_no_feed(harbour: PrintShop) -> None:
    harbour.subscribe("ada")
    choose(harbour, "ada")
    send(harbour, 1)
    before = harbour.read("feeds/entries.json")

    send(harbour, 9)

    assert harbour.read("feeds/entries.json") == before
    assert not (harbour.root / "public/issues/009-week").exists()
    [digest] = [m for m in harbour.transport.arrived if b"The week" in m.octets]
    assert b"Archived-At: <https://notes.example.org/>" in digest.octets


def test_a_digest_that_went_out_says_so_in_its_folder(harbour: PrintShop) -> None:
    harbour.subscribe("ada")
    choose(harbour, "ada")
    send(harbour, 1)
    records = harbour.desk.folder.memory().records
    before = gone_out(harbour.desk.folder, records, harbour.contents.issues)

    send(harbour, 9)

    after = gone_out(harbour.desk.folder, records, harbour.contents.issues)
    assert after - before == {DIGEST}


def test_who_lacks_the_same_in_the_same_language_shares_one_face(harbour: PrintShop) -> None:
    harbour.subscribe("ada", "bob", "cyd", "dee")
    for name in ("ada", "bob", "cyd"):
        choose(harbour, name)
    send(harbour, 1)
    choose(harbour, "dee")
    send(harbour, 3)

    faces = digest_faces(
        harbour.desk,
        harbour.store,
        issue(harbour, 9),
        harbour.contents,
        at=harbour.clock.now(),
    )

    assert [face.articles for face in faces] == [("tideaaaaaa", "ropeaaaaaa"), ("ropeaaaaaa",)]
    assert len({face.variant for face in faces}) == 2
    assert {face.language for face in faces} == {"en"}


def test_a_digest_says_no_more_in_one_piece_than_its_faces_carry(harbour: PrintShop) -> None:
    harbour.subscribe("ada", "bob")
    choose(harbour, "ada")
    send(harbour, 1)
    choose(harbour, "bob")
    send(harbour, 3)

    made = make_plates(
        harbour.desk,
        harbour.store,
        issue(harbour, 9),
        harbour.contents,
        at=harbour.clock.now(),
    )

    assert {piece.article.slug for piece in made.bound.pieces} == {"tide", "rope"}


def test_a_withdrawn_article_is_owed_to_nobody_and_holds_no_digest(
    harbour: PrintShop,
) -> None:
    harbour.subscribe("ada")
    choose(harbour, "ada")
    send(harbour, 1)
    send(harbour, 3)
    planned = plan_withdrawal(harbour.desk, harbour.contents, "tide")
    withdraw(harbour.desk, harbour.contents, planned, at=harbour.clock.now())

    send(harbour, 9)

    assert mail_to(harbour, "ada") == [("The week", ["rope"])]


def test_whoever_lacks_only_what_was_withdrawn_is_counted_nowhere(harbour: PrintShop) -> None:
    harbour.subscribe("ada")
    choose(harbour, "ada")
    send(harbour, 1)
    before = plan(harbour.desk, harbour.store, issue(harbour, 9), harbour.contents, "now")
    planned = plan_withdrawal(harbour.desk, harbour.contents, "tide")
    withdraw(harbour.desk, harbour.contents, planned, at=harbour.clock.now())

    after = plan(harbour.desk, harbour.store, issue(harbour, 9), harbour.contents, "now")
    ahead = known_of(harbour.desk, harbour.store, harbour.contents, (), harbour.clock.now())

    assert (before.readers, after.readers) == (1, 0)
    assert ahead.unseen["main", Cadence.WEEKLY] == ()


def test_what_goes_out_at_the_same_moment_is_in_the_digest(harbour: PrintShop) -> None:
    harbour.subscribe("ada")
    choose(harbour, "ada")
    for number in (9, 1):
        found = issue(harbour, number)
        made = plan(harbour.desk, harbour.store, found, harbour.contents, "now")
        arm(harbour.desk, harbour.store, made, by="a tester")

    assert tick(harbour.desk, harbour.store).problems == ()

    asyncio.run(deliver(DIGEST, harbour.office))
    assert mail_to(harbour, "ada") == [("The week", ["tide"])]


@pytest.mark.parametrize(
    ("extra", "state"), [("", IssueState.HELD), ("schedule: week\n", IssueState.CANCELLED)]
)
def test_a_digest_that_nobody_lacks_anything_for_is_not_sent_and_that_is_said(
    harbour: PrintShop, extra: str, state: IssueState
) -> None:
    write_digest(harbour, extra=extra)
    harbour.subscribe("ada")
    choose(harbour, "ada")
    found = issue(harbour, 9)
    made = plan(harbour.desk, harbour.store, found, harbour.contents, "now")
    arm(harbour.desk, harbour.store, made, by="a tester")

    [problem] = tick(harbour.desk, harbour.store).problems

    assert problem.code == "DIG001"
    with harbour.store.unit(write=False) as unit:
        row, run = unit.issues.find(found.key), unit.runs.find(found.key)
    assert row is not None
    assert (row.state, row.reason, run) == (state, problem.what, None)


def test_readers_of_a_language_that_nothing_is_in_share_the_publications_face(
    harbour: PrintShop,
) -> None:
    a = ("tideaaaaaa",)
    sets = [
        UnseenSet(language="fr", articles=a, readers=3),
        UnseenSet(language="", articles=a, readers=2),
        UnseenSet(language="en-GB", articles=a, readers=1),
        UnseenSet(language="fr-CA", articles=("lampaaaaaa",), readers=5),
    ]
    harbour.write("articles/tide.fr.md", "---\ntitle: Les marées\n---\n\nDes mots.\n")

    found = editions_of(sets, issue(harbour, 9), harbour.contents, own="en")

    assert [(one.language, one.articles) for one in found] == [
        ("", ("lampaaaaaa",)),
        ("fr", a),
        ("", a),
    ]
