"""An issue is bound with its articles in order, what it features first."""

import pytest

from doubles.shop import PrintShop
from pressrun.errors import ContentError
from pressrun.model.issue import BoundIssue
from pressrun.press.faces import bind

FRONT = (
    "id: issueaaaaa\nsubject: A\n{extra}articles:\n  - tide\n  - section: Night\n    articles:\n"
)
SECTIONS = f"---\n{FRONT}      - lamp\n      - owl\n---\n\nWords.\n"


def bound(shop: PrintShop, extra: str = "") -> BoundIssue:
    shop.write_article("owl", id="owlaaaaaaa", title="The owl")
    shop.write("issues/001-storm/issue.md", SECTIONS.format(extra=extra))
    return bind(shop.desk, shop.issue, shop.contents, at=shop.clock.now())


def told(issue: BoundIssue) -> list[tuple[str, list[tuple[str, bool]]]]:
    return [
        (chapter.title, [(piece.article.slug, piece.featured) for piece in chapter.pieces])
        for chapter in issue.chapters
    ]


def test_articles_stand_as_the_issue_names_them(shop: PrintShop) -> None:
    assert told(bound(shop)) == [
        ("", [("tide", False)]),
        ("Night", [("lamp", False), ("owl", False)]),
    ]


@pytest.mark.parametrize("name", ["owl", "owl.md", "owlaaaaaaa"])
def test_what_is_featured_stands_first_and_once(shop: PrintShop, name: str) -> None:
    assert told(bound(shop, f"featured: {name}\n")) == [
        ("", [("owl", True)]),
        ("", [("tide", False)]),
        ("Night", [("lamp", False)]),
    ]


def test_a_section_that_loses_its_only_article_so_goes_with_it(shop: PrintShop) -> None:
    assert told(bound(shop, "featured: tide\n"))[0] == ("", [("tide", True)])
    assert len(told(bound(shop, "featured: tide\n"))) == 2


@pytest.mark.parametrize("name", ["heron", "gone"])
def test_an_article_that_the_issue_does_not_carry_cannot_be_featured(
    shop: PrintShop, name: str
) -> None:
    shop.write_article("heron", id="heronaaaaa", title="The heron")

    with pytest.raises(ContentError) as caught:
        bound(shop, f"featured: {name}\n")

    problem = caught.value.problem
    assert problem.code == "ISS019"
    assert problem.place is not None
    assert (problem.place.line, problem.place.column) == (4, 11)
