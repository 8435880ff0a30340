"""`pressrun withdraw`."""

import pytest

from doubles.typist import Typist


@pytest.fixture
def ferry(typist: Typist) -> Typist:
    typist.article("ferry", id="ferryaaaaa", title="The ferry", extra="publish: now\n")
    typist.done("build")
    return typist


def test_it_says_what_will_be_gone_and_what_became_of_it(ferry: Typist) -> None:
    said = ferry.done("withdraw ferry --yes")

    assert said.out.startswith("Withdrew Article “The ferry”; ")
    assert said.err == (
        "Article “The ferry”: its pages answer 410, feeds say that it is deleted.\n"
        "Mail that went out stays. This cannot be taken back.\n"
        "Next:  pressrun queue\n"
    )
    assert "The ferry" not in ferry.read("feeds/main.rss")
    assert "The ferry" not in ferry.read("public/articles/ferry/index.html")


def test_asking_again_is_no_error(ferry: Typist) -> None:
    ferry.done("withdraw ferry --yes")
    before = ferry.state()

    said = ferry.done("withdraw ferry")

    assert said.out.startswith("Article “The ferry” was withdrawn on ")
    assert ferry.state() == before


def test_without_a_terminal_nobody_is_asked_and_nothing_is_withdrawn(ferry: Typist) -> None:
    before = ferry.state()

    said = ferry.type("withdraw ferry")

    assert said.status == 2
    assert said.err.endswith("pass --yes to withdraw it, or --dry-run to look\n")
    assert ferry.state() == before


def test_a_dry_run_leaves_it_public_and_the_same_without_it_does_not(ferry: Typist) -> None:
    feed = ferry.read("feeds/main.rss")

    said = ferry.done("withdraw ferry -n")
    assert said.out == "Would withdraw Article “The ferry”\n"
    assert ferry.read("feeds/main.rss") == feed
    ferry.done("withdraw ferry --yes")

    assert "The ferry" not in ferry.read("public/articles/ferry/index.html")


@pytest.mark.parametrize(
    ("name", "status", "code"), [("hello", 1, "WDR004"), ("1", 1, "WDR004"), ("nope", 2, "WDR003")]
)
def test_what_is_not_public_is_refused(ferry: Typist, name: str, status: int, code: str) -> None:
    said = ferry.type(f"withdraw {name} --yes")

    assert said.status == status
    assert f"error[{code}]: " in said.err


def test_elsewhere_than_on_the_press_it_is_refused(ferry: Typist) -> None:
    (ferry.folder / ".pressrun/state.db").unlink()

    assert ferry.type("withdraw ferry --yes").status == 1
    assert "The ferry" in ferry.read("feeds/main.rss")
    ferry.done("withdraw ferry --yes --publish")
    assert "The ferry" not in ferry.read("feeds/main.rss")
