"""Mail that Gmail would not show to its end is told with what weighs most, and what was cut."""

from dataclasses import replace

import pytest

from pressrun.errors import Problem, Severity
from pressrun.model.checking import Checking, Weights
from pressrun.model.issue import BoundIssue
from pressrun.model.publication import Content, Publication
from pressrun.render.email import fitted, measure_issue
from pressrun.render.lint.inspection import inspect_mail
from pressrun.render.lint.script import Script
from pressrun.render.lint.subjects import MailCopy
from pressrun.render.lint.weight import CODES, WEIGHT
from pressrun.render.scale import HTML_LIMIT_OCTETS, NEAR_OCTETS
from render.issue_samples import FULL, LIST, PUBLICATION, THEME
from render.long_samples import CUTTING, long_issue, long_piece, prose

SCRIPT = Script(
    "issues/042-the-lamp/issue.md",
    "---\nid: zyxwvuts23\nsubject: A heron on the rail\narticles: [tide]\n---\n",
)
LONG = long_issue(long_piece("tide", *prose("tide", 130)), long_piece("lamp", *prose("lamp", 9)))


def mail_copy(bound: BoundIssue, publication: Publication = PUBLICATION) -> MailCopy:
    given = (publication, LIST, THEME)
    bound = fitted(bound, *given) if publication is CUTTING else bound
    measured = measure_issue(bound, *given)
    return MailCopy(
        bound=bound,
        rendered=measured.rendered,
        weights=measured.weighed.weights,
        script=SCRIPT,
        publication=publication,
        mailing_list=LIST,
    )


def look(bound: BoundIssue, publication: Publication = PUBLICATION) -> list[Problem]:
    return list(WEIGHT.look(mail_copy(bound, publication)))


def weighing(octets: int) -> list[Problem]:
    return list(WEIGHT.look(replace(mail_copy(FULL), weights=Weights(html=octets, text=1))))


def test_an_issue_that_is_too_long_is_told_with_its_three_largest_parts() -> None:
    [problem] = look(LONG)

    assert (problem.code, problem.severity) == ("WGT001", Severity.WARNING)
    assert problem.what.startswith("issue 42 weighs 1")
    assert problem.what.endswith(
        " kB of HTML: Gmail hides what is below about 102 kB, the unsubscribe link with it"
    )
    assert str(problem.place) == "issues/042-the-lamp/issue.md:3:10"
    assert problem.place is not None
    assert problem.place.width == len("A heron on the rail")
    largest, remedy = problem.help.splitlines()
    assert largest.startswith("largest: articles/tide.md 1")
    assert largest.count(" kB") == 3
    assert remedy == (
        'write  content: summary  into issue.md, or  [email] cut = "auto"  into pressrun.toml'
    )


@pytest.mark.parametrize(
    ("octets", "codes"),
    [
        (NEAR_OCTETS, []),
        (NEAR_OCTETS + 1, ["WGT002"]),
        (HTML_LIMIT_OCTETS, ["WGT002"]),
        (HTML_LIMIT_OCTETS + 1, ["WGT001"]),
    ],
)
def test_what_is_near_the_limit_is_a_note(octets: int, codes: list[str]) -> None:
    found = weighing(octets)

    assert [problem.code for problem in found] == codes
    if codes == ["WGT002"]:
        assert found[0].severity is Severity.NOTE
        assert " of the 102 kB of HTML that Gmail shows" in found[0].what


def test_a_translation_is_told_with_its_language() -> None:
    [problem] = look(replace(LONG, language="fr"))

    assert problem.what.startswith("issue 42 in fr weighs ")


def test_what_was_cut_is_a_note_at_the_line_where_it_is_cut() -> None:
    [problem] = look(LONG, CUTTING)

    assert (problem.code, problem.severity) == ("WGT004", Severity.NOTE)
    assert problem.place is not None
    assert problem.place.path == "articles/tide.md"
    line = problem.place.line
    assert line is not None
    kept = (line - 5) // 10
    assert f"gives {kept} of 130 blocks of this article" in problem.what


def test_what_is_still_too_long_says_that_nothing_more_can_be_cut() -> None:
    stuck = long_issue(
        long_piece("tide", *prose("tide", 1, 6000)), long_piece("lamp", *prose("lamp", 3))
    )

    over, cut = look(stuck, CUTTING)

    assert (over.code, over.severity, cut.code) == ("WGT003", Severity.WARNING, "WGT004")
    assert "though nothing more can be cut" in over.what
    assert "cut =" not in over.help


def test_an_issue_with_room_to_spare_gives_nothing() -> None:
    assert look(FULL) == look(FULL, CUTTING) == []
    short = replace(LONG, issue=replace(LONG.issue, content=Content.SUMMARY))
    assert look(short) == []


def test_an_issue_is_looked_at_as_it_is_cut() -> None:
    inspected = inspect_mail(LONG, CUTTING, LIST, THEME, Checking(), SCRIPT)
    whole = inspect_mail(LONG, PUBLICATION, LIST, THEME, Checking(), SCRIPT)

    assert inspected.weights.html <= HTML_LIMIT_OCTETS < whole.weights.html
    assert "WGT004" in {problem.code for problem in inspected.problems}
    assert "WGT001" in {problem.code for problem in whole.problems}
    assert dict(inspected.weights.articles).keys() == {"articles/tide.md", "articles/lamp.md"}


def test_each_code_weighs_what_its_findings_do() -> None:
    found = [*look(LONG), *weighing(NEAR_OCTETS + 1), *look(LONG, CUTTING)]
    severities = {code.code: code.severity for code in CODES}

    assert all(severities[problem.code] is problem.severity for problem in found)
