"""`pressrun build`."""

import json
import os
import pty
import subprocess

import pytest

from doubles.command import CommandLine
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


def test_an_old_blog_is_taken_over_and_mails_nobody(typist: Typist) -> None:
    typist.people("ada")
    typist.article("tide", id="tideaaaaaa", title="The tide", extra="publish: 2019-05-01\n")

    looked = typist.done("build --as-published --dry-run")
    said = typist.done("build --as-published")

    assert looked.out.endswith(
        "Would take over 2 articles as published before; nobody is mailed.\n"
    )
    assert said.out.startswith("Published 2 articles and 0 issues; ")
    assert said.out.endswith("Took over 2 articles as published before; nobody is mailed.\n")
    assert "2019-05-01" in typist.read("feeds/main.json")
    assert not list((typist.folder / ".pressrun").glob("outbox/*"))


def test_elsewhere_than_on_the_press_nothing_is_taken_over_unless_it_is_remembered(
    typist: Typist,
) -> None:
    (typist.folder / ".pressrun/state.db").unlink()

    said = typist.type("build --as-published")
    typist.done("build --as-published --publish")

    assert said.status == 2
    assert "error[PUB010]" in said.err
    assert "Hello" in typist.read("feeds/entries.json") or "hello" in typist.read("feeds/main.json")


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


def other_authority(typist: Typist) -> None:
    settings = typist.read("pressrun.toml")
    typist.write("pressrun.toml", settings.replace("example.org", "example.net", 1))


def test_what_would_show_old_items_as_new_is_refused_where_nobody_can_answer(
    typist: Typist,
) -> None:
    typist.article("tide", id="tideaaaaaa", title="The tide", extra="publish: now\n")
    typist.done("build")
    other_authority(typist)
    before = typist.state()

    said = typist.type("build")

    assert said.status == 1
    assert "error[IDN001]: this change would show 1 item as new in readers" in said.err
    assert " --> pressrun.toml:3:1" in said.err
    assert said.err.endswith("or, to accept it:  pressrun build --yes\n")
    assert typist.state() == before


def test_a_dry_run_tells_it_and_yes_accepts_it_once_and_for_all(typist: Typist) -> None:
    typist.article("tide", id="tideaaaaaa", title="The tide", extra="publish: now\n")
    typist.done("build")
    other_authority(typist)
    before = typist.state()

    dry = typist.type("build --dry-run")
    assert dry.status == 1
    assert "error[IDN001]" in dry.err
    assert typist.state() == before

    typist.done("build --yes")
    assert "tag:example.net,2026:tideaaaaaa" in typist.read("feeds/main.atom")
    typist.done("build")


@pytest.mark.parametrize(("answer", "status", "authority"), [("n", 1, "org"), ("y", 0, "net")])
def test_in_a_terminal_it_asks(
    typist: Typist, desk: CommandLine, answer: str, status: int, authority: str
) -> None:
    typist.article("tide", id="tideaaaaaa", title="The tide", extra="publish: now\n")
    typist.done("build")
    other_authority(typist)
    keyboard, terminal = pty.openpty()
    os.write(keyboard, f"{answer}\n".encode())

    done = subprocess.run(
        desk.command("build"),
        env=desk.environ,
        stdin=terminal,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    os.close(keyboard)
    os.close(terminal)
    assert "Publish all the same? [y/N]" in done.stderr
    assert done.returncode == status
    assert f"tag:example.{authority},2026:tideaaaaaa" in typist.read("feeds/main.atom")


def test_check_tells_it_too(typist: Typist) -> None:
    typist.article("tide", id="tideaaaaaa", title="The tide", extra="publish: now\n")
    typist.done("build")
    other_authority(typist)

    said = typist.type("check")

    assert said.status == 1
    assert "error[IDN001]: this change would show 1 item as new in readers" in said.err


def test_entries_that_readers_see_as_updated_are_named(typist: Typist) -> None:
    typist.article("tide", id="tideaaaaaa", title="The tide", extra="publish: now\n")
    assert "updated" not in typist.done("build").err
    typist.article("tide", id="tideaaaaaa", title="The tides", extra="publish: now\n")

    said = typist.done("build")

    assert "1 entry shown as updated, since the words changed: 'The tides'\n" in said.err
    assert "pressrun correct ARTICLE --minor" in said.err
    assert "updated" not in typist.done("build").err
