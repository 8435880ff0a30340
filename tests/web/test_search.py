"""Search as a reader asks: public things alone, whatever is asked, and nothing active in it."""

import json
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import quote

import pytest

from doubles.site import Answer, ServedSite
from pressrun.model.finding import RESULTS
from render.reading import tree


def article(id: str, title: str, words: str, *, publish: str = "now", more: str = "") -> str:
    return f"---\nid: {id}\ntitle: {title}\npublish: {publish}\n{more}---\n\n{words}\n"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedSite]:
    with ServedSite(tmp_path_factory.mktemp("notes")) as served:
        served.write(
            "articles/heron.md",
            article(
                "heronaaaaa",
                '"The <b>heron</b> & the lamp"',
                "It stood on the gallery rail.",
                more='summary: "What a <i>bird</i> saw"\nauthors: [Ada Sample]\ntags: [Birds]\n',
            ),
        )
        served.write(
            "articles/later.md",
            article("lateraaaaa", "Embargo", "zanzibar", publish="2099-01-01 09:00"),
        )
        served.write(
            "articles/bound.md", article("boundaaaaa", "Bound", "zanzibar", publish="issue")
        )
        served.write(
            "articles/draft.md", article("draftaaaaa", "Draft", "zanzibar", more="draft: true\n")
        )
        served.app.editor.build(record=True, dry_run=False)
        yield served


def ask(site: ServedSite, words: str) -> Answer:
    return site.ask("GET", f"/search?q={quote(words, safe='')}")


def found(answer: Answer) -> list[tuple[str | None, str | None]]:
    rows = tree(answer.text).findall(".//main/section//li/a")
    return [(a.text, a.get("href")) for a in rows]


HERON = ("The <b>heron</b> & the lamp", "http://127.0.0.1:8080/articles/heron/")


@pytest.mark.parametrize("words", ["heron", "GALLERY rail", "bird", "ada", "birds", "her gal"])
def test_an_article_is_found_by_title_summary_words_author_and_tag(
    site: ServedSite, words: str
) -> None:
    answer = ask(site, words)

    assert answer.status == 200
    assert found(answer) == [HERON]
    assert "What a <i>bird</i> saw" in "".join(tree(answer.text).itertext())


def test_what_is_not_public_is_not_found_by_any_word_of_it(site: ServedSite) -> None:
    for words in ("zanzibar", "embargo", "bound", "draft"):
        assert found(ask(site, words)) == []
    assert found(ask(site, "heron")) != []


def test_what_is_withdrawn_is_not_found_from_then_on(tmp_path: Path) -> None:
    with ServedSite(tmp_path / "notes") as served:
        assert [title for title, _ in found(ask(served, "lamp"))] == ["The lamp"]

        planned = served.app.editor.plan_withdrawal("lamp", record=True)
        served.app.editor.withdraw(planned, dry_run=False)

        assert found(ask(served, "lamp")) == []


def test_what_is_published_later_is_found_then(tmp_path: Path) -> None:
    with ServedSite(tmp_path / "notes") as served:
        assert found(ask(served, "zanzibar")) == []
        served.write("articles/new.md", article("newaaaaaaa", "New", "zanzibar"))
        served.app.editor.build(record=True, dry_run=False)

        assert [title for title, _ in found(ask(served, "zanzibar"))] == ["New"]


def test_nothing_asked_is_a_form_and_so_is_everything_else(site: ServedSite) -> None:
    for path in ("/search", "/search?q=", "/search?q=%20", "/search?other=1", "/search?q=nowhere"):
        answer = site.ask("GET", path)
        [form] = [f for f in tree(answer.text).iter("form") if f.get("role") == "search"]

        assert (answer.status, form.get("method")) == (200, "get")
        assert found(answer) == []
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert answer.headers["Cache-Control"] == "no-store"


def test_what_was_asked_stands_in_the_field_again(site: ServedSite) -> None:
    asked = '"><script>x</script> & more'

    page = ask(site, asked).text

    [field] = [node for node in tree(page).iter("input") if node.get("name") == "q"]
    assert field.get("value") == asked
    assert "<script>" not in page
    assert asked in unescape(page)


def test_no_more_than_a_page_of_it_is_shown(tmp_path: Path) -> None:
    with ServedSite(tmp_path / "notes") as served:
        for number in range(RESULTS + 3):
            letters = "abcdefghij"[number // 10] + "abcdefghij"[number % 10]
            served.write(
                f"articles/many-{number}.md", article(f"aaaaaaaa{letters}", f"N{number}", "quay")
            )
        served.app.editor.build(record=True, dry_run=False)

        answer = ask(served, "quay")

        assert len(found(answer)) == RESULTS
        assert f"These are the {RESULTS} best" in answer.text


def test_hostile_questions_are_answered_and_stay_text(site: ServedSite, corpora: Path) -> None:
    naughty = json.loads((corpora / "naughty-strings/blns.json").read_text(encoding="utf-8"))
    payloads = (corpora / "xss/payloads.txt").read_text(encoding="utf-8").splitlines()
    elements = [node.tag for node in tree(ask(site, "nowhere").text).iter()]

    for asked in (*naughty, *payloads[::20]):
        if len(quote(asked, safe="", errors="replace")) > 6000:
            continue
        answer = site.ask("GET", f"/search?q={quote(asked, safe='', errors='replace')}")

        assert answer.status == 200
        if asked.strip() and not found(answer):
            assert [node.tag for node in tree(answer.text).iter()] == elements, asked


@pytest.mark.parametrize("query", ["q=%ff", "q=%00", "q=a&q=b", "q[]=a", "q=" + "a" * 7000, "&&&="])
def test_a_query_out_of_shape_is_answered(site: ServedSite, query: str) -> None:
    assert site.ask("GET", f"/search?{query}").status == 200
