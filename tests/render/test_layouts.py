"""The three layouts of a mail, whole or in short, and the archive's page of the same."""

import re
from dataclasses import replace
from itertools import pairwise

import pytest

from pressrun.model.issue import BoundIssue, Chapter
from pressrun.model.publication import Content, Layout
from pressrun.model.slot import Slot, mark
from pressrun.render.email import render_issue
from pressrun.render.page import issue_page
from pressrun.render.words import find_words
from render.issue_samples import FEEDS, FULL, LIST, PUBLICATION, THEME, bound
from render.look_samples import (
    ARABIC,
    ARABIC_PUBLICATION,
    MANY,
    MIXED,
    POSTED,
    dressed,
    laid_out,
    mail,
)
from render.reading import tree

every_layout = pytest.mark.parametrize("layout", [str(layout) for layout in Layout])
# Words of the first article's body, of no summary and of no title.
DEEP = "facing the sea"


def words(html: str) -> str:
    """Return what a body shows: neither comments nor the hidden words of the preheader."""
    shown: list[str] = []
    body = tree(html).find("body")
    assert body is not None
    for node in body.iter():
        if isinstance(node.tag, str) and "display:none" not in node.get("style", ""):
            shown.append(node.text or "")
        shown.append(node.tail or "")
    return " ".join(" ".join(shown).split())


def featured() -> BoundIssue:
    """Return the sample issue in short, but for its first article."""
    issue = laid_out("digest")
    chapter, *rest = issue.chapters
    first = Chapter(pieces=(replace(chapter.pieces[0], featured=True),))
    return replace(issue, chapters=(first, replace(chapter, pieces=chapter.pieces[1:]), *rest))


def test_what_is_featured_is_given_whole_where_others_are_in_short() -> None:
    issue = featured()
    made = render_issue(issue, PUBLICATION, LIST, THEME)
    shown = [words(made.html), made.text, words(issue_page(issue, PUBLICATION, FEEDS, THEME))]

    short = laid_out("digest")
    plain = render_issue(short, PUBLICATION, LIST, THEME)
    cards = [words(plain.html), plain.text, words(issue_page(short, PUBLICATION, FEEDS, THEME))]
    for whole, card in zip(shown, cards, strict=True):
        assert DEEP in " ".join(whole.split())
        assert DEEP not in " ".join(card.split())
    # One teaser less: the others are in short as before.
    more = find_words(THEME, "en")["read_on"]
    assert made.text.count(f"{more}:") == plain.text.count(f"{more}:") - 1 > 0


@pytest.mark.parametrize(
    ("layout", "content", "whole"),
    [
        *(("issue", None, True), ("digest", None, False), ("letter", None, True)),
        *(("issue", "summary", False), ("digest", "full", True), ("letter", "summary", False)),
    ],
)
def test_a_layout_gives_articles_whole_or_in_short_unless_the_issue_says_so(
    layout: str, content: str | None, whole: bool
) -> None:
    issue = laid_out(layout, content=content)
    rendered = render_issue(issue, PUBLICATION, LIST, THEME)
    page = issue_page(issue, PUBLICATION, FEEDS, THEME)

    for face in (words(rendered.html), rendered.text, words(page)):
        assert (DEEP in " ".join(face.split())) is whole
        assert ("Read on" in face) is not whole
        assert "What a bird saw from the gallery rail." in " ".join(face.split())


def test_the_theme_decides_for_issues_that_ask_for_nothing() -> None:
    digest = dressed(layout=Layout.DIGEST)
    short = dressed(content=Content.SUMMARY)

    assert 'class="press"' in mail(MANY, digest)
    assert DEEP not in words(mail(MANY, short))
    assert DEEP in words(mail(laid_out("issue", content="full"), short))
    assert 'class="press"' not in mail(laid_out("letter", content="summary"), digest)


@every_layout
def test_a_mail_has_one_h1_and_no_level_of_headings_is_left_out(layout: str) -> None:
    levels = [
        int(node.tag[1]) for node in tree(mail(laid_out(layout))).iter()
        if isinstance(node.tag, str) and re.fullmatch("h[1-6]", node.tag)
    ]  # fmt: skip

    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize(("layout", "listed"), [("issue", 5), ("digest", 5), ("letter", 0)])
def test_an_issue_of_more_than_four_articles_begins_with_a_list_of_them(
    layout: str, listed: int
) -> None:
    root = tree(mail(laid_out(layout)))

    links = [a.get("href") for a in root.findall(".//ul[@class='contents']//a")]
    assert links == [piece.url for piece in MANY.pieces][:listed]
    few = replace(MANY, chapters=(replace(MANY.chapters[0], pieces=MANY.pieces[:4]),))
    assert 'class="contents"' not in mail(laid_out(layout, few))


def test_the_archives_page_lists_its_articles_by_their_places_on_it() -> None:
    root = tree(issue_page(laid_out("issue"), PUBLICATION, FEEDS, THEME))

    links = [a.get("href", "") for a in root.findall(".//nav[@class='contents']//a")]
    assert [link.removeprefix("#") for link in links] == [
        node.get("id") for node in root.iter("article")
    ]
    assert len(links) == 5


def test_a_card_shows_the_picture_the_title_a_few_words_and_a_button() -> None:
    for face in (
        mail(laid_out("digest")),
        issue_page(laid_out("digest"), PUBLICATION, FEEDS, THEME),
    ):
        root = tree(face)
        buttons = [a for a in root.iter("a") if a.get("class") == "press"]
        assert [a.get("href") for a in buttons] == [piece.url for piece in MANY.pieces]
        assert buttons[0].text == "Read on"
        assert buttons[0].get("aria-label") == "Read on: The heron & the lamp"
        still = root.find(".//p[@class='still']/a/img")
        assert still is not None
        assert still.get("alt") == "A grey heron on an iron rail before a pale sea"
        assert {"width", "height"} <= still.attrib.keys()


def test_a_letter_has_no_cards_no_rules_and_no_buttons() -> None:
    html = mail(laid_out("letter", FULL, content="summary"))

    assert 'class="press"' not in html
    assert "border-top:" not in html.partition("<body")[2]
    assert tree(html).findall(".//img") == []


@every_layout
def test_the_foot_has_the_senders_postal_address_where_it_is_known(layout: str) -> None:
    with_address = render_issue(laid_out(layout), PUBLICATION, POSTED, THEME)
    without = render_issue(laid_out(layout), PUBLICATION, LIST, THEME)

    for face in (with_address.html, with_address.text):
        assert POSTED.postal_address in face
    assert "Sampleton" not in without.html + without.text


@every_layout
def test_every_layout_can_be_left_and_looked_at_in_a_browser(layout: str) -> None:
    rendered = render_issue(laid_out(layout), PUBLICATION, LIST, THEME)

    for face in (rendered.html, rendered.text):
        assert mark(Slot.UNSUBSCRIBE_URL) in face
        assert mark(Slot.WEB_URL) in face
        assert mark(Slot.PREFERENCES_URL) in face


@every_layout
def test_the_text_says_what_the_html_says(layout: str) -> None:
    rendered = render_issue(laid_out(layout), PUBLICATION, POSTED, THEME)

    said = set(re.findall(r"[^\W_]+", rendered.text))
    shown = re.findall(r"[^\W_]+", words(rendered.html))
    assert len(shown) > 100
    # Scripts without spaces are one word here and may be in two lines there.
    assert {word for word in shown if word not in said and word.isascii()} == set()


@every_layout
def test_outlooks_own_darkness_wears_the_same_colours(layout: str) -> None:
    html = mail(laid_out(layout))

    asked = re.search(r"@media \(prefers-color-scheme: dark\) \{(.*?)</style>", html, re.S)
    assert asked is not None
    for colour in ("#17191c", "#e8e4db", "#f0a483"):
        assert f"{colour} !important" in asked[1]
        assert re.search(rf"\[data-ogs[bc]\][^}}]*{colour} !important", html)
    assert "data-css-inline" not in html


def test_an_issue_read_from_the_right_stands_on_the_right() -> None:
    html = mail(laid_out("issue", MIXED), ARABIC_PUBLICATION)
    root = tree(html)

    assert (root.get("lang"), root.get("dir")) == ("ar", "rtl")
    [arabic] = root.findall(".//div[@lang='ar'][@class='article rtl']")
    [english] = root.findall(".//div[@lang='en'][@class='article ltr']")
    assert (arabic.get("dir"), english.get("dir")) == ("rtl", "ltr")
    numbers = arabic.find(".//ol")
    assert numbers is not None
    assert "padding-right: 24px" in numbers.get("style", "")
    assert "padding-left" not in numbers.get("style", "")


def test_an_article_read_from_the_right_keeps_its_way_among_others() -> None:
    root = tree(mail(laid_out("issue", MIXED)))

    assert root.get("dir") == "ltr"
    quote = root.find(".//div[@lang='ar']//div[@class='quotation']")
    assert quote is not None
    assert "border-right: 3px" in quote.get("style", "")
    assert "border-left: 3px" not in quote.get("style", "")


def test_letters_that_join_are_neither_drawn_apart_nor_slanted() -> None:
    for html in (
        mail(laid_out("issue", MIXED), ARABIC_PUBLICATION),
        mail(laid_out("issue", MIXED)),
    ):
        [arabic] = tree(html).findall(".//div[@lang='ar'][@class='article rtl']")
        for node in arabic.iter():
            style = node.get("style", "")
            assert "letter-spacing" not in style or "letter-spacing: normal" in style
            assert "italic" not in style
    assert "letter-spacing: " not in mail(
        laid_out("issue", bound(ARABIC)), ARABIC_PUBLICATION
    ).partition("<body")[2].replace("letter-spacing: normal", "")


def test_a_publications_own_file_shadows_one_part_of_the_theme() -> None:
    files = {**dict(THEME.files), "email/parts/foot.mjml": "<mj-section></mj-section>"}
    theme = replace(THEME, files=tuple(sorted(files.items())))

    html = render_issue(laid_out("digest"), PUBLICATION, LIST, theme).html

    assert "Unsubscribe" not in html
    assert "Read on" in html
