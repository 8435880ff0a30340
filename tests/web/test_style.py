"""The style sheet: a file named by what it says, and there before a build has published it."""

from pathlib import Path

from doubles.site import ServedSite
from render.reading import tree


def called(page: str) -> str:
    [link] = tree(page).findall(".//link[@rel='stylesheet']")
    return "/" + (link.get("href") or "").rpartition("/")[2]


def test_pages_call_one_that_lasts_for_ever(site: ServedSite) -> None:
    answer = site.ask("GET", called(site.ask("GET", "/").text))

    assert answer.status == 200
    assert answer.headers["Content-Type"] == "text/css; charset=utf-8"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert site.ask("GET", "/style-0123456789abcdef.css").status == 404


def test_a_changed_one_is_there_at_once_and_the_old_one_stays(tmp_path: Path) -> None:
    with ServedSite(tmp_path / "notes") as site:
        old = called(site.ask("GET", "/").text)
        site.write("templates/web/style.css", "body { color: {{ look.ink }}; }")

        new = called(site.ask("GET", "/search").text)
        before = site.ask("GET", new)
        site.app.editor.build(record=True, dry_run=False)
        page = site.ask("GET", "/").text
        after = site.ask("GET", new)

        assert new != old
        assert before.text == after.text == "body { color: #22211f; }"
        assert (before.headers["Cache-Control"], after.headers["Cache-Control"]) == (
            "public, max-age=300",
            "public, max-age=31536000, immutable",
        )
        assert called(page) == new
        assert site.ask("GET", old).status == 200
