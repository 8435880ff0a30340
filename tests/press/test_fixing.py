"""What is certain is mended where it was found, and every other character stays as it is."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from doubles.shop import PrintShop
from pressrun.errors import Fix, Place, Problem
from pressrun.press.fixing import Mended, fix_files, fix_text
from pressrun.render.lint.script import Script


def test_several_fixes_of_a_line_are_made_each_at_its_place() -> None:
    text = "a http://b.example c\nhttp://d.example http://e.example\n"
    fixes = [
        Fix(line=2, column=18, old="http:", new="https:"),
        Fix(line=1, column=3, old="http:", new="https:"),
        Fix(line=2, column=1, old="http:", new="https:"),
    ]

    fixed, done = fix_text(text, fixes)

    assert fixed == text.replace("http:", "https:")
    assert [(fix.line, fix.column) for fix in done] == [(1, 3), (2, 1), (2, 18)]


def test_a_line_of_which_nothing_is_left_goes_with_its_end() -> None:
    fixed, _ = fix_text("a\r\n  b \r\nc\r\n\r\nd", [Fix(line=2, column=3, old="b", new="")])

    assert fixed == "a\r\nc\r\n\r\nd"


def test_the_last_line_goes_too_and_a_blank_one_stays() -> None:
    assert fix_text("a\n\nb", [Fix(line=3, column=1, old="b", new="")])[0] == "a\n\n"


def test_ends_of_lines_and_the_byte_order_mark_stay_as_they_are() -> None:
    text = "\ufeffx = 1\r\ny = 2\rz = 3\nlast"
    fixes = [
        Fix(line=1, column=5, old="1", new="10"),
        Fix(line=2, column=5, old="2", new="20"),
        Fix(line=4, column=1, old="last", new="end"),
    ]

    assert fix_text(text, fixes)[0] == "\ufeffx = 10\r\ny = 20\rz = 3\nend"


def test_of_fixes_that_overlap_the_first_is_made() -> None:
    outer = Fix(line=1, column=2, old="bcd", new="-")
    inner = Fix(line=1, column=3, old="cde", new="+")

    assert fix_text("abcdef", [inner, outer]) == ("a-ef", (outer,))


def test_what_no_longer_stands_there_is_left_alone() -> None:
    fixes = [
        Fix(line=1, column=1, old="b", new="c"),
        Fix(line=1, column=9, old="a", new="c"),
        Fix(line=9, column=1, old="a", new="c"),
        Fix(line=1, column=1, old="", new="c"),
    ]

    assert fix_text("a", fixes) == ("a", ())


def told(path: str, fix: Fix) -> Problem:
    return Problem(code="LNK005", what="w", place=Place(path=path, line=fix.line), fix=fix)


def test_files_are_mended_whole_and_each_change_is_told(shop: PrintShop) -> None:
    shop.write("articles/a.md", "---\nx\n---\nhttp://b.example\n")
    fix = Fix(line=4, column=1, old="http:", new="https:")
    problems = [
        told("articles/a.md", fix),
        told("articles/a.md", fix),
        Problem(code="LNK004", what="w", place=Place(path="articles/a.md")),
        told("articles/gone.md", fix),
        Problem(code="LNK005", what="w", fix=fix),
    ]

    [file] = fix_files(shop.desk.folder, problems)

    assert (file.path, file.octets) == ("articles/a.md", b"---\nx\n---\nhttps://b.example\n")
    place = Place(path="articles/a.md", line=4, column=1)
    assert file.changes == (Mended(place=place, old="http:", new="https:"),)
    assert shop.read("articles/a.md") == "---\nx\n---\nhttp://b.example\n"


def test_what_is_not_utf_8_is_left_alone(shop: PrintShop) -> None:
    (shop.root / "articles/a.md").write_bytes(b"a\xff")

    fix = Fix(line=1, column=1, old="a", new="b")
    assert fix_files(shop.desk.folder, [told("articles/a.md", fix)]) == ()


ROWS = st.lists(st.text(alphabet="ab> \t", max_size=8), min_size=1, max_size=6)
ENDS = st.sampled_from(["\n", "\r\n", "\r"])
FIXES = st.builds(
    Fix,
    line=st.integers(0, 8),
    column=st.integers(1, 9),
    old=st.text(alphabet="ab ", max_size=4),
    new=st.text(alphabet="XY", max_size=3),
)


@given(ROWS, st.lists(ENDS, min_size=6, max_size=6), st.lists(FIXES, max_size=8), st.booleans())
def test_only_what_is_named_changes_and_no_other_character(
    rows: list[str], ends: list[str], fixes: list[Fix], marked: bool
) -> None:
    mark = "\ufeff" if marked else ""
    text = mark + "".join(
        row + (end if number < len(rows) else "")
        for number, (row, end) in enumerate(zip(rows, ends, strict=False), 1)
    )

    fixed, done = fix_text(text, fixes)

    assert set(done) <= set(fixes)
    # Put back from the end, each piece stands where it was taken from.
    before = Script("a", text.removeprefix(mark)).rows
    left = []
    for number, row in enumerate(before, 1):
        here = [fix for fix in done if fix.line == number]
        for earlier, later in pairwise(here):
            assert earlier.column + len(earlier.old) <= later.column
        new = row
        for fix in reversed(here):
            assert row[fix.column - 1 :].startswith(fix.old)
            new = new[: fix.column - 1] + fix.new + new[fix.column - 1 + len(fix.old) :]
        left += [new] if not here or new.strip() else []
    assert [r for r in Script("a", fixed.removeprefix(mark)).rows if r] == [r for r in left if r]
    assert fixed.startswith(mark)
    if not done:
        assert fixed == text
