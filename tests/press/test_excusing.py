"""An excuse is called superfluous only where what it speaks of would have been found."""

from collections.abc import Callable

import pytest

from doubles.shop import PrintShop
from pressrun.errors import Place, Problem
from pressrun.model.excuse import Excuse
from pressrun.press.check import check, check_issues
from pressrun.press.excusing import heed
from pressrun.press.publish import publish
from pressrun.press.record import Release
from pressrun.render.lint.heeding import Looked, broken_files

HERE = "[here](https://example.org/a)"


def excuse(code: str, path: str, first: int = 4, last: int = 6) -> Excuse:
    place = Place(path=path, line=first, column=1)
    return Excuse(code=code, reason="so", place=place, first=first, last=last)


def looked(
    *problems: Problem, settings: bool = True, lines: dict[tuple[str, int], bool] | None = None
) -> Callable[[Excuse], bool]:
    mails = frozenset({"issues/001-storm/issue.md", "issues/001-storm/issue.fr.md"})
    where = Looked(mails=mails, settings=settings, lines=lines or {})
    return lambda excuse: where.at(excuse, broken_files(problems))


@pytest.mark.parametrize(
    ("code", "path", "sure"),
    [
        ("LNK004", "articles/a.md", True),
        ("LNK007", "articles/a.md", False),  # asked of the web, and only with --links
        ("RDT001", "articles/a.md", False),  # an article may stand in no mail
        ("SBJ002", "articles/a.md", True),  # told of no article at all
        ("SBJ002", "issues/001-storm/issue.md", True),
        ("SBJ002", "issues/001-storm/issue.fr.md", True),
        ("WGT001", "issues/001-storm/issue.md", True),
        ("LEK002", "issues/001-storm/issue.md", False),  # depends on when it goes out
        ("SND010", "issues/001-storm/issue.md", False),
        ("SBJ002", "issues/002-calm/issue.md", False),  # has gone out, or could not be made
        ("CON001", "pressrun.toml", True),
        ("SBJ002", "pressrun.toml", True),
        ("CAN001", "pressrun.toml", False),
        ("SND012", "pressrun.toml", False),
        ("CAN001", "templates/email/issue.mjml", False),
    ],
)
def test_what_was_looked_for_is_known_by_code_and_file(code: str, path: str, sure: bool) -> None:
    assert looked()(excuse(code, path)) is sure


def test_settings_that_were_not_asked_for_were_not_looked_at() -> None:
    assert not looked(settings=False)(excuse("CON001", "pressrun.toml"))


def test_in_a_file_that_does_not_load_nothing_was_looked_for() -> None:
    broken = Problem(code="FM002", what="w", place=Place(path="articles/a.md", line=3))

    assert not looked(broken)(excuse("LNK004", "articles/a.md"))
    assert looked(broken)(excuse("LNK004", "articles/b.md"))


def test_lines_of_a_template_were_looked_at_if_all_are_part_of_a_mail() -> None:
    lines = {("email/a.mjml", 4): True, ("email/a.mjml", 6): True, ("email/a.mjml", 8): False}

    assert looked(lines=lines)(excuse("CAN001", "templates/email/a.mjml"))
    assert not looked(lines=lines)(excuse("CAN001", "templates/email/a.mjml", last=8))
    assert not looked(lines=lines)(excuse("CAN001", "templates/email/b.mjml"))
    assert not looked(lines=lines)(excuse("HED001", "templates/email/a.mjml"))


def test_what_is_excused_is_not_told_though_nobody_asks_for_excuses(shop: PrintShop) -> None:
    shop.write("articles/a.md", f"---\ntitle: A\n---\n{HERE} <!-- allow LNK004: a band -->\n")
    place = Place(path="articles/a.md", line=4, column=2)
    problem = Problem(code="LNK004", what="w", place=place)

    assert heed(shop.desk, [problem]) == ()


def codes(shop: PrintShop, *paths: str) -> list[str]:
    found = check(shop.desk, paths=paths).problems
    return [f"{p.code} {p.place}" for p in found if p.code in {"LNK004", "EXC001", "SBJ002"}]


def test_of_files_that_are_not_asked_for_no_excuse_is_told(shop: PrintShop) -> None:
    for name in ("a", "b"):
        body = f"{HERE} <!-- allow LNK004: a band -->\n\nB <!-- allow LNK004: none -->"
        shop.write_article(name, id=f"{name}aaaaaaaaa", title=name, body=body)

    assert codes(shop) == ["EXC001 articles/a.md:8:3", "EXC001 articles/b.md:8:3"]
    assert codes(shop, "articles/b.md") == ["EXC001 articles/b.md:8:3"]
    assert codes(shop, "issues") == []
    # What is known from the last time tells the same.
    assert codes(shop) == ["EXC001 articles/a.md:8:3", "EXC001 articles/b.md:8:3"]


def test_excuses_of_an_issue_that_has_gone_out_stay_as_they_are(shop: PrintShop) -> None:
    path = "issues/001-storm/issue.md"
    excusing = shop.read(path).replace("subject:", "# allow SBJ002: so\nsubject:")
    shop.write(path, excusing)

    ahead = codes(shop)
    publish(shop.desk, release=Release(at=shop.clock.now(), issue=shop.issue.key))

    assert (ahead, codes(shop)) == ([f"EXC001 {path}:3:1"], [])


def test_who_schedules_hears_nothing_of_what_is_excused(shop: PrintShop) -> None:
    shop.write_article("tide", id="tideaaaaaa", title="Tide", body=HERE)
    told = check_issues(shop.desk, [shop.issue], shop.contents, moment=lambda _: None)
    excusing = f"{HERE} <!-- allow LNK004: a band -->"
    shop.write_article("tide", id="tideaaaaaa", title="Tide", body=excusing)
    silent = check_issues(shop.desk, [shop.issue], shop.contents, moment=lambda _: None)

    assert "LNK004" in {problem.code for problem in told[shop.issue.key]}
    assert "LNK004" not in {problem.code for problem in silent[shop.issue.key]}
