"""`pressrun queue`: the board, and what an issue carries."""

import json

import pytest

from doubles.typist import Typist

BOARD = """\
ISSUE  STATE  SUBJECT             ARTICLES  FINDINGS  WHEN
1      draft  Hello from Harbour  1         –
"""


@pytest.fixture
def three(typist: Typist) -> Typist:
    """Articles tide and lamp beside hello, and issue 2 that carries nothing yet."""
    typist.article("tide", id="tideaaaaaa", title="The tide")
    typist.article("lamp", id="lampaaaaaa", title="The lamp")
    typist.done("new issue Second")
    return typist


def carried(typist: Typist, issue: str = "2") -> list[str]:
    found = json.loads(typist.done(f"queue {issue} --json").out)
    return [line["reference"] for line in found["articles"]]


def test_the_board_shows_every_issue_and_what_comes_next(typist: Typist) -> None:
    said = typist.done("queue")

    assert said.out == BOARD
    assert said.err == 'Next:  pressrun schedule 1 "tue 9:00"\n'


def test_the_board_shows_articles_that_no_issue_carries(three: Typist) -> None:
    three.article("draft", id="draftaaaaa", title="Not yet", extra="draft: true\n")

    said = three.done("queue")

    assert said.out.split("\n\n")[1] == (
        "IN NO ISSUE  TITLE     WHY\n"
        "draft        Not yet   draft\n"
        "lamp         The lamp  waits for an issue\n"
        "tide         The tide  waits for an issue\n"
    )


def test_the_board_tells_that_files_are_missing_from_it(typist: Typist) -> None:
    typist.write("articles/bad.md", "---\ntitle: [\n---\n")

    said = typist.done("queue")

    assert said.err == "1 problem in files that are not shown here.\nNext:  pressrun check\n"


def test_the_board_counts_what_is_found_in_issues_that_have_not_gone_out(typist: Typist) -> None:
    text = typist.read("articles/hello.md")
    typist.write(
        "articles/hello.md",
        f"{text}\nSee [it](http://localhost/x), or [here](https://www.rfc-editor.org/).\n",
    )

    [card] = json.loads(typist.done("queue --json").out)["cards"]
    board = typist.done("queue").out

    assert card["findings"] == {"errors": 1, "warnings": 1, "codes": ["LNK003", "LNK004"]}
    assert "1      draft  Hello from Harbour  1         1 error, 1 warning" in board
    typist.write("articles/hello.md", text)
    typist.done("send 1 --yes")
    [card] = json.loads(typist.done("queue --json").out)["cards"]
    assert (card["state"], card["findings"]) == ("sent", None)


def test_what_is_found_in_an_issue_stands_below_what_it_carries(typist: Typist) -> None:
    text = typist.read("articles/hello.md")
    typist.write("articles/hello.md", f"{text}\nSee [it](http://localhost/x).\n")

    said = typist.done("queue 1")
    found = json.loads(typist.done("queue 1 --json").out)["findings"]

    head, told = said.out.split("\n\n")
    assert head.startswith("1  Hello from Harbour\n")
    assert told.split("\n")[1].startswith("error LNK003  articles/hello.md:")
    assert said.err == "Next:  pressrun check\n"
    assert [problem["code"] for problem in found] == ["LNK003"]


@pytest.mark.parametrize("name", ["1", "001", "hello", "001-hello", "issues/001-hello/issue.md"])
def test_an_issue_is_named_by_number_slug_or_folder(typist: Typist, name: str) -> None:
    said = typist.done(f"queue {name}")

    assert said.out == ("1  Hello from Harbour\n   ARTICLE  TITLE  SECTION\n1  hello    Hello\n")
    assert said.err == "Next:  pressrun show 1\n"


def test_an_article_that_is_not_there_is_told_in_its_place(typist: Typist) -> None:
    (typist.folder / "articles/hello.md").unlink()

    assert "1  hello    (missing, or does not load)\n" in typist.done("queue 1").out


def test_articles_are_added_in_order_to_the_last_draft(three: Typist) -> None:
    said = three.done("queue add tide lamp")

    assert said.out == "Added tide to issue 2\nAdded lamp to issue 2\n"
    assert said.err == "Next:  pressrun queue 2\n"
    assert carried(three) == ["tide", "lamp"]


def test_an_article_is_added_once(three: Typist) -> None:
    three.done("queue add tide --issue 2")

    said = three.done("queue add tide lamp --issue 2")

    assert said.out == "Added lamp to issue 2\n"
    assert "Issue 2 carries 1 article of these already.\n" in said.err
    assert carried(three) == ["tide", "lamp"]


def test_a_section_is_made_when_it_is_new(three: Typist) -> None:
    three.done("queue add tide --issue 2")
    three.done('queue add lamp --issue 2 --section "From the tower"')

    assert three.done("queue 2").out.startswith(
        "2  Second\n"
        "   ARTICLE  TITLE     SECTION\n"
        "1  tide     The tide\n"
        "2  lamp     The lamp  From the tower\n"
    )


def test_articles_are_moved_and_removed(three: Typist) -> None:
    three.done("queue add tide lamp hello --issue 2")

    moved = three.done("queue move hello --to 1 --issue 2")
    removed = three.done("queue remove tide --issue 2")

    assert moved.out == "Moved hello to place 1\n"
    assert removed.out == "Took tide out of issue 2\n"
    assert carried(three) == ["hello", "lamp"]


@pytest.mark.parametrize(
    ("line", "status", "told"),
    [
        ("queue add tdie --issue 2", 2, "did you mean 'tide'?"),
        ("queue add tide --issue 9", 2, "issues here: 001-hello, 002-second"),
        ("queue add", 2, "Missing argument 'ARTICLE...'"),
        ("queue remove tide --issue 1", 2, "it carries: hello"),
        ("queue move hello --to 2 --issue 1", 2, "its places are 1 to 1"),
        ("queue move hello --to 0", 2, "0 is not in the range"),
        ("queue ad tide", 2, "Did you mean 'add'?"),
        ("queue 9", 2, "there is no issue '9'"),
        ("queue --jsn", 2, "Did you mean '--json'?"),
        ("queue --json add tide", 2, "--json is for what reads"),
    ],
)
def test_a_slip_is_told_and_changes_nothing(
    three: Typist, line: str, status: int, told: str
) -> None:
    before = three.state()

    said = three.type(line)

    assert said.status == status
    assert told in said.err
    assert said.out == ""
    assert three.state() == before


def test_an_issue_that_does_not_load_is_told_with_its_place(three: Typist) -> None:
    three.write("issues/002-second/issue.md", "---\nsubject: A: b\n---\n")

    said = three.type("queue 2")

    assert said.status == 3
    assert " --> issues/002-second/issue.md:2:11\n" in said.err


def test_without_a_draft_there_is_nowhere_to_add_to(typist: Typist) -> None:
    typist.done("schedule 1 'in 2 days'")

    said = typist.type("queue add hello")

    assert said.status == 2
    assert "there is no draft issue" in said.err


def test_the_json_of_an_issue_is_the_same_on_either_side_of_its_name(typist: Typist) -> None:
    assert typist.done("queue --json 1").out == typist.done("queue 1 --json").out


def test_an_article_is_featured_and_not_any_more(three: Typist) -> None:
    three.done("queue add tide lamp --issue 2")

    said = three.done("queue feature lamp.md --issue 2")
    text = (three.folder / "issues/002-second/issue.md").read_text()
    gone = three.done("queue feature --none --issue 2")

    assert said.out == "Featured lamp in issue 2\n"
    assert "featured: lamp\n" in text
    assert gone.out == "Featured no article in issue 2\n"
    assert "featured" not in (three.folder / "issues/002-second/issue.md").read_text()


def test_what_is_taken_out_is_featured_no_more(three: Typist) -> None:
    three.done("queue add tide lamp --issue 2")
    three.done("queue feature lamp --issue 2")

    three.done("queue remove lamp --issue 2")

    assert "featured" not in (three.folder / "issues/002-second/issue.md").read_text()


@pytest.mark.parametrize("line", ["queue feature", "queue feature tide --none"])
def test_feature_wants_one_article_or_none(three: Typist, line: str) -> None:
    assert three.type(line).status == 2


SCHEDULE = """
[schedules.weekly]
every = "thursday 09:00"
tags = ["sea"]
limit = 1
"""


def test_the_board_says_what_the_next_issue_of_a_schedule_would_be(three: Typist) -> None:
    toml = three.folder / "pressrun.toml"
    toml.write_text(toml.read_text() + SCHEDULE)
    three.article("heron", id="heronaaaaa", title="The heron", extra="tags: [sea]\n")
    three.article("tern", id="ternaaaaaa", title="The tern", extra="tags: [sea]\n")

    board = three.done("queue").out.split("\n\n")[-1].splitlines()
    [told] = json.loads(three.done("queue --json").out)["schedules"]

    assert board[0].startswith("weekly: Thu ")
    assert board[1:] == [
        "  heron",
        "NOT IN IT  TITLE     WHY",
        "hello      Hello     in issue 1",
        "lamp       The lamp  not tagged sea",
        "tern       The tern  over the limit of 1",
        "tide       The tide  not tagged sea",
    ]
    assert (told["schedule"], told["articles"]) == ("weekly", ["heron"])


def test_the_board_says_that_there_is_nothing_for_a_schedule(typist: Typist) -> None:
    toml = typist.folder / "pressrun.toml"
    toml.write_text(toml.read_text() + SCHEDULE)

    assert "  as things stand, there is no article for it\n" in typist.done("queue").out
