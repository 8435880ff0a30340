from pressrun.model.document import (
    Align,
    CodeBlock,
    Figure,
    Heading,
    List,
    ListItem,
    Quotation,
    Table,
)
from pressrun.model.inline import Image, Link, Text
from pressrun.render.links import Links
from pressrun.render.text import lines, text
from render.issue_samples import PUBLICATION, article, paragraph, parts, piece, words


def text_of(*blocks: object, width: int = 72) -> str:
    links = Links(url="https://example.org/articles/x/", base=PUBLICATION.url)
    return lines(tuple(blocks), links=links, words=words(), width=width)


def link(said: str, target: str) -> Link:
    return Link(parts=(Text(said),), target=target)


def test_a_title_is_underlined_and_followed_by_summary_and_authors() -> None:
    face = text(piece(paragraph("x")), base=PUBLICATION.url, words=words())

    assert face == (
        "The heron & the lamp\n====================\n\n"
        "What a bird saw from the gallery rail.\n\nBy Ada Sample, Ben Sample\n\nx"
    )


def test_an_article_without_authors_has_no_byline() -> None:
    quiet = piece(paragraph("x"), article=article(title="灯塔", authors=(), summary=""))

    assert text(quiet, base=PUBLICATION.url, words=words()) == "灯塔\n====\n\nx"


def test_addresses_are_notes_under_the_text_each_of_them_once() -> None:
    face = text_of(paragraph(link("one", "/a"), ", ", link("two", "/b"), ", ", link("one", "/a")))

    assert face == (
        "one [1], two [2], one [1]\n\n[1] https://example.org/a\n[2] https://example.org/b"
    )


def test_words_that_are_the_address_need_no_note() -> None:
    face = text_of(
        paragraph(link("https://example.org/a", "https://example.org/a")),
        paragraph(link("ada@example.org", "mailto:ada@example.org")),
    )

    assert face == "https://example.org/a\n\nada@example.org"


def test_an_address_that_no_face_may_link_to_is_left_out() -> None:
    assert text_of(paragraph(link("press", "javascript:alert(1)"))) == "press"


def test_headings_are_underlined_by_depth() -> None:
    face = text_of(Heading(parts=parts("Two"), depth=2), Heading(parts=parts("Three"), depth=3))

    assert face == "Two\n---\n\nThree\n....."


def test_lists_keep_their_margin_when_they_wrap() -> None:
    inner = List(items=(ListItem(blocks=(paragraph("three four"),)),), start=9)
    face = text_of(List(items=(ListItem(blocks=(paragraph("one two"), inner)),)), width=10)

    assert face == "- one two\n  9. three\n     four"


def test_a_task_says_whether_it_is_done() -> None:
    tasks = List(items=(ListItem(blocks=(paragraph("oil"),), checked=True),))

    assert text_of(tasks) == "- ☑ oil"


def test_a_quotation_within_a_quotation_is_marked_twice() -> None:
    inner = Quotation(blocks=(paragraph("inner"),))

    assert text_of(Quotation(blocks=(paragraph("outer"), inner))) == "> outer\n>\n> > inner"


def test_code_is_never_wrapped() -> None:
    assert text_of(CodeBlock(text="a " * 60 + "b\n\tc\n")) == "    " + "a " * 60 + "b\n        c"


def test_a_table_that_is_too_wide_becomes_records() -> None:
    table = Table(
        head=(parts("Night"), parts("Wind")),
        rows=((parts("Monday"), parts("south-west")), (parts("Tuesday"), parts("west"))),
        aligns=(Align.NONE, Align.NONE),
    )

    assert text_of(table, width=18) == (
        "Night: Monday\nWind: south-west\n\nNight: Tuesday\nWind: west"
    )
    assert text_of(table, width=19).startswith("Night    Wind\n-------  ---")


def test_wide_characters_keep_columns_straight() -> None:
    table = Table(
        head=(parts("灯塔"), parts("x")),
        rows=((parts("ab"), parts("y")),),
        aligns=(Align.RIGHT, Align.NONE),
    )

    assert text_of(table) == "灯塔  x\n----  -\n  ab  y"


def test_a_picture_is_its_words_and_elsewhere_they_lead_to_it() -> None:
    mine = text_of(Figure(source="heron.png", alt="A heron"))
    theirs = text_of(paragraph(Image(source="https://example.com/a.png", alt="A pixel")))

    assert mine == "[A heron] [1]\n\n[1] https://example.org/articles/x/heron.png"
    assert theirs == "[A pixel] [1]\n\n[1] https://example.com/a.png"


def test_a_picture_that_only_decorates_says_nothing() -> None:
    assert text_of(paragraph("a", Image(source="https://example.com/a.png", alt=""), "b")) == "ab"
