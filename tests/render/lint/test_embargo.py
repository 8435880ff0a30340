"""What is kept back until a moment is told where readers would get it before."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from doubles.shop import PrintShop
from pressrun.errors import Severity
from pressrun.render.lint.embargo import EMBARGO
from render.lint.desk_samples import article_copy, found, issue_copy

MOMENT = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)


@pytest.fixture
def shop(tmp_path: Path) -> PrintShop:
    shop = PrintShop(tmp_path)
    shop.write_article("tide", id="tideaaaaaa", title="Tide", extra="publish: 2026-12-01 09:00\n")
    return shop


def test_an_issue_that_goes_out_first_carries_it_out(shop: PrintShop) -> None:
    [problem] = found(EMBARGO, issue_copy(shop, MOMENT - timedelta(minutes=1)))

    assert (problem.code, problem.severity) == ("LEK002", Severity.ERROR)
    assert str(problem.place) == "issues/001-storm/issue.md:5:5"
    assert "until 2026-12-01 09:00" in problem.what
    assert "at 2026-12-01 08:59" in problem.what
    assert "pressrun queue remove tide --issue 1\n" in problem.help
    assert 'pressrun schedule 1 "2026-12-01 09:00"' in problem.help


def test_an_issue_of_the_same_moment_or_of_none_does_not(shop: PrintShop) -> None:
    assert found(EMBARGO, issue_copy(shop, MOMENT)) == []
    assert found(EMBARGO, issue_copy(shop, None)) == []


def test_what_is_public_already_is_not_kept_back(shop: PrintShop) -> None:
    early = MOMENT - timedelta(days=1)

    assert found(EMBARGO, issue_copy(shop, early, public=("tideaaaaaa",))) == []
    assert len(found(EMBARGO, issue_copy(shop, early))) == 1


def test_a_title_that_is_shown_before_its_moment_is_a_warning(shop: PrintShop) -> None:
    body = "Words.\n\n::: related\n- tide\n- [Own words](tide.md)\n:::"
    early = "publish: 2026-11-30 09:00\n"
    shop.write_article("lamp", id="lampaaaaaa", title="Lamp", body=body, extra=early)

    [problem] = found(EMBARGO, article_copy(shop))

    assert (problem.severity, str(problem.place)) == (Severity.WARNING, "articles/lamp.md:10:3")
    assert problem.what.endswith("this article is public from 2026-11-30 09:00")


def test_an_article_without_a_moment_of_its_own_says_nothing_of_others(shop: PrintShop) -> None:
    body = "Words.\n\n::: related\n- tide\n:::"
    shop.write_article("lamp", id="lampaaaaaa", title="Lamp", body=body)

    assert found(EMBARGO, article_copy(shop)) == []
