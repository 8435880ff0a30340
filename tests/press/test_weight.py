"""An issue that Gmail would cut is told before it goes out."""

import pytest

from doubles.shop import PrintShop
from pressrun.errors import Severity
from pressrun.model.issue import RenderedIssue
from pressrun.press.check import check
from pressrun.press.weight import HTML_LIMIT_OCTETS, weigh


def rendered(html: str) -> RenderedIssue:
    return RenderedIssue(subject="S", preheader="", html=html, text="")


@pytest.mark.parametrize(
    "html",
    ["x\n" * (HTML_LIMIT_OCTETS // 3), "é\n" * (HTML_LIMIT_OCTETS // 8), "=\n" * 20_000, ""],
)
def test_an_issue_of_a_size_that_is_shown_whole_is_no_warning(shop: PrintShop, html: str) -> None:
    assert list(weigh(shop.issue, rendered(html))) == []


@pytest.mark.parametrize("html", ["x\n" * 33_334, "é\n" * 12_501, "=\n" * 20_001])
def test_what_is_weighed_is_what_goes_over_the_wire(shop: PrintShop, html: str) -> None:
    [problem] = weigh(shop.issue, rendered(html))

    assert problem.code == "WGT001"
    assert problem.severity is Severity.WARNING
    assert str(problem.place) == "issues/001-storm/issue.md"
    assert " octets as it is sent: Gmail hides" in problem.what
    assert "unsubscribe link" in problem.what
    assert "content: summary" in problem.help


def test_check_tells_of_an_issue_that_would_be_cut(shop: PrintShop) -> None:
    assert check(shop.desk).problems == ()
    words = "The sea was flat that morning, and the boats lay still.\n\n" * 2_000
    shop.write_article("tide", id="tideaaaaaa", title="Tide", body=words)

    [problem] = check(shop.desk).problems

    assert problem.code == "WGT001"
