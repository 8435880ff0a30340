"""Every problem of a text has a line and a column to be shown at."""

import pytest

from doubles.shop import PrintShop
from pressrun.errors import Place, Problem
from pressrun.press.pointing import pointed


def at(shop: PrintShop, code: str, place: Place | None) -> str:
    [problem] = pointed([Problem(code=code, what="it is so", place=place)], shop.desk.folder)
    return str(problem.place)


def test_a_line_is_shown_from_its_first_sign(shop: PrintShop) -> None:
    shop.write("templates/email/issue.mjml", "<mjml>\n    <mj-body>\n")
    line = Place(path="templates/email/issue.mjml", line=2)

    [problem] = pointed([Problem(code="TPL003", what="x", place=line)], shop.desk.folder)

    assert problem.place is not None
    assert (problem.place.column, problem.place.width) == (5, 9)
    assert problem.place.text == "    <mj-body>"


@pytest.mark.parametrize(("code", "told"), [("MD005", "3:8"), ("SRC020", "2:5"), ("ANY001", "1:1")])
def test_a_file_is_shown_at_the_row_that_it_is_about(shop: PrintShop, code: str, told: str) -> None:
    path = "articles/lamp.md"

    assert at(shop, code, Place(path=path)) == f"{path}:{told}"


def test_what_has_a_column_no_text_or_no_file_stays_as_it_is(shop: PrintShop) -> None:
    (shop.root / "articles/lamp.png").write_bytes(b"\x89PNG")

    assert at(shop, "ANY001", None) == "None"
    assert at(shop, "ANY001", Place(path="articles/lamp.md", line=2, column=3)).endswith(":2:3")
    assert at(shop, "ANY001", Place(path="articles/lamp.png")) == "articles/lamp.png"
    assert at(shop, "ANY001", Place(path="articles/gone.md")) == "articles/gone.md"


def test_a_line_beyond_the_file_is_its_last(shop: PrintShop) -> None:
    assert at(shop, "ANY001", Place(path="articles/lamp.md", line=99)) == "articles/lamp.md:7:1"
