from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from pressrun.model.feed import MEDIA_TYPES, FeedKind, FeedLink, FeedView
from pressrun.model.feedplan import FeedPlan
from pressrun.model.publication import Content
from pressrun.press.feeds import Masthead
from pressrun.render.page import (
    SERVICE_PAGES,
    article_page,
    feed_content,
    feed_page,
    feeds_page,
    index_page,
    issue_feed_content,
    issue_page,
    service_page,
    withdrawn_page,
    year_page,
)
from pressrun.render.words import find_words
from render.issue_samples import FEEDS, FULL, PUBLICATION, RICH, THEME, article, paragraph, piece
from render.reading import tree

TITLES = (
    ("A heron on the rail", FULL.url, datetime(2026, 11, 24, 8, tzinfo=UTC)),
    ("<i>Fog</i>", "https://example.org/issues/041-fog/", datetime(2026, 11, 17, 8, tzinfo=UTC)),
)
YEARS = ((2026, "https://example.org/archive/2026/"), (2025, "https://example.org/archive/2025/"))
OPML = "https://example.org/feeds/feeds.opml"


def view(name: str = "main", **changes: Any) -> FeedView:
    page_url = f"https://example.org/feeds/{name}.html"
    title = changes.get("title", "The Lamp & the Log")
    values: dict[str, Any] = {
        "title": title,
        "description": "Letters from a lighthouse.",
        "kind": FeedKind.MAIN,
        "subject": "",
        "documents": tuple(
            FeedLink(title, f"https://example.org/feeds/{name}{suffix}", media_type, page_url)
            for suffix, media_type in MEDIA_TYPES.items()
        ),
        "content": Content.FULL,
        "latest": TITLES,
        "page_url": page_url,
    }
    return FeedView(**values | changes)


TAG = view("tags/r-d", title="The Lamp & the Log: R&D", kind=FeedKind.TAG, subject="R&D")
GROUPS = (
    (FeedKind.MAIN, (view(),)),
    (FeedKind.ISSUES, (view("issues", title="Issues", kind=FeedKind.ISSUES),)),
    (FeedKind.TAG, (TAG, view("tags/fog", title="x: <i>fog</i>", subject="<i>fog</i>"))),
)
LISTS = {
    "index": index_page(TITLES, TITLES, YEARS, PUBLICATION, FEEDS, THEME),
    "year": year_page(2025, YEARS[1][1], TITLES[:1], TITLES, PUBLICATION, FEEDS, THEME),
    "feed": feed_page(TAG, PUBLICATION, FEEDS, THEME),
    "feeds": feeds_page(GROUPS, OPML, PUBLICATION, FEEDS, THEME),
    "withdrawn": withdrawn_page(PUBLICATION, FEEDS, THEME, "https://example.org/articles/gone/"),
}
PAGES = {
    "article": article_page(RICH, PUBLICATION, FEEDS, THEME),
    "issue": issue_page(FULL, PUBLICATION, FEEDS, THEME),
    **LISTS,
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


def discovered(page: str) -> list[tuple[str | None, ...]]:
    return [
        (node.get("title"), node.get("href"), node.get("type"))
        for node in tree(page).iter("link")
        if node.get("rel") == "alternate"
    ]


MAIN_FEEDS = [
    (f"The Lamp & the Log ({name})", f"https://example.org/feeds/main{suffix}", media_type)
    for name, (suffix, media_type) in zip(
        ("RSS", "Atom", "JSON Feed"), MEDIA_TYPES.items(), strict=True
    )
]


@pytest.mark.parametrize("name", ["article", "issue", "index", "year", "feeds", "withdrawn"])
def test_the_head_of_a_page_names_every_document_of_a_feed(name: str) -> None:
    assert discovered(PAGES[name]) == MAIN_FEEDS


@pytest.mark.parametrize("name", ["article", "issue", "index", "year", "feeds", "withdrawn"])
def test_the_foot_of_a_page_leads_to_the_page_of_each_feed_once(name: str) -> None:
    links = [(a.text, a.get("href")) for a in tree(PAGES[name]).findall("body/footer/nav//a")]

    assert links == [
        ("The Lamp & the Log", "https://example.org/feeds/main.html"),
        ("All feeds", "https://example.org/feeds/"),
    ]


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
    links = [a.text for a in tree(PAGES["index"]).findall(".//main/section//a")]

    assert links == ["A heron on the rail", "<i>Fog</i>"] * 2


def test_an_empty_publication_says_that_it_is_empty() -> None:
    page = index_page((), (), (), PUBLICATION, (), THEME)

    assert "Nothing has been published yet." in page


def test_the_first_page_leads_to_the_years_where_it_does_not_list_everything() -> None:
    years = tree(PAGES["index"]).findall(".//main/nav//a")

    assert [(a.text, a.get("href")) for a in years] == [(str(year), url) for year, url in YEARS]
    assert tree(index_page(TITLES, (), (), PUBLICATION, FEEDS, THEME)).findall(".//main/nav") == []


def test_a_year_lists_what_was_published_in_it() -> None:
    root = tree(PAGES["year"])

    assert root.findtext(".//h1") == "Published in 2025"
    links = [[a.text for a in part.iter("a")] for part in root.findall(".//main/section")]
    assert links == [["A heron on the rail"], ["A heron on the rail", "<i>Fog</i>"]]


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("index", "https://example.org/"),
        ("year", "https://example.org/archive/2025/"),
        ("feed", "https://example.org/feeds/tags/r-d.html"),
        ("feeds", "https://example.org/feeds/"),
    ],
)
def test_a_list_knows_its_own_address(name: str, url: str) -> None:
    canonical = tree(PAGES[name]).find(".//link[@rel='canonical']")

    assert canonical is not None
    assert canonical.get("href") == url


def test_the_page_of_a_feed_is_discovered_by_its_own_documents_first() -> None:
    own = [link.url for link in TAG.documents]

    assert [url for _, url, _ in discovered(PAGES["feed"])] == [*own, *(f.url for f in FEEDS)]
    assert discovered(feed_page(view(), PUBLICATION, FEEDS, THEME)) == MAIN_FEEDS


def test_the_page_of_a_feed_shows_its_addresses_to_be_copied() -> None:
    shown = [
        (item.findtext("a"), item.findtext("code"))
        for item in tree(PAGES["feed"]).findall(".//ul[@class='addresses']/li")
    ]

    assert shown == [
        ("RSS", "https://example.org/feeds/tags/r-d.rss"),
        ("Atom", "https://example.org/feeds/tags/r-d.atom"),
        ("JSON Feed", "https://example.org/feeds/tags/r-d.json"),
    ]


def test_the_page_of_a_feed_leads_to_its_newest_entries_all_feeds_and_their_list() -> None:
    main = tree(PAGES["feed"]).find(".//main")
    assert main is not None

    links = [a.get("href") for a in main.iter("a")]

    assert links[3:] == [*(url for _, url, _ in TITLES), "https://example.org/feeds/", OPML]


@pytest.mark.parametrize("content", Content)
@pytest.mark.parametrize("kind", FeedKind)
@pytest.mark.parametrize("language", ["en", "fr", "de", "es", "ar"])
def test_the_page_of_a_feed_says_what_it_carries(
    language: str, kind: FeedKind, content: Content
) -> None:
    words = find_words(THEME, language)
    about = view(kind=kind, subject="R&D", content=content)

    page = feed_page(about, replace(PUBLICATION, language=language), FEEDS, THEME)

    said = " ".join("".join(tree(page).itertext()).split())
    assert words[f"feed_{content}"] in said
    carries = words[f"feed_{kind}"].replace("{subject}", "\u2068R&D\u2069")
    assert carries in said
    assert ("R&D" in carries) == (kind not in {FeedKind.MAIN, FeedKind.ISSUES})


def test_the_page_of_all_feeds_names_each_once_by_kind() -> None:
    sections = tree(PAGES["feeds"]).findall(".//main/section")

    assert [
        (part.findtext("h2"), [("".join(a.itertext()), a.get("href")) for a in part.iter("a")])
        for part in sections
    ] == [
        ("Everything", [("The Lamp & the Log", "https://example.org/feeds/main.html")]),
        ("Issues", [("Issues", "https://example.org/feeds/issues.html")]),
        (
            "By topic",
            [
                ("R&D", "https://example.org/feeds/tags/r-d.html"),
                ("<i>fog</i>", "https://example.org/feeds/tags/fog.html"),
            ],
        ),
    ]
    assert tree(PAGES["feeds"]).find(f".//main/p/a[@href='{OPML}']") is not None


def test_a_withdrawn_page_says_only_that_and_is_kept_by_no_search_engine() -> None:
    root = tree(PAGES["withdrawn"])

    assert root.findtext(".//h1") == "This has been withdrawn"
    assert meta(PAGES["withdrawn"], "robots") == "noindex"
    assert root.find(".//link[@rel='canonical']") is None
    main = root.find(".//main")
    assert main is not None
    assert [a.get("href") for a in main.iter("a")] == ["https://example.org/"]
    assert "gone" not in PAGES["withdrawn"]


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
    page = index_page((), (), (), replace(PUBLICATION, url="https://press.example"), (), THEME)

    assert "example.org" not in page


def test_the_set_that_tags_in_feeds_are_of_can_be_looked_at() -> None:
    house = Masthead(PUBLICATION, FeedPlan()).house(THEME).value
    _, fragment = house.scheme.split("#")

    page = feeds_page(GROUPS, OPML, PUBLICATION, FEEDS, THEME)

    assert f'id="{fragment}"' in page
