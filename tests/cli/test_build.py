"""`pressrun build`."""

import json

from doubles.typist import Typist

NOBODY = "Nothing is public yet: articles are, when an issue that carries them goes out.\n"


def public(typist: Typist) -> set[str]:
    return set(json.loads(typist.read("public/manifest.json"))["files"])


def test_a_new_publication_has_a_site_and_feeds_without_entries(typist: Typist) -> None:
    said = typist.done("build")

    assert said.out.startswith("Published 0 articles and 0 issues; ")
    assert said.err == f"{NOBODY}Next:  pressrun queue\n"
    assert {"index.html", "404.html", "feeds/main.atom", "feeds/issues.rss"} <= public(typist)
    assert "articles/hello/index.html" not in public(typist)


def test_building_again_changes_nothing(typist: Typist) -> None:
    typist.done("build")
    before = typist.state()

    said = typist.done("build")

    assert said.out == "Published 0 articles and 0 issues; 0 files changed, 0 removed\n"
    assert typist.state() == before


def test_an_article_whose_moment_has_come_becomes_public(typist: Typist) -> None:
    typist.article("tide", id="tideaaaaaa", title="The tide", extra="publish: now\n")

    said = typist.done("build")

    assert said.out.startswith("Published 1 article and 0 issues; ")
    assert said.err == "Next:  pressrun queue\n"
    assert "The tide" in typist.read("feeds/main.rss")
    assert "articles/tide/index.html" in public(typist)


def test_one_bad_article_stops_only_itself(typist: Typist) -> None:
    typist.article("tide", id="tideaaaaaa", title="The tide", extra="publish: now\n")
    typist.write("articles/bad.md", "---\ntitle: [\n---\n")

    said = typist.type("build")

    assert said.status == 1
    assert said.out.startswith("Published 1 article and 0 issues; ")
    assert " --> articles/bad.md:" in said.err
    assert said.err.endswith("Next:  pressrun check\n")
    assert "The tide" in typist.read("feeds/main.rss")


def test_a_template_that_does_not_work_leaves_everything_as_it_was(typist: Typist) -> None:
    typist.done("build")
    typist.article("tide", id="tideaaaaaa", title="The tide", extra="publish: now\n")
    typist.write("templates/web/article.html", "{{ nope }}")
    before = typist.state()

    said = typist.type("build")

    assert said.status == 3
    assert " --> templates/web/article.html:1" in said.err
    assert typist.state() == before


def test_elsewhere_than_on_the_press_only_the_site_is_written(typist: Typist) -> None:
    (typist.folder / ".pressrun/state.db").unlink()
    typist.article("tide", id="tideaaaaaa", title="The tide", extra="publish: now\n")

    plain = typist.done("build")
    assert not (typist.folder / "feeds").exists()
    asked = typist.done("build --publish")

    assert plain.err.startswith("This machine is not the press: ")
    assert plain.out.startswith("Published 0 articles")
    assert asked.out.startswith("Published 1 article")
    assert "The tide" in typist.read("feeds/main.atom")
