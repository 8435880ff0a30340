from dataclasses import replace
from datetime import UTC, datetime

import pytest

from pressrun.render.page import (
    SERVICE_PAGES,
    article_page,
    feed_content,
    index_page,
    issue_feed_content,
    issue_page,
    service_page,
)
from render.issue_samples import FEEDS, FULL, PUBLICATION, RICH, THEME, article, paragraph, piece
from render.reading import tree

TITLES = (
    ("A heron on the rail", FULL.url, datetime(2026, 11, 24, 8, tzinfo=UTC)),
    ("<i>Fog</i>", "https://example.org/issues/041-fog/", datetime(2026, 11, 17, 8, tzinfo=UTC)),
)
PAGES = {
    "article": article_page(RICH, PUBLICATION, FEEDS, THEME),
    "issue": issue_page(FULL, PUBLICATION, FEEDS, THEME),
    "index": index_page(TITLES, TITLES, PUBLICATION, FEEDS, THEME),
    **{
        name: service_page(name, PUBLICATION, THEME, {"list_title": "Letters & more"})
        for name in SERVICE_PAGES
    },
}
every_page = pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)


def meta(page: str, name: str) -> str | None:
    for node in tree(page).iter("meta"):
        if name in (node.get("name"), node.get("property")):
            return node.get("content")
    return None


@every_page
def test_a_page_has_a_language_a_title_one_h1_and_its_landmarks(page: str) -> None:
    root = tree(page)

    assert (root.get("lang"), root.get("dir")) == ("en", "ltr")
    assert (root.findtext(".//title") or "").strip()
    assert len(list(root.iter("h1"))) == len(list(root.iter("main"))) == 1
    assert root.find("body/header") is not None
    assert root.find("body/footer") is not None


@every_page
def test_a_page_asks_nobody_for_anything_but_its_pictures(page: str) -> None:
    root = tree(page)

    assert list(root.iter("script")) == []
    assert {node.get("rel") for node in root.iter("link")} <= {"alternate", "canonical"}
    assert all(i.get("src", "").startswith("https://example.org/media/") for i in root.iter("img"))
    assert "url(" not in page
    assert "@import" not in page


@every_page
def test_the_first_stop_of_the_keyboard_skips_to_the_text(page: str) -> None:
    body = tree(page).find("body")

    assert body is not None
    assert body[0].get("href") == "#page---text"
    assert body.find("main[@id='page---text']") is not None


def test_an_article_introduces_itself_to_those_who_share_it() -> None:
    page = PAGES["article"]

    canonical = tree(page).find(".//link[@rel='canonical']")
    assert canonical is not None
    assert canonical.get("href") == RICH.url
    assert meta(page, "description") == "What a bird saw from the gallery rail."
    assert meta(page, "og:type") == "article"
    assert meta(page, "og:image") == "https://example.org/media/0123456789abcdef.png"
    assert meta(page, "article:published_time") == "2026-11-24T08:00:00+00:00"


@pytest.mark.parametrize("name", ["article", "issue", "index"])
def test_a_page_names_every_feed(name: str) -> None:
    found = [
        (node.get("title"), node.get("href"), node.get("type"))
        for node in tree(PAGES[name]).iter("link")
        if node.get("rel") == "alternate"
    ]

    assert found == list(FEEDS)


def test_an_article_in_another_language_is_a_page_in_it() -> None:
    hebrew = piece(paragraph("מגדלור"), article=article(title="מגדלור", language="he"))

    root = tree(article_page(hebrew, PUBLICATION, FEEDS, THEME))

    assert (root.get("lang"), root.get("dir")) == ("he", "rtl")


def test_a_name_in_another_script_keeps_the_day_whole() -> None:
    page = article_page(RICH, PUBLICATION, FEEDS, THEME)

    [byline] = tree(page).findall(".//header/p/bdi")
    assert byline.text == "By Ada Sample, Ben Sample"
    assert (byline.tail or "").strip() == "·"


def test_an_article_without_picture_summary_or_date_leaves_them_out() -> None:
    bare = piece(paragraph("x"), pictures={}, article=article(summary="", authors=()))

    page = article_page(bare, PUBLICATION, FEEDS, THEME)

    assert meta(page, "og:image") is None
    assert meta(page, "article:published_time") is None
    assert "<time" not in page


def test_the_first_page_lists_what_it_is_given_in_that_order() -> None:
    links = [a.text for a in tree(PAGES["index"]).findall(".//section//a")]

    assert links == ["A heron on the rail", "<i>Fog</i>"] * 2


def test_an_empty_publication_says_that_it_is_empty() -> None:
    page = index_page((), (), PUBLICATION, (), THEME)

    assert "Nothing has been published yet." in page


def test_unsubscribing_is_one_button_that_posts_to_the_same_address() -> None:
    root = tree(PAGES["unsubscribe"])

    [form] = root.iter("form")
    assert form.attrib == {"method": "post"}
    assert [button.text for button in form.iter("button")] == ["Unsubscribe"]
    assert list(form.iter("input")) == []
    assert root.findtext(".//h1") == "Unsubscribe from Letters & more?"


@pytest.mark.parametrize("name", SERVICE_PAGES)
def test_no_search_engine_keeps_a_service_page(name: str) -> None:
    assert meta(PAGES[name], "robots") == "noindex"


def test_a_service_page_nobody_wrote_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="confirm"):
        service_page("confirm", PUBLICATION, THEME, {})


def test_an_issue_in_a_feed_is_its_words_and_its_contents() -> None:
    root = tree(issue_feed_content(FULL, PUBLICATION, THEME))

    assert "Dear reader" in "".join(root.itertext())
    assert [a.get("href") for a in root.findall(".//li/a")] == [p.url for p in FULL.pieces]


def test_an_article_in_a_feed_has_no_title_of_its_own() -> None:
    html = feed_content(RICH, PUBLICATION, THEME)

    assert html.startswith("<section>")
    assert "The heron &amp; the lamp" not in html


def test_a_page_of_another_publication_names_no_other_host() -> None:
    page = index_page((), (), replace(PUBLICATION, url="https://press.example"), (), THEME)

    assert "example.org" not in page
