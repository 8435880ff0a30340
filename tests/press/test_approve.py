"""Where approval is required, what goes out is what was approved, and nothing else."""

from dataclasses import replace
from datetime import timedelta

import pytest

from doubles.shop import PrintShop
from pressrun.errors import Problem, Refused
from pressrun.mail.slots import parse_template
from pressrun.model.approval import Approving, Verdict
from pressrun.model.issue import LATEST, ArmedIssue, IssueState
from pressrun.press.approve import Approved, approve, review, take_back
from pressrun.press.freeze import freeze
from pressrun.press.imprimatur import standing
from pressrun.press.proof import ARTICLES, DATED_AT, PAGES, prove
from pressrun.press.schedule import arm, plan, refuse_unapproved
from pressrun.press.tick import tick
from pressrun.render.words import find_words


@pytest.fixture
def strict(shop: PrintShop) -> PrintShop:
    """A shop in which approval is required, with a reader."""
    shop.desk = replace(shop.desk, approving=Approving.REQUIRED)
    shop.subscribe("ada")
    return shop


def say_yes(shop: PrintShop, by: str = "lena") -> Approved:
    reviewed = review(shop.desk, shop.store, shop.issue, shop.contents)
    return approve(shop.desk, shop.store, reviewed, by=by)


def verdict(shop: PrintShop) -> Verdict:
    return standing(shop.desk, shop.store, shop.issue, shop.contents).verdict


def reason(shop: PrintShop) -> str:
    with shop.store.unit(write=False) as unit:
        armed = unit.issues.find(shop.issue.key)
    return armed.reason if armed else ""


def edit(shop: PrintShop, words: str = "Other words.") -> None:
    shop.write_article("lamp", id="lampaaaaaa", title="The lamp keeper's log", body=words)


def test_an_issue_that_nobody_approved_is_held_when_it_is_due(strict: PrintShop) -> None:
    strict.schedule("now")

    ticked = tick(strict.desk, strict.store)

    assert [problem.code for problem in ticked.problems] == ["APR001"]
    assert ticked.problems[0].help == "pressrun approve 1"
    assert strict.state is IssueState.HELD
    assert "nobody has approved issue 1" in reason(strict)


def test_an_issue_that_was_approved_goes_out(strict: PrintShop) -> None:
    say_yes(strict)
    strict.schedule("now")

    ticked = tick(strict.desk, strict.store)

    assert ticked.started == (strict.issue.key,)
    assert strict.state is IssueState.SENDING


def test_where_it_is_not_required_all_goes_out_as_ever(shop: PrintShop) -> None:
    shop.subscribe("ada")
    say_yes(shop)
    edit(shop)
    shop.schedule("now")

    assert tick(shop.desk, shop.store).started == (shop.issue.key,)


def test_one_that_changed_since_is_held_and_says_who_approved_what_it_was(
    strict: PrintShop,
) -> None:
    say_yes(strict)
    strict.schedule("now")
    edit(strict)

    [problem] = tick(strict.desk, strict.store).problems

    assert problem.code == "APR002"
    assert problem.what == "issue 1 has changed since lena approved it on 2026-11-24 09:00"
    assert problem.help == "pressrun diff 1, then pressrun approve 1"
    assert strict.state is IssueState.HELD


def test_what_is_frozen_is_what_was_approved_octet_by_octet_but_for_its_date(
    strict: PrintShop,
) -> None:
    say_yes(strict)
    strict.schedule("2026-11-26 09:00")
    strict.clock.at += timedelta(days=2, hours=1)
    now = strict.clock.now().replace(microsecond=0)

    run = freeze(strict.desk, strict.store, armed_row(strict), strict.contents)

    assert not isinstance(run, Problem)
    with strict.store.unit(write=False) as unit:
        frozen = {face.language: face.octets for face in unit.runs.faces(strict.issue.key)}
        given = {face.language: face.octets for face in unit.approvals.faces(strict.issue.key)}
    assert given.keys() - {PAGES, ARTICLES} == frozen.keys() == {"en"}
    words = find_words(strict.desk.theme(), "en")
    ours, theirs = parse_template(frozen["en"]), parse_template(given["en"])
    assert ours.places == theirs.places
    assert ours.fields == theirs.fields
    sent, approved = undated(frozen["en"], words.date(now, "Europe/Berlin")), given["en"]
    approved = undated(approved, words.date(DATED_AT, "Europe/Berlin"))
    assert sent == approved
    assert b"Some words." in sent


def undated(octets: bytes, date: str) -> bytes:
    """Return a face without what its date decides: the day it says, and where parts end."""
    assert date.encode() in octets
    head, _, body = octets.partition(b"\r\n\r\n")
    boundary = body.partition(b"\r\n")[0].removeprefix(b"--")
    head = b"\r\n".join(row for row in head.split(b"\r\n") if not row.startswith(b"Date:"))
    plain = (head + b"\r\n\r\n" + body).replace(boundary, b"BOUNDARY")
    # Lines of quoted-printable end elsewhere where a date is longer.
    return plain.replace(b"=\r\n", b"").replace(date.encode(), b"DATE")


def armed_row(shop: PrintShop) -> ArmedIssue:
    with shop.store.unit(write=False) as unit:
        armed = unit.issues.find(shop.issue.key)
    assert armed is not None
    return armed


def test_approving_one_that_is_held_for_it_lets_it_go(strict: PrintShop) -> None:
    strict.schedule("now")
    tick(strict.desk, strict.store)

    approved = say_yes(strict)

    assert (approved.anew, approved.released, approved.late) == (True, True, False)
    assert strict.state is IssueState.ARMED
    assert tick(strict.desk, strict.store).started == (strict.issue.key,)


def test_one_whose_edit_was_put_back_is_let_go_and_stays_approved_by_whom_it_was(
    strict: PrintShop,
) -> None:
    say_yes(strict)
    strict.schedule("now")
    edit(strict)
    tick(strict.desk, strict.store)
    edit(strict, "Some words.")

    approved = say_yes(strict, by="tom")

    assert (approved.anew, approved.released) == (False, True)
    assert approved.approval.by == "lena"
    assert strict.state is IssueState.ARMED


def test_one_that_is_too_late_stays_held_until_it_is_scheduled(strict: PrintShop) -> None:
    strict.schedule("now")
    tick(strict.desk, strict.store)
    strict.clock.at += LATEST + timedelta(minutes=1)

    approved = say_yes(strict)

    assert (approved.released, approved.late) == (False, True)
    assert strict.state is IssueState.HELD
    strict.schedule("now")
    assert tick(strict.desk, strict.store).started == (strict.issue.key,)


def test_one_that_is_held_for_something_else_stays_held(strict: PrintShop) -> None:
    strict.schedule("now")
    strict.write("templates/email/issue.mjml", "{{ nope }}")
    tick(strict.desk, strict.store)
    assert strict.state is IssueState.HELD
    (strict.root / "templates/email/issue.mjml").unlink()

    approved = say_yes(strict)

    assert not approved.released
    assert strict.state is IssueState.HELD


def test_an_approval_that_is_taken_back_in_time_holds_the_issue(strict: PrintShop) -> None:
    say_yes(strict)
    strict.schedule("now")

    take_back(strict.store, strict.issue, commit=False)
    assert verdict(strict) is Verdict.SAME
    assert take_back(strict.store, strict.issue, commit=True).by == "lena"

    assert verdict(strict) is Verdict.NONE
    assert [p.code for p in tick(strict.desk, strict.store).problems] == ["APR001"]
    with pytest.raises(Refused) as caught:
        take_back(strict.store, strict.issue, commit=True)
    assert caught.value.problem.code == "APR001"


def test_approving_again_changes_nothing_and_approving_a_change_puts_it_in_its_place(
    strict: PrintShop,
) -> None:
    first = say_yes(strict)
    strict.clock.at += timedelta(minutes=5)
    assert say_yes(strict, by="tom") == replace(first, anew=False)
    edit(strict)
    assert verdict(strict) is Verdict.CHANGED

    second = say_yes(strict, by="tom")

    assert second.anew
    assert second.approval.by == "tom"
    assert second.approval.digest != first.approval.digest
    assert verdict(strict) is Verdict.SAME


def test_what_has_begun_to_go_out_is_neither_approved_nor_taken_back(strict: PrintShop) -> None:
    say_yes(strict)
    reviewed = review(strict.desk, strict.store, strict.issue, strict.contents)
    strict.schedule("now")
    tick(strict.desk, strict.store)

    with pytest.raises(Refused) as late:
        approve(strict.desk, strict.store, reviewed, by="tom")
    with pytest.raises(Refused):
        review(strict.desk, strict.store, strict.issue, strict.contents)
    with pytest.raises(Refused):
        take_back(strict.store, strict.issue, commit=True)

    assert late.value.problem.code == "APR003"


def test_what_does_not_render_any_more_has_changed(strict: PrintShop) -> None:
    say_yes(strict)
    strict.write("templates/email/issue.mjml", "{{ nope }}")

    assert verdict(strict) is Verdict.CHANGED


def test_scheduling_warns_of_what_will_be_held_and_sending_refuses_it(strict: PrintShop) -> None:
    made = plan(strict.desk, strict.store, strict.issue, strict.contents, "in 1 hour")
    assert [warning.code for warning in made.warnings] == ["APR001"]
    with pytest.raises(Refused) as caught:
        refuse_unapproved(strict.desk, made)
    assert caught.value.problem.help == "pressrun approve 1"

    say_yes(strict)

    made = plan(strict.desk, strict.store, strict.issue, strict.contents, "in 1 hour")
    assert made.warnings == ()
    refuse_unapproved(strict.desk, made)
    arm(strict.desk, strict.store, made, by="tom")


def test_a_change_where_no_approval_is_required_is_told_and_refuses_nothing(
    shop: PrintShop,
) -> None:
    shop.subscribe("ada")
    assert not plan(shop.desk, shop.store, shop.issue, shop.contents, "now").warnings
    say_yes(shop)
    edit(shop)

    made = plan(shop.desk, shop.store, shop.issue, shop.contents, "now")

    [warning] = made.warnings
    assert warning.code == "APR002"
    assert warning.what.endswith("; it goes out all the same")
    refuse_unapproved(shop.desk, made)


def test_a_proof_is_the_same_on_another_day_and_in_another_shop(
    shop: PrintShop, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = PrintShop(tmp_path_factory.mktemp("other"))
    other.clock.at += timedelta(days=400)

    here = prove(shop.desk, shop.store, shop.issue, shop.contents)
    there = prove(other.desk, other.store, other.issue, other.contents)

    assert here.digest == there.digest
    assert here.faces == there.faces


def test_what_only_the_page_of_an_article_says_is_part_of_what_is_approved(
    strict: PrintShop,
) -> None:
    issue = strict.read("issues/001-storm/issue.md")
    strict.write("issues/001-storm/issue.md", issue.replace("id:", "content: summary\nid:", 1))
    long = "The first words. " * 40
    edit(strict, f"{long}\n\nThe last words.")
    say_yes(strict)

    edit(strict, f"{long}\n\nThe very last words.")

    assert verdict(strict) is Verdict.CHANGED
