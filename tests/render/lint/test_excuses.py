"""What somebody lets stand is told no more; an excuse that is wrong itself is told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressrun.errors import Fix, Place, Problem, Severity
from pressrun.model.code import Code
from pressrun.render.lint.excuses import EXCUSES, excused, find_excuses
from pressrun.render.lint.script import Script

CODES = {
    code.code: code
    for code in (
        Code(code="LNK004", title="t", why="w", mend="m", excusable=True),
        Code(code="SBJ002", title="t", why="w", mend="m", excusable=True),
        Code(code="FM002", title="t", why="w", mend="m"),
        *EXCUSES,
    )
}
FRONT = "---\ntitle: A\n---\n"


def found(text: str, path: str = "articles/a.md") -> list[tuple[str, str, int, int]]:
    """Return the excuses of a text: code, reason, first and last line."""
    excuses = find_excuses(Script(path, text))
    return [(e.code, e.reason, e.first, e.last) for e in excuses]


def problem(line: int | None, code: str = "LNK004", path: str = "articles/a.md") -> Problem:
    return Problem(code=code, what=f"{code} in {line}", place=Place(path=path, line=line))


def told(text: str, *problems: Problem, path: str = "articles/a.md") -> list[str]:
    """Return code and place of what is told of a file with these problems."""
    left = excused(problems, [Script(path, text)], CODES)
    return [f"{p.code} {p.place}".replace(f"{path}:", "") for p in left]


def test_alone_on_its_line_it_excuses_the_lines_below_up_to_the_next_blank_one() -> None:
    text = f"{FRONT}\nA\n<!-- allow LNK004: the name of the band -->\nB\nC\n\nD"

    assert found(text) == [("LNK004", "the name of the band", 6, 8)]
    left = told(text, *(problem(line) for line in (5, 7, 8, 10)))
    assert left == ["LNK004 5", "LNK004 10"]


def test_at_the_end_of_a_line_it_excuses_that_line_and_stands_beside_others() -> None:
    text = f"{FRONT}A\nB <!-- allow LNK004: one --> <!-- allow SBJ002: two -->\nC"

    assert found(text) == [("LNK004", "one", 5, 5), ("SBJ002", "two", 5, 5)]
    assert told(text, problem(5), problem(5, "SBJ002"), problem(6)) == ["LNK004 6"]


@pytest.mark.parametrize("lead", ["> ", "- ", "  ", "12. ", "> > "])
def test_in_quotations_and_lists_it_stands_alone_behind_their_marks(lead: str) -> None:
    [excuse] = found(f"{FRONT}{lead}<!-- allow LNK004: so -->\n{lead}b\n{lead.strip('12.- ')}\nc")

    assert excuse == ("LNK004", "so", 4, 5)


def test_in_front_matter_it_excuses_the_next_line_that_says_something() -> None:
    text = (
        "---\n# allow LNK004: one\n# a remark\n# allow SBJ002: two\nsubject: A\n"
        "title: B  # allow FM009: three\n---\n"
    )

    assert found(text) == [
        ("LNK004", "one", 2, 5),
        ("SBJ002", "two", 4, 5),
        ("FM009", "three", 6, 6),
    ]


def test_alone_in_front_matter_it_excuses_what_is_told_of_the_whole_file() -> None:
    text = "---\n# allow LNK004: so\ntitle: B\n---\n\nC"

    assert told(text, problem(None)) == []
    assert told(text, problem(1)) == []
    assert told(text, problem(6)) == ["LNK004 6", "EXC001 2:1"]


@pytest.mark.parametrize(
    "row",
    [
        'title: "A # allow LNK004: so"',
        "title: 'It''s # allow LNK004: so'",
        'title: "A \\" # allow LNK004: so"',
        "tags: [a, 'b # allow LNK004: so']",
        "title: A# allow LNK004: so",
        "title: |\n  A\n  # allow LNK004: so",
        "title: >-\n  A\n\n  # allow LNK004: so",
        'title: "A\n  # allow LNK004: so"',
    ],
)
def test_text_of_yaml_that_looks_like_a_remark_is_text(row: str) -> None:
    assert found(f"---\n{row}\n---\n") == []


@pytest.mark.parametrize(
    "row",
    [
        "title: Don't # allow LNK004: so",
        "title: the 'weir # allow LNK004: so",
        "title: 'Don''t' # allow LNK004: so",
        "tags: [a, 'b'] # allow LNK004: so",
        "- 'a' # allow LNK004: so",
        "title: a - 'tis # allow LNK004: so",
        "title: |\n  A # b\nother: c # allow LNK004: so",
    ],
)
def test_a_remark_behind_quotes_is_one(row: str) -> None:
    assert [excuse[0] for excuse in found(f"---\n{row}\n---\n")] == ["LNK004"]


def test_settings_are_excused_beside_the_line() -> None:
    text = (
        '[look]\n# allow LNK004: the colour of the house\nink = "#abc" # allow SBJ002: so\n'
        'paper = """\n# allow LNK004: text\n"""\nname = \'# allow LNK004: text\'\n'
    )

    assert found(text, "pressrun.toml") == [
        ("LNK004", "the colour of the house", 2, 3),
        ("SBJ002", "so", 3, 3),
    ]


def test_templates_are_excused_in_their_own_comments() -> None:
    text = (
        "{# allow LNK004: one #}\n<mj-text>\n\n<p> {#- allow LNK004: two -#}\n"
        "<p> <!-- allow LNK004: three -->\n"
    )

    assert [row[1:] for row in found(text, "templates/email/issue.mjml")] == [
        ("one", 1, 2),
        ("two", 4, 4),
        ("three", 5, 5),
    ]
    assert [row[1] for row in found(text, "templates/email/issue.txt")] == ["one", "two"]
    assert found(text, "templates/web/sheet.css") == []


def test_what_is_no_article_has_no_excuses_to_look_for() -> None:
    assert found("<!-- allow LNK004: so -->") == []
    assert found("---\ntitle: A\n<!-- allow LNK004: so -->") == []


def test_an_excuse_without_a_reason_excuses_nothing_and_is_told() -> None:
    assert told(f"{FRONT}A <!-- allow LNK004 -->", problem(4)) == ["LNK004 4", "EXC002 4:3"]
    assert told(f"{FRONT}A <!-- allow LNK004: -->") == ["EXC002 4:3"]


@pytest.mark.parametrize(
    ("code", "help"),
    [("LNK04", "did you mean LNK004?"), ("sbj002", "did you mean SBJ002?"), ("ZZ9", "name it as")],
)
def test_a_code_that_there_is_not_is_told_with_the_nearest(code: str, help: str) -> None:
    script = Script("articles/a.md", f"{FRONT}A <!-- allow {code}: so -->")

    [told] = excused([], [script], CODES)

    assert (told.code, told.what) == ("EXC003", f"there is no code '{code}'")
    assert told.help.startswith(help)


def test_a_code_that_nothing_excuses_is_told_and_its_problem_stays() -> None:
    left = told(f"{FRONT}A <!-- allow FM002: so -->", problem(4, "FM002"))

    assert left == ["FM002 4", "EXC003 4:3"]


def test_of_several_that_cover_a_line_the_nearest_counts() -> None:
    text = f"{FRONT}<!-- allow LNK004: one -->\nA\n<!-- allow LNK004: two -->\nB"

    assert told(text, problem(7)) == ["EXC001 4:1"]
    assert told(text, problem(5), problem(7)) == []


def test_an_excuse_of_no_use_can_be_taken_out_unless_it_may_stand_in_the_wrong_place() -> None:
    script = Script("articles/a.md", f"{FRONT}<!-- allow LNK004: so -->\n\nA")

    [mendable] = excused([], [script], CODES)
    _, misplaced = excused([problem(6)], [script], CODES)

    assert (mendable.severity, mendable.code) == (Severity.WARNING, "EXC001")
    assert mendable.fix == Fix(line=4, column=1, old="<!-- allow LNK004: so -->", new="")
    assert (misplaced.code, misplaced.fix) == ("EXC001", None)


def test_an_excuse_of_what_was_not_looked_for_is_not_called_superfluous() -> None:
    script = Script("articles/a.md", f"{FRONT}A <!-- allow LNK004: so -->")

    assert excused([], [script], CODES, looked=lambda _: False) == ()


@pytest.mark.parametrize(
    ("row", "old"),
    [
        ("A <!-- allow LNK004: so -->  ", " <!-- allow LNK004: so -->  "),
        ("  <!-- allow LNK004: so -->", "  <!-- allow LNK004: so -->"),
        ("> <!-- allow LNK004: so -->", "> <!-- allow LNK004: so -->"),
        ("- <!-- allow LNK004: so -->", "<!-- allow LNK004: so -->"),
    ],
)
def test_what_takes_an_excuse_out_takes_its_space_along(row: str, old: str) -> None:
    [excuse] = find_excuses(Script("articles/a.md", f"{FRONT}{row}\nB"))

    assert excuse.fix
    assert (excuse.fix.old, excuse.fix.new) == (old, "")


def test_two_excuses_on_a_line_are_taken_out_each_by_itself() -> None:
    row = "A <!-- allow LNK004: one --> <!-- allow SBJ002: two -->"
    excuses = find_excuses(Script("articles/a.md", f"{FRONT}{row}"))

    assert "".join(e.fix.old for e in excuses if e.fix) == row[1:]


def test_thousands_of_excuses_and_problems_are_no_matter() -> None:
    rows = ["<!-- allow LNK004: so -->"] * 20_000 + ["A"]
    script = Script("articles/a.md", FRONT + "\n".join(rows))

    left = excused([problem(20_004)] * 5_000, [script], CODES)

    assert len(left) == 20_000 - 1


@given(
    st.text(alphabet="ab#'\"\\\n -:|>[{,<!`~allowLNK004", max_size=200),
    st.sampled_from(
        ["articles/a.md", "pressrun.toml", "templates/a.mjml", "templates/a.txt", "words"]
    ),
)
def test_any_text_is_looked_through_and_every_place_lies_inside_it(text: str, path: str) -> None:
    script = Script(path, f"---\n{text} # allow LNK004: a\n---\n{text} <!-- allow LNK004: b -->")

    for excuse in find_excuses(script):
        row = script.rows[(excuse.place.line or 0) - 1]
        assert excuse.fix
        assert row.startswith(excuse.fix.old, excuse.fix.column - 1)
        assert excuse.fix.line == excuse.place.line == excuse.first <= excuse.last
