"""What loading and rendering can tell is told, with its place, and all at once."""

from dataclasses import replace

import pytest

from doubles.shop import PrintShop
from pressrun.errors import Severity
from pressrun.press.check import check
from pressrun.press.publish import publish
from pressrun.press.record import Release


@pytest.fixture
def shop(shop: PrintShop) -> PrintShop:
    """The shop with a preheader in its issue: without one there is something to tell."""
    give_preheader(shop)
    return shop


def give_preheader(shop: PrintShop) -> None:
    path = "issues/001-storm/issue.md"
    front, mark, body = shop.read(path).rpartition("---\n")
    shop.write(path, f"{front}preheader: What the sea did.\n{mark}{body}")


def test_a_sound_folder_has_nothing_to_tell(shop: PrintShop) -> None:
    checked = check(shop.desk)

    assert (checked.articles, checked.issues, checked.problems) == (2, 1, ())


def test_faults_of_several_files_are_told_together_and_sorted(shop: PrintShop) -> None:
    shop.write("articles/a.md", "---\nid: aaaaaaaaaa\ntitle: A\ntitle: B\n---\n\nText.\n")
    shop.write_article("z", id="zaaaaaaaaa", title="Z", body="::: no-such\n:::")
    shop.write_issue(["tide", "gone"])
    give_preheader(shop)

    checked = check(shop.desk)

    places = [str(problem.place) for problem in checked.problems]
    assert places == ["articles/a.md:4:1", "articles/z.md:6:5", "issues/001-storm/issue.md:6:5"]
    assert checked.errors == 3


def test_a_name_that_leads_to_no_article_is_a_warning_and_no_link(shop: PrintShop) -> None:
    body = "See [the lamp](lampp.md).\n\n::: related\n- [Own words](nowhere)\n- tide\n:::"
    shop.write_article("lamp", id="lampaaaaaa", title="Lamp", body=body)

    checked = check(shop.desk)
    publish(shop.desk, release=Release(at=shop.clock.now(), issue=shop.issue.key))

    told = [(p.severity, str(p.place), p.what) for p in checked.problems]
    assert told == [
        ("warning", "articles/lamp.md:6:16", "there is no article 'lampp.md'"),
        ("warning", "articles/lamp.md:9:15", "there is no article 'nowhere'"),
    ]
    page = shop.read("public/articles/lamp/index.html")
    assert "the lamp" in page
    assert "Own words" in page
    assert "nowhere" not in page
    assert "lampp" not in page
    assert "articles/tide/" in page


def test_a_path_narrows_what_is_told(shop: PrintShop) -> None:
    shop.write("articles/a.md", "---\ntitle: [\n---\n")
    shop.write("articles/b.md", "---\ntitle: [\n---\n")

    checked = check(shop.desk, paths=["articles/b.md"])

    assert {p.place.path for p in checked.problems if p.place} == {"articles/b.md"}


@pytest.mark.parametrize("path", ["templates", "templates/email/parts/foot.mjml"])
def test_a_template_that_is_asked_for_is_looked_at_in_every_issue(
    shop: PrintShop, path: str
) -> None:
    shop.write("templates/email/parts/foot.mjml", "<!-- nothing -->")

    told = check(shop.desk, paths=[path]).problems

    assert told == tuple(
        p for p in check(shop.desk).problems if p.place and p.place.path.startswith("templates/")
    )
    assert "WAY001" in {problem.code for problem in told}


def test_a_translation_of_an_issue_can_be_asked_for(shop: PrintShop) -> None:
    shop.write("issues/001-storm/issue.fr.md", "---\nsubject: APRÈS LA TEMPÊTE\n---\n")

    told = check(shop.desk, paths=["issues/001-storm/issue.fr.md"]).problems

    assert "SBJ002" in {problem.code for problem in told}
    assert {problem.place.path for problem in told if problem.place} == {
        "issues/001-storm/issue.fr.md"
    }


def test_settings_that_are_asked_for_are_looked_at_for_every_issue(shop: PrintShop) -> None:
    shop.write("pressrun.toml", 'url = "http://tide.example.org"\n')
    unsafe = replace(shop.desk.publication, url="http://tide.example.org")

    told = check(replace(shop.desk, publication=unsafe), paths=["pressrun.toml"]).problems

    assert {problem.place.path for problem in told if problem.place} == {"pressrun.toml"}


def test_a_broken_template_is_told_with_its_line(shop: PrintShop) -> None:
    template = "<mjml>\n<mj-body>\n{{ isue.subject }}\n</mj-body></mjml>"
    shop.write("templates/email/issue.mjml", template)

    checked = check(shop.desk)

    [problem] = checked.problems
    assert problem.severity is Severity.ERROR
    assert str(problem.place) == "templates/email/issue.mjml:3:1"
    assert "isue" in problem.what


def test_an_issue_that_has_gone_out_is_not_rendered_again(shop: PrintShop) -> None:
    publish(shop.desk, release=Release(at=shop.clock.now(), issue=shop.issue.key))
    shop.write("templates/email/issue.mjml", "{{ broken")

    assert check(shop.desk).problems == ()


def test_a_link_to_a_heading_of_an_article_leads_to_it(shop: PrintShop) -> None:
    shop.write_article("tide", id="tideaaaaaa", title="Tide", body="## High water\n\nAt six.")
    body = "[a](tide.md#high-water) and [b](gone.md#x)"
    shop.write_article("lamp", id="lampaaaaaa", title="Lamp", body=body)

    checked = check(shop.desk)
    publish(shop.desk, release=Release(at=shop.clock.now(), issue=shop.issue.key))

    assert [p.what for p in checked.problems] == ["there is no article 'gone.md'"]
    page = shop.read("public/articles/lamp/index.html")
    assert 'href="https://notes.example.org/articles/tide/#tide--high-water"' in page
    assert 'id="tide--high-water"' in shop.read("public/articles/tide/index.html")
    assert "gone.md" not in page


def test_what_is_public_and_has_no_file_or_turned_draft_is_told(shop: PrintShop) -> None:
    publish(shop.desk, release=Release(at=shop.clock.now(), issue=shop.issue.key))
    assert check(shop.desk).problems == ()
    (shop.root / "articles/lamp.md").unlink()
    shop.write_article("tide", id="tideaaaaaa", title="Tide", extra="draft: true\n")

    told = {problem.code: problem.severity for problem in check(shop.desk).problems}

    assert told == {"PUB001": Severity.WARNING, "PUB002": Severity.WARNING}


def test_a_broken_page_template_is_told_before_an_issue_goes_out(shop: PrintShop) -> None:
    shop.write("templates/web/unsubscribe.html", "{{ nope }}")

    [problem] = check(shop.desk).problems

    assert str(problem.place) == "templates/web/unsubscribe.html:1:1"


def test_a_section_without_articles_is_on_no_face(shop: PrintShop) -> None:
    front = (
        "id: issueaaaaa\nsubject: S\narticles:\n  - tide\n  - section: Empty\n    articles: []\n"
    )
    shop.write("issues/001-storm/issue.md", f"---\n{front}---\n\nDear reader.\n")

    publish(shop.desk, release=Release(at=shop.clock.now(), issue=shop.issue.key))

    assert "Some words." in shop.read("public/issues/001-storm/index.html")
    assert "Empty" not in shop.read("public/issues/001-storm/index.html")


def write_second_issue(shop: PrintShop) -> None:
    front = "id: calmaaaaaa\nsubject: Calm\narticles:\n  - lamp\npreheader: Low water.\n"
    shop.write("issues/002-calm/issue.md", f"---\n{front}---\n\nDear reader.\n")


def in_mjml(content: str) -> str:
    return f"<mjml>\n<mj-body>\n{content}\n</mj-body></mjml>"


def test_a_finding_about_the_template_is_a_warning_with_its_line_told_once(
    shop: PrintShop,
) -> None:
    write_second_issue(shop)
    shop.write(
        "templates/email/issue.mjml", in_mjml("  words <mj-raw>{{ slot.unsubscribe_url }}</mj-raw>")
    )

    checked = check(shop.desk)

    # Its text part says more than this.
    problems = [p for p in checked.problems if p.code != "PAR001"]
    told = [(p.severity, p.code, str(p.place)) for p in problems]
    assert checked.issues == 2
    assert told == [(Severity.WARNING, "MJML007", "templates/email/issue.mjml:3:3")]


def test_one_fault_of_a_template_is_told_once_for_all_issues(shop: PrintShop) -> None:
    write_second_issue(shop)
    shop.write("templates/email/issue.mjml", in_mjml("{{ isue.subject }}"))

    [problem] = check(shop.desk).problems

    assert str(problem.place) == "templates/email/issue.mjml:3:1"


@pytest.mark.slow
def test_a_template_without_end_is_told_once_and_stops_the_rendering(shop: PrintShop) -> None:
    write_second_issue(shop)
    turn = "{% for i in [1, 2, 3] %}{{ turn(n - 1) if n }}{% endfor %}"
    endless = f"{{% macro turn(n) %}}{turn}{{% endmacro %}}\n{{{{ turn(40) }}}}"
    shop.write("templates/email/issue.mjml", in_mjml(endless))

    [problem] = check(shop.desk).problems

    assert problem.code == "TPL008"
    assert problem.place is not None
    assert problem.place.path == "templates/email/issue.mjml"
