"""A template without a way to leave is told before it goes out."""

from doubles.shop import PrintShop
from pressrun.errors import Severity
from pressrun.model.issue import RenderedIssue
from pressrun.model.slot import Slot, mark
from pressrun.press.check import check
from pressrun.press.farewell import ways_out

WAY = f"leave: {mark(Slot.UNSUBSCRIBE_URL)}"


def rendered(html: str, text: str) -> RenderedIssue:
    return RenderedIssue(subject="S", preheader="", html=html, text=text)


def test_each_part_must_name_the_way_out(shop: PrintShop) -> None:
    assert list(ways_out(shop.issue, rendered(WAY, WAY))) == []
    [html] = ways_out(shop.issue, rendered("", WAY))
    [text] = ways_out(shop.issue, rendered(WAY, ""))

    assert (html.code, html.severity) == ("WAY001", Severity.WARNING)
    assert str(html.place) == "issues/001-storm/issue.md"
    assert "the HTML part of issue 1 has no link" in html.what
    assert "foot.mjml" in html.help
    assert "the text part of issue 1 has no link" in text.what
    assert "foot.txt" in text.help


def test_a_template_of_ones_own_is_to_blame(shop: PrintShop) -> None:
    bad = rendered("", WAY)

    [foot] = ways_out(shop.issue, bad, ["email/issue.mjml", "email/parts/foot.mjml"])
    [layout] = ways_out(shop.issue, bad, ["email/issue.mjml", "email/letters/confirm.mjml"])
    [nobody] = ways_out(shop.issue, bad, ["email/issue.txt", "web/issue.html"])

    assert str(foot.place) == "templates/email/parts/foot.mjml"
    assert str(layout.place) == "templates/email/issue.mjml"
    assert str(nobody.place) == "issues/001-storm/issue.md"


def test_check_tells_of_a_foot_without_a_way_out(shop: PrintShop) -> None:
    front = "id: issueaaaaa\nsubject: Storm\npreheader: What it left.\narticles: [tide]\n"
    shop.write("issues/001-storm/issue.md", f"---\n{front}---\n\nDear reader.\n")
    assert check(shop.desk).problems == ()
    shop.write("templates/email/parts/foot.mjml", "")

    [problem] = check(shop.desk).problems

    assert problem.code == "WAY001"
