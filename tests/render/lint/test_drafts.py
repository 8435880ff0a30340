"""A draft's title is told before readers see it, and nothing else that is said of a draft."""

from pathlib import Path

import pytest

from doubles.shop import PrintShop
from pressrun.errors import Severity
from pressrun.render.lint.drafts import DRAFTS
from render.lint.desk_samples import article_copy, found, issue_copy, places


@pytest.fixture
def shop(tmp_path: Path) -> PrintShop:
    shop = PrintShop(tmp_path)
    shop.write_article("bridge", id="bridgeaaaa", title="A bridge", extra="draft: true\n")
    return shop


@pytest.mark.parametrize("name", ["bridge", "bridge.md", "bridgeaaaa", "articles/bridge.md"])
def test_a_draft_named_without_words_is_told_by_any_of_its_names(
    shop: PrintShop, name: str
) -> None:
    body = f"Words.\n\n::: related\n- tide\n- {name}\n:::"
    shop.write_article("lamp", id="lampaaaaaa", title="Lamp", body=body)

    [problem] = found(DRAFTS, article_copy(shop))

    assert (problem.code, problem.severity) == ("LEK001", Severity.ERROR)
    assert str(problem.place) == "articles/lamp.md:10:3"
    assert "'A bridge'" in problem.what
    assert "[words](bridge.md)" in problem.help


def test_words_of_ones_own_show_no_title(shop: PrintShop) -> None:
    body = "[Soon](bridge.md).\n\n::: related\n- [Something of oak](bridge.md) -- soon\n:::"
    shop.write_article("lamp", id="lampaaaaaa", title="Lamp", body=body)

    assert found(DRAFTS, article_copy(shop)) == []


def test_a_draft_may_name_a_draft_and_what_is_public_is_none(shop: PrintShop) -> None:
    body = "Words.\n\n::: related\n- bridge\n:::"
    shop.write_article("lamp", id="lampaaaaaa", title="Lamp", body=body)
    assert places(DRAFTS, article_copy(shop)) == ["9:3"]
    assert found(DRAFTS, article_copy(shop, public=("bridgeaaaa",))) == []

    shop.write_article("lamp", id="lampaaaaaa", title="Lamp", body=body, extra="draft: true\n")

    assert found(DRAFTS, article_copy(shop)) == []


def test_an_editors_words_name_drafts_as_articles_do(shop: PrintShop) -> None:
    front = "id: issueaaaaa\nsubject: S\narticles: [tide]\n"
    body = "Dear reader.\n\n::: related\n- bridge\n:::\n"
    shop.write("issues/001-storm/issue.md", f"---\n{front}---\n\n{body}")

    assert places(DRAFTS, issue_copy(shop)) == ["10:3"]
