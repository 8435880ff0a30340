import hashlib
import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from html import escape
from typing import Any

import pytest

from pressrun.model.article import Target
from pressrun.model.feed import MEDIA_TYPES, FeedKind, FeedLink, FeedView
from pressrun.model.feedplan import FeedPlan
from pressrun.model.publication import Content
from pressrun.press.feeds import Masthead
from pressrun.render.answer import TRAP
from pressrun.render.archive import (
    APOLOGIES,
    apology_page,
    archive_page,
    language_page,
    privacy_page,
    subject_page,
    withdrawn_page,
)
from pressrun.render.feedpage import feed_page, feeds_page
from pressrun.render.page import (
    article_page,
    feed_content,
    index_page,
    issue_feed_content,
    issue_page,
    year_page,
)
from pressrun.render.sheet import style_sheet
from pressrun.render.words import find_words
from render.issue_samples import (
    FEEDS,
    FULL,
    PUBLICATION,
    RICH,
    THEME,
    article,
    paragraph,
    piece,
    theme,
)
from render.reading import tree

TITLES = (
    ("A heron on the rail", FULL.url, datetime(2026, 11, 24, 8, tzinfo=UTC)),
    ("<i>Fog</i>", "https://example.org/issues/041-fog/", datetime(2026, 11, 17, 8, tzinfo=UTC)),
)
YEARS = (
    (2026, "https://example.org/archive/2026/", TITLES),
    (2025, "https://example.org/archive/2025/", ()),
)
NAMES = (("R&D", "https://example.org/topics/r-d/"), ("<i>fog</i>", "https://example.org/t/fog/"))
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
LINKS = {"alternate", "canonical", "stylesheet", "prev", "next"}
STYLE, CSS = style_sheet(PUBLICATION, THEME)
LISTS = {
    "index": index_page(TITLES, TITLES, PUBLICATION, FEEDS, THEME),
    "archive": archive_page(YEARS, NAMES, NAMES[:1], (), PUBLICATION, FEEDS, THEME),
    "topic": subject_page(
        "topic", "R&D", NAMES[0][1], TITLES, TAG.documents, PUBLICATION, FEEDS, THEME
    ),
    "author": subject_page("author", "Ada", NAMES[1][1], TITLES, (), PUBLICATION, FEEDS, THEME),
    "language": language_page(
        "ar", TITLES, FEEDS, (("en", NAMES[0][1]), ("ar", NAMES[1][1])), PUBLICATION, FEEDS, THEME
    ),
    "privacy": privacy_page(PUBLICATION, FEEDS, THEME),
    "year": year_page(2025, YEARS[1][1], TITLES[:1], TITLES, PUBLICATION, FEEDS, THEME),
    "feed": feed_page(TAG, PUBLICATION, FEEDS, THEME),
    "feeds": feeds_page(GROUPS, OPML, PUBLICATION, FEEDS, THEME),
    "withdrawn": withdrawn_page(
        "https://example.org/articles/gone/", TITLES[:1], PUBLICATION, FEEDS, THEME
    ),
}
LANGUAGES = (("en", "https://example.org/en/"), ("ar", "https://example.org/ar/"))
TRANSLATED = replace(RICH, article=replace(RICH.article, original="lampaaaaaa", language="ar"))
PAGES = {
    "article": article_page(RICH, PUBLICATION, FEEDS, THEME),
    "translation": article_page(TRANSLATED, PUBLICATION, FEEDS, THEME, None, LANGUAGES),
    "issue": issue_page(FULL, PUBLICATION, FEEDS, THEME),
    **LISTS,
    **{name: apology_page(name, TITLES, PUBLICATION, FEEDS, THEME) for name in APOLOGIES},
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

    arabic = page in {PAGES["translation"], PAGES["language"]}
    assert (root.get("lang"), root.get("dir")) == (("ar", "rtl") if arabic else ("en", "ltr"))
    assert (root.findtext(".//title") or "").strip()
    assert len(list(root.iter("h1"))) == len(list(root.iter("main"))) == 1
    assert root.find("body/header") is not None
    assert root.find("body/footer") is not None


@every_page
def test_a_page_asks_nobody_for_anything_but_its_pictures(page: str) -> None:
    root = tree(page)

    assert {node.get("type") for node in root.iter("script")} <= {"application/ld+json"}
    assert {node.get("rel") for node in root.iter("link")} <= LINKS
    assert [n for n in root.iter() if n.tag == "style" or n.get("style")] == []
    assert root.find(".//link[@rel='stylesheet']").get("href") == f"https://example.org/{STYLE}"
    assert all(i.get("src", "").startswith("https://example.org/media/") for i in root.iter("img"))
    assert "url(" not in page + CSS
    assert "@import" not in page + CSS


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
    assert "".join(byline.itertext()) == "By Ada Sample, Ben Sample"
    assert (byline.tail or "").strip() == "·"


def test_an_article_without_picture_summary_or_date_leaves_them_out() -> None:
    bare = piece(paragraph("x"), pictures={}, article=article(summary="", authors=()))

    page = article_page(bare, PUBLICATION, FEEDS, THEME)

    assert meta(page, "og:image") is None
    assert meta(page, "article:published_time") is None
    assert "<time" not in page


def test_the_first_page_lists_what_it_is_given_in_that_order() -> None:
    links = [a.text for a in tree(PAGES["index"]).findall(".//section[@class='listed']//a")]

    assert links == ["A heron on the rail", "<i>Fog</i>"] * 2


def test_an_empty_publication_says_that_it_is_empty() -> None:
    page = index_page((), (), PUBLICATION, (), THEME)

    assert "Nothing has been published yet." in page


def test_the_first_page_leads_to_everything_else() -> None:
    links = [a.get("href") for a in tree(PAGES["index"]).findall(".//main/p/a")]

    assert links == ["https://example.org/archive/"]


def test_the_archive_has_issues_by_year_and_leads_to_topics_and_authors() -> None:
    root = tree(PAGES["archive"])

    years = [
        (part.findtext("h2/a"), [a.text for a in part.findall("ul//a")])
        for part in root.findall(".//main/section[@class='listed']")
    ]
    names = [
        ["".join(a.itertext()) for a in part.iter("a")] for part in root.findall(".//main/nav")
    ]
    assert years == [("2026", ["A heron on the rail", "<i>Fog</i>"]), ("2025", [])]
    assert names == [["R&D", "<i>fog</i>"], ["R&D"]]


def test_a_topic_has_its_entries_and_its_own_feed_an_author_perhaps_none() -> None:
    root = tree(PAGES["topic"])

    titles = [a.text for a in root.findall(".//main/section[@class='listed']//a")]
    shown = [code.text for code in root.findall(".//ul[@class='addresses']//code")]
    assert root.findtext(".//h1") == "On “\u2068R&D\u2069”"
    assert titles == ["A heron on the rail", "<i>Fog</i>"]
    assert shown == [link.url for link in TAG.documents]
    assert [url for _, url, _ in discovered(PAGES["topic"])] == [
        *shown,
        *(link.url for link in FEEDS),
    ]
    assert tree(PAGES["author"]).find(".//ul[@class='addresses']") is None
    assert tree(PAGES["author"]).findtext(".//h1") == "By \u2068Ada\u2069"


@pytest.mark.parametrize("name", ["article", "issue", "index", "archive", "topic", "404"])
def test_whoever_has_read_so_far_may_subscribe(name: str) -> None:
    [form] = tree(PAGES[name]).findall(".//section[@class='signup']/form")

    assert (form.get("method"), form.get("action")) == ("post", "https://example.org/subscribe")
    fields = {node.get("name"): node for node in form.iter("input")}
    assert set(fields) == {"list", "email", TRAP}
    assert fields["list"].get("value") == "letters"
    assert fields[TRAP].get("tabindex") == "-1"
    named = {label.get("for") for label in form.iter("label")}
    assert named == {fields["email"].get("id"), fields[TRAP].get("id")}


def test_forms_go_to_the_service_and_links_do_not() -> None:
    there = replace(PUBLICATION, service_url="https://post.example.net/x")

    root = tree(archive_page(YEARS, NAMES, (), (), there, FEEDS, THEME))

    assert {form.get("action") for form in root.iter("form")} == {
        "https://post.example.net/x/search",
        "https://post.example.net/x/subscribe",
    }
    assert not any("example.net" in (a.get("href") or "") for a in root.iter("a"))


def test_several_lists_are_to_be_chosen_from_and_none_is_chosen() -> None:
    [first] = PUBLICATION.lists
    lists = (first, replace(first, name="short", title="In short"))

    [form] = tree(index_page((), (), replace(PUBLICATION, lists=lists), (), THEME)).findall(
        ".//section[@class='signup']/form"
    )

    options = [node for node in form.iter("input") if node.get("name") == "list"]
    assert [node.get("value") for node in options] == ["letters", "short"]
    assert not any(node.get("checked") is not None for node in options)


def facts(page: str) -> dict[str, Any]:
    [node] = tree(page).iter("script")
    found: dict[str, Any] = json.loads(node.text or "")
    return found


def test_an_article_tells_programs_what_it_is() -> None:
    issue = Target(title="</script><b>Fog", url="https://example.org/issues/041-fog/")

    said = facts(article_page(RICH, PUBLICATION, FEEDS, THEME, issue))

    assert said["@context"] == "https://schema.org"
    assert (said["@type"], said["headline"]) == ("NewsArticle", "The heron & the lamp")
    assert said["datePublished"] == "2026-11-24T08:00:00+00:00"
    assert [(each["@type"], each["name"]) for each in said["author"]] == [
        ("Person", "Ada Sample"),
        ("Person", "Ben Sample"),
    ]
    assert said["publisher"]["name"] == "The Lamp Sample Society"
    assert said["image"] == ["https://example.org/media/0123456789abcdef.png"]
    assert (said["isPartOf"]["name"], said["isPartOf"]["url"]) == (issue.title, issue.url)
    assert said["isPartOf"]["isPartOf"]["name"] == PUBLICATION.title
    alone = facts(article_page(piece(article=article(authors=())), PUBLICATION, FEEDS, THEME))
    assert alone["isPartOf"]["@type"] == "Periodical"
    assert "datePublished" not in alone
    assert [each["@type"] for each in alone["author"]] == ["Organization"]


def test_an_issue_tells_its_articles_and_its_neighbours() -> None:
    before, after = (
        Target(title=f"Issue {n} & more", url=f"https://example.org/issues/{n}/") for n in (1, 3)
    )

    page = issue_page(FULL, PUBLICATION, FEEDS, THEME, before, after)

    root, said = tree(page), facts(page)
    assert said["@type"] == "PublicationIssue"
    assert [part["url"] for part in said["hasPart"]] == [p.url for p in FULL.pieces]
    for rel, target in (("prev", before), ("next", after)):
        assert [n.get("href") for n in root.findall(f".//link[@rel='{rel}']")] == [target.url]
        [link] = root.findall(f".//main//a[@rel='{rel}']")
        assert (link.get("href"), target.title in (link.text or "")) == (target.url, True)
    assert tree(PAGES["issue"]).find(".//*[@rel='prev']") is None


def test_tags_and_authors_lead_to_all_of_theirs() -> None:
    root = tree(PAGES["article"])

    assert [(a.get("href"), a.text) for a in root.findall(".//a[@rel='author']")] == [
        ("https://example.org/authors/ada-sample/", "Ada Sample"),
        ("https://example.org/authors/ben-sample/", "Ben Sample"),
    ]
    assert [(a.get("href"), "".join(a.itertext())) for a in root.findall(".//a[@rel='tag']")] == [
        ("https://example.org/topics/birds/", "birds")
    ]


def test_privacy_names_every_sender() -> None:
    page = PAGES["privacy"]

    assert 'href="mailto:letters@example.org"' in page
    assert meta(page, "robots") == "max-image-preview:large"


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
    assert [a.get("href") for a in main.iter("a")] == [
        FULL.url,
        "https://example.org/",
        "https://example.org/archive/",
        "https://example.org/privacy/",
    ]
    assert "gone" not in PAGES["withdrawn"]


@pytest.mark.parametrize("name", APOLOGIES)
def test_a_page_that_apologises_leads_on_and_no_search_engine_keeps_it(name: str) -> None:
    root = tree(PAGES[name])

    assert meta(PAGES[name], "robots") == "noindex"
    [search] = [form for form in root.iter("form") if form.get("role") == "search"]
    assert (search.get("method"), search.get("action")) == ("get", "https://example.org/search")
    latest = [a.text for a in root.findall(".//main/section[@class='listed']//a")]
    assert latest == [title for title, _, _ in TITLES]


def test_the_style_sheet_is_called_by_what_it_says() -> None:
    other = theme(**{"web/style.css": "body { color: {{ look.ink }}; }"})

    assert f"style-{hashlib.sha256(CSS.encode()).hexdigest()[:16]}.css" == STYLE
    assert style_sheet(replace(PUBLICATION, language="ar"), THEME) == (STYLE, CSS)
    assert style_sheet(PUBLICATION, other)[1] == "body { color: #22211f; }"
    assert style_sheet(PUBLICATION, other)[0] != STYLE


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


def test_the_set_that_tags_in_feeds_are_of_can_be_looked_at() -> None:
    house = Masthead(PUBLICATION, FeedPlan()).house(THEME).value
    _, fragment = house.scheme.split("#")

    page = feeds_page(GROUPS, OPML, PUBLICATION, FEEDS, THEME)

    assert f'id="{fragment}"' in page


def alternates(page: str) -> dict[str, str]:
    found = re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', page)
    assert len(dict(found)) == len(found), "a language stands once"
    return dict(found)


def test_a_page_names_the_same_in_every_language_itself_included() -> None:
    for page in (
        PAGES["translation"],
        article_page(RICH, PUBLICATION, FEEDS, THEME, None, LANGUAGES),
    ):
        assert alternates(page) == {"x-default": LANGUAGES[0][1], **dict(LANGUAGES)}


def test_a_page_leads_to_other_languages_by_the_names_that_they_have_there() -> None:
    page = article_page(RICH, PUBLICATION, FEEDS, THEME, None, LANGUAGES)

    (nav,) = tree(page).iterfind(".//header/nav[@aria-label='Other languages']")
    links = [(a.text, a.get("href"), a.get("lang"), a.get("dir")) for a in nav.iter("a")]
    assert links == [("العربية", "https://example.org/ar/", "ar", "rtl")]


def test_an_article_in_one_language_names_no_other() -> None:
    assert alternates(PAGES["article"]) == {}
    assert "Other languages" not in PAGES["article"]


def test_a_translation_speaks_its_language_all_through() -> None:
    page = PAGES["translation"]

    assert "Archive<" not in page
    assert 'href="https://example.org/archive/ar/"' in page
    assert '<input type="hidden" name="language" value="ar">' in page


def test_a_translation_tells_programs_what_it_translates() -> None:
    facts = re.search(r"ld\+json\">(.*?)</script>", PAGES["translation"])
    assert facts is not None
    assert json.loads(facts[1])["translationOfWork"] == [
        {"@type": "NewsArticle", "inLanguage": "en", "url": LANGUAGES[0][1]}
    ]


def test_the_archive_of_a_language_leads_to_the_others() -> None:
    page = PAGES["language"]

    assert alternates(page) == {"x-default": NAMES[0][1], "en": NAMES[0][1], "ar": NAMES[1][1]}
    assert f">{escape(TITLES[0][0])}<" in page
