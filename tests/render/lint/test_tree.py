"""MJML and HTML as a tree: what stands in what, and where each part was written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressrun.errors import Place
from pressrun.render.lint.tree import Element, Words, read_tree

# What a tree is made of, in any order: most of it is no document.
TAGS = ("<p>", "</p>", "<br>", "<img src='a' alt=\"b\"/>", "<mj-text>", "</mj-text>", "<style>")
SIGNS = ("</style>", "<!--", "-->", "<!--[if mso]>", "<![endif]", "<", ">", '"', "'", "=", "a=b")
WORDS = (" ", "\r\n", "&amp;", "é", "{", "}")
PIECES = st.lists(st.sampled_from((*TAGS, *SIGNS, *WORDS)) | st.text(max_size=3)).map("".join)


def nowhere(at: int) -> Place | None:
    return None


def tree(source: str) -> Element:
    return read_tree(source, nowhere)


def names(element: Element) -> list[str]:
    return [one.name for one in element.walk() if one.name]


def test_elements_come_in_the_order_of_the_document() -> None:
    root = tree(
        "<mjml><mj-head><mj-title>A</mj-title></mj-head><mj-body><p>B<br>C</p></mj-body></mjml>"
    )

    assert names(root) == ["mjml", "mj-head", "mj-title", "mj-body", "p", "br"]
    assert root.text() == "ABC"


def test_an_element_knows_what_it_stands_in() -> None:
    (inner,) = (one for one in tree("<div><p><b>A</b></p></div>").walk() if one.name == "b")

    assert [one.name for one in inner.ancestors()] == ["p", "div", ""]


def test_a_tag_that_is_not_closed_ends_with_what_it_stands_in() -> None:
    root = tree("<ul><li>A<li>B</ul><p>C</p>")

    assert [one.name for one in root.children if isinstance(one, Element)] == ["ul", "p"]


def test_attributes_are_read_in_every_form_and_the_first_of_two_counts() -> None:
    (element,) = (one for one in tree('<A b="1" c=\'2\' d=3 E f="&lt;" b=9>').walk() if one.name)

    assert {name: one.value for name, one in element.attributes.items()} == {
        "b": "1",
        "c": "2",
        "d": "3",
        "e": "",
        "f": "<",
    }
    assert [name for name, one in element.attributes.items() if not one.exact] == ["f"]


def test_an_attribute_stands_where_it_is_written() -> None:
    source = "<p>é</p>\n<img\n  src='a.png'\n  alt=\"A &amp; B\">"
    (image,) = (one for one in tree(source).walk() if one.name == "img")

    src, alt = image.attributes["src"], image.attributes["alt"]
    assert source[src.at :].startswith("src=")
    assert source[src.value_at :].startswith("a.png")
    assert source[alt.value_at :].startswith("A &amp; B")


def test_nothing_in_a_sheet_is_a_tag() -> None:
    root = tree("<mj-style>a > b { } <p> </mj-style><p>A</p>")
    (sheet,) = (one for one in root.walk() if one.name == "mj-style")

    assert names(root) == ["mj-style", "p"]
    (words,) = sheet.children
    assert isinstance(words, Words)
    assert words.text == "a > b { } <p> "
    assert words.at == len("<mj-style>")


def test_conditional_comments_are_no_part_of_it_and_leave_word_of_themselves() -> None:
    root = tree(
        "<div><!--[if mso]><table><tr><td><![endif]--><p>A</p></div><ol><!-- C --><li>D</li></ol>"
    )

    assert names(root) == ["div", "p", "ol", "li"]
    assert [one.name for one in root.walk() if one.answered] == ["div"]


@pytest.mark.parametrize("begin", ["<!--[if !mso]><!-->", "<!--[if !mso]><!-- -->"])
def test_what_is_hidden_from_outlook_alone_is_part_of_it_and_says_so(begin: str) -> None:
    root = tree(f"<ul>{begin}<li>B <b>C</b></li><!--<![endif]--><li>D</li></ul><p>E</p>")

    assert names(root) == ["ul", "li", "b", "li", "p"]
    assert root.text() == "B CDE"
    assert [one.name for one in root.walk() if one.answered] == ["ul", "li", "b"]


def test_what_is_nested_without_end_is_read_to_its_end() -> None:
    assert names(tree("<b>" * 5000)) == ["b"] * 5000


@given(PIECES)
def test_any_text_is_a_tree_of_which_every_part_stands_in_it(source: str) -> None:
    for element in tree(source).walk():
        if element.name:
            assert source[element.at] == "<"
            assert source[element.end - 1] == ">"
        for attribute in element.attributes.values():
            end = attribute.value_at + len(attribute.value)
            assert element.at < attribute.at < attribute.value_at <= element.end
            if attribute.exact:
                assert source[attribute.value_at : end] == attribute.value
        for child in element.children:
            if isinstance(child, Words):
                assert source.startswith(child.text, child.at)
