"""`pressrun subscribers feed`: a reader's own feed is made, shown, moved and ended."""

import json
import sqlite3

import pytest

from doubles.console import matches
from doubles.typist import Typist

ADA = "subscribers feed ada@example.org"


@pytest.fixture
def owner(typist: Typist) -> Typist:
    """A publication with Ada on its list and articles about ferries and tides."""
    typist.people("ada", "bob")
    typist.article("ferry", id="ferryaaaaa", title="A ferry", extra="tags: [Ferries, tides]\n")
    return typist


def feeds_of(typist: Typist, name: str = "ada") -> dict[str, str]:
    found: dict[str, str] = json.loads(
        typist.done(f"subscribers feed {name}@example.org --json").out
    )["feeds"]
    return found


def test_who_has_none_is_told_how_one_is_made(owner: Typist) -> None:
    before = owner.state()

    said = owner.done(ADA)

    assert said.out == "There is no feed for ada@example.org on list main.\n"
    assert said.err == "Next:  pressrun subscribers feed ada@example.org --rotate\n"
    assert feeds_of(owner) is None
    assert owner.state() == before


def test_a_feed_is_made_and_shown_in_every_format(owner: Typist) -> None:
    made, shown = owner.done(f"{ADA} --rotate"), owner.done(ADA)

    urls = "\n".join(f"http://127.0.0.1:8080/feeds/private/….{s}" for s in ("rss", "atom", "json"))
    assert matches(f"Made a feed for ada@example.org on list main.\n{urls}\nTopics: all", made.out)
    assert made.out.split("\n", 1)[1] == shown.out
    assert shown.err == (
        "Whoever has one of these addresses can read the feed.\n"
        "Next:  pressrun subscribers feed ada@example.org --topics TAG,TAG\n"
    )
    assert feeds_of(owner)["rss"] in shown.out
    assert feeds_of(owner, "bob") is None


def test_a_feed_moves_and_ends(owner: Typist) -> None:
    owner.done(f"{ADA} --rotate")
    first = feeds_of(owner)
    moved = owner.done(f"{ADA} --rotate")
    second = feeds_of(owner)

    ended = owner.done(f"{ADA} --revoke")
    again = owner.type(f"{ADA} --revoke")

    assert moved.out.startswith(
        "Made a feed for ada@example.org on list main.\nThe one before has ended.\nhttp"
    )
    assert set(first.values()).isdisjoint(second.values())
    assert ended.out == "Ended the feed for ada@example.org on list main.\n"
    assert again.status == 1
    assert "ada@example.org has no feed of their own" in again.err
    assert feeds_of(owner) is None


def test_topics_are_set_as_tags_are_spelled_and_an_odd_one_is_told(owner: Typist) -> None:
    said = owner.done(f"{ADA} --topics 'ferries, TIDES,tidse'")

    assert said.out.endswith("Topics: Ferries, tides, tidse\n")
    assert said.err.startswith(
        "warning[SUB005]: no article has the tag 'tidse'\n  = help: did you mean 'tides'?\n"
    )
    shown = json.loads(owner.done(f"{ADA} --json").out)
    assert shown["topics"] == ["Ferries", "tides", "tidse"]

    assert owner.done(f"{ADA} --topics ''").out.endswith("Topics: all\n")
    assert json.loads(owner.done(f"{ADA} --json").out)["topics"] == []


def test_json_says_all_of_it(owner: Typist) -> None:
    said = json.loads(owner.done(f"{ADA} --rotate --topics tides --json").out)

    assert set(said) == {"address", "list", "topics", "since", "feeds"}
    assert (said["address"], said["list"]) == ("ada@example.org", "main")
    assert said["topics"] == ["tides"]
    assert set(said["feeds"]) == {"rss", "atom", "json"}
    assert said["since"].endswith("+00:00")


@pytest.mark.parametrize("option", ["-n", "--dry-run"])
def test_a_dry_run_changes_nothing_and_the_same_without_it_does(owner: Typist, option: str) -> None:
    for line, done in (
        (f"{ADA} --rotate", "Would make a feed"),
        (f"{ADA} --topics tides", ""),
        (f"{ADA} --revoke", "Would end the feed"),
    ):
        before = owner.state()
        dry = owner.done(f"{line} {option}")
        assert owner.state() == before
        owner.done(line)

        assert dry.out.startswith(done)
        assert dry.out.endswith("Dry run: nothing changed.\n")
        assert owner.state() != before


@pytest.mark.parametrize(
    ("line", "status", "told"),
    [
        ("feed nobody@example.org", 1, "nobody@example.org is not on list 'main'"),
        ("feed ada", 2, "must have an @-sign"),
        ("feed ada@example.org --list nope", 2, "= help: lists: main"),
        ("feed ada@example.org --rotate --revoke", 2, "choose one"),
        ("feed ada@example.org --revoke", 1, "has no feed of their own"),
        ("feed", 2, "Missing argument 'ADDRESS'"),
    ],
)
def test_a_slip_is_told_and_changes_nothing(
    owner: Typist, line: str, status: int, told: str
) -> None:
    before = owner.state()

    said = owner.type(f"subscribers {line}")

    assert said.status == status
    assert told in said.err
    assert owner.state() == before


def test_who_left_has_no_feed(owner: Typist) -> None:
    owner.done(f"{ADA} --rotate")
    owner.done("subscribers remove ada@example.org")

    said = owner.type(ADA)

    assert said.status == 1
    assert "ada@example.org is not on list 'main'" in said.err


def test_the_database_holds_no_address_that_could_be_read(owner: Typist) -> None:
    owner.done(f"{ADA} --rotate")
    token = feeds_of(owner)["rss"].rpartition("/")[2].partition(".")[0]

    connection = sqlite3.connect(owner.folder / ".pressrun/state.db")
    [[handle]] = connection.execute("SELECT handle FROM private_feed").fetchall()
    connection.close()

    assert len(handle) == 22
    assert token not in owner.rows()
