"""What check tells of an issue is told before it is sent, and an error stops it unless accepted."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from doubles.shop import PrintShop
from pressrun.errors import Problem, Refused, Severity
from pressrun.model.issue import IssueKey, IssueState
from pressrun.press.board import Board, Findings, board
from pressrun.press.objections import look, refuse_errors, with_findings, with_objections
from pressrun.press.schedule import Plan, plan
from pressrun.press.tick import tick

LOCAL = "See [the draft](http://localhost:8000/tide)."  # LNK003, an error
EMPTY = "Click [here](https://www.rfc-editor.org/)."  # LNK004, a warning
PREHEADER = "preheader: The boats are out again, and so is the ferry.\n"
AGAIN = 'pressrun schedule 1 "thu 9:00"'


@pytest.fixture
def shop(tmp_path: Path) -> PrintShop:
    shop = PrintShop(tmp_path)
    shop.subscribe("ada")
    text = shop.read("issues/001-storm/issue.md")
    shop.write("issues/001-storm/issue.md", text.replace("articles:", f"{PREHEADER}articles:"))
    return shop


def planned(shop: PrintShop, when: str = "thu 9:00") -> Plan:
    made = plan(shop.desk, shop.store, shop.issue, shop.contents, when)
    return with_objections(shop.desk, shop.store, made, shop.contents)


def shown(shop: PrintShop, *, press: bool = True) -> Board:
    contents, store = shop.contents, shop.store if press else None
    found = board(contents, shop.desk.folder.memory().records, store)
    return with_findings(shop.desk, store, found, contents)


def found(shop: PrintShop) -> list[tuple[str, str]]:
    return [(p.code, str(p.place)) for p in planned(shop).findings if p.severity != "note"]


def with_findings_of(made: Plan, *codes: str, severity: Severity = Severity.ERROR) -> Plan:
    findings = (Problem(code=code, what="is wrong", severity=severity) for code in codes)
    return replace(made, findings=tuple(findings))


def test_a_sound_issue_has_nothing_against_it(shop: PrintShop) -> None:
    assert found(shop) == []


def test_what_is_wrong_with_its_words_its_articles_and_its_sending_is_told(
    shop: PrintShop,
) -> None:
    shop.write_article("tide", id="tideaaaaaa", title="Tide", body=LOCAL)
    shop.write_article("spare", id="spareaaaaa", title="Spare", body=LOCAL)
    shop.write("issues/001-storm/issue.md", shop.read("issues/001-storm/issue.md") + f"\n{EMPTY}\n")
    shop.leave(shop.handle_of("ada"))

    assert found(shop) == [
        ("LNK003", "articles/tide.md:6:17"),
        ("SND011", "issues/001-storm/issue.md:3:10"),
        ("LNK004", "issues/001-storm/issue.md:12:8"),
    ]


def test_an_issue_is_looked_at_as_of_the_moment_that_is_planned(shop: PrintShop) -> None:
    shop.write("issues/002-second/issue.md", "---\nid: secondaaaa\nsubject: Second\n---\n\nHi.\n")
    shop.schedule("thu 8:00")
    second = shop.contents.issues[1]

    codes = {}
    for when in ("thu 9:00", "fri 9:00"):
        made = plan(shop.desk, shop.store, second, shop.contents, when)
        told = with_objections(shop.desk, shop.store, made, shop.contents).findings
        codes[when] = "SND010" in [problem.code for problem in told]

    assert codes == {"thu 9:00": True, "fri 9:00": False}


def test_an_error_is_refused_with_what_to_type_to_send_it_all_the_same(shop: PrintShop) -> None:
    made = with_findings_of(planned(shop), "LNK003", "SND013", "LNK003")

    with pytest.raises(Refused) as caught:
        refuse_errors(made, [], again=AGAIN)

    assert caught.value.problem.code == "CHK001"
    assert caught.value.problem.what == "check finds 3 errors in issue 1: LNK003, SND013"
    assert caught.value.problem.help == (
        f"mend it, or send it as it is:\n{AGAIN} --accept LNK003 --accept SND013"
    )


def test_accepting_some_errors_leaves_the_others(shop: PrintShop) -> None:
    made = with_findings_of(planned(shop), "LNK003", "SND013")

    with pytest.raises(Refused) as caught:
        refuse_errors(made, ["LNK003"], again=AGAIN)

    assert caught.value.problem.what == "check finds an error in issue 1: SND013"
    assert caught.value.problem.help.endswith("--accept LNK003 --accept SND013")


def test_an_issue_goes_out_once_every_error_is_accepted(shop: PrintShop) -> None:
    made = with_findings_of(planned(shop), "LNK003", "SND013")

    assert refuse_errors(made, ["snd013", "LNK003"], again=AGAIN) == ()


@pytest.mark.parametrize("severity", [Severity.WARNING, Severity.NOTE])
def test_what_is_no_error_stops_nothing(shop: PrintShop, severity: Severity) -> None:
    made = with_findings_of(planned(shop), "LNK004", severity=severity)

    assert refuse_errors(made, [], again=AGAIN) == ()


def test_accepting_what_is_not_there_is_told_and_does_no_harm(shop: PrintShop) -> None:
    made = with_findings_of(planned(shop), "LNK003")

    [told] = refuse_errors(made, ["LNK003", "LNK004"], again=AGAIN)

    assert (told.code, told.severity) == ("CHK002", Severity.WARNING)
    assert told.what == "--accept LNK004: check finds no such error in issue 1"


def test_the_board_counts_what_is_found_in_each_issue(shop: PrintShop) -> None:
    shop.write_article("tide", id="tideaaaaaa", title="Tide", body=f"{LOCAL}\n\n{EMPTY}")

    [card] = shown(shop).cards

    assert card.findings == Findings(errors=1, warnings=1, codes=("LNK003", "LNK004"))


def test_a_machine_that_is_not_the_press_counts_what_its_files_tell(shop: PrintShop) -> None:
    shop.write_article("tide", id="tideaaaaaa", title="Tide", body=LOCAL)

    [card] = shown(shop, press=False).cards

    assert card.findings == Findings(errors=1, warnings=0, codes=("LNK003",))


def test_what_has_begun_to_go_out_is_not_looked_at_any_more(shop: PrintShop) -> None:
    shop.write_article("tide", id="tideaaaaaa", title="Tide", body=LOCAL)
    issue = shop.issue
    before = look(shop.desk, shop.store, issue, shop.contents)
    shop.schedule("now")
    tick(shop.desk, shop.store)

    assert [problem.code for problem in before] == ["LNK003"]
    assert look(shop.desk, shop.store, issue, shop.contents) == ()
    assert look(shop.desk, None, issue, shop.contents) == ()
    [there], [elsewhere] = shown(shop).cards, shown(shop, press=False).cards
    assert (there.state, there.findings, elsewhere.findings) == (IssueState.SENDING, None, None)


def test_an_issue_on_the_schedule_is_counted_as_of_its_moment(shop: PrintShop) -> None:
    shop.schedule("thu 9:00")
    shop.leave(shop.handle_of("ada"))

    [card] = shown(shop).cards

    assert card.armed is not None
    assert card.armed.due_at == datetime(2026, 11, 26, 8, 0, tzinfo=UTC)
    assert card.findings == Findings(errors=0, warnings=1, codes=("SND011",))
    assert card.issue.key == IssueKey("issueaaaaa")
